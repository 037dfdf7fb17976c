"""A lesson says who supports it and who contradicts it, from which worlds, and what its state was before."""

from typing import Any

import pytest
from django.test import Client

from resource_centre.content.pages.lesson import Lesson
from resource_centre.content.relations import Evidence
from tests.factories import concept, involvement, make_centre, publish, restrict, tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def rows_of(client: Client, page: Any) -> dict[str, list[str]]:
    """The table by universe: {"Social": ["1", "0", "0"]}."""
    answer = client.get(page.url).content.decode()
    table = answer.partition('id="universe-counts"')[2].partition("</table>")[0]
    found = {}
    for line in table.split("<tr>")[2:]:
        found[line.partition('<th scope="row">')[2].partition("<")[0]] = [
            cell.partition("<")[0] for cell in line.split("<td>")[1:]
        ]
    return found


def test_evidence_is_counted_once_in_each_universe_of_the_actors_who_took_part(client: Client) -> None:
    centre = make_centre()
    lesson = publish(centre, "lesson", "E4")
    social, company = concept("universe", "social", "Social"), concept("universe", "economique", "Économique")
    below = concept("universe", "pme", "PME", parent=company)
    club = publish(centre, "actor", "Club", concept_links=tag(social))
    firm = publish(centre, "actor", "Firme", concept_links=tag(below))
    secret = publish(centre, "actor", "Secret", concept_links=tag(social))
    restrict(secret, "login")
    said = {"A": ("supports", [club, firm]), "B": ("contradicts", [firm]), "C": ("contradicts", [secret])}
    for title, (stance, actors) in said.items():
        rows = [involvement(actor) for actor in actors for _twice in range(2)]
        publish(centre, "study", title, involvements=rows, evidence=[Evidence(lesson=lesson, stance=stance)])
    rows = rows_of(client, lesson)
    assert (rows.pop("Social"), rows.pop("Économique")) == (["1", "0", "0"], ["1", "0", "1"])
    assert list(rows.values()) == [["0", "0", "1"]], "of actors that this reader may not see, nothing is known"


def test_a_lesson_whose_state_changes_keeps_the_one_that_readers_saw() -> None:
    lesson = publish(make_centre(), "lesson", "E4", state="supported")
    for state in ("nuanced", "revised"):
        lesson = Lesson.objects.get(pk=lesson.pk)
        lesson.state = state
        lesson.save_revision()
        lesson.get_latest_revision_as_object().save_revision().publish()
    history = Lesson.objects.get(pk=lesson.pk).history.order_by("sort_order")
    assert [row.state for row in history] == ["supported", "nuanced", "revised"]
    assert [bool(row.date) for row in history] == [False, True, True]


def test_what_an_editor_wrote_of_a_change_is_not_said_twice() -> None:
    lesson = publish(make_centre(), "lesson", "E4", state="supported")
    lesson.state = "nuanced"
    lesson.history.create(state="nuanced", note="Une étude le nuance.", sort_order=5)
    lesson.save_revision().publish()
    assert [row.note for row in Lesson.objects.get(pk=lesson.pk).history.all()] == ["Une étude le nuance."]
