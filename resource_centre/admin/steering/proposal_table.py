"""The proposals behind a figure, as a list."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.admin.proposals import DETAIL_URL
from resource_centre.admin.steering.proposal_lines import ProposalLine, Selection, State, kind_words
from resource_centre.admin.steering.tables import Cell, Row, Table
from resource_centre.contribution.models import Status


def proposal_table(lines: Sequence[ProposalLine]) -> Table:
    """One line a proposal, the oldest first, leading to where it is decided."""
    return Table(
        "list",
        _("Proposals"),
        (_("Page"), _("Kind"), _("State"), _("Received on"), _("Decided on")),
        tuple(map(_row, lines)),
        is_list=True,
        empty=_("No proposal is of this sort."),
    )


def _row(line: ProposalLine) -> Row:
    state = Status(line.status).label if line.status in set(Status) else line.status
    return Row(
        (
            Cell(line.title or _("Without title"), reverse(DETAIL_URL, args=[line.pk])),
            Cell(kind_words(line.kind)),
            Cell(capfirst(str(state))),
            Cell(line.submitted_at),
            Cell(line.decided_at),
        )
    )


def list_title(selection: Selection) -> str:
    """ "Proposals that were refused: Practices"."""
    titles = {
        State.WAITING: _("Proposals that wait"),
        State.SUBMITTED: _("Proposals received"),
        State.DECIDED: _("Proposals decided"),
        State.ACCEPTED: _("Proposals accepted"),
        State.PARTLY: _("Proposals accepted in part"),
        State.REFUSED: _("Proposals refused"),
    }
    title = titles[selection.state]
    return f"{title} – {kind_words(selection.kind)}" if selection.kind else title
