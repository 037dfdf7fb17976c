"""Where a host puts the addresses of the plugin: before those of Wagtail, which may be below "pages/"."""

from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from resource_centre import checks
from resource_centre.content.pages.base import Resource
from resource_centre.setting_checks import ADDRESSES
from resource_centre.web.centre_files import centre_at
from tests.factories import make_centre, publish

ADMIN = path("admin/", include(wagtailadmin_urls))
OURS = path("", include("resource_centre.urls"))
PAGES = path("", include(wagtail_urls))
#: What Wagtail's own template of a project offers beside the usual way.
BELOW = path("pages/", include(wagtail_urls))


def ids(found: Any) -> list[str]:
    return [str(message.id) for message in found]


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        ((ADMIN, OURS, PAGES), []),
        ((ADMIN, OURS, BELOW), []),
        ((ADMIN, OURS), []),  # no page is served
        ((ADMIN, PAGES), ["resource_centre.W009"]),
        ((ADMIN, PAGES, OURS), ["resource_centre.W009"]),
        ((ADMIN, BELOW), ["resource_centre.W009"]),
        ((ADMIN, path("elsewhere/", include("resource_centre.urls")), PAGES), ["resource_centre.W009"]),
    ],
)
def test_addresses_that_are_absent_or_come_too_late_are_told(addresses: Any, told: list[str], settings: Any) -> None:
    settings.ROOT_URLCONF = addresses
    assert ids(checks.check_own_addresses()) == told


@pytest.mark.parametrize(
    ("login", "told"),
    [
        ("/accounts/login/", ["resource_centre.W010"]),  # Django's default, which Wagtail's addresses swallow
        ("no_such_name", ["resource_centre.W010"]),
        ("wagtailadmin_login", []),
        ("/sign-in/", []),  # a page of Wagtail's, or something before Django
        ("https://accounts.example.org/", []),
    ],
)
def test_a_way_in_that_is_not_there_is_told(login: str, told: list[str], settings: Any) -> None:
    settings.ROOT_URLCONF, settings.LOGIN_URL = (ADMIN, OURS, PAGES), login
    assert ids(checks.check_sign_in()) == told


def test_a_way_in_of_djangos_is_found_where_there_is_one(settings: Any) -> None:
    settings.LOGIN_URL = "/accounts/login/"
    settings.ROOT_URLCONF = (path("accounts/", include("django.contrib.auth.urls")), OURS, PAGES)
    assert checks.check_sign_in() == []


def test_addresses_that_cannot_be_loaded_are_left_to_django(settings: Any) -> None:
    settings.ROOT_URLCONF = "no.such.module"
    assert (checks.check_own_addresses(), checks.check_sign_in()) == ([], [])


@pytest.mark.django_db
@pytest.mark.usefixtures("one_centre")
def test_a_centre_whose_pages_are_below_a_path_answers_all_its_addresses(
    settings: Any, client: Client, rf: RequestFactory
) -> None:
    settings.ROOT_URLCONF, settings.LOGIN_URL = (ADMIN, OURS, BELOW), "wagtailadmin_login"
    named = {"BASE_TEMPLATE", *ADDRESSES}  # of the demo site
    settings.RESOURCE_CENTRE = {key: value for key, value in settings.RESOURCE_CENTRE.items() if key not in named}
    page = publish(make_centre(), "practice", "Atelier")
    uid = Resource.objects.get(pk=page.pk).uuid
    below = ("recherche.json", "changements/", "changements.atom", f"contribuer/{uid}/", f"historique/{uid}/")
    assert [client.get(f"/pages/centre/{one}").status_code for one in below] == [200] * len(below)
    with pytest.raises(Http404):
        centre_at(rf.get("/centre/recherche.json"), "centre")
