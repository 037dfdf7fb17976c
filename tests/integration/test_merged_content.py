"""A merged content is one that Wagtail loads, saves and publishes: with real rows, blocks, territories and sources."""

import copy
import json
from typing import Any

import pytest
from wagtail.models import Revision

from resource_centre.content.facts import Figure, Source
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.practice import Practice
from resource_centre.content.relations import ResourceTerritory
from resource_centre.contribution.merging.differences import apply, difference
from resource_centre.contribution.merging.model_shape import shape_of
from resource_centre.contribution.merging.shape import BOOKKEEPING
from resource_centre.contribution.merging.three_way import merge, resolve
from resource_centre.contribution.merging.values import Pick
from tests.factories import concept, involvement, make_centre, publish, tag, territory
from tests.ninth_kind.models import Charter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
SHAPE = shape_of(Practice)


@pytest.fixture
def practice() -> Practice:
    centre = make_centre()
    generali = publish(centre, "actor", "Generali France")
    return publish(
        centre,
        "practice",
        "Silver Geek",
        summary="Des jeunes forment des seniors.",
        results="<p>Premier.</p><p>Second.</p>",
        date_from="2014",
        body=[
            ("heading", {"text": "Origine", "level": "2"}),
            ("text", "<p>Un <b>récit</b>.</p><p>Une suite.</p>"),
            ("list", ["tablettes", "tournois"]),
        ],
        concept_links=tag(concept("theme", "vieillir"), concept("theme", "inclusion")),
        involvements=[involvement(generali)],
        territory_links=[ResourceTerritory(territory=territory("region", "75", "Nouvelle-Aquitaine"))],
        sources=[Source(title="Rapport", url="https://example.org/rapport"), Source(title="Entretien")],
        figures=[Figure(label="seniors formés", value="5 000", date="2018")],
    )


def changed(content: Any, **fields: Any) -> Any:
    """A copy of a content with other values; `body` is a function of the list of blocks."""
    found = copy.deepcopy(content)
    edit_body = fields.pop("body", None)
    if edit_body:
        blocks = json.loads(found["body"])
        found["body"] = json.dumps(edit_body(blocks) or blocks)
    return {**found, **fields}


def saved(page: Practice, content: Any) -> Practice:
    """The page as it is once that content is published."""
    page.with_content_json(content).save_revision().publish()
    return Practice.objects.get(pk=page.pk)


def test_two_sets_of_changes_are_published_together(practice: Practice) -> None:
    base = practice.latest_revision.content
    territory_row = base["territory_links"][0]
    bretagne = territory("region", "53", "Bretagne")

    def reworded(blocks: list[Any]) -> None:
        blocks[1]["value"] = blocks[1]["value"].replace("Une suite", "La suite")

    def other_words(blocks: list[Any]) -> list[Any]:
        blocks[1]["value"] = blocks[1]["value"].replace("récit", "beau récit")
        blocks[2]["value"].append({"type": "item", "value": "ateliers", "id": "new"})
        quote = {"text": "On se parle.", "author": "Une bénévole", "source": "", "url": ""}
        return [blocks[2], blocks[0], {"type": "quote", "value": quote, "id": "quote"}, blocks[1]]

    today = saved(practice, changed(base, title="Silver Geek en région", body=reworded, sources=base["sources"][:1]))
    proposal = changed(
        base,
        pk=1,
        live=False,
        results="<p>Premier.</p><p>Deuxième.</p>",
        body=other_words,
        date_from="2014-09",
        territory_links=[
            {**territory_row, "role": "spread_to"},
            {**territory_row, "pk": None, "territory": bretagne.pk},
        ],
        sources=[{**base["sources"][0], "author": "Le Rameau"}, *base["sources"][1:]],
        figures=[
            *base["figures"],
            {**base["figures"][0], "pk": None, "sort_order": 1, "value": "6 200", "date": "2019"},
        ],
    )
    merged = merge(base, today.serializable_data(), proposal, SHAPE)
    page = saved(today, merged.content)

    assert (page.title, page.results, str(page.date_from)) == (
        "Silver Geek en région",
        "<p>Premier.</p><p>Deuxième.</p>",
        "2014-09",
    )
    assert page.live
    assert [block.block_type for block in page.body] == ["list", "heading", "quote", "text"]
    assert list(page.body[0].value) == ["tablettes", "tournois", "ateliers"]
    assert page.body[3].value.source == "<p>Un <b>beau récit</b>.</p><p>La suite.</p>"
    places = {(row.territory.code, row.role) for row in page.territory_links.all()}
    assert places == {("75", "spread_to"), ("53", "implemented_in")}
    assert [(row.title, row.author) for row in page.sources.all()] == [("Rapport", "Le Rameau")]
    assert [row.value for row in page.figures.all()] == ["5 000", "6 200"]
    assert [row.pk for row in page.involvements.all()] == [row["pk"] for row in base["involvements"]]
    assert page.concept_links.count() == 2


def test_a_conflict_that_is_decided_is_published(practice: Practice) -> None:
    base = practice.latest_revision.content
    today = saved(practice, changed(base, results="<p>Premier.</p><p>Deux.</p>"))
    found = merge(base, today.serializable_data(), changed(base, results="<p>Premier.</p><p>Deuxième.</p>"), SHAPE)
    assert [conflict.key for conflict in found.conflicts] == ["results/@1-2"]
    assert saved(today, resolve(found, [Pick("results/@1-2")]).content).results == "<p>Premier.</p><p>Deuxième.</p>"


def test_a_published_page_does_not_differ_from_the_revision_that_it_came_of(practice: Practice) -> None:
    """Dates, identifiers and keys of rows are written in two ways, and say the same."""
    content = practice.latest_revision.content
    assert difference(content, practice.serializable_data(), SHAPE).changes == ()
    assert merge(content, practice.serializable_data(), content, SHAPE).conflicts == ()


def test_rows_that_a_draft_added_meet_those_that_were_published(practice: Practice) -> None:
    """In the draft's revision they have no key yet."""
    draft = changed(practice.latest_revision.content)
    added = {"pk": None, "sort_order": 2, "title": "Bilan", "url": "https://example.org/bilan"}
    draft["sources"].append({**draft["sources"][0], **added})
    today = saved(practice, draft).serializable_data()
    ours = copy.deepcopy(draft)
    ours["sources"][2]["author"] = "Le Rameau"
    found = merge(draft, today, ours, SHAPE).content["sources"]
    assert [(row["title"], row["author"]) for row in found][2] == ("Bilan", "Le Rameau")
    assert found[2]["pk"] == today["sources"][2]["pk"]


def test_a_whole_difference_gives_the_other_revision_to_the_database(practice: Practice) -> None:
    base = practice.latest_revision.content
    other = changed(base, title="Autre", concept_links=base["concept_links"][1:], body=lambda blocks: blocks[1:])
    revision: Revision = practice.with_content_json(apply(difference(base, other, SHAPE))).save_revision()
    page = revision.as_object()
    assert (page.title, len(page.body), len(page.concept_links.all())) == ("Autre", 2, 1)


@pytest.mark.parametrize("model", [Practice, Actor, Charter])
def test_a_shape_names_every_field_or_leaves_it_out_on_purpose(model: type[Resource], practice: Practice) -> None:
    """A field of a host's kind is merged like ours."""
    shape = shape_of(model)
    content = model(title="x").serializable_data()
    assert set(content) - BOOKKEEPING == {*shape.fields, *shape.rows}
    assert shape.streams == {"body"}


def test_shapes_of_rows_say_what_the_database_holds_once() -> None:
    assert SHAPE.rows["territory_links"].unique == ("territory", "alias", "role")
    assert SHAPE.rows["sources"].parent == "resource"
    assert shape_of(Actor).rows["actor_links"].parent == "actor"
    assert "pk" not in SHAPE.rows["sources"].fields
