"""What every page of the workspace shares: who may enter, what no cache may keep, how an error is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from resource_centre import conf
from resource_centre.content.pages.actor import Actor
from resource_centre.content.typed import typed
from resource_centre.contribution.errors import ContributionError
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.guard import EXPIRED, flooded_words, too_many
from resource_centre.web.presenters.common import Link

Response = TypeVar("Response", bound=HttpResponseBase)

WORKSPACE = "resource_centre_workspace"
#: Names of the fields in which something is typed here.
TYPED = ("message", "email")


@dataclass(frozen=True)
class Fault:
    """Why nothing was done: the status, and what stands in the summary, with the field that each line leads to. wait:
    in how many seconds to send again, where too much was sent.

    Fault(422, (("email", "E-mail address", "Enter a valid e-mail address."),))
    """

    status: int
    errors: tuple[tuple[str, str, str], ...]
    wait: int = 0


def fault_of(error: ContributionError, field: str = "", label: str = "") -> Fault:
    """What a refused change says."""
    return Fault(error.http_status, ((field, label, str(error)),))


def expired() -> Fault:
    """The form was shown to another session, or too long ago: what was typed is given back."""
    return Fault(403, (("", "", str(EXPIRED)),))


def flooded(wait: int) -> Fault:
    """Too much was sent from there."""
    return Fault(429, (("", "", flooded_words(wait)),), wait)


def faults_of_form(form: Any) -> Fault:
    """Each error beside its field, and all of them above."""
    return Fault(422, error_lines(form))


def in_workspace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page for those who have signed in; the others sign in first and come back.

    What was typed for what is not there, or not for them any more, is given back with the 404.
    """

    @wraps(view)
    def answer(request: HttpRequest, **words: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return signed_out(request) if request.method == "POST" else to_login(request)
        try:
            return view(request, **words)
        except Http404:
            texts = texts_of(request)
            if not texts:
                raise
            return give_back(request, absent_meanwhile(request), texts)

    return open_to_all(answer)


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of the workspace that may be read before signing in. Nothing of it is kept by a cache, or indexed."""

    @csrf_exempt  # checked by `guard.is_genuine`, which gives an expired form back with its text
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, **words: Any) -> HttpResponse:
        return for_one_reader(view(request, **words))

    return answer


def for_one_reader(response: Response, robots: str = "noindex") -> Response:
    """What a page says that is one person's: kept by no cache, not indexed, its address told to no other site."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = robots
    # To other sites, nothing; without any, browsers post `Origin: null`, which Django rightly refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def to_login(request: HttpRequest) -> HttpResponse:
    """Sign in, then come back here."""
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


@dataclass(frozen=True)
class NotTaken:
    """Why a form was not taken, and where to go: NotTaken(403, "You were signed out", "Nothing was sent. …")."""

    status: int
    heading: str
    why: str
    way_on: Link | None = None


def signed_out_meanwhile() -> NotTaken:
    """The session ended while somebody was typing."""
    return NotTaken(403, _("You were signed out"), _("Nothing was sent. Sign in, then send it again."))


def absent_meanwhile(request: HttpRequest) -> NotTaken:
    """Nothing is at an address, or nothing that its reader may see: what is said is the same for both."""
    why = _("Nothing was sent. It may have moved or been withdrawn, or be open to some accounts only.")
    if request.user.is_authenticated:
        why = _("Nothing was sent. It may have moved or been withdrawn, or not be open to you any more.")
    return NotTaken(404, _("What you wrote about cannot be found"), why)


def texts_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed in a form of the workspace: one text, which needs no name: [("", "I work there.")]."""
    return [("", text) for name in TYPED for text in [typed(request.POST, name).strip()] if text]


def signed_out(request: HttpRequest) -> HttpResponse:
    """The session ended while somebody was typing: their text is given back, to be copied, with the way in."""
    return give_back(request, signed_out_meanwhile(), texts_of(request))


def give_back(
    request: HttpRequest, reason: NotTaken, texts: Sequence[tuple[str, str]],
    carried: Sequence[tuple[str, str]] = (), files: Sequence[str] = (), rest: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    """The texts of a form that was not taken, to be copied, each with its name: [("Title", "Le numérique")].

    carried: the fields of a form that is shown again, whole, when it is posted once more, by whoever signs in; files:
    names of those that are to be chosen again then. rest: texts that are kept elsewhere, folded after the others.
    """
    login_url = "" if request.user.is_authenticated else to_login(request).headers["Location"]
    written = {"texts": texts, "rest": rest, "carried": carried, "files": files}
    return page(request, "given_back", Fault(reason.status, ()), reason=reason, login_url=login_url, **written)


def page(request: HttpRequest, template: str, fault: Fault | None = None, **context: Any) -> HttpResponse:
    """A page in the host's frame; with a fault, its status, and its words at the top."""
    errors: Sequence[tuple[str, str, str]] = fault.errors if fault is not None else ()
    response = TemplateResponse(
        request,
        f"resource_centre/workspace/{template}.html",
        {
            "base_template": conf.base_template(),
            "contact_url": conf.contact_url(),
            "workspace_url": _workspace_url(),
            "errors": errors,
            **context,
        },
        status=fault.status if fault is not None else 200,
    )
    return too_many(response, fault.wait) if fault is not None and fault.wait else response


def _workspace_url() -> str:
    """A host may have no workspace; forms of its centres are given back all the same."""
    try:
        return reverse(WORKSPACE)
    except NoReverseMatch:
        return ""


def has_address(request: HttpRequest) -> bool:
    """Whether who is signed in can be answered by mail."""
    user: Any = request.user
    return bool(user.email)


def crumbs(request: HttpRequest, *steps: Link) -> tuple[Link, ...]:
    """The way from the site's front page to here."""
    site = Site.find_for_request(request)
    front = (Link(_("Home"), site.root_page.get_url(request) or "/"),) if site is not None else ()
    return (*front, Link(_("My workspace"), reverse(WORKSPACE)), *steps)


def actor_or_404(uid: UUID) -> Actor:
    """The organisation of that permanent number; what this person may do with it is asked next."""
    found: Actor | None = Actor.objects.filter(uuid=uid, alias_of=None).first()
    if found is None:
        raise Http404
    return found
