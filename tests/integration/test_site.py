"""Around the search: the site's own search page, the sitemap's subjects, system checks, reserved codes."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import nested_form_data, rich_text

from resource_centre import checks
from resource_centre.content.addresses import refusal_of
from resource_centre.content.centre_setup import ensure_centre
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabularies import RESERVED_CODES, Vocabulary
from resource_centre.discovery import parameters
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.facets import facets_of
from resource_centre.discovery.reference import current_reference
from resource_centre.search.errors import EngineUnavailable
from tests.factories import concept, make_centre, publish, tag
from tests.support.html import parsed

#: What is said of signs alone.
NO_WORD = "«\u00a0???\u00a0» ne contient aucun mot à chercher."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]


@pytest.fixture
def centre() -> ResourceCentrePage:
    return make_centre()


# The site's own search.


def test_the_site_searches_all_its_centres_and_its_other_pages(centre: ResourceCentrePage, client: Client) -> None:
    other = make_centre("autre", "Autre centre")
    for number in range(7):
        publish(centre, "practice", f"Atelier {number}")
    publish(other, "tool", "Atelier ailleurs")
    tree = parsed(client.get("/recherche/", {"q": "atelier"}))
    heads = [" ".join(head.get_text().split()) for head in tree.select("main h2")]
    assert heads == ["Centre 7 ressources", "Autre centre 1 ressource"]
    more = tree.find("a", href="/centre/recherche/?q=atelier")
    assert more is not None
    assert more.get_text() == "Voir les 7 ressources"
    others = parsed(client.get("/recherche/", {"q": "pratiques"}))
    assert "/centre/pratiques/" in [link["href"] for link in others.select(".rc-index a")]


def test_the_sites_search_that_finds_nothing_leads_to_all_there_is(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Atelier")
    tree = parsed(client.get("/recherche/", {"q": "xyzzyx"}))
    assert tree.main.find("a", href=f"{centre.url}recherche/") is not None


def test_the_sites_search_refuses_in_words(centre: ResourceCentrePage, client: Client) -> None:
    answer = client.get("/recherche/", {"q": "a" * 250})
    assert answer.status_code == 400
    assert "250 caractères" in answer.content.decode()
    assert client.get("/recherche/").status_code == 200
    assert client.get("/recherche/", {"q": "\0"}).status_code == 200
    assert client.get("/recherche/", {"q": 'צה"ל'}).status_code == 200, "an abbreviation of Hebrew"


def test_the_sites_search_says_that_the_engine_is_away(
    centre: ResourceCentrePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/recherche/")

    def away(*_arguments: Any) -> Any:
        raise EngineUnavailable("a secret")

    monkeypatch.setattr(type(current_engine()), "search", away)
    answer = Client().get("/recherche/", {"q": "atelier"})
    assert answer.status_code == 503
    assert "est momentanément indisponible" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_the_sites_search_says_when_it_searched_something_else(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "La fracture numérique")

    def said(typed: str) -> list[str]:
        return [note.get_text() for note in parsed(client.get("/recherche/", {"q": typed})).select("main .rc-note")]

    assert said("fracture") == []
    (respelt,) = said("fracture numérque")
    assert "numérque" in respelt
    assert respelt.endswith("fracture numérique")
    (relaxed,) = said("fracture hydraulique")
    assert "fracture hydraulique" in relaxed


def test_signs_without_a_word_are_no_question(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Atelier")
    whole = parsed(client.get("/recherche/", {"q": "???"}))
    assert whole.select_one(".rc-banner p:last-child").get_text() == NO_WORD
    assert not whole.select("main h2")
    own = parsed(client.get("/centre/recherche/", {"q": "???"}))
    assert own.select_one(".rc-banner p:last-child").get_text() == NO_WORD
    assert "???" not in own.title.get_text()


def test_a_word_in_decomposed_accents_is_found_like_any_other(centre: ResourceCentrePage, client: Client) -> None:
    apart = unicodedata.normalize("NFD", "Économie sociale à Évry")
    publish(centre, "practice", apart)
    for typed in ("évry", unicodedata.normalize("NFD", "évry"), "evry"):
        assert client.get("/centre/recherche.json", {"q": typed}).json()["total"] == 1, typed.encode()
    index = centre.get_children().get(slug="pratiques")
    index.title = "Évènements"
    index.save()
    others = parsed(client.get("/recherche/", {"q": unicodedata.normalize("NFD", "évènements")}))
    assert "/centre/pratiques/" in [link["href"] for link in others.select(".rc-index a")]


# The sitemap.


def locations(answer: Any) -> list[str]:
    return [
        found.removeprefix("http://testserver") for found in re.findall("<loc>(.*?)</loc>", answer.content.decode())
    ]


def addresses(client: Client, section: str) -> list[str]:
    answer = client.get(f"/sitemap-{section}.xml")
    assert answer.status_code == 200
    return locations(answer)


def test_the_sitemap_lists_the_themes_under_which_something_is_found(
    centre: ResourceCentrePage, client: Client
) -> None:
    publish(centre, "practice", "Atelier", concept_links=tag(concept("theme", "plein")))
    publish(centre, "practice", "Brouillon", live=False, concept_links=tag(concept("theme", "brouillon")))
    concept("theme", "vide")
    assert addresses(client, "subjects") == ["/centre/themes/plein/"]
    assert "/centre/pratiques/atelier/" in addresses(client, "pages")
    assert locations(client.get("/sitemap.xml")) == ["/sitemap-pages.xml", "/sitemap-subjects.xml"]
    assert client.get("/sitemap-autre.xml").status_code == 404


def test_each_site_has_its_own_sitemap(centre: ResourceCentrePage, client: Client) -> None:
    publish(centre, "practice", "Ici", concept_links=tag(concept("theme", "ici")))
    root = centre.get_parent().get_parent().add_child(instance=Page(title="Autre", slug="autre-site"))
    other = ensure_centre(root, "Autre centre", "autre")
    Site.objects.create(hostname="autre.test", root_page=root)
    publish(other, "practice", "Ailleurs", concept_links=tag(concept("theme", "ailleurs")))

    def listed(host: str) -> set[str]:
        found = (client.get(f"/sitemap-{name}.xml", headers={"host": host}) for name in ("pages", "subjects"))
        return {place for answer in found for place in re.findall("<loc>(.*?)</loc>", answer.content.decode())}

    here, there = listed("testserver"), listed("autre.test")
    assert {"http://testserver/centre/pratiques/ici/", "http://testserver/centre/themes/ici/"} <= here
    assert {"http://autre.test/autre/pratiques/ailleurs/", "http://autre.test/autre/themes/ailleurs/"} <= there
    assert not [place for place in here if "ailleurs" in place]
    assert not [place for place in there if "/ici/" in place]


def test_search_engines_are_told_where_the_sitemap_is(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in answer.content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode()


def test_a_sitemap_without_the_engine_is_asked_again_later(
    centre: ResourceCentrePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/")

    def away(*_arguments: Any) -> Any:
        raise EngineUnavailable

    monkeypatch.setattr(type(current_engine()), "search", away)
    answer = Client().get("/sitemap-subjects.xml")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert Client().get("/sitemap-pages.xml").status_code == 200


# Codes that mean something already.


@pytest.mark.parametrize("code", ["q", "type", "territory", "page", "lang"])
def test_a_vocabulary_cannot_take_a_name_of_the_address(code: str) -> None:
    with pytest.raises(ValidationError, match="choisissez un autre code"):
        Vocabulary(code=code, label_fr="x").full_clean()


def test_every_name_of_the_address_is_reserved() -> None:
    built_in = {facet.code for facet in facets_of(current_reference())}
    assert parameters._OWN | built_in <= RESERVED_CODES | {"theme"}


def test_a_vocabulary_that_took_one_all_the_same_is_no_facet() -> None:
    Vocabulary.objects.create(code="page", label_fr="Page", is_facet=True)
    assert "page" not in {facet.code for facet in facets_of(current_reference())}


# System checks.


def ids(found: Any) -> list[str]:
    return [message.id for message in found]


def configured(settings: Any, **values: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, **values}


def test_an_index_is_never_where_files_are_served_from(settings: Any, tmp_path: Path) -> None:
    assert ids(checks.check_search_folder()) == []
    settings.MEDIA_ROOT = str(tmp_path / "media")
    configured(settings, SEARCH_DIR=str(tmp_path / "media" / "search"))
    assert ids(checks.check_search_folder()) == ["resource_centre.E004"]


def test_a_folder_that_cannot_be_written_is_said_at_the_start(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    configured(settings, SEARCH_DIR=str(tmp_path / "file" / "search"))
    assert ids(checks.check_search_folder()) == ["resource_centre.W003"]


def test_indexing_has_two_values(settings: Any) -> None:
    configured(settings, INDEXING="commit")
    assert ids(checks.check_indexing()) == []
    configured(settings, INDEXING="sometimes")
    assert ids(checks.check_indexing()) == ["resource_centre.E003"]


@pytest.mark.parametrize("slug", ["admin", "sante", "aide", "en", "en-pratique"])
def test_a_centre_whose_address_another_part_of_the_site_answers_is_refused_in_the_admin_too(
    centre: Any, admin_client: Client, slug: str
) -> None:
    home = centre.get_parent()
    add = reverse("wagtailadmin_pages:add", args=["resource_centre", "resourcecentrepage", home.pk])
    fields = nested_form_data(
        {"title": slug.capitalize(), "slug": slug, "introduction": rich_text(""), "charter": rich_text("")}
    )
    for posted in (fields, {**fields, "action-publish": "1"}):
        said = [one.text for one in parsed(admin_client.post(add, posted)).select(".error-message")]
        assert any(f" /{slug}/" in one for one in said)
    assert ResourceCentrePage.objects.count() == 1
    edit = reverse("wagtailadmin_pages:edit", args=[centre.pk])
    said = [one.text for one in parsed(admin_client.post(edit, fields)).select(".error-message")]
    assert any(f" /{slug}/" in one for one in said)
    admin_client.post(add, {**fields, "slug": f"centre-{slug}"})
    assert ResourceCentrePage.objects.filter(slug=f"centre-{slug}").exists()


def test_a_centre_is_left_at_its_address_when_the_site_answers_it_later(centre: Any, admin_client: Client) -> None:
    """Its other fields are changed nonetheless; and whatever serves pages is no other part of the site."""
    Page.objects.filter(pk=centre.pk).update(slug="sante", url_path=f"{centre.get_parent().url_path}sante/")
    edit = reverse("wagtailadmin_pages:edit", args=[centre.pk])
    fields = {"title": "Autre titre", "slug": "sante", "introduction": rich_text(""), "charter": rich_text("")}
    assert admin_client.post(edit, nested_form_data(fields)).status_code == 302
    assert refusal_of(centre.get_parent(), "sante")
    assert refusal_of(centre.get_parent(), "autre") == refusal_of(Page.get_first_root_node(), "admin") == ""


@pytest.mark.parametrize("slug", ["en", "en-pratique", "fr", "enquete", "centre-en"])
def test_a_centre_that_is_not_refused_is_read_at_its_address_and_no_other_is(
    centre: Any, client: Client, slug: str
) -> None:
    """Of “en-pratique” Django takes “en” for the language, and of “fr”, the default one, it takes nothing away."""
    home = centre.get_parent()
    home.add_child(instance=ResourceCentrePage(title="Un autre centre", slug=slug))
    answer = client.get(f"/{slug}/")
    is_read = answer.status_code == 200 and "Un autre centre" in parsed(answer).h1.text
    assert is_read == (refusal_of(home, slug) == "")
    assert is_read == (not slug.startswith("en") or slug == "enquete")


def test_a_centre_is_neither_moved_nor_copied_to_an_address_that_another_part_of_the_site_answers(
    centre: Any, admin_client: Client
) -> None:
    home = centre.get_parent()
    elsewhere = Page.get_first_root_node().add_child(instance=Page(title="Ailleurs", slug="ailleurs"))
    away = ensure_centre(elsewhere, "Santé", "sante")  # under no site: no address yet
    move = reverse("wagtailadmin_pages:move_confirm", args=[away.pk, home.pk])
    copy = reverse("wagtailadmin_pages:copy", args=[away.pk])
    copied = {"new_title": "Santé", "new_slug": "sante", "new_parent_page": str(home.pk)}
    for answer in (admin_client.get(move, follow=True), admin_client.post(move), admin_client.post(copy, copied)):
        assert answer.status_code in {200, 302}
    assert " /sante/" in parsed(admin_client.post(move, follow=True)).select_one(".messages").text
    assert ResourceCentrePage.objects.child_of(home).count() == 1
    admin_client.post(copy, {**copied, "new_slug": "sante-2", "copy_subpages": ""})
    assert ResourceCentrePage.objects.child_of(home).filter(slug="sante-2").exists()
    bulk = f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'move'))}?id={away.pk}"
    said = parsed(admin_client.post(bulk, {"chooser": home.pk}, follow=True)).select_one(".messages").text
    assert " ".join(refusal_of(home, "sante").split()) in " ".join(said.split())
    assert type(away).objects.get(pk=away.pk).get_parent() == elsewhere
    assert admin_client.post(bulk.replace("move", "unpublish"), {}).status_code == 302
    practice = publish(centre, "practice", "Sante")
    page = reverse("wagtailadmin_pages:move_confirm", args=[practice.pk, practice.get_parent().pk])
    assert admin_client.get(page).status_code == 200, "pages that are no centre are Wagtail's business"
