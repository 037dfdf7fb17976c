"""Two terms for one thing, terms of other vocabularies, and what a move under another term changes."""

from typing import Any

import pytest
from django.test import Client

from resource_centre.content.correspondences import Correspondence, concepts_for
from resource_centre.content.facts import RsoAssessment
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import Concept, ConceptAlias, ConceptTree
from resource_centre.contribution.duplicates.concepts import MergeConcepts
from resource_centre.contribution.duplicates.errors import CannotMerge
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.contribution.duplicates.undoing import UndoMerge
from resource_centre.contribution.errors import NotAllowed
from tests.factories import concept, make_centre, publish, tag
from tests.support.index import counts, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    """Somebody who may do everything."""
    return django_user_model.objects.create_superuser("boss")


def filed() -> set[tuple[str, str]]:
    """What is filed where: {("Pratique", "ainés")}."""
    return set(ResourceConcept.objects.values_list("resource__title", "concept__code"))


def test_what_is_filed_under_the_merged_term_is_under_the_kept_one(boss: Any, client: Client) -> None:
    centre, kept, merged = make_centre(), concept("theme", "aines", "Aînés"), concept("theme", "seniors", "Séniors")
    below = concept("theme", "ehpad", parent=merged)
    ConceptAlias.objects.create(concept=merged, language="fr", label="personnes âgées")
    publish(centre, "practice", "A", concept_links=tag(kept))
    page = publish(centre, "practice", "B", concept_links=tag(merged))
    publish(centre, "practice", "C", concept_links=tag(kept, merged))
    publish(centre, "practice", "D", concept_links=tag(below))
    before, state = titles(centre, theme="aines") | titles(centre, theme="seniors"), filed()
    merge = MergeConcepts(kept, merged, boss).execute()
    assert titles(centre, theme="aines") == before == {"A", "B", "C", "D"}
    assert counts(centre, "theme") == {"aines": 4, "ehpad": 1}
    assert titles(centre, "personnes agees") == titles(centre, "seniors") == before, "its words find what it found"
    answer = client.get(f"{centre.url}themes/seniors/")
    assert (answer.status_code, answer["Location"]) == (301, f"{centre.url}themes/aines/")
    page.get_latest_revision().publish()
    assert ("B", "seniors") not in filed(), "no publication brings it back"
    UndoMerge(merge, boss).execute()
    assert filed() == state
    assert Merge.objects.get().left == []
    assert counts(centre, "theme") == {"aines": 2, "seniors": 3, "ehpad": 1}
    assert list(ConceptAlias.objects.values_list("concept", "label")) == [(merged.pk, "personnes âgées")]


def test_a_term_merged_into_one_below_it_gives_it_its_place(boss: Any) -> None:
    top = concept("theme", "inclusion")
    merged = concept("theme", "numerique", parent=top)
    middle = concept("theme", "mediation", parent=merged)
    kept = concept("theme", "ateliers", parent=middle)
    merge = MergeConcepts(kept, merged, boss).execute()
    parents = dict(Concept.objects.of("theme").values_list("code", "parent__code"))
    assert parents["ateliers"] == "inclusion"
    assert parents["mediation"] == "ateliers"
    UndoMerge(merge, boss).execute()
    assert [item.code for item in ConceptTree.of("theme").ancestors(kept.pk)] == ["inclusion", "numerique", "mediation"]


def mains(page: Any) -> set[str]:
    """Its main terms, as they are and as its newest version has them; two that differ are a failure."""
    rows = set(ResourceConcept.objects.filter(resource=page.pk, is_main=True).values_list("concept__code", flat=True))
    content = type(page).objects.get(pk=page.pk).get_latest_revision().content["concept_links"]
    written = Concept.objects.filter(pk__in=[row["concept"] for row in content if row["is_main"]])
    assert set(written.values_list("code", flat=True)) == rows
    return rows


@pytest.mark.parametrize("is_changed_since", [False, True])
def test_the_main_term_of_a_page_that_holds_both_is_the_kept_one(boss: Any, is_changed_since: bool) -> None:
    kept, merged = concept("theme", "aines"), concept("theme", "seniors")
    links = [ResourceConcept(concept=kept), ResourceConcept(concept=merged, is_main=True)]
    page = publish(make_centre(), "practice", "A", concept_links=links)
    merge = MergeConcepts(kept, merged, boss).execute()
    assert mains(page) == {"aines"}
    if is_changed_since:
        newer = type(page).objects.get(pk=page.pk)
        newer.summary = "Plus récente"
        newer.save_revision().publish()
    UndoMerge(merge, boss).execute()
    assert mains(page) == {"seniors"}
    assert filed() == {("A", "aines"), ("A", "seniors")}
    assert Merge.objects.get().left == []


def test_two_evaluations_of_one_page_are_both_kept(boss: Any) -> None:
    kept, merged = concept("rso", "social"), concept("rso", "sociétal".replace("é", "e"))
    rows = [RsoAssessment(criterion=one, effect="favourable", evidence=one.code) for one in (kept, merged)]
    page = publish(make_centre(), "practice", "A", rso=rows)
    MergeConcepts(kept, merged, boss).execute()
    page.get_latest_revision().publish()
    assert set(page.rso.values_list("criterion__code", "evidence")) == {("social", "social"), ("societal", "societal")}


def test_terms_of_two_vocabularies_are_not_merged(boss: Any, django_user_model: Any) -> None:
    kept, merged = concept("theme", "aines"), concept("need", "aines")
    with pytest.raises(CannotMerge):
        MergeConcepts(kept, merged, boss).execute()
    with pytest.raises(NotAllowed):
        MergeConcepts(kept, concept("theme", "seniors"), django_user_model.objects.create_user("ada")).execute()


def test_a_theme_moved_under_another_loses_nothing_and_doubles_nothing(boss: Any) -> None:
    centre, top, moved = make_centre(), concept("theme", "inclusion"), concept("theme", "mediation")
    below = concept("theme", "ateliers", parent=moved)
    publish(centre, "practice", "A", concept_links=tag(top, moved))
    publish(centre, "practice", "B", concept_links=tag(below))
    publish(centre, "practice", "C", concept_links=tag(top))
    before = titles(centre, theme="inclusion") | titles(centre, theme="mediation")
    moved.parent = top
    moved.save()
    assert titles(centre, theme="inclusion") == before == {"A", "B", "C"}
    assert counts(centre, "theme") == {"inclusion": 3, "mediation": 2, "ateliers": 1}


def test_outside_terms_lead_to_ours_the_nearest_first() -> None:
    near, today = concept("theme", "aide"), concept("theme", "solidarite")
    retired = concept("theme", "entraide", replaced_by=today)
    Correspondence.objects.create(scheme="eurovoc", code="3300", concept=near, relation="close")
    Correspondence.objects.create(scheme="eurovoc", code="3300", concept=retired, relation="exact")
    assert concepts_for("Eurovoc ", "3300") == (today, near)
    assert concepts_for("eurovoc", "1") == ()
