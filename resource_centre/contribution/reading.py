"""What a decision says that it read: the text, the live version, the step. One mark for pages, lists and scripts."""

from dataclasses import dataclass

from resource_centre.content.keys import key_in
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.steps import step_number


@dataclass(frozen=True)
class ReadMark:
    """ReadMark(("0f3a…", 12), 7): that text, on live revision 12, at step 7."""

    text: tuple[str, int | None]
    step: int


def mark_of(proposal: Proposal, live_revision: int | None) -> str:
    """ "0f3a…:12:7", to be posted back."""
    return f"{proposal.digest}:{live_revision or ''}:{step_number(proposal)}"


def read_mark(posted: str) -> ReadMark:
    """Read it back; what was made up stands for nothing that was ever shown."""
    digest, live, step = (*posted.split(":", 2), "", "", "")[:3]
    return ReadMark((digest, key_in(live) or None), key_in(step))
