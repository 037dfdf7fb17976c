"""What organisations propose, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from resource_centre.admin.explorable import without_others_pages
from resource_centre.admin.steering.addresses import proposals_url
from resource_centre.admin.steering.proposal_lines import NO_PARTNER, ProposalLine, Selection, State, read_proposals
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table, median_days, with_bars
from resource_centre.content.pages.base import Resource


@dataclass(frozen=True)
class PartnerLine:
    """Proposals handed in by an organisation within the period, and where they stand today.

    name: "" when the reader may not see its page. delay: median, in days, from receipt to decision.
    """

    partner: int
    name: str
    submitted: int
    accepted: int
    partly: int
    refused: int
    delay: float | None


def compute_partners(scope: Scope) -> tuple[PartnerLine, ...]:
    """Those that propose most first (five queries)."""
    lines = Selection(State.SUBMITTED).of(read_proposals(scope), scope.period)
    partners = {line.partner for line in lines}
    names = _names(scope, partners - {NO_PARTNER})
    found = [_line(partner, names, [line for line in lines if line.partner == partner]) for partner in partners]
    return tuple(sorted(found, key=lambda line: (line.partner == NO_PARTNER, -line.submitted, line.name)))


def _names(scope: Scope, partners: set[int]) -> Mapping[int, str]:
    """Titles of the organisations that the reader meets in Wagtail's explorer."""
    pages = without_others_pages(scope.user, Resource.objects.filter(pk__in=partners).only("pk", "title"))
    return {page.pk: str(page) for page in pages}


def _line(partner: int, names: Mapping[int, str], lines: Sequence[ProposalLine]) -> PartnerLine:
    accepted, partly, refused = (
        sum(line.is_in(state) for line in lines) for state in (State.ACCEPTED, State.PARTLY, State.REFUSED)
    )
    decided = ((line.submitted_at, line.decided_at) for line in lines if line.is_in(State.DECIDED) and line.decided_at)
    return PartnerLine(partner, names.get(partner, ""), len(lines), accepted, partly, refused, median_days(decided))


def present_partners(found: tuple[PartnerLine, ...], scope: Scope) -> tuple[Table, ...]:
    """One line an organisation."""
    return (
        Table(
            "partners",
            _("Proposals received, by organisation"),
            (
                *(_("Organisation"), _("Received"), _("Accepted"), _("Accepted in part"), _("Refused")),
                _("Median delay, in days"),
            ),
            with_bars((_row(line, scope) for line in found), 1),
            empty=_("No proposal was received in this period."),
        ),
    )


def _row(line: PartnerLine, scope: Scope) -> Row:
    unnamed = _("Without organisation") if line.partner == NO_PARTNER else _("An organisation of another centre")
    name = line.name or unnamed

    def cell(number: int, state: State) -> Cell:
        return Cell(number, proposals_url(scope, Selection(state, partner=line.partner)))

    return Row(
        (
            Cell(name),
            cell(line.submitted, State.SUBMITTED),
            cell(line.accepted, State.ACCEPTED),
            cell(line.partly, State.PARTLY),
            cell(line.refused, State.REFUSED),
            Cell(line.delay),
        )
    )
