"""A site that searches on a real Elasticsearch: everything above the port is the same."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from resource_centre.checks import check_elasticsearch
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory
from resource_centre.discovery.changes import RESOURCES
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.indexer import bring_up_to_date, rebuild
from resource_centre.discovery.sweeping import drift, sweep
from resource_centre.outbox import rows
from resource_centre.search.documents import Removal
from resource_centre.search.engines.elasticsearch import counting
from tests.factories import make_centre, publish
from tests.support.elasticsearch import PATIENCE, node, own_prefix
from tests.support.generated import generate
from tests.support.index import titles
from tests.support.set_oracle import SetOracle
from tests.support.truth import Truth

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.usefixtures("one_centre")]
SEARCH = "/centre/recherche/"


@pytest.fixture(autouse=True)
def on_elasticsearch(settings: Any) -> Iterator[None]:
    """The site's own settings, with a prefix of this test; what it made is removed."""
    cluster = {"HOSTS": [node()], "PREFIX": own_prefix(), "REFRESH": True, "TIMEOUT": PATIENCE}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": cluster}
    yield
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": cluster}
    current_engine().remove()


def test_what_is_published_is_found_and_what_is_withdrawn_is_not() -> None:
    centre = make_centre()
    page = publish(centre, "practice", "Ateliers numériques")
    publish(centre, "practice", "Lieux d’accueil")
    assert titles(centre, "atelier numerique") == {"Ateliers numériques"}
    page.title = "Permanences"
    page.save_revision().publish()
    assert titles(centre, "permanence") == {"Permanences"}
    page.unpublish()
    assert titles(centre) == {"Lieux d’accueil"}
    assert drift() == {}


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [11, 12])
def test_totals_hits_and_every_count_are_those_of_the_rows(seed: int) -> None:
    world = generate(make_centre(), 120, seed)
    rebuild()
    tally = Truth(world.centre, SetOracle(world.centre, world.everybody), world.readers, seed).run(150, clicks_each=3)
    assert tally.faults == []
    assert (tally.questions, tally.clicks > 300, tally.buckets > 3_000) == (150, True, True)


def test_a_sweep_repairs_what_is_missing_stale_or_too_much() -> None:
    centre = make_centre()
    kept, missing = publish(centre, "practice", "Gardée"), publish(centre, "practice", "Manquante")
    gone = publish(centre, "practice", "Partie")
    bring_up_to_date()
    versions = rows.versions(RESOURCES)
    current_engine().write([Removal(str(missing.uuid), versions[str(missing.uuid)] + 1)])
    Resource.objects.filter(pk=gone.pk).update(live=False)  # behind everybody's back
    assert set(drift()) == {str(missing.uuid), str(gone.uuid)}
    assert sweep() == 2
    assert titles(centre) == {"Gardée", "Manquante"}
    assert drift() == {}
    assert kept.live


def test_the_page_the_json_and_the_file_answer(client: Client) -> None:
    centre = make_centre()
    publish(centre, "practice", "Ateliers numériques", summary="Pour apprendre à cliquer.")
    found = client.get(f"{SEARCH.rstrip('/')}.json", {"q": "ateliers"}).json()
    assert (found["total"], found["hits"][0]["highlight"]["title"]) == (1, "<mark>Ateliers</mark> numériques")
    assert client.get(SEARCH, {"q": "numéirques"}).status_code == 200
    assert "Ateliers" in client.get(f"{SEARCH.rstrip('/')}.csv", {"q": "atelier"}).getvalue().decode()
    health = client.get("/sante/").json()
    assert (health["engine"], health["status"]) == ("ok", "ok")


def test_no_territory_is_picked_as_any_other_value(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many territories there are: none of them is counted one by one for its sake."""
    monkeypatch.setattr(counting, "MOST_WIDE", 1)
    centre = make_centre()
    publish(centre, "practice", "Nulle part")
    for code in ("22", "29", "35"):
        place = Territory.objects.create(level="departement", code=code, name=f"Département {code}")
        publish(centre, "practice", f"Ateliers {code}", territory_links=[ResourceTerritory(territory=place)])
    bring_up_to_date()
    found = client.get(f"{SEARCH.rstrip('/')}.json", {"territory": "none"}).json()
    buckets = next(facet["buckets"] for facet in found["facets"] if facet["key"] == "territory")
    counted = {bucket["key"]: (bucket["count"], bucket["picked"]) for bucket in buckets}
    others = {f"departement:{code}": (1, False) for code in ("22", "29", "35")}
    assert (found["total"], counted) == (1, {"none": (1, True), **others})
    assert client.get(f"{SEARCH}filtres/territory/", {"territory": "none"}).status_code == 200


def test_the_command_says_how_the_index_is(capsys: pytest.CaptureFixture[str]) -> None:
    publish(make_centre(), "practice", "Ateliers")
    call_command("resource_index", "rebuild")
    capsys.readouterr()
    call_command("resource_index", "status", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["engine"], told["documents"], told["pending"], told["drift"]) == ("elasticsearch", 1, 0, 0)


def test_a_node_that_is_not_there_is_one_sentence(settings: Any, client: Client) -> None:
    centre = make_centre()
    publish(centre, "practice", "Ateliers")
    nowhere = {"HOSTS": ["http://127.0.0.1:9"], "PREFIX": "nowhere"}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": nowhere}
    assert Client().get(SEARCH).status_code == 503
    (warning,) = check_elasticsearch()
    assert (warning.id, "cannot be reached" in warning.msg) == ("resource_centre.W004", True)
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("resource_index", "rebuild")
    publish(centre, "practice", "Publiée sans moteur")
    assert Client().get("/sante/").json()["status"] == "degraded"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("http://127.0.0.1:9200", "is not a dict"),
        ({"HOST": "http://127.0.0.1:9200"}, "unknown keys: HOST"),
        ({"PREFIX": "ours"}, "names no node"),
    ],
)
def test_settings_that_make_no_sense_are_said(given: Any, said: str, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": given}
    (error,) = check_elasticsearch()
    assert (error.id, said in error.msg) == ("resource_centre.E005", True)


def test_wagtails_own_search_uses_the_same_cluster_and_neither_touches_the_other(settings: Any) -> None:
    centre = make_centre()
    prefix = own_prefix()
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {"BACKEND": "wagtail.search.backends.elasticsearch8", "URLS": [node()], "INDEX_PREFIX": prefix}
    }
    publish(centre, "practice", "Ateliers numériques")
    wagtails = get_search_backend()
    try:
        call_command("update_index", verbosity=0)
        rebuild()
        wagtails.es.indices.refresh(index=f"{prefix}*")
        assert [page.title for page in wagtails.search("ateliers", Page)[:5]] == ["Ateliers numériques"]
        assert titles(centre, "atelier") == {"Ateliers numériques"}
        theirs = set(wagtails.es.indices.get(index=f"{prefix}*"))
        current_engine().remove()
        assert set(wagtails.es.indices.get(index=f"{prefix}*")) == theirs
        assert titles(centre, "atelier") == {"Ateliers numériques"}, "made again by the next delivery"
        call_command("update_index", verbosity=0)
        assert titles(centre, "atelier") == {"Ateliers numériques"}
    finally:
        for name in wagtails.es.indices.get(index=f"{prefix}*"):
            wagtails.es.indices.delete(index=name)
