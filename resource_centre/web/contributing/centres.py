"""How an address of a contribution finds its centre and its resource."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from resource_centre.access.contribution import may_propose
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.models import Proposal
from resource_centre.web.centre_files import readable_centre_at
from resource_centre.web.gone import PageGone, answer_or_gone, archive_of


@csrf_exempt  # checked by `guard.is_genuine`, which gives an expired form back with its text
@require_http_methods(["GET", "HEAD", "POST"])
def under_centre(
    request: HttpRequest, place: str, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    """Find the centre, and let it answer. Nothing of it is kept by a cache, or indexed."""
    response = answer_or_gone(request, readable_centre_at(request, place), answer, **words)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def resource_or_404(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> tuple[Any, Access]:
    """The resource of that permanent number in this centre, of its own class, if this reader may read it.

    Raises PageGone when it is withdrawn, Http404 when it is not here.
    """
    access = access_of_request(request)
    found = Resource.objects.descendant_of(centre).filter(uuid=uid).first()
    if found is None or not may_propose(access, found):
        archive = archive_of(found, access) if found is not None else None
        raise PageGone(archive) if archive is not None else Http404
    return found.specific, access


def proposal_or_404(centre: ResourceCentrePage, uid: UUID) -> Proposal:
    """The proposal at that address of this centre."""
    found = Proposal.objects.filter(uuid=uid, centre=centre).select_related("author").first()
    if found is None:
        raise Http404
    return found
