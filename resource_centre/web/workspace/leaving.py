"""Leaving a team."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre.access.memberships import membership_of
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.contribution.team import LeaveOrganisation
from resource_centre.web.contributing.guard import is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link
from resource_centre.web.workspace.frame import (
    WORKSPACE,
    Fault,
    actor_or_404,
    crumbs,
    expired,
    fault_of,
    in_workspace,
    page,
)


@in_workspace
def leave(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Once asked whether they mean it, a member leaves; whoever is no member is answered as if nothing were there."""
    actor = actor_or_404(uid)
    seat = membership_of(request.user, actor)
    if seat is None:
        raise Http404
    leaving = LeaveOrganisation(seat, request.user)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            if is_genuine(request):
                leaving.execute()
                return see_other(f"{reverse(WORKSPACE)}?done=left")
            fault = expired()
        except NotAllowed:
            raise Http404 from None
        except ContributionError as error:
            fault = fault_of(error)
    team_url = reverse("resource_centre_team", args=[uid])
    return page(
        request,
        "leave",
        fault,
        breadcrumb=crumbs(request, Link(actor.title, team_url), Link(_("Leave the team"), "")),
        name=actor.title,
        team_url=team_url,
        may_leave=leaving.keeps_a_lead(),
    )
