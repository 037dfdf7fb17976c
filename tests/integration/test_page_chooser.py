"""Wagtail's chooser of pages, to an editor of one centre among others."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from tests.factories import index_of, make_centre, publish, restrict
from tests.support.host import make_front_page
from tests.support.reviewing import an_editor, coming_in, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

BROWSE, BELOW, SEARCH = "wagtailadmin_choose_page", "wagtailadmin_choose_page_child", "wagtailadmin_choose_page_search"


@pytest.fixture
def client(centre: Any) -> Client:
    """An editor of the first centre alone."""
    user, other = an_editor(), make_centre("autre", "Autre centre")
    for group in user.groups.all():
        group.page_permissions.filter(page=other).delete()
    return signed_in(user)


@pytest.fixture
def other(client: Client) -> Any:
    return Page.objects.get(slug="autre").specific


def told(client: Client, name: str, *args: Any, **asked: str) -> str:
    """What the chooser says, as a page or as JSON."""
    return client.get(reverse(name, args=args), asked).content.decode()


def test_titles_of_another_centre_are_told_as_far_as_they_are_read_there(client: Client, other: Any) -> None:
    publish(other, "tool", "Canari brouillon", live=False)
    publish(other, "tool", "Canari public")
    restrict(publish(other, "tool", "Canari ferme"))  # to whoever is signed in
    publish(make_centre(), "tool", "Canari maison", live=False)
    shown = told(client, BELOW, index_of(other, "tool").pk) + told(client, BELOW, index_of(make_centre(), "tool").pk)
    for words in (
        shown,
        told(client, SEARCH, q="Canari"),
        told(client, SEARCH, q="Canari", page_type="resource_centre.Tool"),
    ):
        assert "Canari brouillon" not in words
        assert all(f"Canari {one}" in words for one in ("public", "maison", "ferme"))
        assert "Canari ferme" in words or "Canari r\\u00e9serv\\u00e9" in words


def test_a_list_that_is_hidden_is_not_opened_by_its_number(client: Client, other: Any) -> None:
    hidden = index_of(other, "tool")
    hidden.unpublish()
    assert client.get(reverse(BELOW, args=[hidden.pk])).status_code == 404
    assert client.get(reverse(BELOW, args=[index_of(other, "actor").pk])).status_code == 200


def test_a_page_below_a_hidden_one_is_not_offered_since_the_chooser_names_what_is_above_it(
    client: Client, other: Any, admin_client: Client
) -> None:
    publish(other, "tool", "Canari public")
    publish(make_centre(), "tool", "Canari maison")
    assert "Canari public" in told(client, SEARCH, q="Canari")
    hidden = index_of(other, "tool")
    hidden.unpublish()  # the list alone: what is below stays published
    Page.objects.filter(pk=hidden.pk).update(title="Liste retirée", draft_title="Liste retirée")
    words = told(client, SEARCH, q="Canari")
    assert "Canari maison" in words
    assert "Canari public" not in words
    assert "retirée" not in words
    assert "Liste retirée" in told(admin_client, SEARCH, q="Canari")


def test_a_sort_of_pages_whose_only_list_is_hidden_opens_above_it(
    client: Client, other: Any, admin_client: Client
) -> None:
    """Wagtail opens on the page above all those of the sort that is chosen, whoever may read its title."""
    hidden = index_of(other, "lesson")
    for title in ("Canari un", "Canari deux"):
        publish(other, "lesson", title)
    asked = {"page_type": "resource_centre.Lesson"}
    assert hidden.title in told(client, BROWSE, **asked)
    hidden.unpublish()
    Page.objects.filter(pk=hidden.pk).update(title="Liste retirée", draft_title="Liste retirée")
    words = told(client, BROWSE, **asked)
    assert "Autre centre" in words
    assert "Canari" not in words
    assert "Liste retir" not in words
    assert "Liste retir" in told(admin_client, BROWSE, **asked)


def test_whoever_edits_one_list_of_a_hidden_centre_goes_on_choosing_what_is_in_it(client: Client, other: Any) -> None:
    publish(other, "tool", "Canari du dedans")
    user = coming_in("outils")
    GroupPagePermission.objects.create(
        group=user.groups.create(name="Outils"),
        page=index_of(other, "tool"),
        permission=Permission.objects.get(codename="change_page"),
    )
    Page.objects.get(pk=other.pk).unpublish()
    assert "du dedans" in told(signed_in(user), SEARCH, q="Canari")
    assert "du dedans" not in told(client, SEARCH, q="Canari")


def test_drafts_of_the_host_and_of_everybody_for_an_administrator_stay(
    client: Client, other: Any, admin_client: Client
) -> None:
    front = make_front_page()
    draft = front.add_child(instance=Page(title="Canari hôte", slug="hote", live=False))
    publish(other, "tool", "Canari brouillon", live=False)
    assert str(draft.pk) in told(client, SEARCH, q="Canari")
    assert "Canari brouillon" in told(admin_client, SEARCH, q="Canari")
