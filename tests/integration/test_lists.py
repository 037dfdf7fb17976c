"""Lists and fixed pages: both languages, few queries whatever they hold, and a way on where nothing is found."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import Tag
from django.test import Client

from resource_centre import conf
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import Involvement, ResourceConcept, ResourceLink, ResourceTerritory
from resource_centre.content.stamps import forget_all
from resource_centre.content.territories import AliasKind, Territory, TerritoryAlias, TerritoryAncestor
from resource_centre.content.vocabularies import Concept
from resource_centre.discovery.indexer import rebuild
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria
from resource_centre.search.facets import FacetCounts
from tests.factories import concept, make_centre, publish, tag, territory
from tests.support.bulk import many_pages
from tests.support.html import foreign_addresses, parsed, queries, ways_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]

MOST_QUERIES = 15
LISTS = {
    "front page": "/",
    "centre": "/centre/",
    "list": "/centre/pratiques/",
    "sorted and filtered list": "/centre/pratiques/?sort=title&theme=theme-0",
    "chronology": "/centre/jalons/",
    "actors": "/centre/acteurs/",
    "themes": "/centre/themes/",
    "theme": "/centre/themes/theme-0/",
    "territories": "/centre/territoires/",
    "territory": "/centre/territoires/commune-0/",
    "site map": "/plan-du-site/",
    "search": "/centre/recherche/",
    "search for words": "/centre/recherche/?q=pratique&theme=theme-0&territory=commune:0&type=practice",
    "search as a map": "/centre/recherche/?view=map",
    "search as a table": "/centre/recherche/?view=table&sort=title",
    "values of a facet": "/centre/recherche/filtres/theme/?q=pratique",
    "search of the site": "/recherche/?q=pratique",
}
FIXED = {
    "help": "/aide/",
    "contact": "/contact/",
    "accessibility": "/accessibilite/",
    "sobriety": "/sobriete/",
    "legal": "/mentions-legales/",
}
MACHINES = {
    "health": "/sante/",
    "sitemap": "/sitemap.xml",
    "sitemap of subjects": "/sitemap-subjects.xml",
    "search in JSON": "/centre/recherche.json?q=pratique",
    "search in CSV": "/centre/recherche.csv?type=practice",
    "suggestions": "/centre/suggestions.json?q=prat",
}
PAGES = {**LISTS, **FIXED}


def fill(centre: ResourceCentrePage, count: int) -> None:
    """Add `count` practices, actors and milestones, each with a theme and a place of its own and a common one."""
    practices = many_pages(centre, "practice", count)
    actors, milestones = many_pages(centre, "actor", count), many_pages(centre, "milestone", count)
    Resource.objects.filter(pk__in=[page.pk for page in milestones]).update(date_from="2012", date_to="2014")
    vocabulary, role = concept("theme", "theme-0", "Thème 0").vocabulary, concept("role", "porteur")
    first = Concept.objects.filter(vocabulary=vocabulary).count()
    themes = Concept.objects.bulk_create(
        Concept(vocabulary=vocabulary, code=f"theme-{n}", label_fr=f"Thème {n}") for n in range(first, first + count)
    )
    places = Territory.objects.bulk_create(place(n) for n in range(first, first + count))
    common, here = Concept.objects.get(code="theme-0"), Territory.objects.get(code="0")
    for page, theme, commune, actor in zip(practices, themes, places, actors, strict=True):
        ResourceConcept.objects.bulk_create(ResourceConcept(resource=page, concept=item) for item in (common, theme))
        ResourceTerritory.objects.bulk_create(
            ResourceTerritory(resource=page, territory=item) for item in (here, commune)
        )
        Involvement.objects.create(resource=page, actor=actor, role=role)


def place(number: int) -> Territory:
    """A commune that is not stored yet."""
    name = f"Commune {number}"
    return Territory(level="commune", code=str(number), name=name, label=name, folded_name=name.lower(), level_rank=5)


@pytest.fixture
def centre() -> ResourceCentrePage:
    """A centre with a theme and a place, and nothing else."""
    place(0).save()
    concept("theme", "theme-0", "Thème 0")
    return make_centre()


@pytest.mark.parametrize(("prefix", "language"), [("", "fr"), ("/en", "en")])
def test_every_page_reads_in_both_languages_and_fetches_nothing_from_elsewhere(
    prefix: str, language: str, centre: ResourceCentrePage, client: Client
) -> None:
    publish(centre, "practice", "Une pratique")
    for path in PAGES.values():
        answer = client.get(f"{prefix}{path}")
        tree = parsed(answer)
        html = tree.html
        assert answer.status_code == 200, path
        assert isinstance(html, Tag), path
        assert html["lang"] == language, path
        assert len(tree.find_all("h1")) == 1, path
        assert foreign_addresses(tree) == [], path
        assert not answer.cookies, path


@pytest.mark.parametrize("address", ["/", "/centre/"])
def test_no_script_stands_between_two_parts_of_a_page(address: str, centre: ResourceCentrePage, client: Client) -> None:
    """The distance between two parts is said of what follows what: the script between them took it away."""
    publish(centre, "practice", "Une pratique")
    rebuild()
    scripts = parsed(client.get(address)).select("main script[src$='suggest.js']")
    assert [script.find_next_sibling() for script in scripts] == [None]


def test_a_site_without_any_resource_has_no_broken_page(centre: ResourceCentrePage, client: Client) -> None:
    assert {path: client.get(path).status_code for path in PAGES.values()} == dict.fromkeys(PAGES.values(), 200)


def test_a_site_without_a_centre_has_no_broken_page(client: Client) -> None:
    make_centre().delete()
    paths = [*FIXED.values(), "/plan-du-site/", "/", *MACHINES.values()]
    statuses = {path: client.get(path).status_code for path in paths}
    assert {path for path, status in statuses.items() if status != 200} == {
        path for path in paths if path.startswith("/centre/")
    }
    assert {statuses[path] for path in paths if path.startswith("/centre/")} <= {404}


@pytest.mark.once
def test_pages_cost_the_same_few_queries_with_1_20_and_200_items(centre: ResourceCentrePage, client: Client) -> None:
    counts: dict[str, list[int]] = {}
    for more in (1, 19, 180):
        fill(centre, more)
        rebuild()  # rows made in bulk tell nobody
        for name, path in {**PAGES, **MACHINES}.items():
            counts.setdefault(name, []).append(queries(client, path))
    assert {name: found for name, found in counts.items() if max(found) > MOST_QUERIES} == {}
    # The second page of a list exists only beyond the first size: what it costs may not depend on the third.
    assert {name: found for name, found in counts.items() if len(set(found[1:])) > 1} == {}
    assert "200 pratiques" in client.get("/centre/pratiques/").content.decode()


def test_a_list_is_cut_in_pages_and_leads_back_from_beyond_the_last(centre: ResourceCentrePage, client: Client) -> None:
    size = conf.page_size()
    many_pages(centre, "practice", size + 1)
    second = client.get("/centre/pratiques/?page=2")
    assert second.status_code == 200
    beyond = client.get("/centre/pratiques/?page=3")
    assert beyond.status_code == 404
    assert "/centre/pratiques/?page=2" in ways_on(parsed(beyond))


def test_a_list_filtered_to_nothing_counts_nothing_and_an_empty_one_says_so(
    centre: ResourceCentrePage, client: Client
) -> None:
    def said(address: str) -> tuple[str, str]:
        tree = parsed(client.get(address))
        return tree.select_one("#count").get_text(), tree.select_one(".rc-empty h3").get_text()

    assert said("/centre/pratiques/") == ("Pratiques : rien pour l’instant", "Cette liste est encore vide")
    publish(centre, "practice", "Une pratique")
    assert said("/centre/pratiques/?theme=theme-0") == ("0 pratique", "Rien ne correspond à ce choix")
    assert said("/en/centre/pratiques/?theme=theme-0") == ("0 practices", "Nothing matches this choice")


def test_where_no_place_answers_there_is_a_way_on(centre: ResourceCentrePage, client: Client) -> None:
    for prefix in ("", "/en"):
        none_named = parsed(client.get(f"{prefix}/centre/territoires/")).select(".rc-empty a")
        assert [link["href"] for link in none_named] == [f"{prefix}/centre/recherche/"]
        none_found = parsed(client.get(f"{prefix}/centre/territoires/", {"q": "zzzz"})).select(".rc-empty a")
        assert [link["href"] for link in none_found] == [f"{prefix}/centre/territoires/"]


def test_nothing_in_a_place_never_leads_to_a_wider_one_that_holds_nothing(
    centre: ResourceCentrePage, client: Client
) -> None:
    region, departement = territory("region", "1", "Une région"), territory("departement", "1", "Un département")
    within = territory("commune", "1", "Une commune", region, departement)
    publish(centre, "practice", "Une pratique", territory_links=[ResourceTerritory(territory=region)])
    forget_all()
    shown = parsed(client.get(f"/centre/territoires/commune-{within.code}/"))
    assert [link["href"] for link in shown.select(".rc-empty a")] == ["/centre/territoires/region-1/"]


def test_a_list_whose_only_page_was_just_withdrawn_is_not_called_empty(
    centre: ResourceCentrePage, client: Client
) -> None:
    page = publish(centre, "practice", "Une pratique")
    client.get("/centre/pratiques/")
    page.unpublish()
    said = parsed(Client().get("/centre/pratiques/")).select_one(".rc-empty")  # before the index knows
    assert said is not None
    assert [title.get_text() for title in said.find_all("h3")] == ["Les résultats viennent de changer"]


NOT_HERE: Mapping[str, str] = {
    "/centre/themes/inconnu/": "/centre/themes/",
    "/centre/territoires/commune-999/": "/centre/territoires/",
    "/centre/territoires/nimporte-quoi/": "/centre/territoires/",
    "/centre/territoires/former-region-9/": "/centre/territoires/",
    "/centre/pratiques/inconnue/": "/centre/pratiques/",
    "/centre/acteurs/inconnu/": "/centre/acteurs/",
    "/centre/themes/a/b/": "/plan-du-site/",
    "/centre/r/00000000-0000-0000-0000-000000000000/": "/plan-du-site/",
    "/centre/r/pas-un-identifiant/": "/plan-du-site/",
    "/centre/inconnu/": "/plan-du-site/",
    "/inconnu/": "/plan-du-site/",
}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_is_not_here_is_a_404_with_a_way_on(prefix: str, centre: ResourceCentrePage, client: Client) -> None:
    for path, way in NOT_HERE.items():
        answer = client.get(f"{prefix}{path}")
        assert answer.status_code == 404, path
        assert f"{prefix}{way}" in [urlsplit(address).path for address in ways_on(parsed(answer))], path


def test_a_replaced_theme_leads_to_the_one_in_use(centre: ResourceCentrePage, client: Client) -> None:
    concept("theme", "ancien", replaced_by=concept("theme", "theme-0"))
    answer = client.get("/centre/themes/ancien/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/centre/themes/theme-0/")


def test_one_resource_of_a_theme_is_not_searched_for_among_several(centre: ResourceCentrePage, client: Client) -> None:
    for code, number, words in (("un", 1, "Find it in the search"), ("deux", 2, "Search among them")):
        for title in range(number):
            publish(centre, "practice", f"{code} {title}", concept_links=tag(concept("theme", code)))
        links = parsed(client.get(f"/en/centre/themes/{code}/")).find_all(
            "a", href=f"/en/centre/recherche/?theme={code}"
        )
        assert [link.get_text() for link in links if "rc-note" in link.parent.get("class", [])] == [words]


def test_a_former_territory_leads_to_todays(centre: ResourceCentrePage, client: Client) -> None:
    TerritoryAlias.objects.create(
        kind=AliasKind.FORMER_REGION, code="54", name="Ex", folded_name="ex", territory=Territory.objects.get()
    )
    answer = client.get("/centre/territoires/former-region-54/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/centre/territoires/commune-0/")


NONSENSE = (
    "page=-1", "page=abc", "page=0", "page=1.5", "page=%00", "page=9" * 40, "page=%D9%A3", "q=%00", "q=%FF%FE",
    "q=" + "a" * 5_000, "year=abc", "year=0000", "year=99999", "year=%C2%B2%C2%B2%C2%B2%C2%B2", "sort=;drop",
    "sort=date&sort=title", "theme=%00", "theme=" + "b" * 5_000, "format=%00", "format=exe", "roles=%00", "=",
    "&&&", "%", "?", "a[]=1", "page[]=2", "level=%00", "letter=%00", "preview=1",
)  # fmt: skip


def test_nonsense_after_the_question_mark_is_never_an_error_of_ours(centre: ResourceCentrePage, client: Client) -> None:
    page = publish(centre, "practice", "Une pratique")
    client.raise_request_exception = False
    paths = ["/", "/centre/", "/centre/pratiques/", "/centre/themes/theme-0/", "/centre/territoires/"]
    paths += ["/centre/territoires/commune-0/", "/centre/themes/", "/sitemap.xml", page.url, "/aide/"]
    answers = {(path, query[:20]): client.get(f"{path}?{query}").status_code for path in paths for query in NONSENSE}
    assert {asked: status for asked, status in answers.items() if status not in (200, 404)} == {}


def test_nonsense_in_an_address_is_never_an_error_of_ours(centre: ResourceCentrePage, client: Client) -> None:
    client.raise_request_exception = False
    paths = ("/centre/themes/%00/", "/centre/%FF/", "/centre/territoires/commune-%00/", "/%00")
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_a_choice_made_in_a_list_is_kept_in_the_search(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Une pratique")
    publish(centre, "milestone", "Un jalon")

    def leads(address: str) -> str:
        links = parsed(client.get(address)).find_all("a", href=True)
        (found,) = {link["href"] for link in links if link["href"].startswith("/centre/recherche/?")}
        return str(found)

    asked = leads("/centre/pratiques/?theme=theme-0&sort=title&year=2012")
    assert dict(parse_qsl(urlsplit(asked).query)) == {
        "theme": "theme-0",
        "type": "practice",
        "year": "2012",
        "sort": "title",
    }
    assert leads("/centre/jalons/") == "/centre/recherche/?type=milestone"


def test_places_and_links_are_in_the_order_of_the_alphabet_accents_or_not(
    centre: ResourceCentrePage, client: Client
) -> None:
    country, region = (territory(level, level.upper(), level) for level in ("country", "region"))
    Territory.objects.filter(pk=country.pk).update(code="FR")
    for name in ("Zone", "Ère", "Ain"):
        within = territory("departement", name, name)
        for above in (region, country):
            TerritoryAncestor.objects.create(territory=within, ancestor=above)
    TerritoryAncestor.objects.create(territory=region, ancestor=country)
    forget_all()
    tree = parsed(client.get("/centre/territoires/region-REGION/"))
    assert [link.get_text().split()[0] for link in tree.select(".rc-section .rc-index a")] == ["Ain", "Ère", "Zone"]
    target = publish(centre, "practice", "Cible")
    for name in ("Zone", "Étude", "Abri"):
        publish(centre, "practice", name, resource_links=[ResourceLink(target=target, kind="extends")])
    tree = parsed(client.get(f"/centre/liens/{target.uuid}/"))
    titles = [link.get_text() for link in tree.select("main a") if link.get_text() in ("Zone", "Étude", "Abri")]
    assert titles == ["Abri", "Étude", "Zone"]


def test_what_is_over_several_departements_is_listed_apart(centre: ResourceCentrePage, client: Client) -> None:
    one, two = territory("departement", "16", "Charente"), territory("departement", "33", "Gironde")
    whole, over = territory("epci", "1", "Entière"), territory("epci", "2", "Partagée")
    for epci, above in ((whole, one), (over, one), (over, two)):
        TerritoryAncestor.objects.create(territory=epci, ancestor=above)
        publish(centre, "practice", f"{epci} {above}", territory_links=[ResourceTerritory(territory=epci)])
    forget_all()
    sections = {
        section.h2.get_text(): [link.get_text().split()[0] for link in section.select(".rc-index a")]
        for section in parsed(client.get("/centre/territoires/departement-16/")).select("section.rc-section")
        if section.h2 is not None and section.select(".rc-index a")
    }
    assert sections == {"Lieux à l’intérieur": ["Entière"], "À cheval sur plusieurs départements": ["Partagée"]}


def test_the_counts_of_a_place_are_asked_for_at_once(
    centre: ResourceCentrePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    region, one, two = (
        territory(*given)
        for given in (("region", "75", "Sud"), ("departement", "16", "Charente"), ("departement", "33", "Gironde"))
    )
    over = territory("epci", "2", "Partagée")
    for below, above in ((one, region), (over, one), (over, two)):
        TerritoryAncestor.objects.create(territory=below, ancestor=above)
    forget_all()
    asked: list[frozenset[str] | None] = []
    counts = Finder.counts

    def noted(finder: Finder, criteria: Criteria, facet: str, keys: frozenset[str] | None = None) -> FacetCounts:
        asked.append(keys)
        return counts(finder, criteria, facet, keys)

    monkeypatch.setattr(Finder, "counts", noted)
    assert client.get("/centre/territoires/departement-16/").status_code == 200
    assert [keys for keys in asked if keys and region.key in keys] == [{region.key, over.key}]
    assert len([keys for keys in asked if keys and over.key in keys]) == 1
