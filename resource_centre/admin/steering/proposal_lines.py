"""Proposals as reports count them; a list of them is made of the very lines that a figure counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resource_centre.access.membership_models import Membership
from resource_centre.admin.steering.scope import Period, Scope
from resource_centre.content.keys import key_in
from resource_centre.content.kinds import codes_by_type, kind_by_code
from resource_centre.contribution.models import WAITING, Proposal, Status

#: In the place of an organisation: nobody's.
NO_PARTNER = 0


class State(StrEnum):
    """What a figure counts."""

    WAITING = "waiting"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


#: States of proposals that each counts; SUBMITTED counts them all.
STATUSES: Mapping[State, frozenset[str]] = {
    State.WAITING: frozenset(WAITING),
    State.ACCEPTED: frozenset({Status.ACCEPTED}),
    State.PARTLY: frozenset({Status.PARTLY_ACCEPTED}),
    State.REFUSED: frozenset({Status.REFUSED}),
    State.DECIDED: frozenset({Status.ACCEPTED, Status.PARTLY_ACCEPTED, Status.REFUSED}),
}


@dataclass(frozen=True)
class ProposalLine:
    """A proposal that was handed in. kind: of the page, "" when no kind is known. partner: an actor's id, or 0.

    title: of its page, or, for a new one, as its author wrote it.
    """

    pk: int
    title: str
    kind: str
    status: str
    submitted_at: datetime
    decided_at: datetime | None
    partner: int

    def is_in(self, state: State) -> bool:
        """Whether a figure of that state counts it, the period apart."""
        return state is State.SUBMITTED or self.status in STATUSES[state]


def read_proposals(scope: Scope) -> tuple[ProposalLine, ...]:
    """All that were handed in and on which the reader decides, the oldest first (four queries).

    A proposal is its organisation's; without one, that of its author if they are of one team only.
    """
    kinds = codes_by_type()
    rows = Proposal.objects.filter(scope.proposals(), submitted_at__isnull=False)
    rows = rows.exclude(status__in=(Status.DRAFT, Status.TO_CONFIRM)).order_by("submitted_at", "pk")
    found = rows.values_list(
        *(
            "pk",
            "resource__title",
            "content__title",
            "resource__content_type_id",
            "kind_code",
            "status",
            "submitted_at",
            "decided_at",
        ),
        *("organisation_id", "author_id"),
    )
    only_team = _only_teams()
    return tuple(
        ProposalLine(
            pk,
            str(title if title is not None else written or ""),
            kinds.get(type_id, code),
            status,
            sent,
            decided,
            partner or only_team.get(author, NO_PARTNER),
        )
        for pk, title, written, type_id, code, status, sent, decided, partner, author in found
    )


def _only_teams() -> dict[int | None, int]:
    """The organisation of those who are of one team only, by account."""
    teams: dict[int, set[int]] = {}
    for user, actor in Membership.objects.order_by().values_list("user_id", "actor_id"):
        teams.setdefault(user, set()).add(actor)
    return {user: next(iter(actors)) for user, actors in teams.items() if len(actors) == 1}


def kind_words(code: str) -> str:
    """The plural of a kind in the language of the interface; its code when it is no longer registered."""
    kind = kind_by_code(code)
    return str(kind.plural) if kind else code


@dataclass(frozen=True)
class Selection:
    """The proposals behind a figure. kind, partner: None for all. by_decision: which date the period holds."""

    state: State
    kind: str | None = None
    partner: int | None = None
    by_decision: bool = False

    def of(self, lines: Iterable[ProposalLine], period: Period) -> Sequence[ProposalLine]:
        """Those of the selection; what waits is counted whatever the period."""
        return [line for line in lines if self._takes(line, period)]

    def _takes(self, line: ProposalLine, period: Period) -> bool:
        if not line.is_in(self.state):
            return False
        if self.kind is not None and line.kind != self.kind:
            return False
        if self.partner is not None and line.partner != self.partner:
            return False
        if self.state is State.WAITING:
            return True
        return period.holds(line.decided_at if self.by_decision else line.submitted_at)

    def as_parameters(self) -> dict[str, str]:
        """As the address of their list writes it; `read_selection` reads it back."""
        found = {"state": str(self.state)}
        if self.kind is not None:
            found["kind"] = self.kind
        if self.partner is not None:
            found["partner"] = str(self.partner)
        if self.by_decision:
            found["by"] = "decision"
        return found


def read_selection(parameters: Mapping[str, str]) -> Selection:
    """The selection of an address; what makes no sense is left out."""
    state, partner = parameters.get("state", ""), parameters.get("partner", "")
    return Selection(
        State(state) if state in set(State) else State.SUBMITTED,
        parameters.get("kind"),
        NO_PARTNER if partner == str(NO_PARTNER) else key_in(partner) or None,
        parameters.get("by") == "decision",
    )
