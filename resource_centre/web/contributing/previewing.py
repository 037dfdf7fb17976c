"""A draft as it will be published: the page's own renderer, on a page that is stored nowhere."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from resource_centre.access.contribution import may_decide
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.rendering import render
from resource_centre.contribution.models import Status
from resource_centre.contribution.uploads.addresses import below
from resource_centre.web.contributing.centres import proposal_or_404
from resource_centre.web.contributing.drafting import writable_or_404
from resource_centre.web.contributing.waiting_files import with_waiting_files
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.workspace.frame import to_login


def preview(request: Any, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """The page, for those who write it, and for editors once it is handed in.

    Where what is typed cannot be read (a date that is none), it is what could be read last.
    """
    if not request.user.is_authenticated:
        return to_login(request)
    proposal = proposal_or_404(centre, uid)
    is_read = proposal.is_new_resource and proposal.status != Status.DRAFT and may_decide(request.user, centre)
    if not is_read:
        proposal = writable_or_404(centre, uid, access_of_request(request))
    page = with_waiting_files(proposal, below(centre_url(centre, request)))
    as_preview: HttpRequest = request
    as_preview.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own flag on the request
    return render(as_preview, page)
