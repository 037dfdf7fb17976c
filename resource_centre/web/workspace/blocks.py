"""What the workspace shows, in a fixed number of queries whatever there is to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, RequestState
from resource_centre.access.memberships import memberships_of, name_told
from resource_centre.access.visibility import Access
from resource_centre.content.days import site_day, site_today
from resource_centre.content.kinds import kind_by_code
from resource_centre.content.pages.base import Resource
from resource_centre.content.people import given_name
from resource_centre.content.relations import Involvement
from resource_centre.contribution.addresses import editing_path, proposal_path
from resource_centre.contribution.models import ACCEPTED, OPEN, RETURNED, WAITING, EventKind, Proposal, Status
from resource_centre.web.presenters.common import Link, page_urls
from resource_centre.web.presenters.places import centre_url

#: Days before a page is due to be read again in which it is announced; accepted proposals, and pages, that are shown.
SOON_DAYS, LATELY, MOST_PAGES = 60, 5, 20


@dataclass(frozen=True)
class WorkLine:
    """A proposal of one's own. `who` and `remark` are "" where there is nobody, or nothing, to name."""

    title: str
    url: str
    act_url: str
    words: str
    since: str
    at: datetime
    who: str
    remark: str


@dataclass(frozen=True)
class PageLine:
    """A page of one's organisations: what waits on it, or when it is to be read again."""

    page: Link
    words: str
    day: date | None
    is_late: bool = False


@dataclass(frozen=True)
class TeamLine:
    """An organisation of one's own, its team and what waits there."""

    name: str
    url: str
    role: str
    is_lead: bool
    members: int
    invitations: int


@dataclass(frozen=True)
class AskedLine:
    """A request to join: waiting, or refused with its reason, until the person is in the team."""

    name: str
    url: str
    is_waiting: bool
    since: str
    reason: str


@dataclass(frozen=True)
class WorkView:
    """The blocks, in the order of what waits for the person first. more_soon: pages to re-read that are not shown."""

    to_do: tuple[WorkLine, ...]
    drafts: tuple[WorkLine, ...]
    in_review: tuple[WorkLine, ...]
    lately: tuple[WorkLine, ...]
    soon: tuple[PageLine, ...]
    more_soon: int
    received: tuple[PageLine, ...]
    teams: tuple[TeamLine, ...]
    asked: tuple[AskedLine, ...]
    organisations_url: str

    @property
    def is_new(self) -> bool:
        """Whether nothing was done yet: the page then says how to begin."""
        return not (self.teams or self.to_do or self.drafts or self.in_review or self.lately)


def since_words(at: datetime | None) -> str:
    """ "today", "yesterday", "for 12 days": how long something waits."""
    days = 0 if at is None else (site_today() - site_day(at)).days
    if days <= 0:
        return _("since today")
    return _("since yesterday") if days == 1 else ngettext("for %(n)d day", "for %(n)d days", days) % {"n": days}


def present_work(request: HttpRequest, access: Access) -> WorkView:
    """The blocks of whoever asks."""
    user: Any = request.user
    seats = list(memberships_of(user))
    joined = [seat.actor_id for seat in seats]
    own = [_line(proposal, request, access) for proposal in _own_proposals(user, joined)]
    lately = Proposal.objects.filter(_theirs(user, joined), status__in=ACCEPTED).order_by("-decided_at", "-pk")
    pages = _pages_of(joined, access)
    soon, more_soon = _soon(pages, request)
    return WorkView(
        to_do=tuple(line for status, line in own if status in RETURNED),
        drafts=tuple(line for status, line in own if status == Status.DRAFT),
        in_review=tuple(line for status, line in own if status in WAITING),
        lately=tuple(_line(one, request, access)[1] for one in _with_names(lately)[:LATELY]),
        soon=soon,
        more_soon=more_soon,
        received=_received(pages, user, request),
        teams=_teams(seats),
        asked=_asked(user, joined, access),
        organisations_url=reverse("resource_centre_organisations"),
    )


def _with_names(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.select_related("resource", "centre").prefetch_related("events__by")


def _theirs(user: Any, joined: Sequence[int]) -> Q:
    """Those of one's own, and what is written for one's organisations, whoever of the team handed it in."""
    return Q(author=user) | Q(organisation__in=joined)


def _own_proposals(user: Any, joined: Sequence[int]) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(_theirs(user, joined), status__in=OPEN)
    return _with_names(rows.order_by(F("submitted_at").asc(nulls_first=True), "pk"))


def _line(proposal: Proposal, request: HttpRequest, access: Access) -> tuple[Status, WorkLine]:
    events = list(proposal.events.all())
    reader = next((event.by for event in reversed(events) if event.kind == EventKind.TAKEN_UP and event.by), None)
    base = centre_url(proposal.centre, request)
    status = Status(proposal.status)
    written = editing_path(proposal)
    at = proposal.submitted_at or proposal.saved_at or proposal.created_at
    if status in RETURNED and events:
        at = events[-1].at
    if status in ACCEPTED and proposal.decided_at:
        at = proposal.decided_at
    return status, WorkLine(
        title=_title(proposal, access),
        url=f"{base}{written if status == Status.DRAFT else proposal_path(proposal)}",
        act_url=f"{base}{written}" if status in RETURNED else "",
        words=proposal.get_status_display(),
        since=since_words(at),
        at=at,
        who=given_name(reader) if reader is not None and status == Status.IN_REVIEW else "",
        remark=events[-1].why if events and status in RETURNED else "",
    )


def _title(proposal: Proposal, access: Access) -> str:
    """The page's name while its author may read it; that of a new resource is its author's own."""
    if proposal.resource is not None:
        may_read = access.allows(proposal.resource)
        return proposal.resource.title if may_read else _("a page that you may not read any more")
    title = str(proposal.content.get("title") or "")
    spec = kind_by_code(proposal.kind_code) if proposal.kind_code else None
    return title or (str(spec.label) if spec is not None else _("without a title"))


def _pages_of(actors: Sequence[int], access: Access) -> QuerySet[Resource]:
    """The pages of these organisations, and those in which they hold a role."""
    involved = Involvement.objects.filter(actor__in=actors).values("resource")
    found = access.filter(Resource.objects.filter(Q(pk__in=actors) | Q(pk__in=involved), alias_of=None))
    return found if actors else found.none()


def _soon(pages: QuerySet[Resource], request: HttpRequest) -> tuple[tuple[PageLine, ...], int]:
    today = site_today()
    due = pages.filter(review_by__lte=today + timedelta(days=SOON_DAYS)).order_by("review_by", "pk")
    found = list(due.defer("body", "extra"))
    lines = tuple(
        PageLine(link, "", page.review_by, page.review_by is not None and page.review_by < today)
        for page, link in _linked(found[:MOST_PAGES], request)
    )
    return lines, max(0, len(found) - MOST_PAGES)


def _linked(pages: Sequence[Resource], request: HttpRequest) -> Iterable[tuple[Resource, Link]]:
    urls = page_urls(pages, request)
    return ((page, Link(page.title, urls[page.pk])) for page in pages)


def _received(pages: QuerySet[Resource], user: Any, request: HttpRequest) -> tuple[PageLine, ...]:
    """What others propose there. Who proposes, and where it is followed, is between them and the editors."""
    rows = Proposal.objects.filter(resource__in=pages.values("pk"), status__in=WAITING).exclude(author=user)
    found = list(rows.select_related("resource").order_by("submitted_at", "pk"))
    links = {page.pk: link for page, link in _linked([one.resource for one in found if one.resource], request)}
    return tuple(
        PageLine(links[one.resource_id], f"{one.get_significance_display()}, {since_words(one.submitted_at)}", None)
        for one in found
        if one.resource_id in links
    )


def _teams(seats: Sequence[Membership]) -> tuple[TeamLine, ...]:
    actors = [seat.actor_id for seat in seats]
    counted = Membership.objects.filter(actor__in=actors).values_list("actor").annotate(n=Count("pk")).order_by()
    members = dict(counted)
    led = [seat.actor_id for seat in seats if seat.is_lead]
    waiting = Invitation.objects.filter(actor__in=led, used_at=None, expires_at__gt=timezone.now())
    invitations = dict(waiting.values_list("actor").annotate(n=Count("pk")).order_by())
    return tuple(
        TeamLine(
            seat.actor.title,
            reverse("resource_centre_team", args=[seat.actor.uuid]),
            seat.get_role_display(),
            seat.is_lead,
            members.get(seat.actor_id, 0),
            invitations.get(seat.actor_id, 0),
        )
        for seat in seats
    )


def _asked(user: Any, joined: Sequence[int], access: Access) -> tuple[AskedLine, ...]:
    """The last request for each organisation, unless it was taken back or has become a seat."""
    rows = MembershipRequest.objects.filter(user=user).exclude(actor__in=joined).select_related("actor")
    last = {row.actor_id: row for row in rows.order_by("created_at", "pk")}
    return tuple(
        AskedLine(
            name_told(access, row.actor),
            reverse("resource_centre_join", args=[row.actor.uuid]),
            row.state == RequestState.WAITING,
            since_words(row.created_at),
            row.reason,
        )
        for row in last.values()
        if row.state in {RequestState.WAITING, RequestState.REFUSED}
    )
