"""Rows of every kind, proposed: relations, facts, sources, persons, territories."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resource_centre.content.facts import Figure, RsoAssessment, Source
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.lesson import LessonChange
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import ActorLink, Evidence, ResourceLink, ResourceTerritory
from resource_centre.contribution.errors import ContentRefused, Overlapping
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.surface import content_of, with_content
from resource_centre.web.contributing.form import ProposalForm
from resource_centre.web.contributing.row_fields import MOST_LINES
from tests.factories import concept, fresh, involvement, publish
from tests.support.contributing import address_of, filled, hand_in
from tests.support.html import parsed
from tests.support.proposed_fields import accept, access, changes_in, checked, faults, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


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


def test_a_post_holds_no_more_new_lines_than_may_be_read_before_anybody_is_counted(centre: Any) -> None:
    """In all its lists together: two hundred of each took a process a quarter of a minute, whoever asked for it."""
    page = publish(centre, "practice", "La page", sources=[Source(title=f"Source {number}") for number in range(3)])
    client, address = Client(), address_of(centre, page)
    form = filled(client.get(address), step="check", **{"f-title": "Autre"})
    asked = {name: "200" for name in form if name.endswith("-TOTAL_FORMS")}
    assert len(asked) > 5
    answer = client.post(address, {**form, **asked})
    lines = set(re.findall(r'name="([a-z_]+-\d+)-', answer.content.decode()))
    assert (answer.status_code, len(lines) <= MOST_LINES + len(asked) + 3) == (422, True), len(lines)
    assert len(parsed(answer).select("input[name^=sources-][name$=-title]")) >= 3, "those of the page are all there"


def test_a_place_is_looked_up_once_for_each_line(centre: Any) -> None:
    page = publish(centre, "practice", "La page")
    place("35238", "Rennes"), place("08404", "Rennes-les-Bains")
    line = {"territory_links-0-territory": "Renn", "territory_links-0-role": "concerns"}
    with CaptureQueriesContext(connection) as asked:
        assert "Plusieurs" in faults(checked(centre, page, **line))["#id_territory_links-0-territory"]
    looked = [one["sql"] for one in asked if '"resource_centre_territory"."id" IN' in one["sql"]]
    assert len(looked) == 1


def test_a_homonym_that_a_line_names_already_stays_the_one_it_is(centre: Any) -> None:
    first, _second = publish(centre, "actor", "Emmaüs"), publish(centre, "actor", "Emmaüs")
    page = publish(centre, "practice", "La page", involvements=[involvement(first)])
    proposal = hand_in(Client(), centre, page, **{"involvements-0-note": "Une note."})
    assert [row["actor"] for row in proposal.content["involvements"]] == [first.pk]
    line = {"involvements-1-actor": "Emmaüs", "involvements-1-role": str(concept("role", "porteur").pk)}
    assert "Plusieurs" in faults(checked(centre, page, **line))["#id_involvements-1-actor"]


def test_a_summary_says_in_which_row_and_what_was_typed_turns_none_of_its_words(centre: Any) -> None:
    page, role = publish(centre, "practice", "La page"), str(concept("role", "porteur").pk)
    row = {
        "involvements-0-actor": "Per\u202esonne",
        "involvements-0-role": role,
        "involvements-0-date_from": "\u202ezz",
    }
    said = faults(checked(centre, page, **row))
    about_name, about_date = said["#id_involvements-0-actor"], said["#id_involvements-0-date_from"]
    assert about_name.startswith(
        "Qui, et à quel titre, ligne 1, Acteur : Aucune fiche d’ici ne s’appelle « Personne »."
    )
    assert about_date.startswith("Qui, et à quel titre, ligne 1, Début : « zz » n’est pas une date.")
    proposal = hand_in(Client(), centre, page, **{"f-title": "La \u202epage neuve"})
    assert proposal.content["title"] == "La page neuve"


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
