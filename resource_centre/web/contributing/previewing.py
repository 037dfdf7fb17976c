"""A draft as it will be published: the page's own renderer, on a page that is stored nowhere."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.rendering import render
from resource_centre.contribution.deciding import reads_decisions_on
from resource_centre.contribution.errors import PageBusy
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.uploads.addresses import UrlOf, below
from resource_centre.web.contributing.centres import proposal_or_404
from resource_centre.web.contributing.drafting import writable_or_404
from resource_centre.web.contributing.waiting_files import with_waiting_files
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response
from resource_centre.web.workspace.frame import to_login


def preview(request: Any, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """The page, for those who write it, and for those who decide on it once it is handed in.

    Where what is typed cannot be read (a date that is none), it is what could be read last.
    """
    if not request.user.is_authenticated:
        return to_login(request)
    proposal = proposal_or_404(centre, uid)
    is_handed_in = proposal.is_new_resource and proposal.status != Status.DRAFT
    if not (is_handed_in and reads_decisions_on(request.user, proposal)):
        proposal = writable_or_404(centre, uid, access_of_request(request))
    return show(request, centre, proposal, below(centre_url(centre, request)))


def show(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal, url_of: UrlOf) -> HttpResponse:
    """The page that a proposal would make; why there is none, where its centre has no list to put it in.

    Raises Http404 when its text was forgotten: it makes none any more.
    """
    if not proposal.content:
        raise Http404
    try:
        page = with_waiting_files(proposal, url_of)
    except PageBusy:
        kind = model_of(proposal).kind.plural
        response: HttpResponse = page_response(request, "contribution/no_list", centre, kind=kind)
        response.status_code = 409
        return response
    request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own flag on the request
    return render(request, page)
