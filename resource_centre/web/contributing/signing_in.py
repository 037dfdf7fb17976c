"""The way in to a proposal of an account, for whoever follows its link, or posts, without being signed in."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict

from resource_centre.access.memberships import may_follow
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import model_of
from resource_centre.web.contributing.centres import proposal_or_404
from resource_centre.web.contributing.file_posts import chosen_in
from resource_centre.web.contributing.guard import TRAP
from resource_centre.web.contributing.typed_texts import typed_texts
from resource_centre.web.workspace.frame import give_back, to_login

View = Callable[[HttpRequest, ResourceCentrePage, Proposal], HttpResponse]
STEP, MORE = "step", "more"
#: What is no part of the text that a form carries.
OF_A_POST = frozenset({"csrfmiddlewaretoken", STEP, MORE, TRAP})


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
    """The door, and back. What was posted is given back: its texts, each with its name, to be read and copied; and the
    whole form, to be taken up again once signed in, with the names of its files, which no page can hold."""
    if request.method != "POST":
        return to_login(request)
    posted = request.POST
    texts = typed_texts(posted, model_of(proposal) if proposal is not None else None)
    is_form = any(name.startswith("f-") for name in posted)
    return give_back(request, texts, _carried(posted) if is_form else (), chosen_in(request))


def _carried(posted: QueryDict) -> tuple[tuple[str, str], ...]:
    """All that a form held, for the form to be shown again. Without a token: the form itself is all that comes of it,
    since whoever made another site post this may have written it."""
    pairs = [(name, value) for name in posted for value in posted.getlist(name) if name not in OF_A_POST]
    return (*pairs, (STEP, "edit"))
