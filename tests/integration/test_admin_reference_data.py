"""Vocabularies, listings and deletions in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from resource_centre.content.correspondences import Correspondence
from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.actor import Actor
from resource_centre.content.vocabularies import Concept, ConceptAlias, ConceptTree, current_concept
from resource_centre.discovery.staff.models import SearchLogEntry
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.link_checks.models import LinkCheck
from tests.factories import concept, index_of, involvement, make_centre, publish, tag
from tests.support.reviewing import an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser signed in as an editor."""
    client.force_login(an_editor())
    return client


def term_form(term: Concept | None = None, **fields: Any) -> dict[str, Any]:
    """What the browser posts for a term."""
    data = {
        "label_fr": "Libellé",
        "label_en": "",
        "definition_fr": "",
        "definition_en": "",
        "order": "0",
        "is_active": "on",
        "parent": "",
        "replaced_by": "",
        "aliases": inline_formset([]),
        **fields,
    }
    if term is not None:
        data = {"vocabulary": term.vocabulary_id, "code": term.code, "label_fr": term.label_fr, **data, **fields}
    return dict(nested_form_data(data))


def edit_url(term: Concept) -> str:
    """Address of the form of a term."""
    return reverse("wagtailsnippets_resource_centre_concept:edit", args=(term.pk,))


def test_renaming_a_term_changes_no_code(editor: Client) -> None:
    term = concept("theme", "bien-vieillir", "Bien vieillir")
    response = editor.post(edit_url(term), term_form(term, label_fr="Vieillir bien", code="autre"))
    assert response.status_code == 302
    term.refresh_from_db()
    assert (term.code, term.label_fr) == ("bien-vieillir", "Vieillir bien")


def test_a_term_moves_under_another_and_takes_what_is_below_it(editor: Client) -> None:
    top, middle = concept("theme", "inclusion"), concept("theme", "mediation")
    below = concept("theme", "ateliers", parent=middle)
    assert editor.post(edit_url(middle), term_form(middle, parent=top.pk)).status_code == 302
    assert ConceptTree.of("theme").subtree_ids(top.pk) == {top.pk, middle.pk, below.pk}
    assert [item.code for item in ConceptTree.of("theme").ancestors(below.pk)] == ["inclusion", "mediation"]


def test_a_term_cannot_go_under_itself(editor: Client) -> None:
    top = concept("theme", "inclusion")
    below = concept("theme", "mediation", parent=top)
    response = editor.post(edit_url(top), term_form(top, parent=below.pk))
    assert "parent" in response.context["form"].errors


def test_a_term_of_another_vocabulary_is_no_parent(editor: Client) -> None:
    term, stranger = concept("theme", "inclusion"), concept("need", "se-former")
    response = editor.post(edit_url(term), term_form(term, parent=stranger.pk))
    assert response.status_code == 200
    assert "parent" in response.context["form"].errors


def test_other_words_are_kept_by_language(editor: Client) -> None:
    term = concept("theme", "fragilites")
    row = {"language": "fr", "label": "illectronisme"}
    assert editor.post(edit_url(term), term_form(term, aliases=inline_formset([row]))).status_code == 302
    assert [str(alias) for alias in ConceptAlias.objects.filter(concept=term)] == ["illectronisme"]


def test_a_replaced_term_leads_to_the_one_in_use() -> None:
    newest = concept("theme", "c")
    middle = concept("theme", "b", replaced_by=newest)
    oldest = concept("theme", "a", replaced_by=middle)
    assert current_concept(oldest) == newest
    assert current_concept(newest) == newest
    assert list(Concept.objects.of("theme").offered()) == [newest]


def test_a_term_in_use_is_not_deleted_and_the_answer_says_where(editor: Client) -> None:
    term = concept("theme", "education")
    page = publish(make_centre(), "practice", "Ordyslexie", concept_links=tag(term))
    url = reverse("wagtailsnippets_resource_centre_concept:delete", args=(term.pk,))
    shown = editor.get(url)
    assert "Ordyslexie" in shown.content.decode()
    refused = editor.post(url)
    assert refused.status_code == 409
    assert f"/admin/pages/{page.pk}/edit/" in refused.content.decode()
    assert Concept.objects.filter(pk=term.pk).exists()


def test_a_term_nobody_uses_is_deleted(editor: Client) -> None:
    term = concept("theme", "education")
    editor.post(reverse("wagtailsnippets_resource_centre_concept:delete", args=(term.pk,)))
    assert not Concept.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("bulk", [False, True])
def test_an_actor_that_others_name_is_not_deleted_and_the_answer_says_where(admin_client: Client, bulk: bool) -> None:
    centre = make_centre()
    actor = publish(centre, "actor", "Generali France")
    publish(centre, "study", "Une étude", involvements=[involvement(actor)])
    url = reverse("wagtailadmin_pages:delete", args=(actor.pk,))
    if bulk:
        url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete")) + f"?id={actor.pk}"
    answer = admin_client.post(url, follow=True)
    assert "Une étude" in answer.content.decode()
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_a_centre_is_deleted_whole_with_its_relations(admin_client: Client) -> None:
    centre = make_centre()
    actor = publish(centre, "actor", "Generali France")
    publish(centre, "study", "Une étude", involvements=[involvement(actor)])
    url = reverse("wagtailadmin_pages:delete", args=(centre.pk,))
    admin_client.post(url, {"confirm_site_name": "Numérique & innovation sociétale"})
    assert not Actor.objects.exists()


@pytest.mark.parametrize("kind", [spec.code for spec in all_kinds()])
def test_each_kind_has_its_listing_with_filters(editor: Client, kind: str) -> None:
    theme, centre = concept("theme", "education"), make_centre()
    publish(centre, kind, "Trouvée", concept_links=tag(theme), to_confirm="la date")
    publish(centre, kind, "Autre")
    url = reverse(f"resource_centre_{kind}:index")
    everything = editor.get(url).content.decode()
    assert "Trouvée" in everything
    assert "Autre" in everything
    for query in ({"theme": theme.pk}, {"unconfirmed": "true"}):
        found = editor.get(url, query).content.decode()
        assert "Trouvée" in found
        assert ">Autre<" not in found.replace("\n", "").replace(" ", "")


def test_the_menu_gathers_kinds_vocabularies_and_territories(editor: Client) -> None:
    page = editor.get(reverse("wagtailadmin_home")).content.decode()
    for address in (
        "/admin/resource-centre/practice/",
        "/admin/resource-centre/terms/",
        "/admin/resource-centre/territories/",
    ):
        assert address in page


@pytest.mark.parametrize("path", ["territories", "former-territories"])
def test_territories_are_read_and_never_written_in_the_admin(editor: Client, path: str) -> None:
    assert editor.get(f"/admin/resource-centre/{path}/").status_code == 200
    assert editor.post(f"/admin/resource-centre/{path}/create/").status_code in {302, 403}


@pytest.mark.parametrize("path", ["search-log", "correspondences", "outbox", "link-checks"])
def test_no_history_of_a_row_is_open_to_whom_the_list_is_closed(
    client: Client, django_user_model: Any, path: str
) -> None:
    word, now = "canaridujour", timezone.now()
    row: Any = {
        "search-log": lambda: SearchLogEntry(
            centre=make_centre(), language="fr", words=word, key=word, total=0, at=now
        ),
        "correspondences": lambda: Correspondence(scheme="sdg", code=word, label=word, concept=concept("theme", "eau")),
        "outbox": lambda: OutboxEntry(topic="index", key=word, changed_at=now),
        "link-checks": lambda: LinkCheck(url=f"https://{word}.org/", digest=word, host=word),
    }[path]()
    row.save()
    passing = django_user_model.objects.create_user("passante")
    passing.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(passing)
    for one in (f"history/{row.pk}/", f"inspect/{row.pk}/", f"edit/{row.pk}/", f"delete/{row.pk}/"):
        answer = client.get(f"/admin/resource-centre/{path}/{one}", follow=True)
        assert word not in answer.content.decode(), one
        assert answer.status_code == 404 or answer.redirect_chain == [("/admin/", 302)], one


@pytest.mark.parametrize("typed", ["9" * 30, "abc", "²"])
def test_a_listing_of_a_centre_that_is_none_is_a_listing(editor: Client, typed: str) -> None:
    assert editor.get(reverse("resource_centre_practice:index"), {"centre": typed}).status_code == 200


def test_a_resource_is_previewed_before_it_is_saved(admin_client: Client) -> None:
    index = index_of(make_centre(), "programme")
    url = reverse("wagtailadmin_pages:add", args=("resource_centre", "programme", index.pk))
    assert admin_client.get(url).status_code == 200
