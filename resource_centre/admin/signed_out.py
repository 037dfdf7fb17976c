"""What an editor typed while their session ended: given back, with the way to sign in again.

Wagtail wraps every view of its admin in a look at the account, which leads whoever has none to the door, and what they
had posted is lost. So the addresses of forms that hold texts are patterns of our own, which look first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import ResolverMatch
from django.urls.resolvers import RoutePattern, URLPattern
from django.utils.http import urlencode

from resource_centre.admin.giving_back import Texts
from resource_centre.admin.rewordings import TEXT
from resource_centre.content.typed import typed

View = Callable[..., HttpResponse]
#: Fields of forms of ours that hold sentences: those of decisions, of what an expert is asked, of the archive.
FIELDS = ("why", "question", "answer", "reason")


def keeping_path(route: str, view: View, name: str) -> URLPattern:
    """As `path`, for a form of the admin that holds texts."""
    return _KeepingPattern(RoutePattern(route, name=name, is_endpoint=True), view, None, name)


class _KeepingPattern(URLPattern):
    """Answers what is posted by nobody, before the view that Wagtail has wrapped."""

    def resolve(self, path: Any) -> ResolverMatch | None:
        """The match, whose view gives back."""
        match = super().resolve(path)
        if match is not None:
            match.func = _giving_back(match.func)
        return match


def _giving_back(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        texts = _texts(request.POST) if request.method == "POST" and request.user.is_anonymous else ()
        return _signed_out(request, texts) if texts else view(request, *args, **kwargs)

    return answer


def _texts(posted: QueryDict) -> Texts:
    """In the order of the form, without names: those of parts of a text would tell what nobody may know here."""
    fields = (name for name in posted if name in FIELDS or name.startswith(TEXT))
    return tuple(("", text) for name in fields if (text := typed(posted, name).strip()))


def _signed_out(request: HttpRequest, texts: Texts) -> HttpResponse:
    """403 with what was typed."""
    door = resolve_url(getattr(settings, "WAGTAILADMIN_LOGIN_URL", None) or "wagtailadmin_login")
    context = {"texts": texts, "login_url": f"{door}?{urlencode({'next': request.path})}"}
    return TemplateResponse(request, "resource_centre/admin/signed_out.html", context, status=403)
