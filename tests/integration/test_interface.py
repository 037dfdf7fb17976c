"""The frame of the demo site: its languages, its menu, its doors, the one address of each page."""

from typing import Any

import pytest
from django.test import Client

from home.languages import in_language
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.indexer import rebuild
from tests.factories import make_centre, publish
from tests.support.bulk import many_pages
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]

UID = "00000000-0000-0000-0000-000000000001"
#: One address of each family of routes, below the site.
FAMILIES = {
    "front page": "/",
    "page": "/centre/",
    "list": "/centre/pratiques/?page=2",
    "search": "/centre/recherche/?q=atelier&theme=a&theme=b",
    "fixed page": "/aide/",
    "site search": "/recherche/?q=atelier",
    "workspace": "/espace/",
    "account": "/compte/login/",
    "propose": f"/centre/contribuer/{UID}/",
    "add": "/centre/contribuer/",
    "report": f"/centre/signaler/{UID}/",
    "follow a proposal": f"/centre/propositions/{UID}/",
    "history": f"/centre/historique/{UID}/",
    "version": f"/centre/historique/{UID}/versions/3/",
    "comparison": f"/centre/historique/{UID}/comparer/?from=1&to=2",
    "links": f"/centre/liens/{UID}/",
    "changes": "/centre/changements/",
    "contributor": f"/centre/contributeurs/{UID}/",
    "watch": "/centre/suivre/?theme=a",
    "watches": "/centre/suivis/",
    "discussion": f"/centre/discussions/{UID}/",
    "opinion": "/centre/avis/jeton/",
    "centre at the root": f"/historique/{UID}/",
}


@pytest.fixture
def centre() -> ResourceCentrePage:
    return make_centre()


@pytest.mark.parametrize("family", FAMILIES)
def test_each_address_has_its_twin_in_the_other_language(family: str) -> None:
    french, english = FAMILIES[family], f"/en{FAMILIES[family]}"
    assert in_language(french, "en") == english
    assert in_language(english, "fr") == french
    assert (in_language(french, "fr"), in_language(english, "en")) == (french, english)


def test_a_slug_that_begins_like_a_language_is_no_language() -> None:
    assert in_language(f"/entraide/historique/{UID}/", "en") == f"/en/entraide/historique/{UID}/"
    assert in_language(f"/en-commun/historique/{UID}/", "fr") == f"/en-commun/historique/{UID}/"


def test_the_language_of_a_history_is_changed_by_its_link(centre: ResourceCentrePage, client: Client) -> None:
    page = publish(centre, "practice", "Atelier")
    here = f"/centre/historique/{page.uuid}/"
    tree = parsed(client.get(here))
    (english,) = (link["href"] for link in tree.select(".site-languages a") if link["lang"] == "en")
    there = parsed(client.get(english))
    assert there.html is not None
    assert there.html["lang"] == "en"
    assert [link["href"] for link in there.select(".site-languages a")] == [here, f"/en{here}"]


def head(answer: Any) -> tuple[list[str], list[str]]:
    """Canonical addresses, and those in each language."""
    tree = parsed(answer)
    canonical = [link["href"] for link in tree.find_all("link", rel="canonical")]
    return canonical, [link["href"] for link in tree.select("head [hreflang]")]


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/centre/", "/centre/pratiques/", "/centre/pratiques/atelier/", "/centre/themes/", "/aide/"),
        *("/centre/territoires/", "/centre/recherche/", "/centre/recherche/?type=practice"),
    ],
)
def test_a_page_has_one_address_whole_and_without_what_others_add(
    path: str, centre: ResourceCentrePage, client: Client
) -> None:
    publish(centre, "practice", "Atelier")
    visited = f"{path}{'&' if '?' in path else '?'}utm_source=lettre"
    site = "http://testserver"
    assert head(client.get(visited)) == ([f"{site}{path}"], [f"{site}{path}", f"{site}/en{path}"])
    assert head(client.get(f"/en{visited}")) == ([f"{site}/en{path}"], [f"{site}{path}", f"{site}/en{path}"])


@pytest.mark.parametrize(
    "path", ["/compte/login/", "/recherche/?q=atelier", "/centre/territoires/?q=a", "/nulle-part/"]
)
def test_a_page_that_is_not_indexed_names_no_other_language_in_its_head(
    path: str, centre: ResourceCentrePage, client: Client
) -> None:
    assert head(client.get(path)) == ([], [])


def test_each_page_of_a_list_is_an_address_and_choices_among_it_are_not_indexed(
    centre: ResourceCentrePage, client: Client
) -> None:
    many_pages(centre, "practice", 20)
    rebuild()
    second = client.get("/centre/pratiques/?page=2&utm_source=x")
    assert head(second)[0] == ["http://testserver/centre/pratiques/?page=2"]
    assert parsed(second).find("meta", attrs={"name": "robots"}) is None
    for query in ("?sort=title", "?year=2012"):
        robots = parsed(client.get(f"/centre/pratiques/{query}")).find("meta", attrs={"name": "robots"})
        assert robots is not None, query


def test_a_name_typed_among_territories_is_no_page_for_search_engines(
    centre: ResourceCentrePage, client: Client
) -> None:
    answer = client.get("/centre/territoires/?q=rennes")
    robots = parsed(answer).find("meta", attrs={"name": "robots"})
    assert robots is not None
    assert robots["content"] == "noindex, follow"
    assert head(answer)[0] == []


def test_the_search_comes_first_in_the_menu(centre: ResourceCentrePage, client: Client) -> None:
    first = parsed(client.get("/centre/recherche/")).select_one(".site-nav__list a")
    assert first is not None
    assert (first.get_text(), first["href"], first["aria-current"]) == ("Chercher", "/centre/recherche/", "true")


def test_the_doors_lead_to_what_one_can_do(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Atelier")
    (contribute,) = (
        section
        for section in parsed(client.get("/")).select(".site-doors section")
        if section.h2 is not None and section.h2.get_text() == "Contribuer"
    )
    doors = [link["href"] for link in contribute.find_all("a")]
    assert doors[0] == "/centre/contribuer/"
    assert {"/centre/recherche/", "/centre/changements/", "/contact/"} <= set(doors)


def test_the_site_map_leads_to_every_door(centre: ResourceCentrePage, client: Client) -> None:
    def doors() -> set[str]:
        return {link["href"] for link in parsed(client.get("/plan-du-site/")).select("main a")}

    wanted = {"/centre/recherche/", "/centre/changements/", "/centre/contribuer/", "/espace/"}
    assert wanted <= doors()
    assert "/centre/charte/" not in doors()
    centre.charter = "<p>Des faits, avec leur source.</p>"
    centre.save()
    assert "/centre/charte/" in doors()


@pytest.mark.parametrize(("prefix", "lang"), [("", None), ("/en", "fr")])
def test_what_editors_write_in_french_says_so_on_an_english_page(
    prefix: str, lang: str | None, centre: ResourceCentrePage, client: Client
) -> None:
    centre.introduction = "<p>Des pratiques et des outils.</p>"
    centre.save()
    index = centre.get_children().get(slug="pratiques").specific
    index.introduction = "<p>Ce qui a été fait.</p>"
    index.save()
    home = parsed(client.get(f"{prefix}/centre/"))
    listed = parsed(client.get(f"{prefix}/centre/pratiques/"))
    step = listed.select(".rc-breadcrumb li")[1].find("a")
    words = [home.h1, home.select_one(".rc-title__lead"), listed.select_one(".rc-title__lead"), step]
    assert [word is not None and word.get("lang") for word in words] == [lang] * 4
