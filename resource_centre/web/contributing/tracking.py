"""Following a proposal: its state at its own address, the link that confirms it, taking it back."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.access.contribution import is_own
from resource_centre.access.memberships import may_follow
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import REVISE, WITHDRAW, draft_path, proposal_path, proposal_talk_path
from resource_centre.contribution.confirmation_links import proposal_of
from resource_centre.contribution.discussion.rights import may_discuss
from resource_centre.contribution.drafts import WRITABLE
from resource_centre.contribution.errors import AlreadyDecided, LinkUnusable, NotAllowed
from resource_centre.contribution.models import DECIDABLE, RETURNED, EventKind, Proposal, Status
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.outcome import Outcome, outcome_of
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.submit import ConfirmProposal
from resource_centre.contribution.uploads.addresses import WaitingFile, below, waiting_files
from resource_centre.contribution.wording import Tally, WordedChange, tally, word_changes
from resource_centre.web.contributing.centres import in_its_centre
from resource_centre.web.contributing.guard import is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.contributing.signing_in import with_way_in
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response


@dataclass(frozen=True)
class EventLine:
    """A line of what happened."""

    at: datetime
    words: str
    why: str


@dataclass(frozen=True)
class TrackView:
    """Where a proposal stands. Without `page`, its author may not read the page any more: nothing of it is said.

    is_by_link: whoever has its address reads it. has_team: an organisation reads it too, once signed in.
    awaits_author: nothing happens before its author changes it or hands it in.
    """

    breadcrumb: tuple[Link, ...]
    status: str
    awaits_author: bool
    words: str
    says: str
    page: Link | None
    title: str
    events: tuple[EventLine, ...]
    kept: tuple[WordedChange, ...]
    left: tuple[WordedChange, ...]
    changes: tuple[WordedChange, ...]
    tally: Tally
    address: str
    is_by_link: bool
    has_team: bool
    revise_url: str
    withdraw_url: str
    talk_url: str
    files: tuple[WaitingFile, ...]


def _says(status: str) -> str:
    return {
        Status.DRAFT: _("This is a draft: only those who write it see it. Hand it in when it is ready."),
        Status.TO_CONFIRM: _(
            "A mail is on its way to you. Its link confirms your proposal; without it, nothing is read and all is "
            "deleted after seven days."
        ),
        Status.SUBMITTED: _("Your proposal waits for an editor. You will be told by mail what becomes of it."),
        Status.IN_REVIEW: _("An editor is reading your proposal."),
        Status.NEEDS_CHANGES: _("An editor asks you to change something: see below."),
        Status.OUTDATED: _("The page has changed since: say it again on the page of today."),
        Status.ACCEPTED: _("What you proposed is on the page. Thank you."),
        Status.PARTLY_ACCEPTED: _("A part of what you proposed is on the page. Thank you."),
        Status.REFUSED: _("What you proposed was not kept: see why below."),
        Status.WITHDRAWN: _("You have taken this proposal back. Its text is not kept for long."),
    }.get(Status(status), "")  # fmt: skip


@with_way_in
def track(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> HttpResponse:
    """The state of a proposal, for its author. Only read: it sets no cookie."""
    _follow_or_404(request, proposal)
    return page_response(request, "contribution/track", centre, view=_present(request, centre, proposal))


def _follow_or_404(request: HttpRequest, proposal: Proposal) -> None:
    principal = access_of_request(request).principal
    if not may_follow(principal, proposal.author_id, proposal.author_email, proposal.organisation_id):
        raise Http404


def _present(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> TrackView:
    access, base = access_of_request(request), centre_url(centre, request)
    page = Resource.objects.filter(pk=proposal.resource_id).first()
    seen = page if page is not None and access.allows(page) else None
    is_decided = proposal.status in {Status.ACCEPTED, Status.PARTLY_ACCEPTED}
    is_told = seen is not None or proposal.is_new_resource
    outcome = outcome_of(proposal, access) if is_told and is_decided else Outcome((), ())
    changes = _changes(proposal, access) if is_told and not is_decided else ()
    revise_url = f"{base}{proposal_path(proposal, REVISE)}" if proposal.status in DECIDABLE and seen else ""
    if proposal.is_new_resource and proposal.status in WRITABLE:
        revise_url = f"{base}{draft_path(proposal)}"
    return TrackView(
        breadcrumb=breadcrumb(centre, Link(_("Your proposal"), ""), request=request),
        status=proposal.status,
        awaits_author=proposal.status in RETURNED | {Status.DRAFT},
        words=capfirst(proposal.get_status_display()),
        says=_says(proposal.status),
        page=Link(seen.title, seen.get_url(request) or "") if seen is not None else None,
        title=proposal.title if proposal.is_new_resource else "",
        events=tuple(
            EventLine(event.at, capfirst(str(EventKind(event.kind).label)), event.why)
            for event in proposal.events.all()
        ),
        kept=outcome.kept,
        left=outcome.left,
        changes=changes,
        tally=tally(changes),
        address=request.build_absolute_uri(f"{base}{proposal_path(proposal)}"),
        is_by_link=is_own(None, proposal.author_id, proposal.author_email),
        has_team=proposal.organisation_id is not None,
        revise_url=revise_url,
        withdraw_url=withdraw_url(proposal, access, base),
        talk_url=f"{base}{proposal_talk_path(proposal)}" if may_discuss(access, request.user, proposal) else "",
        files=waiting_files(proposal, below(base)) if proposal.author_id is not None else (),
    )


def withdraw_url(proposal: Proposal, access: Access, base: str) -> str:
    """Where its author takes it back; "" for anybody else, and once it is decided. base: the centre's address."""
    may = proposal.is_open and is_own(access.principal.user_id, proposal.author_id, proposal.author_email)
    return f"{base}{proposal_path(proposal, WITHDRAW)}" if may else ""


def _changes(proposal: Proposal, access: Access) -> tuple[WordedChange, ...]:
    return word_changes(model_of(proposal), proposal.changes, access, proposal.base_content, proposal.content)


def confirm(request: HttpRequest, centre: ResourceCentrePage, token: str) -> HttpResponse:
    """What the link of the mail opens: a button, since programs that read mail follow links too."""
    crumbs = breadcrumb(centre, Link(_("Confirm your proposal"), ""), request=request)
    try:
        proposal = in_its_centre(proposal_of(token), centre)
        if request.method == "POST" and is_genuine(request):
            ConfirmProposal(proposal).execute()
            return see_other(f"{centre_url(centre, request)}{proposal_path(proposal)}")
    except (LinkUnusable, AlreadyDecided):
        response = page_response(request, "contribution/link_away", centre, breadcrumb=crumbs)
        response.status_code = 410
        return response
    return page_response(request, "contribution/confirm", centre, breadcrumb=crumbs)


@with_way_in
def withdraw(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> HttpResponse:
    """Its author takes a proposal back, once asked whether they mean it."""
    _follow_or_404(request, proposal)
    base = centre_url(centre, request)
    address = f"{base}{proposal_path(proposal)}"
    if not withdraw_url(proposal, access_of_request(request), base):
        raise Http404
    if request.method == "POST" and is_genuine(request):
        user = request.user if request.user.is_authenticated else None
        try:
            WithdrawProposal(proposal, user).execute()
        except NotAllowed:
            raise Http404 from None
        except AlreadyDecided:
            return see_other(address)
        return see_other(address)
    crumbs = breadcrumb(centre, Link(_("Your proposal"), address), Link(_("Take it back"), ""), request=request)
    days = conf.given_up_days()
    return page_response(request, "contribution/withdraw", centre, breadcrumb=crumbs, address=address, days=days)
