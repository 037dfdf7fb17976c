"""How an address of a contribution finds its centre and its resource."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from resource_centre.access.contribution import may_propose
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage, centre_above
from resource_centre.contribution.models import Proposal
from resource_centre.web.centre_files import centre_at, readable_centre_at
from resource_centre.web.contributing.giving_back import or_given_back, texts_posted
from resource_centre.web.gone import PageGone, archive_of, gone_page
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.workspace.frame import for_one_reader


class ElsewhereNow(Exception):
    """What an address is about has followed its page to another centre since the address was given."""

    def __init__(self, centre: ResourceCentrePage) -> None:
        super().__init__()
        self.centre = centre


@csrf_exempt  # checked by `guard.is_genuine`, which gives an expired form back with its text
@require_http_methods(["GET", "HEAD", "POST"])
def under_centre(
    request: HttpRequest, place: str, answer: Callable[..., HttpResponseBase], *, has_secret: bool = False, **words: Any
) -> HttpResponseBase:
    """Find the centre, and let it answer. Nothing of it is kept by a cache, or indexed.

    has_secret: the address holds a secret, which opens it in a closed centre too, to whoever is not signed in.
    What was typed for an address at which nothing is, or nothing for this reader, is given back with the 404.
    """
    find = centre_at if has_secret else readable_centre_at
    response = or_given_back(request, lambda: answered(request, find(request, place), answer, **words))
    return for_one_reader(response)


def answered(
    request: HttpRequest, centre: ResourceCentrePage, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    """Let a view answer; or say that the page of its address is withdrawn, or lead on to where it is by now."""
    try:
        return answer(request, centre, **words)
    except PageGone as gone:
        return gone_page(request, centre, gone.archive, texts_posted(request))
    except ElsewhereNow as found:
        if not access_of_request(request).allows(found.centre):
            raise Http404 from None
        return led_on(request, centre, found.centre)


def led_on(request: HttpRequest, before: ResourceCentrePage, now: ResourceCentrePage) -> HttpResponse:
    """To the same address under another centre; what was posted is posted there, so that no text is lost on the way."""
    base, address = urlsplit(centre_url(before, request)).path, request.get_full_path()
    if not address.startswith(base):
        raise Http404
    return HttpResponseRedirect(f"{centre_url(now, request)}{address.removeprefix(base)}", preserve_request=True)


def resource_or_404(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> tuple[Any, Access]:
    """The resource of that permanent number in this centre, of its own class, if this reader may read it.

    Raises PageGone when it is withdrawn, ElsewhereNow, Http404 when it is not here.
    """
    access = access_of_request(request)
    found = resource_in(centre, uid, access)
    if found is None or not may_propose(access, found):
        raise absence_of(found, access)
    return found.specific, access


def absence_of(found: Resource | None, access: Access) -> Exception:
    """Why a resource is not there for this reader: PageGone when they may know that it is withdrawn, else Http404."""
    archive = archive_of(found, access) if found is not None else None
    return PageGone(archive) if archive is not None else Http404()


def resource_in(centre: ResourceCentrePage, uid: UUID, access: Access) -> Resource | None:
    """The resource of that permanent number in this centre, whoever may read it; None when it is not here.

    Raises ElsewhereNow when it is in another centre, and this reader may read it there, or that it was withdrawn.
    """
    found: Resource | None = Resource.objects.filter(uuid=uid).first()
    if found is None or found.is_descendant_of(centre):
        return found
    now = centre_above(found)
    if now is not None and (may_propose(access, found) or archive_of(found, access) is not None):
        raise ElsewhereNow(now)
    return None


def proposal_or_404(centre: ResourceCentrePage, uid: UUID) -> Proposal:
    """The proposal at that address of this centre. Raises Http404, or ElsewhereNow."""
    found = Proposal.objects.filter(uuid=uid).select_related("author").first()
    if found is None:
        raise Http404
    return in_its_centre(found, centre)


def in_its_centre(proposal: Proposal, centre: ResourceCentrePage) -> Proposal:
    """A proposal, in the centre of its address. Raises ElsewhereNow."""
    if proposal.centre_id != centre.pk:
        raise ElsewhereNow(proposal.centre)
    return proposal
