"""The way in to a proposal of an account, for whoever follows its link, or posts, without being signed in."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from resource_centre.access.memberships import may_follow
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.models import Proposal
from resource_centre.web.contributing.centres import proposal_or_404
from resource_centre.web.workspace.frame import signed_out, to_login

View = Callable[[HttpRequest, ResourceCentrePage, Proposal], HttpResponse]
#: Where sentences are typed beside the fields of a page and of its text: said, why a message is hidden, to the editors.
_SENTENCES = frozenset({"text", "why", "message"})


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
        return sign_in_first(request)

    return answer


def _is_for_accounts(request: HttpRequest, proposal: Proposal) -> bool:
    """Whether somebody could read it once signed in, and this visitor may not without."""
    author, team = proposal.author_id, proposal.organisation_id
    if author is None and team is None:
        return False
    return not may_follow(access_of_request(request).principal, author, proposal.author_email, team)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The door, and back; what was posted is given back, to be copied: sentences, not what was ticked or chosen."""
    if request.method != "POST":
        return to_login(request)
    fields = [name for name in request.POST if name.startswith(("f-", "b-")) and len(request.POST[name]) > 1]
    return signed_out(request, [*fields, *(name for name in request.POST if name in _SENTENCES)])
