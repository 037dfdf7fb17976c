"""What changes in the database is what the search says next: every sort of change, and what depends on it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import PageViewRestriction

from resource_centre.access.principal import Principal
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory, TerritoryAncestor, TerritoryRelease
from resource_centre.content.vocabularies import Concept, Vocabulary
from resource_centre.discovery.changes import (
    EVERYTHING,
    RESOURCES,
    SPREAD,
    dependents,
    record_spread,
    spread_out,
)
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.sweeping import drift
from resource_centre.outbox import rows
from tests.factories import concept, index_of, involvement, make_centre, publish, restrict, tag, territory
from tests.support.index import counts, search, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
SIGNED_IN = Principal(user_id=1)


@pytest.fixture
def centre() -> ResourceCentrePage:
    return make_centre()


def waiting() -> set[str]:
    """Titles of the resources that wait to be indexed."""
    uuids = [one.key for one in rows.pending(RESOURCES)]
    return set(Resource.objects.filter(uuid__in=uuids).values_list("title", flat=True))


def member_of(group: Group) -> Principal:
    return Principal(user_id=2, group_ids=frozenset({group.pk}))


def test_a_page_is_found_from_its_publication_to_its_unpublication(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers numériques", live=False)
    assert titles(centre, "numérique") == set()
    page.save_revision().publish()
    assert titles(centre, "numérique") == {"Ateliers numériques"}
    page.refresh_from_db()
    page.unpublish()
    assert titles(centre, "numérique") == set()


def test_a_deleted_page_is_found_no_more(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers numériques")
    assert titles(centre) == {"Ateliers numériques"}
    page.delete()
    assert titles(centre) == set()
    assert drift() == {}


def test_a_branch_that_is_deleted_takes_all_its_pages(centre: ResourceCentrePage) -> None:
    publish(centre, "practice", "Une"), publish(centre, "practice", "Deux"), publish(centre, "tool", "Outil")
    assert len(titles(centre)) == 3
    index_of(centre, "practice").delete()
    assert titles(centre) == {"Outil"}


def test_a_draft_is_nobodys_business(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    bring_up_to_date()
    page.title = "Secret"
    page.save_revision()
    assert waiting() == set()
    assert (titles(centre, "secret"), titles(centre, "ateliers")) == (set(), {"Ateliers"})


def test_a_page_is_found_by_all_that_it_prints(centre: ResourceCentrePage) -> None:
    actor = publish(centre, "actor", "Emmaüs Connect", slug="emmaus")
    publish(
        centre,
        "practice",
        "Pratique",
        summary="Résumé singulier",
        body=[("text", "<p>Un <b>paragraphe</b> remarquable</p>")],
        involvements=[involvement(actor)],
    )
    for words in ("singulier", "remarquable", "paragraphe remarquable", "emmaus connect", "PRATIQUE"):
        assert "Pratique" in titles(centre, words), words
    assert titles(centre, "strong") == set()


def test_a_page_past_its_date_is_found_no_more_without_any_change(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    Resource.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    page.refresh_from_db()
    page.save()
    assert titles(centre) == {"Ateliers"}
    Resource.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    bring_up_to_date()
    assert titles(centre) == set()


def test_a_restriction_closes_its_branch_at_the_next_search_and_opens_it_again(centre: ResourceCentrePage) -> None:
    publish(centre, "practice", "Ateliers"), publish(centre, "tool", "Outil")
    restriction = restrict(index_of(centre, "practice"))
    assert (titles(centre), titles(centre, reader=SIGNED_IN)) == ({"Outil"}, {"Outil", "Ateliers"})
    assert counts(centre, "type") == {"tool": 1}
    restriction.delete()
    assert titles(centre) == {"Outil", "Ateliers"}


def test_other_groups_let_in_are_let_in(centre: ResourceCentrePage) -> None:
    publish(centre, "practice", "Ateliers")
    first, second = Group.objects.create(name="Un"), Group.objects.create(name="Deux")
    restriction = restrict(index_of(centre, "practice"), PageViewRestriction.GROUPS, [first])
    assert (titles(centre, reader=member_of(first)), titles(centre, reader=member_of(second))) == ({"Ateliers"}, set())
    restriction.groups.set([second])
    assert (titles(centre, reader=member_of(first)), titles(centre, reader=member_of(second))) == (set(), {"Ateliers"})


def test_a_page_that_moves_takes_the_access_of_its_new_place(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    other = make_centre("autre", "Autre centre")
    restrict(index_of(other, "practice"))
    assert titles(centre) == {"Ateliers"}
    page.move(index_of(other, "practice"), pos="last-child")
    assert titles(centre) == set()
    assert (titles(other), titles(other, reader=SIGNED_IN)) == (set(), {"Ateliers"})


def test_an_actor_who_is_renamed_is_renamed_wherever_it_is_named(centre: ResourceCentrePage) -> None:
    actor = publish(centre, "actor", "Ancien nom", slug="acteur")
    publish(centre, "practice", "Ateliers", involvements=[involvement(actor)])
    publish(centre, "practice", "Sans acteur")
    assert titles(centre, "ancien nom") == {"Ancien nom", "Ateliers"}
    actor.title = "Nouveau vocable"
    actor.save_revision().publish()
    assert waiting() == {"Nouveau vocable"}  # the others follow when the change is spread out
    assert titles(centre, "vocable") == {"Nouveau vocable", "Ateliers"}
    assert titles(centre, "ancien") == set()


def test_more_changes_that_concern_many_than_are_read_at_once_are_all_delivered(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ancien nom")
    assert titles(centre, "ancien") == {"Ancien nom"}
    record_spread(*(f"actor:{page.pk + number}" for number in range(1, rows.BATCH + 2)))
    Resource.objects.filter(pk=page.pk).update(title="Nouveau vocable")  # behind everybody's back
    record_spread(f"tree:{page.pk}")
    bring_up_to_date()
    assert rows.pending(SPREAD) == ()
    assert titles(centre, "vocable") == {"Nouveau vocable"}


def test_who_waits_spreads_out_what_is_narrow_and_leaves_the_rest(centre: ResourceCentrePage) -> None:
    pages = [publish(centre, "practice", f"Pratique {number}") for number in range(3)]
    bring_up_to_date()
    record_spread(EVERYTHING)
    assert spread_out(2) == 0
    assert len(list(dependents(EVERYTHING, 2))) == 2
    assert spread_out(3) == 3
    bring_up_to_date()
    record_spread(*(f"tree:{page.pk}" for page in pages))
    assert spread_out(2) == 2
    assert (len(waiting()), len(rows.pending(SPREAD))) == (2, 1)
    assert spread_out() == 1
    assert (len(waiting()), rows.pending(SPREAD)) == (3, ())


def test_an_actor_that_its_readers_may_not_see_is_named_to_none_of_them(centre: ResourceCentrePage) -> None:
    actor = publish(centre, "actor", "Organisation discrète", slug="discrete")
    publish(centre, "practice", "Ateliers", involvements=[involvement(actor)])
    assert counts(centre, "actor") == {"discrete": 1}
    restriction = restrict(actor)
    assert titles(centre, "discrète") == set()
    # The practice is for all, so that its document may not name somebody that some of its readers may not know.
    assert titles(centre, "discrète", SIGNED_IN) == {"Organisation discrète"}
    assert counts(centre, "actor", SIGNED_IN) == {}
    restriction.delete()
    assert counts(centre, "actor") == {"discrete": 1}


def test_a_term_that_moves_counts_under_its_new_parent(centre: ResourceCentrePage) -> None:
    first, second = concept("theme", "un"), concept("theme", "deux")
    child = concept("theme", "enfant", parent=first)
    publish(centre, "practice", "Ateliers", concept_links=tag(child))
    assert counts(centre, "theme") == {"un": 1, "enfant": 1}
    child.parent = second
    child.save()
    assert counts(centre, "theme") == {"deux": 1, "enfant": 1}


def test_a_term_that_is_replaced_leads_to_its_successor(centre: ResourceCentrePage) -> None:
    old, new = concept("theme", "ancien"), concept("theme", "nouveau")
    publish(centre, "practice", "Ateliers", concept_links=tag(old))
    assert counts(centre, "theme") == {"ancien": 1}
    old.replaced_by = new
    old.save()
    assert counts(centre, "theme") == {"nouveau": 1}


def test_renaming_a_term_reindexes_nothing_and_its_new_name_finds(centre: ResourceCentrePage) -> None:
    term = concept("theme", "mediation", "Médiation")
    publish(centre, "practice", "Ateliers", concept_links=tag(term))
    assert titles(centre, "médiation") == {"Ateliers"}
    term.label_fr = "Accompagnement"
    term.save()
    assert waiting() == set()
    assert (titles(centre, "accompagnement"), titles(centre, "médiation")) == ({"Ateliers"}, set())


def test_ticking_facet_makes_a_vocabulary_a_facet_with_no_code_and_no_reindexing(centre: ResourceCentrePage) -> None:
    publish(centre, "practice", "Ateliers", concept_links=tag(concept("public", "jeunes", "Jeunes")))
    assert "public" not in {facet.name for facet in search(centre).results.facets}
    vocabulary = Vocabulary.objects.get(code="public")
    vocabulary.is_facet = True
    vocabulary.save()
    assert waiting() == set()
    assert counts(centre, "public") == {"jeunes": 1}
    assert titles(centre, public="jeunes") == {"Ateliers"}


def test_a_territory_that_is_renamed_is_found_by_its_new_name(centre: ResourceCentrePage) -> None:
    commune = territory("commune", "1", "commune 1")
    publish(centre, "practice", "Ateliers", territory_links=[ResourceTerritory(territory=commune)])
    assert titles(centre, "commune 1") == {"Ateliers"}
    commune.label = commune.name = "Sainte-Colombe"
    commune.save()
    assert titles(centre, "sainte colombe") == {"Ateliers"}


def test_another_table_of_territories_concerns_every_document(centre: ResourceCentrePage) -> None:
    region, commune = territory("region", "1", "region 1"), territory("commune", "1", "commune 1")
    publish(centre, "practice", "Ateliers", territory_links=[ResourceTerritory(territory=commune)])
    assert titles(centre, territory="region:1") == set()
    TerritoryAncestor.objects.create(territory=commune, ancestor=region)  # as a loading does, in bulk
    TerritoryRelease.objects.create(name="2027", digest="1", rows=2)
    assert titles(centre, territory="region:1") == {"Ateliers"}


def test_the_index_is_true_after_everything(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    restriction = restrict(page)
    bring_up_to_date()
    assert drift() == {}
    restriction.delete()
    bring_up_to_date()
    Concept.objects.all().delete()
    page.delete()
    bring_up_to_date()
    assert drift() == {}


def test_several_centres_of_a_site_never_mix(centre: ResourceCentrePage) -> None:
    other = make_centre("autre", "Autre centre")
    publish(centre, "practice", "Ici"), publish(other, "practice", "Ailleurs")
    assert (titles(centre), titles(other)) == ({"Ici"}, {"Ailleurs"})
    assert (counts(centre, "type"), counts(other, "type")) == ({"practice": 1}, {"practice": 1})


def test_an_alias_is_a_resource_of_its_own_place(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    other = make_centre("autre", "Autre centre")
    alias: Any = page.create_alias(parent=index_of(other, "practice"))
    assert (titles(centre), titles(other)) == ({"Ateliers"}, {"Ateliers"})
    restrict(page)  # Wagtail's own rule: it binds the page's aliases too
    assert (titles(centre), titles(other), titles(other, reader=SIGNED_IN)) == (set(), set(), {"Ateliers"})
    alias.delete()
    assert titles(other, reader=SIGNED_IN) == set()


@pytest.mark.parametrize("saved", ["resource", "term", "territory"])
def test_what_the_index_is_not_told_of_is_not_kept(
    saved: str, centre: ResourceCentrePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django sends `post_save` after its own transaction: the row and what is recorded of it need one around both."""
    term = concept("theme", "haut", "Haut")
    row: Any = {
        "resource": lambda: publish(centre, "practice", "Avant"),
        "term": lambda: concept("theme", "bas", "Bas"),
        "territory": lambda: Territory.objects.create(level="region", code="53", name="Bretagne", label="Bretagne"),
    }[saved]()
    field, value = {"resource": ("title", "Après"), "term": ("parent", term), "territory": ("label", "Breizh")}[saved]
    before = getattr(type(row).objects.get(pk=row.pk), field)

    def fails(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError

    for name in ("record_resources", "record_spread"):
        monkeypatch.setattr(f"resource_centre.discovery.receivers.{name}", fails)
    setattr(row, field, value)
    with pytest.raises(ZeroDivisionError):
        row.save()
    assert getattr(type(row).objects.get(pk=row.pk), field) == before


def test_a_draft_does_not_date_a_page(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Publiée")
    dated = page.changed_at
    page.title = "Brouillon"
    page.save_revision()
    page.refresh_from_db()
    assert page.latest_revision_created_at > dated
    assert page.changed_at == dated
