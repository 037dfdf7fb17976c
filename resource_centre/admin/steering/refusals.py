"""What was refused, and why: the reasons are those that editors wrote to the authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre.admin.proposals import DETAIL_URL
from resource_centre.admin.steering.addresses import proposals_url
from resource_centre.admin.steering.proposal_lines import ProposalLine, Selection, State, kind_words, read_proposals
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table, with_bars
from resource_centre.content.kinds import all_kinds
from resource_centre.contribution.models import EventKind, Proposal, ProposalEvent, Status


@dataclass(frozen=True)
class Refusal:
    """A refused proposal. title: of the page that it was about, or that it would have made."""

    pk: int
    title: str
    kind: str
    refused_at: datetime
    why: str


@dataclass(frozen=True)
class KindRefusals:
    """How many of the decisions on pages of a kind were refusals."""

    kind: str
    decided: int
    refused: int


@dataclass(frozen=True)
class Refusals:
    """Decisions of the period; refusals, the latest first."""

    kinds: tuple[KindRefusals, ...]
    refusals: tuple[Refusal, ...]


def compute_refusals(scope: Scope) -> Refusals:
    """What was decided within the period (five queries)."""
    lines = read_proposals(scope)
    decided = Selection(State.DECIDED, by_decision=True).of(lines, scope.period)
    refused = Selection(State.REFUSED, by_decision=True).of(lines, scope.period)
    proposals = Proposal.objects.filter(scope.proposals(), status=Status.REFUSED)
    events = ProposalEvent.objects.filter(kind=EventKind.REFUSED, proposal__in=proposals.order_by().values("pk"))
    reasons = dict(events.order_by().values_list("proposal_id", "why"))
    kinds = [spec.code for spec in all_kinds()]
    kinds += sorted({line.kind for line in decided} - set(kinds))
    counted = (
        KindRefusals(kind, sum(one.kind == kind for one in decided), sum(one.kind == kind for one in refused))
        for kind in kinds
    )
    return Refusals(tuple(line for line in counted if line.decided), _refusals(refused, reasons))


def _refusals(lines: Sequence[ProposalLine], reasons: Mapping[int, str]) -> tuple[Refusal, ...]:
    latest = sorted(lines, key=lambda line: (line.decided_at or line.submitted_at, line.pk), reverse=True)
    return tuple(
        Refusal(line.pk, line.title, line.kind, line.decided_at, reasons.get(line.pk, ""))
        for line in latest
        if line.decided_at is not None
    )


def present_refusals(found: Refusals, scope: Scope) -> tuple[Table, ...]:
    """By kind, then each with its reason."""
    empty = _("Nothing was refused in this period.")
    return (
        Table(
            "kinds",
            _("Refusals by kind of page"),
            (_("Kind"), _("Decided"), _("Refused"), _("Refused, in percent")),
            with_bars((_kind_row(line, scope) for line in found.kinds), 3),
            empty=_("Nothing was decided in this period."),
        ),
        Table(
            "refusals",
            _("What was refused, and why"),
            (_("Page"), _("Kind"), _("Refused on"), _("Reason given")),
            tuple(_row(one) for one in found.refusals),
            is_list=True,
            empty=empty,
        ),
    )


def _kind_row(line: KindRefusals, scope: Scope) -> Row:
    decided, refused = (Selection(state, line.kind, by_decision=True) for state in (State.DECIDED, State.REFUSED))
    return Row(
        (
            Cell(kind_words(line.kind)),
            Cell(line.decided, proposals_url(scope, decided)),
            Cell(line.refused, proposals_url(scope, refused)),
            Cell(round(100 * line.refused / line.decided)),
        )
    )


def _row(one: Refusal) -> Row:
    title = one.title or _("Without title")
    return Row(
        (
            Cell(title, reverse(DETAIL_URL, args=[one.pk])),
            Cell(kind_words(one.kind)),
            Cell(one.refused_at),
            Cell(one.why),
        ),
        tags=frozenset({one.kind}),
    )
