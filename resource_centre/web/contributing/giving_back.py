"""What was typed in a form that cannot be taken, given back to be copied, or to be sent again once signed in."""

from collections.abc import Callable, Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from resource_centre.text.readable import in_lines
from resource_centre.web.contributing.file_posts import chosen_in, read_within_limits
from resource_centre.web.contributing.guard import TRAP
from resource_centre.web.contributing.typed_texts import typed_texts
from resource_centre.web.presenters.common import Link
from resource_centre.web.workspace.frame import NotTaken, absent_meanwhile, give_back, signed_out_meanwhile

STEP, MORE = "step", "more"
#: What is no part of the text that a form carries.
OF_A_POST = frozenset({"csrfmiddlewaretoken", STEP, MORE, TRAP})


def form_given_back(request: HttpRequest, model: Any = None) -> HttpResponse:
    """To whoever was signed out meanwhile: the texts that were posted, each with its name, to be read and copied; the
    whole form, to be taken up again once signed in; and the names of its files, which no page can hold."""
    posted = request.POST
    texts = typed_texts(posted, model)
    return give_back(request, signed_out_meanwhile(), texts, _carried(posted), chosen_in(request))


def or_given_back(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What a view answers; where nothing is at its address, or nothing that its reader may see, the same page as above
    with 404. It comes of what was posted alone. Raises Http404 when nothing was typed."""
    try:
        return answer()
    except Http404:
        texts = texts_posted(request)
        if not texts:
            raise
        return give_back(request, absent_meanwhile(request), texts, _carried(request.POST), chosen_in(request))


def over_given_back(request: HttpRequest, model: Any, proposal: Link, known: Collection[str]) -> HttpResponse:
    """The same, with 409, for a proposal that was answered or taken back meanwhile; and the way to it.

    known: the texts of the page and of the proposal, which are kept there: the others come first.
    """
    why = _("Nothing was sent: it was answered, or taken back, while you were writing.")
    return _parted(request, model, NotTaken(409, _("This proposal no longer waits"), why, proposal), known)


def changed_given_back(
    request: HttpRequest, model: Any, proposal: Link, why: str, known: Collection[str]
) -> HttpResponse:
    """The same for a proposal that its author has changed in another window since the form was shown."""
    return _parted(request, model, NotTaken(409, _("This proposal has changed since"), why, proposal), known)


def _parted(request: HttpRequest, model: Any, reason: NotTaken, known: Collection[str]) -> HttpResponse:
    texts, there = typed_texts(request.POST, model), {in_lines(text) for text in known}
    new = tuple(one for one in texts if one[1] not in there)
    return give_back(request, reason, new, rest=tuple(one for one in texts if one[1] in there))


def texts_posted(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """What was typed for what is there no more; nothing of a post that is far too big."""
    is_read = request.method == "POST" and read_within_limits(request, takes=False)
    return typed_texts(request.POST) if is_read else ()


def _carried(posted: QueryDict) -> tuple[tuple[str, str], ...]:
    """All that a form of a page held, for the form to be shown again. Without a token: the form itself is all that
    comes of it, since whoever made another site post this may have written it."""
    if not any(name.startswith("f-") for name in posted):
        return ()
    pairs = [(name, value) for name in posted for value in posted.getlist(name) if name not in OF_A_POST]
    return (*pairs, (STEP, "edit"))
