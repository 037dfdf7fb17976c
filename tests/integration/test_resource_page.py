"""The page of a resource: every kind, both languages, few queries, a draft for its editor, nothing from elsewhere."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client
from django.urls import reverse

from resource_centre.access.groups import ensure_groups
from resource_centre.content.facts import Figure, Source
from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import Evidence
from resource_centre.web.templatetags.rc_text import rc_clause
from tests.factories import concept, involvement, make_centre, publish, restrict, tag
from tests.support.bulk import many_pages, relate
from tests.support.html import foreign_addresses, language_of, parsed, queries, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

KINDS = [kind.code for kind in all_kinds()]
MOST_QUERIES = 25


def rich_page(kind: str, **fields: Any) -> Any:
    """A page of that kind with a row of each sort."""
    centre = make_centre()
    actor = publish(centre, "actor", "Unis-Cité", slug="autre-acteur")
    lesson = publish(centre, "lesson", "Un enseignement", slug="autre-enseignement", statement="Oui.")
    return publish(
        centre,
        kind,
        "Une ressource",
        summary="Ce que c’est.",
        body=[("heading", {"text": "Comment", "level": "2"}), ("text", "<p>Ainsi.</p>")],
        figures=[Figure(label="projets", value="5 000", source_title="Bilan")],
        sources=[Source(title="Bilan", url="https://example.org/bilan")],
        involvements=[involvement(actor)],
        evidence=[Evidence(lesson=lesson, stance="supports", note="Oui.")],
        concept_links=tag(concept("theme", "sante", "Santé")),
        website="https://example.org/",
        **fields,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_in_both_languages_sets_no_cookie_and_fetches_nothing_from_elsewhere(
    kind: str, client: Client
) -> None:
    page = rich_page(kind)
    for address, language in ((page.url, "fr"), (f"/en{page.url}", "en")):
        answer = client.get(address)
        tree = parsed(answer)
        assert answer.status_code == 200
        assert [str(title.get_text(strip=True)) for title in tree.find_all("h1")] == ["Une ressource"]
        html = tree.html
        assert isinstance(html, Tag)
        assert html["lang"] == language
        assert answer.headers["Content-Language"] == language
        assert "Santé" in answer.content.decode()
        assert not answer.cookies
        assert foreign_addresses(tree) == []
        assert not tree.find_all("iframe")
        assert "Une ressource" in str(structured_data(tree))


def test_structured_data_cannot_be_closed_by_a_title(client: Client) -> None:
    page = publish(make_centre(), "practice", "</script><script>alert(1)</script>", slug="piege")
    tree = parsed(client.get(page.url))
    assert all("alert" not in str(script.string) or script.get("type") for script in tree.find_all("script"))
    assert "</script><script>alert(1)</script>" in str(structured_data(tree))


@pytest.mark.parametrize(("language", "address"), [("fr", "/en{}"), ("en", "{}")])
def test_words_of_a_resource_bear_its_language_when_it_is_not_the_interfaces(
    language: str, address: str, client: Client
) -> None:
    page = rich_page("practice", language=language)
    tree = parsed(client.get(address.format(page.url)))
    title = tree.find("h1")
    body = tree.find(string="Ainsi.")
    assert isinstance(title, Tag)
    assert language_of(title) == language
    assert body is not None
    assert isinstance(body.parent, Tag)
    assert language_of(body.parent) == language
    html = tree.html
    assert isinstance(html, Tag)
    assert html["lang"] != language


def rows(page: Any, centre: Any, count: int) -> None:
    """Every sort of row of that page, `count` times."""
    relate(page, {kind: many_pages(centre, kind, count) for kind in ("practice", "actor", "lesson")})
    Figure.objects.bulk_create(Figure(resource=page, label=f"Chiffre {n}", value=str(n)) for n in range(count))
    Source.objects.bulk_create(Source(resource=page, title=f"Source {n}") for n in range(count))
    if page.kind.code == "study":
        StudyAuthor.objects.bulk_create(StudyAuthor(study=page, name=f"Autrice {n}") for n in range(count))
    if page.kind.code == "event":
        EventSpeaker.objects.bulk_create(EventSpeaker(event=page, name=f"Oratrice {n}") for n in range(count))


@pytest.mark.once
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_costs_the_same_few_queries_with_1_20_and_200_rows(kind: str, client: Client) -> None:
    centre = make_centre()
    page = publish(centre, kind, "Une ressource")
    counts = []
    for more in (1, 19, 180):
        rows(page, centre, more)
        counts.append(queries(client, page.url))
    assert "Chiffre 179" in client.get(page.url).content.decode()
    assert len(set(counts)) == 1, counts
    assert counts[0] <= MOST_QUERIES


def test_another_name_of_an_actor_leads_to_it_in_either_language(client: Client) -> None:
    actor = publish(make_centre(), "actor", "Unis-Cité", names=[ActorName(name="Unis Cité France", kind="former")])
    base, address = actor.get_parent().url, actor.url
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}{base}unis-cite-france/")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{prefix}{address}"
        assert client.get(answer.headers["Location"]).status_code == 200
        assert client.get(f"{prefix}{base}personne/").status_code == 404


@pytest.fixture
def editor(client: Client, django_user_model: Any) -> Client:
    """A browser signed in as a member of the editors' group, on a site with one centre."""
    make_centre()
    user = django_user_model.objects.create_user("ada")
    user.groups.set(user.groups.model.objects.filter(name=ensure_groups()[0].name))
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_sees_the_draft_and_nobody_else_does(kind: str, editor: Client) -> None:
    page = publish(make_centre(), kind, "Publié")
    page.title, page.figures = "Brouillon", [Figure(label="chiffre du brouillon", value="12")]
    page.save_revision()
    draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    answer = editor.get(draft)
    assert answer.status_code == 200
    assert "Brouillon" in answer.content.decode()
    assert "chiffre du brouillon" in answer.content.decode()
    assert "rouillon" not in editor.get(page.url).content.decode()
    assert Client().get(draft).status_code == 302


def test_a_page_never_published_is_previewed_by_its_editor_only(editor: Client) -> None:
    page = publish(make_centre(), "practice", "Jamais publiée", live=False)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "Jamais publiée" in editor.get(address).content.decode()
    assert editor.get(page.url or "/centre/pratiques/jamais-publiee/").status_code == 404


def test_a_preview_shows_the_page_that_is_being_written() -> None:
    page = publish(make_centre(), "practice", "Publiée")
    page.title, page.involvements = "En cours", [involvement(publish(make_centre(), "actor", "Acteur choisi"))]
    answer = page.make_preview_request()
    assert answer.status_code == 200
    assert "En cours" in answer.rendered_content
    assert "Acteur choisi" in answer.rendered_content


def test_a_copy_is_another_resource_with_its_own_permanent_address(editor: Client) -> None:
    page = publish(make_centre(), "practice", "Une pratique", origin="fichier", origin_id="12")
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = {"new_title": "Sa copie", "new_slug": "sa-copie", "new_parent_page": page.get_parent().pk}
    assert editor.post(address, form).status_code == 302
    copy = type(page).objects.get(slug="sa-copie")
    assert copy.uuid != page.uuid
    assert (copy.origin, copy.origin_id) == ("", "")


def test_wagtails_alias_of_a_page_has_a_permanent_address_of_its_own() -> None:
    page = publish(make_centre(), "practice", "Une pratique", origin="fichier", origin_id="12")
    twin = page.create_alias(update_slug="jumelle")
    page.title = "Un autre titre"
    page.save_revision().publish()
    stored = type(page).objects.get(pk=twin.pk)
    assert stored.title == "Un autre titre"
    assert stored.uuid == twin.uuid != page.uuid


def test_an_alias_of_a_restricted_page_is_as_restricted(client: Client) -> None:
    page = publish(make_centre(), "practice", "Sous clé")
    restrict(page)
    twin = page.create_alias(update_slug="jumelle")
    assert client.get(twin.url).status_code == 302
    assert "Sous clé" not in client.get(page.get_parent().url).content.decode()


@pytest.mark.parametrize(
    ("note", "printed"),
    [("Deux villes.", "Deux villes"), ("Deux villes", "Deux villes"), ("Villes, etc.", "Villes, etc."), ("…", "…")],
)
def test_a_note_that_its_source_follows_ends_without_a_full_stop(note: str, printed: str) -> None:
    assert rc_clause(note) == printed
