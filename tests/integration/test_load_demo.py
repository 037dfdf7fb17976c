"""The demo: everything that was found in the sources, loaded once, left to its editors, and never on a public site."""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import TestCase
from wagtail.models import Page, Site

import home.management.commands.load_demo as command
from home.demo_files import read_content
from home.demo_loading import HOME, ORIGIN, PASSWORD, accounts
from home.models import DemoRelease, HomePage
from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.content.facts import Figure
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.pages.event import Event
from resource_centre.content.pages.lesson import Lesson
from resource_centre.content.relations import ActorLink, Evidence, Involvement
from resource_centre.content.territories import Territory
from resource_centre.contribution.accept import live_page, merged_with
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.posting import TOPIC
from resource_centre.contribution.surface import content_of, with_content
from resource_centre.outbox import rows
from tests.factories import make_centre, publish

COUNTS = {
    "actor": 59,
    "study": 24,
    "programme": 15,
    "tool": 13,
    "event": 12,
    "milestone": 12,
    "practice": 9,
    "lesson": 7,
}
#: Row 99 of the list is figures, not pages: value and a word of its label, population or unit.
FIGURES = [
    ("un tiers", "structurel"),
    ("60 %", "structurel"),
    ("22 %", "structurel"),
    ("2 %", "structurel"),
    ("76 %", "Maires"),
    ("46 %", "Maires"),
    ("81 %", "alliances"),
    ("86 %", "alliances"),
    ("87 %", "alliances"),
    ("37 %", "entreprises de 10"),
    ("38 %", "associations"),
    ("31 %", "908"),
    ("35 000", "Associations"),
    ("220", "Solutions"),
    ("14 millions", "fragilité"),
    ("71 %", "site"),
    ("69 %", "réseaux sociaux"),
    ("84 %", "difficultés"),
]
#: Facts on which the sources differ: the page, the figure, and the values that it keeps side by side.
DISAGREEMENTS = [
    ("actor/observatoire-des-partenariats", "Année de création", {"2008", "2007"}),
    ("tool/carrefour-des-innovations-sociales", "Sites partenaires", {"12", "15"}),
    ("tool/carrefour-des-innovations-sociales", "Projets recensés", {"5 000", "4 858"}),
    ("practice/experimentation-silver-geek", "Début de Silver Geek", {"2012", "2014"}),
]
BROKEN = {
    "not TOML": ('type = "tool"\ntitle = ', "tool/broken.toml: Invalid value"),
    "an unknown key": ('type = "tool"\ntitle = "Outil"\ncolour = "red"\n', "tool/broken.toml: unknown key colour"),
    "an unknown key in a row": (
        'type = "tool"\ntitle = "Outil"\n[[figures]]\nlabel = "A"\nvalue = "1"\nsize = 2\n',
        "tool/broken.toml, figures 1: unknown key size",
    ),
    "another folder's kind": ('type = "study"\ntitle = "Outil"\n', "tool/broken.toml: its type is not “tool”"),
    "an unknown term": (
        'type = "tool"\ntitle = "Outil"\n[concepts]\ntheme = ["rien"]\n',
        "tool/broken: there is no term theme:rien",
    ),
    "an unknown actor": (
        'type = "tool"\ntitle = "Outil"\n[[involvements]]\nactor = "personne"\nrole = "porteur"\n',
        "tool/broken, involvements 1: unknown or missing 'actor/personne'",
    ),
    "a missing value": (
        'type = "tool"\ntitle = "Outil"\n[[figures]]\nlabel = "A"\n',
        "tool/broken, figures 1: unknown or missing 'value'",
    ),
    "a date that is none": (
        'type = "tool"\ntitle = "Outil"\n[[figures]]\nlabel = "A"\nvalue = "1"\ndate = "hier"\n',
        "tool/broken, figures 1:",
    ),
    "an unknown field": (
        'type = "tool"\ntitle = "Outil"\n[fields]\nwheels = 4\n',
        "tool/broken: a tool has no field “wheels”",
    ),
    "an unknown place": (
        'type = "tool"\ntitle = "Outil"\n[[territories]]\nkey = "commune:00000"\n',
        "tool/broken, territories 1: unknown or missing 'commune:00000'",
    ),
    "an unknown file": (
        'type = "tool"\ntitle = "Outil"\n[[documents]]\ntitle = "Guide"\nfile = "guide.pdf"\n',
        "tool/broken, documents 1: unknown or missing 'guide.pdf'",
    ),
    "no title": ('type = "tool"\n', "tool/broken: unknown or missing 'title'"),
    "a first date that is none": (
        'type = "tool"\ntitle = "Outil"\ndate_from = "hier"\n',
        "tool/broken:",
    ),
}


class TestTheDemo(TestCase):
    """What `make demo` loads. Loaded once for these tests: half a minute is too long for each of them."""

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_territories", verbosity=0)
        call_command("load_demo", even_in_production=True, stdout=StringIO())

    def test_the_centre_says_on_which_terms_one_contributes(self) -> None:
        centre = ResourceCentrePage.objects.get()
        answer = self.client.get(f"{centre.get_url()}charte/")
        assert "Ce que vous cédez" in answer.content.decode()
        # Nothing of it is lost to the cleaning of rich text.
        assert centre.charter.count("<li>") == 3
        assert 'href="https://creativecommons.org/licenses/by-sa/4.0/deed.fr"' in centre.charter

    def test_a_file_is_offered_with_its_words(self) -> None:
        practice = Resource.objects.get(origin_id="practice/experimentation-silver-geek").specific
        (offered,) = practice.documents.all()
        page = self.client.get(practice.get_url()).content.decode()
        assert str(offered) in page
        assert "Un tableau de six lignes" in page
        with offered.document.file.open() as file:
            rows = list(csv.DictReader(file.read().decode("utf-8-sig").splitlines()))
        assert [row["Valeur"] for row in rows] == [figure.value for figure in practice.figures.all()]
        assert all(row["Adresse de la source"].startswith("https://") for row in rows)

    def test_every_kind_is_there(self) -> None:
        assert {kind: kind_model(kind).objects.live().filter(origin=ORIGIN).count() for kind in COUNTS} == COUNTS
        assert Resource.objects.count() == sum(COUNTS.values())

    def test_every_page_put_back_with_its_own_content_is_the_same(self) -> None:
        """As a proposal keeps it, in JSON: what nobody proposes to change is not changed."""
        for resource in Resource.objects.all():
            page = resource.specific
            with self.subTest(page=page.title):
                content = json.loads(json.dumps(content_of(page)))
                assert with_content(page, content).serializable_data() == page.serializable_data()

    def test_every_row_of_the_list_has_its_page(self) -> None:
        rows = {int(number) for page in Resource.objects.all() for number in re.findall(r"\d+", rows_of(page))}
        assert sorted(set(range(1, 99)) - rows) == []

    def test_the_figures_of_the_last_row_are_there_with_a_source(self) -> None:
        figures = list(Figure.objects.all())
        for value, word in FIGURES:
            with self.subTest(value=value, word=word):
                matching = [figure for figure in figures if value in plain(figure.value) and word in said_of(figure)]
                assert matching
                assert all(figure.source_title for figure in matching)

    def test_facts_that_differ_are_both_kept_each_with_its_source(self) -> None:
        for key, label, values in DISAGREEMENTS:
            with self.subTest(key=key):
                rows = Figure.objects.filter(resource__origin_id=key, label=label)
                assert {plain(row.value) for row in rows} == values
                assert len({row.source_title for row in rows}) == len(values)

    def test_what_a_source_only_suggests_is_marked_to_confirm(self) -> None:
        assert Resource.objects.exclude(to_confirm="").count() > 20
        assert Involvement.objects.filter(state="to_confirm").exists()

    def test_every_relation_says_where_it_comes_from(self) -> None:
        for model in (Involvement, ActorLink, Evidence):
            with self.subTest(model=model.__name__):
                assert model.objects.exists()
                assert not model.objects.filter(source_title="").exclude(note="Source à ajouter.").exists()

    def test_what_nuances_or_confirms_a_lesson_can_be_read(self) -> None:
        states = {"nuanced": "nuances", "supported": "supports"}
        moved = Lesson.objects.filter(state__in=states)
        assert moved.count() == 5
        for lesson in moved:
            with self.subTest(lesson=lesson.title):
                assert lesson.evidence_rows.filter(stance=states[lesson.state]).exists()

    def test_a_partner_of_the_demo_has_no_right_in_the_admin(self) -> None:
        rights = {}
        for account in accounts():
            assert self.client.login(username=account.username, password=PASSWORD)
            rights[account.username] = self.client.get("/admin/").status_code == 200
        assert rights == {
            "visiteur": False,
            "partenaire-a": False,
            "partenaire-b": False,
            "partenaire-c": False,
            "redaction": True,
            "relecture": True,
            "admin": True,
        }

    def test_two_organisations_have_a_team_and_something_waits(self) -> None:
        seats = Membership.objects.order_by("pk").values_list("user__username", "actor__slug", "role")
        assert list(seats) == [
            ("partenaire-a", "solidatech", "lead"),
            ("partenaire-c", "solidatech", "contributor"),
            ("partenaire-b", "unis-cite", "lead"),
        ]
        assert MembershipRequest.objects.filter(state="waiting").count() == 1
        assert Invitation.objects.get().is_open

    def test_proposals_are_in_every_state_that_somebody_meets_and_one_page_has_moved(self) -> None:
        states = ["accepted", "draft", "in_review", "in_review", "needs_changes", "refused", "submitted", "submitted"]
        assert sorted(Proposal.objects.values_list("status", flat=True)) == states
        overtaken = Proposal.objects.get(resource__origin_id="practice/engagement-ponctuel-en-ligne")
        merged = merged_with(live_page(overtaken), overtaken.base_content, overtaken.content)
        assert [overlap.key for overlap in merged.overlaps] == ["summary"]
        assert not [one.key for one in rows.pending(TOPIC) if one.key.startswith("event:")], "nobody is written to"

    def test_a_second_run_changes_nothing(self) -> None:
        before = list(Resource.objects.order_by("pk").values_list("pk", "latest_revision_id"))
        assert "up to date: 151 resources" in run()
        assert "0 resource created, 151 kept" in run(force=True)
        assert list(Resource.objects.order_by("pk").values_list("pk", "latest_revision_id")) == before

    def test_what_an_editor_changed_or_removed_from_the_site_stays_so(self) -> None:
        changed = Resource.objects.get(origin_id="practice/experimentation-silver-geek").specific
        changed.title, changed.figures = "Un autre titre", []
        changed.save_revision().publish()
        withdrawn = Resource.objects.get(origin_id="actor/avise").specific
        withdrawn.unpublish()
        assert "151 kept" in run(force=True)
        again = Resource.objects.get(pk=changed.pk).specific
        assert (again.title, again.figures.count()) == ("Un autre titre", 0)
        assert not Resource.objects.get(pk=withdrawn.pk).live

    def test_what_is_missing_is_loaded_again_with_its_relations(self) -> None:
        event = Event.objects.filter(inverse_resource_links=None).exclude(involvements=None).first()
        event.delete()
        assert "1 resource created, 150 kept" in run(force=True)
        assert Event.objects.get(origin_id=event.origin_id).involvements.exists()

    def test_somebody_s_own_password_is_not_set_again(self) -> None:
        user = get_user_model().objects.get(username="redaction")
        user.set_password("le mien")
        user.save()
        run(force=True)
        user.refresh_from_db()
        assert user.check_password("le mien")


def rows_of(page: Resource) -> str:
    """The rows of the list that a page stands for: "57, 64", or "96" of "96.11"."""
    return ",".join(part.split(".")[0] for part in str(page.extra.get("item", "")).split(","))


def said_of(figure: Figure) -> str:
    """Everything that says what a number counts."""
    return plain(f"{figure.label} {figure.population} {figure.unit}")


def plain(text: str) -> str:
    """With ordinary spaces in the place of those that no line may break at."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def run(**options: Any) -> str:
    """What the command says."""
    said = StringIO()
    call_command("load_demo", even_in_production=True, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def territories() -> None:
    """One place, so that the demo does not stop for want of any."""
    Territory.objects.create(level="country", code="FR", name="France", label="France")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo of no resource, in place of ours; a test adds its files."""
    (tmp_path / "references.toml").write_text("", encoding="utf-8")
    (tmp_path / "tool").mkdir()
    monkeypatch.setattr(command, "read_content", lambda: read_content(tmp_path))
    return tmp_path


@pytest.mark.django_db
@pytest.mark.once
class TestBadInput:
    """A file that cannot be read is named, and nothing is loaded."""

    @pytest.mark.usefixtures("territories")
    @pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN.keys())
    def test_a_broken_file_is_named_and_nothing_is_loaded(self, written: Path, content: str, message: str) -> None:
        (written / "tool" / "broken.toml").write_text(content, encoding="utf-8")
        with pytest.raises(CommandError) as refusal:
            run()
        assert message in str(refusal.value)
        assert str(refusal.value).endswith("Nothing was loaded.")
        assert not Resource.objects.exists()
        assert not DemoRelease.objects.exists()
        assert not get_user_model().objects.exists()

    def test_no_territory_is_said_with_what_to_do(self, written: Path) -> None:
        (written / "tool" / "one.toml").write_text(
            'type = "tool"\ntitle = "Un"\n[[territories]]\nkey = "country:FR"\n', encoding="utf-8"
        )
        with pytest.raises(CommandError, match="run `manage.py load_territories` first"):
            run()
        assert not Resource.objects.exists()

    @pytest.mark.usefixtures("written")
    def test_a_site_without_a_default_one_is_said(self) -> None:
        Site.objects.update(is_default_site=False)
        with pytest.raises(CommandError, match="No site is the default one: choose it in Settings > Sites. Nothing"):
            run()

    @pytest.mark.usefixtures("written")
    def test_an_address_that_another_page_has_is_said(self) -> None:
        Page.get_first_root_node().add_child(instance=Page(title="Une autre", slug="accueil"))
        with pytest.raises(CommandError, match="Accueil: .*accueil.* Nothing was loaded"):
            run()
        assert not get_user_model().objects.exists()

    @pytest.mark.usefixtures("written")
    def test_an_address_of_the_centre_that_another_page_has_is_said(self) -> None:
        front = Page.get_first_root_node().add_child(instance=HomePage(slug="accueil", **HOME))
        front.add_child(instance=Page(title="Une autre", slug="centre"))
        with pytest.raises(CommandError, match="The centre: .*centre.* Nothing was loaded"):
            run()
        assert not get_user_model().objects.exists()

    def test_a_public_site_is_refused(self, settings: Any) -> None:
        settings.DEBUG = False
        with pytest.raises(CommandError, match="DEBUG is off"):
            call_command("load_demo")
        assert not get_user_model().objects.exists()

    def test_a_database_with_resources_of_its_own_is_refused(self, settings: Any) -> None:
        settings.DEBUG = True
        publish(make_centre(), "tool", "Un outil à nous")
        with pytest.raises(CommandError, match=r"holds 1 resource\(s\) of its own"):
            call_command("load_demo")
        assert Resource.objects.count() == 1
