"""The same search as JSON, as CSV, and what somebody who types may mean: shapes, errors, limits."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from resource_centre import conf
from resource_centre.admin.exporting import write_csv
from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory, TerritoryAncestor
from resource_centre.content.vocabularies import ConceptAlias, Vocabulary
from resource_centre.discovery import places
from resource_centre.discovery.engines import current_engine
from resource_centre.search.errors import EngineUnavailable, PageOutOfRange
from resource_centre.search.query import SearchQuery
from resource_centre.text.cells import FORMULA, as_text
from tests.factories import concept, involvement, make_centre, publish, tag
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]


@pytest.fixture(scope="module")
def stored(one_site: None, django_db_blocker: Any) -> Iterator[None]:
    """Two practices, a tool and an actor, with a theme, a need and places."""
    with kept_for_the_file(django_db_blocker):
        centre = make_centre()
        country = Territory.objects.create(
            level="country", code="FR", name="France", label="France", folded_name="france", level_rank=0
        )
        region = Territory.objects.create(
            level="region", code="53", name="Bretagne", label="Bretagne", folded_name="bretagne", level_rank=1
        )
        TerritoryAncestor.objects.create(territory=region, ancestor=country)
        top = concept("theme", "inclusion", "Inclusion numérique", label_en="Digital inclusion")
        child = concept("theme", "mediation", "Médiation numérique", parent=top)
        Vocabulary.objects.update(is_facet=True)
        actor = publish(centre, "actor", "Emmaüs Connect", slug="emmaus-connect")
        publish(
            centre,
            "practice",
            "Ateliers pour les aînés",
            slug="ateliers-pour-les-aines",
            summary="Des ateliers <b>gratuits</b> & ouverts",
            date_from="2011",
            date_to="2013",
            involvements=[involvement(actor)],
            concept_links=tag(child),
            territory_links=[ResourceTerritory(territory=region)],
        )
        publish(centre, "practice", "Lieu d’accueil", slug="lieu-daccueil", concept_links=tag(top))
        publish(centre, "tool", "=Tableur", language="en")
        yield


@pytest.fixture
def centre(stored: None) -> ResourceCentrePage:
    """The centre that holds them."""
    return make_centre()


def asked(client: Client, query: str = "") -> Any:
    answer = client.get(f"/centre/recherche.json{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def facet(data: Any, key: str) -> Any:
    return next(found for found in data["facets"] if found["key"] == key)


def buckets(data: Any, key: str) -> dict[str, int]:
    return {bucket["key"]: bucket["count"] for bucket in facet(data, key)["buckets"]}


@pytest.mark.usefixtures("centre")
def test_an_answer_has_the_shape_that_does_not_move(client: Client) -> None:
    data = asked(client, "?q=ateliers")
    (hit,) = data.pop("hits")
    facets = data.pop("facets")
    assert data == {
        "total": 1,
        "page": 1,
        "pages": 1,
        "next": None,
        "page_size": 15,
        "degraded": False,
        "relaxed": False,
        "suggestion": None,
        "complete": 1,
        "notices": [],
    }
    assert (hit["type"], hit["title"], hit["missing"]) == ("practice", "Ateliers pour les aînés", [])
    assert hit["url"] == "/centre/pratiques/ateliers-pour-les-aines/"
    assert hit["highlight"]["title"] == "<mark>Ateliers</mark> pour les aînés"
    assert "&lt;b&gt;gratuits&lt;/b&gt; &amp; ouverts" in hit["highlight"]["text"]
    assert set(hit) == {"id", "type", "title", "url", "summary", "highlight", "missing", "updated"}
    assert [one["key"] for one in facets][:3] == ["type", "theme", "territory"]
    assert set(facets[0]) == {"key", "label", "tree", "match", "has_more", "buckets"}
    assert set(facets[0]["buckets"][0]) == {"key", "label", "count", "own", "picked", "parent"}


@pytest.mark.usefixtures("centre")
def test_counts_of_a_tree_are_at_every_level_and_say_what_is_filed_there(client: Client) -> None:
    themes = {bucket["key"]: bucket for bucket in facet(asked(client), "theme")["buckets"]}
    assert (themes["inclusion"]["count"], themes["inclusion"]["own"], themes["inclusion"]["parent"]) == (2, 1, None)
    assert (themes["mediation"]["count"], themes["mediation"]["parent"]) == (1, "inclusion")


@pytest.mark.usefixtures("centre")
def test_picked_values_stay_listed_at_zero_and_other_counts_leave_them_out(client: Client) -> None:
    data = asked(client, "?type=study&theme=mediation")
    assert data["total"] == 0
    assert buckets(data, "type") == {"study": 0, "practice": 1}
    assert buckets(data, "theme") == {"mediation": 0}
    assert facet(data, "type")["buckets"][0] == {
        "key": "study", "label": "Études", "count": 0, "own": 0, "picked": True, "parent": None,
    }  # fmt: skip


@pytest.mark.usefixtures("centre")
def test_a_resource_that_spans_years_is_in_each_of_them(client: Client) -> None:
    assert buckets(asked(client), "year") == {"2011": 1, "2012": 1, "2013": 1}
    assert asked(client, "?year=2012")["total"] == 1


@pytest.mark.usefixtures("centre")
def test_labels_follow_the_language_of_the_interface(client: Client) -> None:
    data = client.get("/en/centre/recherche.json").json()
    assert facet(data, "theme")["buckets"][0]["label"] == "Digital inclusion"
    assert data["hits"][0]["url"].startswith("/en/centre/")


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("?theme=inconnu", "theme", "inconnu"),
        ("?inconnu=1", "inconnu", "1"),
        ("?sort=vitesse", "sort", "vitesse"),
        ("?ring=loin", "ring", "loin"),
        ("?page=un", "page", "un"),
        ("?territory=planete:1", "territory", "planete:1"),
        ("?year=20", "year", "20"),
        ("?place=rennes", "place", "rennes"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_said(query: str, parameter: str, value: str, client: Client) -> None:
    data = asked(client, query)
    assert data["total"] == 4
    (notice,) = data["notices"]
    assert (notice["parameter"], notice["value"]) == (parameter, value)
    assert notice["message"]


@pytest.mark.usefixtures("centre")
def test_what_other_sites_add_to_an_address_is_not_worth_a_word(client: Client) -> None:
    assert asked(client, "?utm_source=lettre&fbclid=1&view=map")["notices"] == []


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?q=" + "a" * 201, "query_too_long"),
        ("?q=" + "+".join(f"mot{n}" for n in range(21)), "query_too_long"),
        ("?page=2", "page_out_of_range"),
        ("?page=-1", "page_out_of_range"),
        ("?page=1000000000", "page_out_of_range"),
    ],
)
def test_a_question_that_is_refused_says_why(query: str, code: str, client: Client) -> None:
    answer = client.get(f"/centre/recherche.json{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert answer.json()["error"]["message"]


@pytest.mark.usefixtures("centre")
def test_an_engine_that_is_away_is_said_and_worth_asking_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(client)

    def away(*_arguments: Any) -> Any:
        raise EngineUnavailable("/secret/folder is gone")

    monkeypatch.setattr(type(current_engine()), "search", away)
    for address in ("recherche.json", "recherche/", "recherche.csv", "pratiques/", "themes/", "territoires/"):
        answer = Client().get(f"/centre/{address}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30"), address
        assert "secret" not in answer.content.decode()
    assert Client().get("/centre/").status_code == 200
    assert Client().get("/centre/pratiques/lieu-daccueil/").status_code == 200
    assert Client().get("/").status_code == 200


def test_a_site_whose_centre_is_its_root_answers_there(client: Client) -> None:
    from wagtail.models import Site

    site = Site.objects.get(is_default_site=True)
    site.root_page = make_centre()
    site.save()
    assert client.get("/recherche.json").status_code == 200
    assert client.get("/centre/recherche.json").status_code == 404
    Site.clear_site_root_paths_cache()


@pytest.mark.usefixtures("centre")
def test_files_of_a_page_that_is_no_centre_are_not_here(client: Client) -> None:
    for address in ("/centre/pratiques/recherche.json", "/nulle/part/recherche.csv", "/recherche.json"):
        assert client.get(address).status_code == 404, address
    assert client.post("/centre/recherche.json").status_code == 405


# CSV


def lines(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(f"/centre/recherche.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


@pytest.mark.usefixtures("centre")
def test_a_csv_holds_every_row_numbered_with_its_date_and_address(client: Client) -> None:
    head, *rows = lines(client, "?sort=title")
    assert head[:3] == ["Numéro", "Titre", "Type"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    ateliers = next(row for row in rows if row[1] == "Ateliers pour les aînés")
    assert ateliers[4:7] == ["Médiation numérique", "Bretagne", "2011 – 2013"]
    assert ateliers[-2] == "http://testserver/centre/pratiques/ateliers-pour-les-aines/"


@pytest.mark.usefixtures("centre")
def test_no_shared_cache_keeps_what_differs_by_reader(client: Client) -> None:
    """Some keep a file by the end of its name, whatever it says of cookies."""
    for name in ("recherche.csv", "recherche.json", "suggestions.json?q=a"):
        told = client.get(f"/centre/{name}")["Cache-Control"]
        assert {"private", "no-cache"} <= {word.strip() for word in told.split(",")}, name


@pytest.mark.usefixtures("centre")
def test_a_csv_is_the_same_search_and_is_not_cut_at_a_page(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resource_centre.web.search_csv.BATCH", 2)
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PAGE_SIZE": 1}
    assert len(lines(client)) == 5
    assert [row[1] for row in lines(client, "?type=practice&q=accueil")[1:]] == ["Lieu d’accueil"]


@pytest.mark.usefixtures("centre")
def test_a_csv_waits_for_no_extract_which_it_does_not_print(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, asked = type(current_engine()), list[SearchQuery]()
    search = engine.search

    def watched(self: Any, query: SearchQuery) -> Any:
        asked.append(query)
        return search(self, query)

    monkeypatch.setattr(engine, "search", watched)
    assert len(lines(client, "?q=accueil")) == 2
    assert asked
    assert not any(query.with_extracts for query in asked)
    client.get("/centre/recherche/?q=accueil")
    assert any(query.with_extracts for query in asked)


@pytest.mark.usefixtures("centre")
def test_a_csv_that_cannot_hold_every_row_says_how_many_it_leaves_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resource_centre.web.search_csv.BATCH", 1)
    for module in ("web.search_csv", "search.budget"):
        monkeypatch.setattr(f"resource_centre.{module}.REACHABLE", 3)
    head, *rows, last = lines(client)
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert last == ["", "1 ressource n’est pas dans ce fichier : précisez la recherche.", *[""] * (len(head) - 2)]
    assert len(lines(client, "?type=practice")) == 3, "whole, and nothing more to say"


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("error", [EngineUnavailable("/secret/folder is gone"), PageOutOfRange(2, 1)])
def test_a_csv_that_is_cut_short_says_it(error: Exception, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index goes away, or shrinks, when the first rows are sent."""
    monkeypatch.setattr("resource_centre.web.search_csv.BATCH", 2)
    engine = type(current_engine())
    search = engine.search

    def away(self: Any, query: Any) -> Any:
        if query.offset:
            raise error
        return search(self, query)

    monkeypatch.setattr(engine, "search", away)
    _head, *rows, last = lines(client)
    assert [row[0] for row in rows] == ["1", "2"]
    said = "Ce fichier est incomplet : la recherche s’est interrompue. Recommencez l’export."
    assert [cell for cell in last if cell] == [said]


def test_a_csv_costs_the_same_few_queries_whatever_it_holds(
    centre: ResourceCentrePage, client: Client, django_assert_max_num_queries: Any
) -> None:
    def cost() -> int:
        places._remembered.forget()
        with django_assert_max_num_queries(15) as found:
            rows.append(len(lines(client)))
        return len(found)

    rows: list[int] = []
    lines(client)
    before = cost()
    for number in range(8):
        place = Territory.objects.create(level="commune", code=f"{number}", name="Lieu", label="Lieu", level_rank=5)
        publish(centre, "practice", f"Autre {number}", territory_links=[ResourceTerritory(territory=place)])
    lines(client)
    assert cost() == before
    assert rows == [5, 13]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_no_cell_is_run_by_a_spreadsheet(text: str) -> None:
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a;=1+1", 'a;"=1+1;b', "a\t@SUM(1)", "a\r\n+1", "a; =1"])
def test_no_cell_is_run_by_a_spreadsheet_in_french_which_parts_cells_by_another_sign(text: str) -> None:
    written = write_csv(("Titre",), [("un", text)]).decode("utf-8-sig")
    for sign in ";\t":
        cells = [cell for row in csv.reader(io.StringIO(written), delimiter=sign) for cell in row]
        assert not [cell for cell in cells if cell.lstrip(' "').startswith(FORMULA[:4])], sign
    assert all(as_text(one) == one for one in ("Bilan 2019-2024 ; suite", "a; b", "a=b", "liste :\n– un", "a@b.fr"))


@pytest.mark.usefixtures("centre")
def test_a_title_that_is_a_formula_is_taken_away_as_text(client: Client) -> None:
    assert "'=Tableur" in [row[1] for row in lines(client)]


# Suggestions


def suggested(client: Client, typed: str, more: str = "") -> list[tuple[str, str]]:
    answer = client.get("/centre/suggestions.json", {"q": typed} | ({"kind": more} if more else {}))
    assert answer.status_code == 200
    return [(one["label"], one["kind"]) for one in answer.json()["suggestions"]]


def test_what_is_typed_suggests_themes_places_resources_and_actors(centre: ResourceCentrePage, client: Client) -> None:
    assert suggested(client, "méd") == [("Médiation numérique", "theme")]
    assert suggested(client, "BRET") == [("Bretagne", "territory")]
    assert suggested(client, "ateliers ain") == [("Ateliers pour les aînés", "resource")]
    assert suggested(client, "emmaus") == [("Emmaüs Connect", "actor")]
    assert suggested(client, "accueil") == [("Lieu d’accueil", "resource")]


def test_other_names_suggest_too(centre: ResourceCentrePage, client: Client) -> None:
    ConceptAlias.objects.create(concept=concept("theme", "mediation"), language="fr", label="Accompagnement")
    actor = publish(centre, "actor", "Observatoire", names=[ActorName(name="Vigie", kind="short")])
    assert suggested(client, "accompagn") == [("Médiation numérique", "theme")]
    assert suggested(client, "vig") == [(actor.title, "actor")]


@pytest.mark.usefixtures("centre")
def test_suggestions_can_be_places_alone_and_bad_input_suggests_nothing(client: Client) -> None:
    assert suggested(client, "bre", "territory") == [("Bretagne", "territory")]
    for typed in ("", "b", " ", "\x00", "'\"*()", "z" * 5_000, "NEAR AND OR", "é" * 99):
        assert suggested(client, typed) == [], typed


@pytest.mark.usefixtures("centre")
def test_suggestions_without_the_engine_are_those_that_need_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(client)

    def away(*_arguments: Any) -> Any:
        raise EngineUnavailable

    monkeypatch.setattr(type(current_engine()), "complete", away)
    assert suggested(client, "méd") == [("Médiation numérique", "theme")]
    assert suggested(client, "ateliers") == []


def test_pages_hold_as_many_as_the_host_says(centre: ResourceCentrePage, client: Client, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PAGE_SIZE": 2}
    assert conf.page_size() == 2
    first, second = asked(client), asked(client, "?page=2")
    assert (first["pages"], len(first["hits"]), len(second["hits"])) == (2, 2, 2)
    assert {hit["id"] for hit in first["hits"]}.isdisjoint(hit["id"] for hit in second["hits"])
    assert (first["next"], second["next"]) == ("/centre/recherche.json?page=2", None)
    page = parsed(client.get("/centre/recherche/"))
    assert page.find("a", href="/centre/recherche.json").get_text() == "JSON (première page)"
