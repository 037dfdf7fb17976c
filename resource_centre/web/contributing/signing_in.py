"""The way in to a proposal of an account, for whoever follows its link, or posts, without being signed in."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from resource_centre.access.memberships import may_follow
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import model_of
from resource_centre.web.contributing.centres import proposal_or_404
from resource_centre.web.contributing.giving_back import form_given_back
from resource_centre.web.workspace.frame import to_login

View = Callable[[HttpRequest, ResourceCentrePage, Proposal], HttpResponse]


def with_way_in(view: View) -> Callable[[HttpRequest, ResourceCentrePage, UUID], HttpResponse]:
    """A page of a proposal. Its links are in mails: the proposal of an account asks to sign in, and leads back.

    What is posted after the session ended is given back, to be copied. A number cannot be guessed, so this betrays
    nothing; what is of nobody (its account was deleted), and what a link of its own opens, is left to the view.
    """

    @wraps(view)
    def answer(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
        proposal = proposal_or_404(centre, uid)
        if request.user.is_authenticated or not _is_for_accounts(request, proposal):
            return view(request, centre, proposal)
        return sign_in_first(request, proposal)

    return answer


def _is_for_accounts(request: HttpRequest, proposal: Proposal) -> bool:
    """Whether somebody could read it once signed in, and this visitor may not without."""
    author, team = proposal.author_id, proposal.organisation_id
    if author is None and team is None:
        return False
    return not may_follow(access_of_request(request).principal, author, proposal.author_email, team)


def sign_in_first(request: HttpRequest, proposal: Proposal | None = None) -> HttpResponse:
    """The door, and back. What was posted is given back."""
    if request.method != "POST":
        return to_login(request)
    return form_given_back(request, model_of(proposal) if proposal is not None else None)
