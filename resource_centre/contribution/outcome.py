"""What became of a proposal that was accepted, in words for one reader: what was kept of it, and what was not."""

from dataclasses import dataclass, replace

from resource_centre.access.visibility import Access
from resource_centre.contribution.changes import Change
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.wording import WordedChange, word_changes


@dataclass(frozen=True)
class Outcome:
    """Changes as they were published, in the words of the editor who used others; then those that were left out."""

    kept: tuple[WordedChange, ...]
    left: tuple[WordedChange, ...]


def outcome_of(proposal: Proposal, access: Access) -> Outcome:
    """What an acceptance kept of a proposal, and what it did not.

    Before acceptances wrote down their words, what a former step had kept stood there: it is not what was published.
    """
    so_far = proposal.kept_so_far
    published = so_far.get("edits", {}) if sorted(so_far.get("kept", [])) == sorted(proposal.kept) else {}
    edits = {key: words for key, words in published.items() if key in proposal.kept}
    changes: list[Change] = [replace(one, after=edits.get(one.key, one.after)) for one in proposal.changes]
    found = word_changes(model_of(proposal), changes, access, proposal.base_content, proposal.content)
    worded = [replace(one, is_reworded=one.key in edits) for one in found]
    return Outcome(
        kept=tuple(one for one in worded if one.key in proposal.kept),
        left=tuple(one for one in worded if one.key not in proposal.kept),
    )
