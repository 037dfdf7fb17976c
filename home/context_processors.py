"""What the demo site's frame needs on every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.languages import in_language
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.lists import lists_of
from resource_centre.web.presenters.common import index_title
from resource_centre.web.presenters.places import centre_url


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the main menu."""

    text: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Language:
    """The same page in a language of the interface."""

    code: str
    name: str
    url: str
    is_current: bool


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Name of the site, its menu, and this page's address: in each language, and whole, without its parameters. The
    menu is read only if printed."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_address": request.build_absolute_uri(request.path),
        "site_languages": [_language(request, code, name) for code, name in settings.LANGUAGES],
        "site_navigation": SimpleLazyObject(lambda: _navigation(request)),
        "contact_email": settings.CONTACT_EMAIL,
    }


def _language(request: HttpRequest, code: str, name: str) -> Language:
    return Language(code, name, in_language(request.get_full_path(), code), get_language() == code)


def _navigation(request: HttpRequest) -> list[NavigationItem]:
    access = access_of_request(request)
    # The centre that the reader is in, else the first.
    centre: ResourceCentrePage | None = getattr(request, "resource_centre", None)
    if centre is None or not access.allows(centre):
        centre = access.filter(ResourceCentrePage.objects.all()).order_by("path").first()
    if centre is None:
        return []
    base = centre_url(centre, request)
    entries = [
        (_("Search"), f"{base}recherche/"),
        (_("Themes"), f"{base}themes/"),
        (_("Territories"), f"{base}territoires/"),
    ]
    entries += [(index_title(index), index.get_url(request) or "") for index in lists_of(centre, access)]
    return [NavigationItem(text, url, request.path.startswith(url)) for text, url in entries]
