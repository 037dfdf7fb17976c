"""The page of a search, as served: addresses, redirections, refusals, notices, ways out, few queries."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from resource_centre import conf
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.stamps import forget_all
from resource_centre.content.territories import AliasKind, Territory, TerritoryAlias
from resource_centre.content.vocabularies import Vocabulary
from resource_centre.contribution.duplicates.actors import MergeActors
from tests.factories import concept, involvement, make_centre, publish, tag, territory
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]
SEARCH = "/centre/recherche/"


@pytest.fixture(scope="module")
def stored(one_site: None, django_db_blocker: Any) -> Iterator[None]:
    """Practices in a commune, in its region, in the whole country, and nowhere."""
    with kept_for_the_file(django_db_blocker):
        centre = make_centre()
        country = territory("country", "FR", "France")
        region = territory("region", "53", "Bretagne", country)
        commune = territory("commune", "35238", "Rennes", region, country)
        TerritoryAlias.objects.create(
            kind=AliasKind.FORMER_REGION, code="54", name="Armorique", folded_name="armorique", territory=region
        )
        term, old = concept("theme", "mediation", "Médiation"), concept("theme", "ancien", "Ancien")
        old.replaced_by = term
        old.save()
        Vocabulary.objects.update(is_facet=True)
        for title, where in (("À Rennes", commune), ("En Bretagne", region), ("En France", country)):
            publish(
                centre,
                "practice",
                title,
                concept_links=tag(term),
                territory_links=[ResourceTerritory(territory=where)],
            )
        publish(centre, "tool", "Nulle part")
        yield


@pytest.fixture
def centre(stored: None) -> ResourceCentrePage:
    """The centre that holds them."""
    return make_centre()


def heading(answer: Any) -> str:
    return " ".join(parsed(answer).find(id="rc-count").get_text().split())


def notices(answer: Any) -> list[str]:
    return [banner.find_all("p")[1].get_text() for banner in parsed(answer).select(".rc-banner")]


@pytest.mark.usefixtures("centre")
def test_a_replaced_code_in_an_address_leads_to_the_one_in_use(client: Client) -> None:
    answer = client.get(f"{SEARCH}?theme=ancien&q=rennes")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{SEARCH}?q=rennes&theme=mediation")
    assert answer.headers["Cache-Control"] == "no-cache", "a merge can be undone"
    assert client.get(f"{SEARCH}?territory=former-region:54").headers["Location"] == f"{SEARCH}?territory=region:53"


def test_an_actor_that_was_merged_twice_leads_where_its_page_does(
    centre: ResourceCentrePage, client: Client, django_user_model: Any
) -> None:
    boss = django_user_model.objects.create_superuser("boss")
    names = ("Un", "Deux", "Trois", "Quatre")
    first, second, third, last = (publish(centre, "actor", name, slug=f"adresse-{name.lower()}") for name in names)
    publish(centre, "practice", "Leur pratique", involvements=[involvement(first)])
    for merged, kept in ((first, second), (second, third), (third, last)):
        MergeActors(kept, Actor.objects.get(pk=merged.pk), boss).execute()
    for merged in (first, second, third):
        answer = client.get(SEARCH, {"actor": merged.slug})
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{SEARCH}?actor={last.slug}"), merged
    assert client.get(first.url).headers["Location"] == last.url
    Actor.objects.get(pk=last.pk).unpublish()
    assert len(notices(client.get(SEARCH, {"actor": first.slug}))) == 1, "nothing of what nobody may see"


@pytest.mark.usefixtures("centre")
def test_a_typed_place_becomes_a_picked_one(client: Client) -> None:
    for typed in ("rennes", "RENNES", "35238", "commune:35238"):
        answer = client.get(SEARCH, {"place": typed, "q": "rennes"})
        assert answer.status_code == 302, typed
        assert dict(parse_qsl(urlsplit(answer.headers["Location"]).query)) == {
            "q": "rennes",
            "territory": "commune:35238",
        }


@pytest.mark.usefixtures("centre")
def test_a_question_too_long_is_said_before_a_place_leads_elsewhere(client: Client) -> None:
    answer = client.get(SEARCH, {"q": "a" * 201, "place": "bretagne"})
    assert answer.status_code == 400
    field = parsed(answer).find(id="rc-q")
    assert field is not None
    assert (field["value"], field["aria-invalid"]) == ("a" * 201, "true")


@pytest.mark.usefixtures("centre")
def test_a_former_name_and_a_place_that_does_not_exist(client: Client) -> None:
    assert client.get(SEARCH, {"place": "armorique"}).headers["Location"] == f"{SEARCH}?territory=region:53"
    answer = client.get(SEARCH, {"place": "atlantide"})
    assert notices(answer) == ["Aucun territoire ne répond à «\u00a0atlantide\u00a0»\u00a0: vérifiez l’orthographe."]
    assert heading(answer) == "4 ressources"


@pytest.mark.usefixtures("centre")
def test_an_ambiguous_place_is_asked_again_and_never_guessed(client: Client) -> None:
    territory("commune", "35239", "Rennes-en-Vert")
    territory("commune", "35240", "Rennes-en-Bleu")
    forget_all()
    answer = client.get(SEARCH, {"place": "renn", "q": "rennes"})
    assert answer.status_code == 200
    links = parsed(answer).select(".rc-banner a")
    assert [link.get_text() for link in links] == ["Rennes", "Rennes-en-Bleu", "Rennes-en-Vert"]
    assert client.get(f"{SEARCH}{links[0]['href']}").status_code == 200
    assert parsed(answer).find(id="rc-place")["value"] == "renn"


@pytest.mark.usefixtures("centre")
def test_a_piece_of_a_name_is_never_a_place_by_itself(client: Client) -> None:
    """ "PACA" is not La Pacaudière."""
    territory("commune", "42163", "La Pacaudière")
    Territory.objects.filter(code="42163").update(postal_codes="42310 42311", folded_name="la pacaudiere")
    forget_all()
    for typed in ("PACA", "4216", "4231"):
        answer = client.get(SEARCH, {"place": typed})
        assert answer.status_code == 200, typed
        assert [link.get_text() for link in parsed(answer).select(".rc-banner a")] == ["La Pacaudière"], typed
    for typed in ("la pacaudiere", "42163", "42311"):
        answer = client.get(SEARCH, {"place": typed})
        assert answer.headers["Location"] == f"{SEARCH}?territory=commune:42163", typed


@pytest.mark.usefixtures("centre")
def test_what_is_meant_around_a_place_is_said_wherever_the_place_is(client: Client) -> None:
    tree = parsed(client.get(SEARCH, {"territory": "region:53", "ring": "here", "type": "practice"}))
    said = "Bretagne (le territoire seul)"
    assert said in tree.title.get_text()
    assert said in tree.select_one(".rc-printed").get_text()
    assert tree.select(".rc-chips a")[1].get_text().endswith(said)
    usual = parsed(client.get(SEARCH, {"territory": "region:53"}))
    assert "Bretagne –" in usual.title.get_text()
    every = parsed(client.get(SEARCH, {"q": "en bretagne", "words": "all"}))
    assert "en bretagne (tous les mots)" in every.title.get_text()


@pytest.mark.usefixtures("centre")
def test_nearness_to_nothing_is_no_order(client: Client) -> None:
    answer = client.get(SEARCH, {"sort": "proximity"})
    assert notices(answer) == ["Le tri par proximité demande un territoire\u00a0: l’ordre habituel s’applique."]
    Territory.objects.filter(code="35238").update(lat=48.1, lon=-1.7)
    forget_all()
    assert notices(client.get(SEARCH, {"sort": "proximity", "territory": "commune:35238"})) == []
    typed = client.get(SEARCH, {"sort": "proximity", "place": "rennes"})
    assert "sort=proximity" in typed.headers["Location"]


RINGS = {"inside": {"À Rennes", "En Bretagne"}, "here": {"En Bretagne"}, "around": {"À Rennes", "En Bretagne"}}
RINGS |= {"applies": {"À Rennes", "En Bretagne", "En France"}}


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("ring", RINGS)
def test_rings_are_four_questions(ring: str, client: Client) -> None:
    answer = client.get(SEARCH, {"territory": "region:53", "ring": ring})
    assert {title.get_text() for title in parsed(answer).select(".rc-hits h3")} == RINGS[ring]


@pytest.mark.usefixtures("centre")
def test_what_applies_in_a_commune_comes_from_further_up(client: Client) -> None:
    answer = client.get(SEARCH, {"territory": "commune:35238", "ring": "applies"})
    assert heading(answer) == "3 ressources"
    assert heading(client.get(SEARCH, {"territory": "commune:35238"})) == "1 ressource"
    assert heading(client.get(SEARCH, {"territory": "none"})) == "1 ressource"


@pytest.mark.usefixtures("centre")
def test_words_come_with_their_own_order_after_a_search_without_words(client: Client) -> None:
    """The form of a search without words sends the order of the moment: it must not stick to the next one."""
    form = parsed(client.get(SEARCH))
    sent = {name: form.find(attrs={"name": name}).find(selected=True)["value"] for name in ("sort", "ring")}
    answer = client.get(SEARCH, {"q": "rennes", **sent})
    assert parsed(answer).find(id="rc-sort").find(selected=True).get_text() == "pertinence"


@pytest.mark.usefixtures("centre")
def test_the_order_that_the_table_gives_stays_in_the_form(client: Client) -> None:
    """What a browser sends of a select box is the option that is selected, else the first one."""
    table = parsed(client.get(SEARCH, {"view": "table"}))
    by_date = table.find("a", string="Date")
    assert by_date is not None
    options = parsed(client.get(by_date["href"])).select("#rc-sort option[selected]")
    assert [(option["value"], option.get_text()) for option in options] == [("date", "date, la plus ancienne d’abord")]
    assert table.find("option", value="date") is None


@pytest.mark.usefixtures("centre")
def test_a_question_too_long_keeps_what_was_typed_and_says_it_at_the_field(client: Client) -> None:
    typed = "a" * 300
    answer = client.get(SEARCH, {"q": typed, "type": "tool"})
    assert answer.status_code == 400
    tree = parsed(answer)
    field = tree.find(id="rc-q")
    assert (field["value"], field["aria-invalid"]) == (typed, "true")
    assert "300 caractères" in tree.find(id=field["aria-describedby"]).get_text()
    assert heading(answer) == "1 ressource"


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("page", ["2", "-1", "0", "999999999"])
def test_a_page_beyond_the_last_is_a_404_with_the_way_back(page: str, client: Client) -> None:
    answer = client.get(SEARCH, {"page": page, "q": "rennes"})
    assert answer.status_code == 404
    assert f"{SEARCH}?q=rennes" in [link["href"] for link in parsed(answer).find_all("a", href=True)]


@pytest.mark.usefixtures("centre")
def test_what_makes_no_sense_is_left_out_and_said_in_words(client: Client) -> None:
    said = notices(client.get(SEARCH, {"theme": "inconnu", "sort": "vitesse", "couleur": "bleu", "page": "deux"}))
    assert len(said) == 4
    assert any("inconnu" in words for words in said)
    assert "Il n’y a pas de filtre «\u00a0couleur\u00a0»\u00a0: il est laissé de côté." in said
    assert not notices(client.get(SEARCH, {"utm_source": "x", "theme": "", "sort": ""}))


@pytest.mark.usefixtures("centre")
def test_a_notice_shows_what_was_typed_as_text(client: Client) -> None:
    answer = client.get(SEARCH, {"theme": "<script>alert(1)</script>", "q": "<i>rennes</i>"})
    assert "<script>alert" not in answer.content.decode()
    assert "<i>rennes" not in answer.content.decode()


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"sort": "title", "view": "table", "words": "all"},
        {"sort": "published", "ring": "here", "lang": "en"},
        {"view": "map", "q": ""},
    ],
)
def test_each_way_out_finds_what_it_says_in_the_order_and_the_view_that_were_chosen(
    rest: dict[str, str], client: Client
) -> None:
    answer = client.get(SEARCH, {"q": "nulle", "type": "tool", "territory": "commune:35238", **rest})
    assert heading(answer) == "0 ressource"
    ways = parsed(answer).select(".rc-empty .rc-index a")
    assert ways
    for way in ways:
        count = way.select_one(".rc-count").get_text().split()[0]
        assert count != "0"
        wider = client.get(way["href"])
        assert heading(wider).split()[0] == count
        assert not notices(wider)
        asked = dict(parse_qsl(urlsplit(way["href"]).query))
        assert {name: asked.get(name) for name in ("sort", "view")} == {
            name: rest.get(name) for name in ("sort", "view")
        }, way
    assert parsed(answer).find("a", href="/contact/") is not None


@pytest.mark.usefixtures("centre")
def test_a_short_word_is_widened_in_words_that_fit_one_and_an_acronym_is_not(client: Client) -> None:
    widened = client.get(SEARCH, {"q": "pert"})
    assert heading(widened) == "1 ressource"
    assert [line.get_text() for line in parsed(widened).select(".rc-finder__say")] == [
        "Aucune ressource ne contient «\xa0pert\xa0». Celles-ci contiennent un mot qui en diffère d’une lettre."
    ]
    assert heading(client.get(SEARCH, {"q": "PERT"})) == "0 ressource"


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("view", ["list", "table", "map"])
def test_what_finds_nothing_says_so_in_every_view_with_a_way_on(view: str, client: Client) -> None:
    answer = client.get(SEARCH, {"q": "zzzz", "view": view})
    nothing = parsed(answer).select_one(".rc-empty")
    assert nothing is not None
    assert nothing.h3.get_text() == "Rien ne répond à cette recherche"
    assert nothing.find("a", href=SEARCH) is not None


def shown_fields(answer: Any) -> tuple[set[str], dict[str, str]]:
    """Ids of the fields below the words, and what the form carries out of sight."""
    form = parsed(answer).find(id="rc-search")
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return {field["id"] for field in form.select("select")}, hidden


@pytest.mark.usefixtures("centre")
def test_a_centre_without_a_resource_says_so_and_doubts_no_spelling(client: Client) -> None:
    empty = parsed(client.get(f"{make_centre('vide', 'Un centre vide').url}recherche/")).select_one(".rc-empty")
    assert empty is not None
    assert empty.h3.get_text() == "Aucune ressource pour l’instant"
    assert "orthographe" not in empty.get_text()
    assert str(empty.a["href"]).endswith("/vide/recherche/../")


@pytest.mark.usefixtures("centre")
def test_what_finds_nothing_shows_no_order_and_no_extent_and_carries_them(client: Client) -> None:
    asked = {"q": "zzzz", "territory": "commune:35238", "ring": "here", "sort": "title"}
    answer = client.get(SEARCH, asked)
    assert shown_fields(answer) == (set(), {"ring": "here", "sort": "title"})
    assert parsed(answer).select_one("#rc-filters input[value='commune:35238']") is not None
    found = client.get(SEARCH, {**asked, "q": "rennes"})
    assert shown_fields(found) == ({"rc-ring", "rc-sort"}, {})
    empty = client.get(SEARCH, {"q": "zzzz"})
    assert parsed(empty).select("#rc-filters > *, a[href='#rc-filters']") == []


@pytest.mark.usefixtures("centre")
def test_an_extent_that_finds_nothing_can_be_widened(client: Client) -> None:
    answer = client.get(SEARCH, {"q": "rennes", "territory": "region:53", "ring": "here"})
    assert heading(answer) == "0 ressource"
    assert shown_fields(answer) == ({"rc-ring"}, {})
    ways = {way["href"]: " ".join(way.get_text().split()) for way in parsed(answer).select(".rc-empty .rc-index a")}
    assert f"{SEARCH}?q=rennes&territory=region:53" in ways, ways
    assert f"{SEARCH}?q=rennes&territory=region:53&ring=around" in ways, ways


@pytest.mark.parametrize("view", ["list", "table"])
def test_what_was_just_withdrawn_is_said_and_never_called_an_answer_without_results(
    view: str, centre: ResourceCentrePage, client: Client
) -> None:
    page = publish(centre, "practice", "Un lieu")
    assert heading(client.get(SEARCH, {"q": "lieu", "view": view})) == "1 ressource"
    page.unpublish()
    answer = Client().get(SEARCH, {"q": "lieu", "view": view})  # before the index knows
    said = parsed(answer).select_one(".rc-empty")
    assert said is not None
    assert [title.get_text() for title in said.find_all("h3")] == ["Les résultats viennent de changer"]
    assert "orthographe" not in said.get_text()
    assert {link["href"] for link in said.find_all("a")} >= {"", SEARCH}
    assert heading(client.get(SEARCH, {"q": "lieu", "view": view})) == "0 ressource"


def test_words_that_differ_lead_to_every_word_and_back(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Ateliers numériques gratuits")
    publish(centre, "practice", "Ateliers numériques payants")
    answer = client.get(SEARCH, {"q": "ateliers numériques gratuits"})
    assert heading(answer) == "2 ressources"
    assert "Sans : gratuits" in " ".join(parsed(answer).get_text().split())
    link = parsed(answer).select_one(".rc-finder__say a")
    assert link is not None
    complete = client.get(link["href"])
    assert heading(complete) == "1 ressource"
    back = parsed(complete).select_one(".rc-finder__say a")
    assert back is not None
    assert heading(client.get(back["href"])) == "2 ressources"


def test_a_misspelt_word_is_announced_and_the_right_one_searched(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Ateliers numériques")
    publish(centre, "practice", "Lieux d’accueil")
    answer = client.get(SEARCH, {"q": "numéirques"})
    said = parsed(answer).select_one(".rc-finder__say")
    assert said is not None
    assert " ".join(said.get_text().split()) == (
        "Aucune ressource ne contient le mot « numéirques ». Résultats pour : numériques"
    )
    assert (said.a.get_text(), said.a["href"]) == ("numériques", f"{SEARCH}?q=num%C3%A9riques")
    assert heading(answer) == heading(client.get(said.a["href"])) == "1 ressource"


def test_who_meant_what_was_typed_has_one_click_to_the_other_words(centre: ResourceCentrePage, client: Client) -> None:
    for title in ("Ateliers numériques", "Ateliers numériques et lecture", "Ateliers de lecture"):
        publish(centre, "practice", title)
    asked = {"q": "ateliers numéirques", "type": "practice"}
    said = parsed(client.get(SEARCH, asked)).select_one(".rc-finder__say")
    assert said is not None
    way = said.select("a")[1]
    assert "(3)" in said.get_text()
    assert dict(parse_qsl(urlsplit(way["href"]).query)) == {"q": "ateliers", "type": "practice"}
    assert heading(client.get(way["href"])) == "3 ressources"
    for alone in ("numéirques", "les numéirques", "hydraulique numéirques"):
        assert len(parsed(client.get(SEARCH, {"q": alone})).select(".rc-finder__say a")) == 1, alone


def test_what_was_searched_is_said_before_what_was_found_of_it(centre: ResourceCentrePage, client: Client) -> None:
    """Words that a hyphen joins are several."""
    publish(centre, "practice", "Ateliers numériques")
    publish(centre, "practice", "Du travail")
    said = [
        " ".join(line.get_text().split())
        for line in parsed(client.get(SEARCH, {"q": "numéirques-travail"})).select(".rc-finder__say")
    ]
    assert said[0].startswith("Aucune ressource ne contient le mot « numéirques »."), said
    assert said[1] == (
        "Aucune ressource ne contient « numériques-travail ». Celles-ci contiennent au moins un des mots, une faute de "
        "frappe étant admise."
    )


def test_a_misspelt_word_is_corrected_and_not_inside_another(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Du travail au télétravail")
    said = parsed(client.get(SEARCH, {"q": "télétravai travai"})).select_one(".rc-finder__say")
    assert said is not None
    assert " ".join(said.get_text().split()) == (
        "Aucune ressource ne contient les mots « télétravai », « travai ». Résultats pour : télétravail travail"
    )


def test_two_words_that_are_one_are_searched_as_one_and_this_is_said(
    centre: ResourceCentrePage, client: Client
) -> None:
    publish(centre, "practice", "Payer en ligne avec HelloAsso")
    answer = client.get(SEARCH, {"q": "hello asso"})
    said = parsed(answer).select_one(".rc-finder__say")
    assert said is not None
    assert " ".join(said.get_text().split()) == (
        "Aucune ressource ne contient les mots « hello », « asso ». Résultats pour : helloasso"
    )
    assert heading(answer) == "1 ressource"


def test_a_misspelt_word_is_read_alike_in_counts_files_and_clicks(centre: ResourceCentrePage, client: Client) -> None:
    """Everything that follows from a search answers the question that was answered."""
    for number in range(3):
        publish(centre, "practice", f"Ateliers numériques {number}")
    publish(centre, "practice", "Ateliers de lecture")
    publish(centre, "practice", "Lecture numérique")
    typed, right = "ateliers numéirques lecture", "ateliers numériques lecture"
    answers = [client.get(f"{SEARCH.rstrip('/')}.json", {"q": text}).json() for text in (typed, right)]
    assert [answer.pop("suggestion") for answer in answers] == [right, None]
    assert answers[0] == answers[1]
    files = [client.get(f"{SEARCH.rstrip('/')}.csv", {"q": text}).getvalue() for text in (typed, right)]
    assert files[0] == files[1]
    link = parsed(client.get(SEARCH, {"q": typed})).find("a", string="Tous les mots")
    assert link is None


@pytest.mark.usefixtures("centre")
def test_the_map_never_drops_the_country_nor_what_has_no_territory(client: Client) -> None:
    answer = client.get(SEARCH, {"view": "map", "theme": "mediation"})
    table = parsed(answer).select_one(".rc-map table")
    assert table is not None
    rows = {row.th.get_text(): row.td.get_text() for row in table.select("tbody tr, tfoot tr")}
    assert rows == {"Bretagne": "2", "France entière": "1", "Sans territoire": "0"}
    assert heading(answer) == "3 ressources"
    for link in table.select("tbody a, tfoot a"):
        assert heading(client.get(link["href"])).split()[0] == rows[link.get_text()]


def test_a_resource_page_ends_with_what_is_close_to_it_and_why(centre: ResourceCentrePage, client: Client) -> None:
    actor = publish(centre, "actor", "Emmaüs Connect")
    first = publish(centre, "practice", "Lieux d’accueil", involvements=[involvement(actor)])
    publish(centre, "practice", "Autre lieu", involvements=[involvement(actor)])
    section = parsed(client.get(first.url)).find(id="similar")
    assert section is not None
    assert "Autre lieu" in section.get_text()
    assert "Acteur\u00a0: Emmaüs Connect" in section.get_text()
    assert "Sans territoire" not in section.get_text()


def test_what_is_close_is_left_out_while_the_search_is_away(
    centre: ResourceCentrePage, client: Client, index_folder: Any
) -> None:
    page = publish(centre, "practice", "Lieux")
    answer = Client().get(page.url)
    assert answer.status_code == 200
    assert parsed(answer).find(id="similar") is None


def test_frequent_themes_are_the_hosts_choice_when_it_makes_one(
    centre: ResourceCentrePage, client: Client, settings: Any
) -> None:
    def quick() -> list[str]:
        return [link.get_text() for link in parsed(client.get(SEARCH)).select(".rc-quick a")]

    assert quick() == ["Médiation"]
    concept("theme", "emploi", "Emploi")
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "QUICK_THEMES": ("emploi", "inconnu")}
    assert conf.quick_themes() == ("emploi", "inconnu")
    assert quick() == ["Emploi"]


@pytest.mark.usefixtures("centre")
def test_only_plain_searches_are_offered_to_search_engines(client: Client) -> None:
    def robots(query: str) -> bool:
        return parsed(client.get(f"{SEARCH}{query}")).find("meta", attrs={"name": "robots"}) is None

    assert [robots(query) for query in ("", "?theme=mediation", "?theme=mediation&type=practice", "?q=rennes")] == [
        True, True, False, False,
    ]  # fmt: skip
    canonical = parsed(client.get(f"{SEARCH}?type=practice&utm_source=x&view=table")).find("link", rel="canonical")
    assert canonical["href"] == f"http://testserver{SEARCH}?type=practice"
