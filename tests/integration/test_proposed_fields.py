"""What may be proposed beyond texts: choices, numbers, a point, rows of every kind, terms of every vocabulary."""

from typing import Any

import pytest
from bs4 import Tag
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from resource_centre.access.groups import ensure_groups
from resource_centre.access.principal import Principal
from resource_centre.access.visibility import Access
from resource_centre.content.facts import Figure, RsoAssessment, Source
from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.lesson import LessonChange
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import ActorLink, Evidence, ResourceLink, ResourceTerritory
from resource_centre.content.territories import Territory
from resource_centre.content.vocabularies import Vocabulary
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.errors import ContentRefused, Overlapping
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of, fields_of, with_content
from resource_centre.contribution.wording import word_changes
from resource_centre.web.contributing.form import ProposalForm
from tests.factories import concept, involvement, make_centre, publish, tag
from tests.ninth_kind.models import Charter
from tests.support.contributing import ABOUT, address_of, filled, hand_in
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]
ANONYMOUS = Principal(user_id=None)


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def editor() -> Any:
    ensure_groups()
    user = get_user_model().objects.create_user("redaction", email="redaction@example.org")
    user.groups.add(Group.objects.get(name="Resource centre editors"))
    return user


def place(code: str, name: str, level: str = "commune", lat: float = 48.11, lon: float = -1.68) -> Territory:
    return Territory.objects.create(
        level=level, code=code, name=name, label=name, folded_name=name.lower(), level_rank=5, lat=lat, lon=lon
    )


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def accept(proposal: Proposal, editor: Any, **more: Any) -> None:
    """Take what was proposed, confirmed or not, as an editor does."""
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.SUBMITTED)
    proposal.refresh_from_db()
    read = (proposal.digest, proposal.resource.live_revision_id)
    AcceptProposal(proposal, editor, Decision(read, **more)).execute()


def checked(centre: Any, page: Any, **changes: Any) -> Any:
    client, address = Client(), address_of(centre, page)
    return client.post(address, filled(client.get(address), step="check", **changes))


def changes_in(answer: Any) -> dict[str, str]:
    """Words of each change, by its label: {"Logiciel libre": "oui"}."""
    found: dict[str, str] = {}
    for one in parsed(answer).select(".rc-changes .rc-change"):
        for hidden in one.select(".rc-hidden, .rc-tag"):
            hidden.extract()
        label, text = one.find("h3"), one.find("p")
        assert isinstance(label, Tag)
        assert isinstance(text, Tag)
        found[" ".join(label.get_text().split())] = "\n".join(
            " ".join(line.split()) for line in text.get_text().split("\n")
        )
    return found


def faults(answer: Any) -> dict[str, str]:
    """What the summary of errors says, by the field that it leads to."""
    assert answer.status_code == 422, changes_in(answer)
    lines = parsed(answer).select("#errors li")
    found = {str(line.a["href"]) if line.a else "": " ".join(line.get_text().split()) for line in lines}
    tree = parsed(answer)
    assert all(tree.select_one(target) for target in found if target), "each leads to a field that is there"
    return found


def access() -> Access:
    return Access.of(ANONYMOUS)


# Fields.


def test_choices_yes_and_no_days_and_numbers_are_proposed_and_published(centre: Any, editor: Any) -> None:
    tool = publish(centre, "tool", "Un outil", access="paid")
    typed = {"f-access": "free", "f-is_open_source": "no", "f-status": "ongoing", "f-link_checked_on": "12/02/2015"}
    answer = checked(centre, tool, **typed)
    assert changes_in(answer) == {
        "Accès": "payantouvert à tous",
        "Code ouvert": "non",
        "État de ce qui est décrit": "en cours",
        "Adresse vérifiée le": "12 février 2015",
    }
    accept(hand_in(Client(), centre, tool, **typed), editor)
    now = fresh(tool)
    assert (now.access, now.is_open_source, now.status, str(now.link_checked_on)) == (
        "free",
        False,
        "ongoing",
        "2015-02-12",
    )


def test_no_is_not_the_same_as_not_known(centre: Any, editor: Any) -> None:
    tool = publish(centre, "tool", "Un outil", is_open_source=False)
    assert filled(Client().get(address_of(centre, tool)))["f-is_open_source"] == "no"
    proposal = hand_in(Client(), centre, tool, **{"f-is_open_source": ""})
    accept(proposal, editor)
    assert fresh(tool).is_open_source is None


def test_pages_are_counted_in_words_in_both_languages(centre: Any) -> None:
    study = publish(centre, "study", "Une étude", pages=1)
    assert changes_in(checked(centre, study, **{"f-pages": "1 200"}))["Nombre de pages"] == "1 page1 200 pages"
    base = content_of(study)
    draft = Draft(base, {**base, "pages": 12}, study.live_revision_id)
    user = get_user_model().objects.create_user("ada")
    proposal = SubmitProposal(study, centre, draft, Author(user), About(), access()).execute()
    with translation.override("en"):
        (said,) = word_changes(type(study), proposal.changes, access())
    assert (said.label, said.before, said.after) == ("Number of pages", "1 page", "12 pages")


def test_an_actor_has_a_seat_and_a_point_said_in_words(centre: Any, editor: Any) -> None:
    rennes = place("35238", "Rennes")
    actor = publish(centre, "actor", "La Mednum")
    typed = {"f-seat": "rennes", "f-lat": "48,1173", "f-lon": "\u22121,6778"}
    said = changes_in(checked(centre, actor, **typed))
    assert said["Siège"] == "Rennes"
    assert said["Point sur la carte"] == "latitude 48,1173, longitude -1,6778, près de Rennes"
    accept(hand_in(Client(), centre, actor, **typed), editor)
    now = fresh(actor)
    assert (now.seat, now.lat, now.lon) == (rennes, 48.1173, -1.6778)
    shown = Client().get(address_of(centre, actor))
    assert "près de Rennes" in shown.content.decode()
    assert filled(shown)["f-lat"] == "48,1173"
    assert "latitude 10, longitude 10" in str(changes_in(checked(centre, now, **{"f-lat": "10", "f-lon": "10"}))), (
        "nothing is near: only the numbers are said"
    )


def test_a_point_is_kept_or_refused_whole(centre: Any) -> None:
    actor = publish(centre, "actor", "La Mednum", lat=48.1, lon=-1.6)
    proposal = hand_in(Client(), centre, actor, **{"f-lat": "48.2"})
    assert [change.key for change in proposal.changes] == ["map_point"]
    assert proposal.content["map_point"] == "48.2,-1.6"


NONSENSE: dict[str, tuple[str, dict[str, str], str]] = {
    "half a point": ("actor", {"f-lat": "48.1"}, "#id_f-lon"),
    "the other half": ("actor", {"f-lon": "1"}, "#id_f-lat"),
    "a latitude off the earth": ("actor", {"f-lat": "91", "f-lon": "1"}, "#id_f-lat"),
    "words for a number": ("actor", {"f-lat": "là", "f-lon": "1"}, "#id_f-lat"),
    "not a number": ("actor", {"f-lat": "nan", "f-lon": "1"}, "#id_f-lat"),
    "eight digits": ("actor", {"f-siren": "12345678"}, "#id_f-siren"),
    "an end before its beginning": ("actor", {"f-founded": "2012", "f-ended": "2010"}, "#id_f-ended"),
    "no such place": ("actor", {"f-seat": "Nulle-Part-sur-Mer"}, "#id_f-seat"),
    "itself": ("actor", {"actor_links-0-other": "Une page", "actor_links-0-kind": "funds"}, "#id_actor_links-0-other"),
    "a link of no kind": ("actor", {"actor_links-0-other": "Autre"}, "#id_actor_links-0-kind"),
    "nobody of that name": ("practice", {"resource_links-0-target": "Inconnue"}, "#id_resource_links-0-target"),
    "a note on nothing": ("practice", {"evidence-0-note": "Une phrase."}, "#id_evidence-0-lesson"),
    "a figure without its value": ("practice", {"figures-0-label": "seniors"}, "#id_figures-0-value"),
    "a role that ends before": (
        "practice",
        {"involvements-0-actor": "Autre", "involvements-0-role": "ROLE", "involvements-0-date_from": "2012",
         "involvements-0-date_to": "2010"},
        "#id_involvements-0-date_to",
    ),
    "a source of a source": ("practice", {"sources-0-title": "A", "sources-0-accessed_on": "2012"},
                             "#id_sources-0-accessed_on"),
    "a month for a day": ("tool", {"f-link_checked_on": "03/2016"}, "#id_f-link_checked_on"),
    "fewer than no page": ("study", {"f-pages": "-1"}, "#id_f-pages"),
    "more pages than any": ("study", {"f-pages": "9" * 30}, "#id_f-pages"),
    "fieldwork that ends before": ("study", {"f-fieldwork_from": "2012", "f-fieldwork_to": "2010"},
                                   "#id_f-fieldwork_to"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted({kind for kind, _typed, _where in NONSENSE.values()}))
def test_nonsense_is_said_at_its_field_and_nothing_is_lost(kind: str, centre: Any) -> None:
    publish(centre, "actor", "Autre")
    role, page = str(concept("role", "porteur").pk), publish(centre, kind, "Une page")
    client, address = Client(), address_of(centre, page)
    form = filled(client.get(address), step="check", **{"f-summary": "À ne pas perdre."})
    for name, (of_kind, nonsense, where) in NONSENSE.items():
        if of_kind != kind:
            continue
        typed = {field: role if value == "ROLE" else value for field, value in nonsense.items()}
        answer = client.post(address, {**form, **typed})
        assert where in faults(answer), name
        held = filled(answer)
        assert {field: held[field] for field in typed} == typed, name
        assert held["f-summary"] == "À ne pas perdre."


def test_faults_of_the_page_and_of_its_lines_are_said_at_once(centre: Any) -> None:
    actor = publish(centre, "actor", "Une association")
    wrong = {"f-siren": "123", "figures-0-label": "donateurs", "names-0-kind": "short"}
    found = {"#id_f-siren", "#id_figures-0-value", "#id_names-0-name"}
    assert set(faults(checked(centre, actor, **wrong))) == found


def test_a_choice_that_is_none_is_refused(centre: Any) -> None:
    tool = publish(centre, "tool", "Un outil", access="free")
    forged = {"f-access": "gratuit", "f-is_open_source": "peut-être"}
    assert set(faults(checked(centre, tool, **forged))) == {"#id_f-access", "#id_f-is_open_source"}


def test_a_fault_that_was_there_before_is_nobodys_proposal(centre: Any) -> None:
    actor = publish(centre, "actor", "Une association")
    type(actor).objects.filter(pk=actor.pk).update(siren="12")
    assert checked(centre, actor, **{"f-summary": "Un résumé."}).status_code == 200


def test_an_actor_is_asked_for_one_end_only(centre: Any) -> None:
    actor = publish(centre, "actor", "La Mednum", date_from="2014")
    names = {one.name for one in fields_of(type(actor))}
    assert {"founded", "ended"} <= names
    assert not {"date_from", "date_to"} & names
    assert str(with_content(actor, content_of(actor)).date_from) == "2014"


# Rows.


@pytest.fixture
def neighbours(centre: Any) -> dict[str, Any]:
    return {
        "actor": publish(centre, "actor", "Emmaüs Connect"),
        "lesson": publish(centre, "lesson", "Le lien précède l’outil"),
        "practice": publish(centre, "practice", "Une autre pratique"),
        "social": concept("rso", "social", "Social"),
        "rennes": place("35238", "Rennes"),
        "role": concept("role", "financeur", "financeur"),
    }


ROWS: dict[str, tuple[str, dict[str, str], str, dict[str, Any]]] = {
    "involvements": (
        "practice",
        {"actor": "emmaus connect", "role": "=role", "date_from": "2012", "state": "to_confirm", "note": "Une note.",
         "source_title": "Un rapport"},
        "Emmaüs Connect – financeur, 2012, à confirmer, Un rapport, Une note.",
        {"actor": "actor", "date_from": "2012", "state": "to_confirm", "note": "Une note."},
    ),
    "resource_links": (
        "practice", {"target": "Une autre pratique", "kind": "based_on"}, "Autre ressource : Une autre pratique",
        {"target": "practice", "kind": "based_on"},
    ),
    "actor_links": (
        "actor", {"other": "Emmaüs Connect", "kind": "partner_of", "date_from": "2015"},
        "Autre acteur : Emmaüs Connect", {"other": "actor", "kind": "partner_of", "state": "observed"},
    ),
    "evidence": (
        "practice", {"lesson": "Le lien précède l’outil", "stance": "nuances", "note": "Pas partout."},
        "Enseignement : Le lien précède l’outil", {"lesson": "lesson", "stance": "nuances", "note": "Pas partout."},
    ),
    "figures": (
        "practice", {"label": "seniors formés", "value": "5 000", "date": "2018", "source_title": "Bilan"},
        "Valeur : 5 000", {"label": "seniors formés", "value": "5 000", "source_title": "Bilan"},
    ),
    "rso": ("practice", {"criterion": "=social", "effect": "favourable"}, "Effet observé : favorable",
            {"criterion": "social", "effect": "favourable"}),
    "names": ("actor", {"name": "Connexions", "kind": "former"}, "Sorte de nom : ancien nom",
              {"name": "Connexions", "kind": "former", "slug": "connexions"}),
    "authors": ("study", {"name": "Ada", "actor": "Emmaüs Connect"}, "Organisation : Emmaüs Connect",
                {"name": "Ada", "actor": "actor"}),
    "speakers": ("event", {"name": "Ada", "title": "directrice"}, "Nom : Ada", {"name": "Ada", "actor": None}),
    "history": ("lesson", {"state": "stated", "date": "2012"}, "Date : 2012", {"state": "stated", "date": "2012"}),
    "territory_links": ("practice", {"territory": "Rennes", "role": "spread_to"}, "Rennes – essaime vers",
                        {"territory": "rennes", "role": "spread_to", "state": "confirmed"}),
    "sources": ("practice", {"title": "Un rapport", "author": "Ada", "date": "03/2016", "page": "12"},
                "Un rapport, Ada, mars 2016", {"title": "Un rapport", "page": "12"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_each_kind_is_proposed_in_words_and_published(
    name: str, centre: Any, editor: Any, neighbours: dict[str, Any]
) -> None:
    kind, typed, words, columns = ROWS[name]
    page = publish(centre, kind, "La page")
    posted = {
        f"{name}-0-{column}": str(neighbours[value[1:]].pk) if value.startswith("=") else value
        for column, value in typed.items()
    }
    assert words in "\n".join(changes_in(checked(centre, page, **posted)).values())
    proposal = hand_in(Client(), centre, page, **posted)
    assert [change.field for change in proposal.changes] == [name]
    accept(proposal, editor)
    (row,) = getattr(fresh(page), name).all()
    wanted = {
        column: neighbours[value] if value in neighbours and column != "title" else value
        for column, value in columns.items()
    }
    found = {column: getattr(row, column) for column in columns}
    assert {column: getattr(value, "pk", None) or str(value) for column, value in found.items()} == {
        column: getattr(value, "pk", None) or str(value) for column, value in wanted.items()
    }


def test_a_row_keeps_what_the_form_does_not_show_and_what_nobody_touched(centre: Any, editor: Any) -> None:
    rennes = place("35238", "Rennes")
    page = publish(
        centre, "practice", "La page",
        territory_links=[ResourceTerritory(territory=rennes, state="to_confirm")],
        figures=[Figure(label="seniors", value="5 000", population="France")],
        sources=[Source(title="Un rapport", author="Ada", accessed_on="2020-01-02", page="12")],
    )  # fmt: skip
    accept(
        hand_in(Client(), centre, page, **{"figures-0-value": "6 000", "sources-0-url": "https://a.example/"}), editor
    )
    now = fresh(page)
    assert [(row.value, row.population) for row in now.figures.all()] == [("6 000", "France")]
    assert [(row.author, str(row.accessed_on), row.page) for row in now.sources.all()] == [("Ada", "2020-01-02", "12")]
    assert [row.state for row in now.territory_links.all()] == ["to_confirm"]


def test_rows_that_lead_to_a_page_that_a_reader_may_not_see_are_in_neither_content(centre: Any, editor: Any) -> None:
    actor = publish(centre, "actor", "canaricaché", live=False)
    lesson = publish(centre, "lesson", "canarileçon", live=False)
    study = publish(
        centre, "study", "Une étude",
        evidence=[Evidence(lesson=lesson, stance="supports", note="canarinote")],
        resource_links=[ResourceLink(target=lesson, kind="based_on", note="canarinote")],
        involvements=[involvement(actor, note="canarinote")],
        authors=[StudyAuthor(name="Ada", actor=actor), StudyAuthor(name="Blaise")],
    )  # fmt: skip
    event = publish(centre, "event", "Une rencontre", speakers=[EventSpeaker(name="Ada", actor=actor)])
    other = publish(centre, "actor", "Une association", actor_links=[ActorLink(other=actor, kind="funds")])
    for page in (study, event, other):
        assert "canari" not in Client().get(address_of(centre, page)).content.decode(), page.title
        rows = [row for rows in content_of(page, access()).values() if isinstance(rows, list) for row in rows]
        assert not [row for row in rows if actor.pk in {row.get("actor"), row.get("other")}], page.title
    shown = filled(Client().get(address_of(centre, study)))
    assert (shown["authors-0-name"], shown["authors-0-actor"]) == ("Ada", ""), "a person is named without it"
    accept(hand_in(Client(), centre, study, **{"authors-0-name": "Ada L.", "f-title": "Titre"}), editor)
    now = fresh(study)
    assert [(row.name, row.actor_id) for row in now.authors.all()] == [("Ada L.", actor.pk), ("Blaise", None)]
    assert [now.evidence.count(), now.resource_links.count(), now.involvements.count()] == [1, 1, 1]


def test_the_same_territory_in_the_same_role_is_said_once(centre: Any) -> None:
    rennes = place("35238", "Rennes")
    page = publish(centre, "practice", "La page", territory_links=[ResourceTerritory(territory=rennes)])
    again = {"territory_links-1-territory": "Rennes", "territory_links-1-role": "implemented_in"}
    assert "#id_territory_links-1-territory" in faults(checked(centre, page, **again))
    assert checked(centre, page, **{**again, "territory_links-1-role": "concerns"}).status_code == 200


def test_a_homonym_that_a_line_names_already_stays_the_one_it_is(centre: Any) -> None:
    first, _second = publish(centre, "actor", "Emmaüs"), publish(centre, "actor", "Emmaüs")
    page = publish(centre, "practice", "La page", involvements=[involvement(first)])
    proposal = hand_in(Client(), centre, page, **{"involvements-0-note": "Une note."})
    assert [row["actor"] for row in proposal.content["involvements"]] == [first.pk]
    line = {"involvements-1-actor": "Emmaüs", "involvements-1-role": str(concept("role", "porteur").pk)}
    assert "Plusieurs" in faults(checked(centre, page, **line))["#id_involvements-1-actor"]


def test_an_unknown_name_is_answered_with_what_to_do(centre: Any) -> None:
    publish(centre, "actor", "Emmaüs Connect")
    page, role = publish(centre, "practice", "La page"), str(concept("role", "porteur").pk)
    said = faults(checked(centre, page, **{"involvements-0-actor": "emmaus", "involvements-0-role": role}))
    assert "Emmaüs Connect" in said["#id_involvements-0-actor"]
    said = faults(checked(centre, page, **{"involvements-0-actor": "Personne", "involvements-0-role": role}))
    assert "dans votre message" in said["#id_involvements-0-actor"]
    assert parsed(Client().get(address_of(centre, page))).select_one("#people a[href$='/contribuer/']")


def test_what_is_folded_opens_only_where_something_is_to_be_seen(centre: Any) -> None:
    page = publish(centre, "practice", "La page", sources=[Source(title="Un rapport", author="Ada")])
    lines = parsed(Client().get(address_of(centre, page))).select("#sources details")
    assert [line.has_attr("open") for line in lines] == [False, False]
    assert "1" in lines[0].get_text()
    answer = checked(centre, page, **{"sources-0-date": "hier"})
    assert [line.has_attr("open") for line in parsed(answer).select("#sources details")] == [True, False]


def test_a_row_that_the_page_says_meanwhile_is_an_overlap(centre: Any, editor: Any) -> None:
    social = concept("rso", "social", "Social")
    page = publish(centre, "practice", "La page")
    proposal = hand_in(Client(), centre, page, **{"rso-0-criterion": str(social.pk), "rso-0-effect": "favourable"})
    moved = fresh(page)
    moved.rso.add(RsoAssessment(criterion=social, effect="neutral"))
    moved.save_revision().publish()
    with pytest.raises(Overlapping) as both:
        accept(proposal, editor)
    (overlap,) = both.value.overlaps
    accept(proposal, editor, choices={overlap.key: "proposal"})
    assert [row.effect for row in fresh(page).rso.all()] == ["favourable"]


def test_what_names_a_page_that_is_gone_is_refused_with_words_and_never_breaks(centre: Any, editor: Any) -> None:
    gone = publish(centre, "practice", "Bientôt disparue")
    page = publish(centre, "practice", "La page")
    line = {"resource_links-0-target": "Bientôt disparue", "resource_links-0-kind": "extends"}
    proposal = hand_in(Client(), centre, page, **line, **{"f-summary": "Un résumé."})
    gone.delete()
    with pytest.raises(ContentRefused, match="n’existe plus"):
        accept(proposal, editor)
    accept(proposal, editor, kept=frozenset({"summary"}))
    assert fresh(page).summary == "Un résumé."


def test_the_decision_and_the_history_say_the_same_words(centre: Any, editor: Any, neighbours: dict[str, Any]) -> None:
    page = publish(centre, "tool", "Un outil")
    line = {"evidence-0-lesson": "Le lien précède l’outil", "evidence-0-stance": "nuances"}
    proposal = hand_in(Client(), centre, page, **line, **{"f-is_open_source": "yes", "f-state": "stopped"})
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.SUBMITTED)
    desk = Client()
    desk.force_login(editor)
    decision = desk.get(reverse("resource_centre_proposal", args=[proposal.pk]))
    text = decision.content.decode()
    assert all(word in text for word in ("Le lien précède l’outil", "nuance", "oui", "arrêté"))
    assert desk.post(decision.request["PATH_INFO"], filled(decision, act="accept_all")).status_code == 302
    history = Client().get(f"{centre.url}historique/{page.uuid}/comparer/").content.decode()
    assert all(word in history for word in ("Le lien précède l’outil", "nuance", "oui", "arrêté"))


# Terms.


@pytest.fixture
def needs() -> tuple[Any, Any]:
    Vocabulary.objects.create(code="need", label_fr="Besoins", label_en="Needs")
    return concept("need", "equiper", "S’équiper"), concept("need", "former", "Se former")


def test_terms_of_every_vocabulary_of_the_kind_are_proposed(centre: Any, editor: Any, needs: Any) -> None:
    equip, train = needs
    theme = concept("theme", "inclusion", "Inclusion")
    Vocabulary.objects.create(code="elsewhere", label_fr="Ailleurs", kinds=["actor"])
    kept = concept("elsewhere", "x", "Gardé")
    page = publish(centre, "practice", "La page", concept_links=tag(equip, kept))
    shown = parsed(Client().get(address_of(centre, page)))
    assert [one["value"] for one in shown.select("#subjects [name='terms-need'][checked]")] == [str(equip.pk)]
    assert not shown.select("[name='terms-elsewhere'], [name='terms-role']")
    typed = {"terms-need": [str(train.pk)], "themes": [str(theme.pk)]}
    answer = checked(centre, page, **typed)
    assert {label.split()[0] for label in changes_in(answer)} == {"Besoins", "Theme"} or "Besoins" in changes_in(answer)
    accept(hand_in(Client(), centre, page, **typed), editor)
    assert {row.concept.code for row in fresh(page).concept_links.all()} == {"former", "x", "inclusion"}


def test_the_main_term_is_chosen_where_a_vocabulary_has_one(centre: Any, editor: Any) -> None:
    Vocabulary.objects.create(code="universe", label_fr="Univers", has_main=True)
    one, other = concept("universe", "public", "Public"), concept("universe", "prive", "Privé")
    page = publish(centre, "actor", "La page", concept_links=tag(one))
    accept(hand_in(Client(), centre, page, **{"main-universe": str(other.pk)}), editor)
    assert {(row.concept.code, row.is_main) for row in fresh(page).concept_links.all()} == {
        ("public", False),
        ("prive", True),
    }


def test_a_vocabulary_of_one_term_refuses_a_second(centre: Any, needs: Any) -> None:
    Vocabulary.objects.filter(code="need").update(multiple=False)
    page = publish(centre, "practice", "La page")
    answer = checked(centre, page, **{"terms-need": [str(one.pk) for one in needs]})
    assert any("terms-need" in where for where in faults(answer))


# What was opened, written or kept before there were such fields.


def test_a_form_that_was_opened_before_changes_nothing_of_what_it_did_not_ask(centre: Any, needs: Any) -> None:
    rennes = place("35238", "Rennes")
    actor = publish(
        centre, "actor", "La Mednum", status="ongoing", seat=rennes, lat=48.0, lon=-1.0, founded="2014",
        concept_links=tag(needs[0]), names=[ActorName(name="Mednum", kind="short")],
    )  # fmt: skip
    client, address = Client(), address_of(centre, actor)
    form = filled(client.get(address), step="check", **{"f-summary": "Un résumé."})
    new = ("f-status", "f-seat", "f-lat", "f-lon", "f-founded", "terms-", "vocabularies", "names-", "figures-")
    old = {name: value for name, value in form.items() if not name.startswith(new)}
    answer = client.post(address, old)
    assert set(changes_in(answer)) == {"Résumé"}
    assert client.post(address, filled(answer, step="send", **ABOUT)).status_code == 303
    assert [change.key for change in Proposal.objects.latest("pk").changes] == ["summary"]


def test_a_draft_that_was_begun_before_is_taken_up_again(centre: Any) -> None:
    user = get_user_model().objects.create_user("ada", email="ada@example.org")
    client = Client()
    client.force_login(user)
    begin = f"{centre.url}contribuer/nouveau/outils/"
    client.post(begin, filled(client.get(begin), title="Un outil", summary="", another="1"))
    proposal = Proposal.objects.latest("pk")
    known = {"title", "summary", "body", "involvements", "territory_links", "concept_links", "sources"}
    Proposal.objects.filter(pk=proposal.pk).update(
        base_content={name: value for name, value in proposal.base_content.items() if name in known},
        content={name: value for name, value in proposal.content.items() if name in known},
        typed="f-title=Un+outil&f-summary=D%C3%A9but",
    )
    address = f"{centre.url}propositions/{proposal.uuid}/brouillon/"
    shown = client.get(address)
    assert filled(shown)["f-summary"] == "Début"
    saved = client.post(address, filled(shown, step="save", **{"f-access": "free", "figures-0-label": "sans valeur"}))
    assert saved.status_code == 303, "a draft keeps anything"
    again = client.get(address)
    assert filled(again)["figures-0-label"] == "sans valeur"
    refused = client.post(address, filled(again, step="check"))
    assert refused.status_code == 422
    assert client.post(address, filled(refused, step="check", **{"figures-0-value": "12"})).status_code == 200
    proposal.refresh_from_db()
    assert (proposal.content["access"], proposal.content["figures"][0]["value"]) == ("free", "12")


# Kinds of a host.


def test_a_kind_of_a_host_has_its_own_fields(centre: Any, editor: Any) -> None:
    charter = publish(centre, "charter", "Une charte", signatories=3)
    assert "signatories" in {one.name for one in fields_of(Charter)}
    assert "#id_f-signatories" in faults(checked(centre, charter, **{"f-signatories": "beaucoup"}))
    accept(hand_in(Client(), centre, charter, **{"f-signatories": "0"}), editor)
    assert fresh(charter).signatories == 0


def test_a_page_put_back_with_its_own_content_is_the_same(centre: Any, neighbours: dict[str, Any]) -> None:
    page = publish(
        centre, "lesson", "La page", number=3, state="nuanced",
        history=[LessonChange(state="stated", date="2012")],
        evidence=[Evidence(lesson=neighbours["lesson"], stance="supports")],
        figures=[Figure(label="a", value="1"), Figure(label="b", value="2", date="2018")],
        sources=[Source(title="Un rapport", accessed_on="2020-01-02")],
        rso=[RsoAssessment(criterion=neighbours["social"])],
    )  # fmt: skip
    assert with_content(page, content_of(page)).serializable_data() == page.serializable_data()
    form = ProposalForm(page, centre, content_of(page), access(), QueryDict())
    assert form.is_valid(), form.errors()
    assert form.proposed() == content_of(page)
