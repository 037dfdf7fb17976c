"""The 36,416 territories that the plugin ships."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from resource_centre.content.territories import Territory, TerritoryAlias, TerritoryAncestor, TerritoryRelease
from resource_centre.content.territory_fields import FormerTerritoryField
from resource_centre.content.territory_loading import load_territories
from resource_centre.content.territory_names import meant_territories, suggest_territories
from resource_centre.discovery import places
from resource_centre.discovery.indexer import rebuild
from tests.factories import make_centre
from tests.support.host import make_front_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped files, loaded once for the module: ten seconds are too long for each test."""
    with django_db_blocker.unblock():
        load_territories()
        yield
        for model in (TerritoryAlias, TerritoryAncestor, Territory, TerritoryRelease):
            # Without signals: raising the stamp once for each of 36,416 rows takes PostgreSQL five minutes.
            model._default_manager.all()._raw_delete("default")


def test_everything_is_there() -> None:
    assert Territory.objects.count() == 36_416
    assert TerritoryAncestor.objects.count() == 144_255
    assert TerritoryAlias.objects.filter(kind="former_commune").count() == 2_576
    assert TerritoryAlias.objects.filter(kind="former_region").count() == 16


def test_no_two_territories_of_a_level_share_a_label() -> None:
    pairs = list(Territory.objects.values_list("level", "label"))
    assert len(pairs) == len(set(pairs))


def test_eighty_nine_epci_lie_in_several_departements() -> None:
    several = TerritoryAncestor.objects.filter(territory__level="epci", ancestor__level="departement")
    by_epci: dict[int, int] = {}
    for epci in several.values_list("territory_id", flat=True):
        by_epci[epci] = by_epci.get(epci, 0) + 1
    assert sum(count > 1 for count in by_epci.values()) == 89


def test_poitou_charentes_leads_to_nouvelle_aquitaine_and_is_found() -> None:
    assert str(Territory.objects.by_key("former-region:54")) == "Nouvelle-Aquitaine"
    assert suggest_territories("poitou")[0].label == "Poitou-Charentes"
    alias = FormerTerritoryField().clean("poitou charentes")
    assert alias.territory.name == "Nouvelle-Aquitaine"


def test_an_apostrophe_is_shown_as_in_print_and_found_either_way() -> None:
    place = Territory.objects.get(level="departement", code="22")
    assert (place.label, place.name) == ("Côtes-d’Armor", "Côtes-d'Armor")
    assert not Territory.objects.filter(label__contains="'").exists()
    assert not TerritoryAlias.objects.filter(name__contains="'").exists()
    for typed in ("Côtes-d'Armor", "cotes d’armor"):
        assert suggest_territories(typed)[0].label == "Côtes-d’Armor"


def test_a_homonym_says_where_it_is() -> None:
    assert Territory.objects.filter(level="commune", label="Sainte-Colombe (Gironde)").exists()
    assert Territory.objects.get(level="departement", code="974").label == "La Réunion (département)"
    assert Territory.objects.get(level="commune", code="75056").label == "Paris"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("l hay", "L’Haÿ-les-Roses"),
        ("rennes", "Rennes"),
        ("35238", "Rennes"),
        ("2a004", "Ajaccio"),
        ("bretagne", "Bretagne"),
    ],
)
def test_the_first_suggestion_is_what_is_meant(typed: str, first: str) -> None:
    assert suggest_territories(typed)[0].label == first


@pytest.mark.parametrize("typed", ["saint", "1", "75", "zzzz", "poitou", "é"])
def test_suggestions_take_at_most_three_queries(typed: str) -> None:
    suggest_territories("names are read at the first question")
    with CaptureQueriesContext(connection) as queries:
        assert len(suggest_territories(typed)) <= 10
    assert len(queries) <= 3


def test_suggestions_are_those_of_today(shipped: None) -> None:
    assert suggest_territories("rennes")[0].label == "Rennes"
    Territory.objects.get(level="commune", code="35238").delete()
    assert "Rennes" not in [one.label for one in suggest_territories("rennes")]


def test_the_admin_suggests_as_one_types(admin_client: Client) -> None:
    answer = admin_client.get("/admin/resource-centre/suggestions/territories/", {"q": "renn"}).json()
    assert answer["suggestions"][0] == {"value": "Rennes", "label": "Rennes", "hint": "commune"}


def test_nobody_asks_for_suggestions_without_the_admin(client: Client) -> None:
    assert client.get("/admin/resource-centre/suggestions/territories/", {"q": "renn"}).status_code == 302


def test_the_command_says_what_is_there(capsys: Any) -> None:
    call_command("load_territories", force=True)
    said = capsys.readouterr().out
    assert "created=0 updated=0 retired=0" in said
    assert "commune 34969" in said
    call_command("load_territories")
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "count", "first"),
    [
        ("Paris", 1, "Paris"),
        ("35000", 1, "Rennes"),
        ("Poitou-Charentes", 1, "Poitou-Charentes"),
        ("Saint-Denis", 4, "Saint-Denis (La Réunion)"),
        ("st denis", 4, "Saint-Denis (La Réunion)"),
        ("ste colombe", 12, "Sainte-Colombe (Rhône)"),
        ("sainte-colombe (lot)", 1, "Sainte-Colombe (Lot)"),
        ("saint-denis (seine", 1, "Saint-Denis (Seine-Saint-Denis)"),
        ("val", 10, "Val-de-Marne"),
        ("trifouillis", 0, None),
        ("(", 0, None),
        ("mont", 3, "Mont (Pyrénées-Atlantiques)"),
        ("ver", 1, "Ver"),
        ("saint-martin (gers)", 1, "Saint-Martin (Gers)"),
        ("ste colombe (lot)", 1, "Sainte-Colombe (Lot)"),
        ("rennes (ille-et-vilaine)", 1, "Rennes"),
        (
            "CC du Pays de Pontchâteau St-Gildas-des-Bois",
            1,
            "CC du Pays de Pontchâteau St-Gildas-des-Bois",
        ),
    ],
)
def test_a_typed_name_means_one_place_or_all_those_of_that_name(typed: str, count: int, first: str | None) -> None:
    meant = meant_territories(typed)
    assert len(meant) == count
    assert next((one.label for one in meant), None) == first
    assert len({one.key for one in meant}) == count


def test_a_former_commune_is_not_offered_beside_todays_of_the_same_name() -> None:
    labels = [one.label for one in suggest_territories("saint-denis")]
    assert "Saint-Denis" not in labels
    assert "Saint-Denis (Seine-Saint-Denis)" in labels


#: Queries of a page that reads every place it speaks of.
MOST_QUERIES = 20


def queries_of_a_first_page(**asked: Any) -> int:
    """Queries of a search by a process that remembers no territory."""
    places._remembered.forget()
    with CaptureQueriesContext(connection) as captured:
        assert Client().get("/centre/recherche/", asked).status_code == 200
    return len(captured)


@pytest.mark.parametrize("ring", ["inside", "here", "around", "applies"])
def test_a_page_reads_places_at_once_however_many_are_picked(ring: str) -> None:
    make_front_page()
    make_centre()
    rebuild()
    communes = [f"commune:{number:02d}001" for number in range(21, 71)]
    queries_of_a_first_page()
    few = queries_of_a_first_page(territory="commune:35238", ring=ring)
    assert queries_of_a_first_page(territory=communes, ring=ring) == few
    assert few <= MOST_QUERIES
    on_a_map = queries_of_a_first_page(territory="commune:35238", ring=ring, view="map", by="departement")
    assert on_a_map <= 3 * MOST_QUERIES, "the list of each region's départements is read by itself"
