"""Every route of the plugin, found by looking rather than by remembering; and those who ask."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, PageViewRestriction

from resource_centre.access.groups import ensure_groups
from resource_centre.content import rendering
from resource_centre.web import resource_views
from tests.support.canaries import PASSWORD, World, canaries_in

PLUGIN = "resource_centre."
ROLES = ("anonymous", "holder", "visitor", "member", "editor", "reviewer", "superuser")


def clients(world: World) -> Mapping[str, Client]:
    """A browser for each role. The holder is anonymous and gave the password of the pages that ask for one.

    The editors' and reviewers' groups work on the first centre only.
    """
    editors, reviewers = (Group.objects.get(name=report.name) for report in ensure_groups())
    for group in (editors, reviewers):
        group.page_permissions.filter(page=world.other_centre).delete()
    groups: dict[str, list[Group]] = {
        "visitor": [],
        "member": [world.members],
        "editor": [editors],
        "reviewer": [reviewers],
        "superuser": [],
    }
    found = {"anonymous": Client(), "holder": Client()}
    for role, its_groups in groups.items():
        user = get_user_model().objects.create_user(role, is_superuser=role == "superuser")
        user.groups.set(its_groups)
        found[role] = Client()
        found[role].force_login(user)
    _give_passwords(found["holder"])
    return found


def _give_passwords(client: Client) -> None:
    for row in PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.PASSWORD):
        address = reverse("wagtailcore_authenticate_with_password", args=[row.pk, row.page_id])
        answer = client.post(address, {"password": PASSWORD, "return_url": "/"})
        assert answer.status_code == 302


def leaks(response: Any, address: str) -> set[tuple[str, str]]:
    """Canaries in the body, headers and cookies of an answer, apart from those that the reader typed."""
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    text = f"{headers} {response.cookies.output()} {response.getvalue().decode()}"
    return canaries_in(unquote(text)) - canaries_in(unquote(address))


def url_routes() -> dict[str, URLPattern]:
    """Routes of Django's resolver that come from the plugin, by name: {"resource_centre_practice:index": …}."""
    return {name: pattern for name, pattern in _patterns(get_resolver(), "") if comes_from_plugin(pattern)}


def _patterns(resolver: Any, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, inner)


def comes_from_plugin(pattern: URLPattern) -> bool:
    """True when the view, what it was made with or what it is given is the plugin's, or inherits from it."""
    view: Any = pattern.callback
    found: list[Any] = list(_values(pattern.default_args))
    while view is not None:
        found += [view, getattr(view, "view_class", None), getattr(view, "__self__", None)]
        found += _values(getattr(view, "view_initkwargs", {}))
        view = getattr(view, "__wrapped__", None) or getattr(view, "func", None)
    return any(_is_of_plugin(thing) for thing in found)


def _values(things: Any) -> Iterator[Any]:
    for thing in things.values() if isinstance(things, Mapping) else things:
        if isinstance(thing, Mapping | list | tuple):
            yield from _values(thing)
        else:
            yield thing


def _is_of_plugin(thing: Any) -> bool:
    classes = thing.__mro__ if isinstance(thing, type) else type(thing).__mro__
    modules = {getattr(thing, "__module__", "") or "", *(item.__module__ for item in classes)}
    return any(module.startswith(PLUGIN) for module in modules)


def page_routes() -> set[str]:
    """Routes under pages: "Practice" for the page itself, "ResourceCentrePage:theme" for those below it, and
    "KindIndexPage:alias" for views that a page model chooses by itself.
    """
    models = {model for model in apps.get_models() if issubclass(model, Page) and _is_of_plugin(model)}
    found = {model.__name__ for model in models if model.is_creatable}
    for model in models:
        if issubclass(model, RoutablePageMixin):
            found |= {f"{model.__name__}:{route.name}" for route in model.get_subpage_urls()}
    return found | {f"{model.__name__}:{view}" for model, view in rendering._renderers if view}


def download_formats() -> set[str]:
    """Formats in which a resource is downloaded: {"bibtex", "ris"}."""
    return set(resource_views._CITATIONS)


def without_secrets(html: str) -> str:
    """An answer without what changes from one request to the next, nor the numbers that blocks of a text bear."""
    return re.sub(r'name="(?:csrfmiddlewaretoken|shown)" value="[^"]*"|(?:\b|_)b-[0-9a-f-]{36}', "", html)
