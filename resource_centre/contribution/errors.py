"""What stops a contribution, each by its name; `str()` is a sentence for the person who meets it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from resource_centre.contribution.merged import Overlap


class ContributionError(Exception):
    """Nothing was done. `is_conflict`: somebody else was faster, or something moved."""

    is_conflict = False

    @property
    def http_status(self) -> int:
        """What a view answers: 409 for a conflict, else 422, for what can be mended in the form."""
        return 409 if self.is_conflict else 422


class NotAllowed(ContributionError):
    """This person may not do this here. A view answers as if nothing were there."""


class OwnProposal(ContributionError):
    """Somebody wants to decide on their own proposal."""

    def __init__(self) -> None:
        super().__init__(_("You wrote a part of this change: somebody else decides on it."))


class NotLastStep(ContributionError):
    """Something wants to publish a proposal that another step of the review must still read."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("Another step of the review comes first: nothing is published yet."))


class WithAuthor(ContributionError):
    """Something wants to publish a proposal whose author was asked for changes."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("The author was asked for changes: the answer comes first, and nothing is published yet."))


class AlreadyDecided(ContributionError):
    """The proposal is no longer open to this: decided, withdrawn, or taken by somebody else a moment ago."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("This was already done: the proposal is no longer waiting."))


class DraftMoved(ContributionError):
    """Somebody else saved the draft since the form was shown: `by` (None: unknown) at `at`."""

    is_conflict = True

    def __init__(self, by: Any, at: datetime | None) -> None:
        super().__init__(_("This draft was saved elsewhere while you were writing."))
        self.by, self.at = by, at


class TextChanged(ContributionError):
    """What is decided on is not what was read."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("The proposal or the page changed while you were reading: read it again, then decide."))


class ProposalMoved(ContributionError):
    """The author has changed the proposal since it was read, in another window: `proposal`, as it is now."""

    is_conflict = True

    def __init__(self, proposal: Any) -> None:
        super().__init__(
            _(
                "What you have just sent was left aside: this proposal was changed after the form was opened, in "
                "another window, or by the same button pressed twice."
            )
        )
        self.proposal = proposal


class PageBusy(ContributionError):
    """The page takes no change now: locked, in review, to be published later, or no longer published."""

    is_conflict = True


class Overlapping(ContributionError):
    """The page says something else since, in places that the proposal changes: a person chooses."""

    is_conflict = True

    def __init__(self, overlaps: Sequence["Overlap"]) -> None:
        super().__init__(_("The page has changed in the same places: choose which text is kept."))
        self.overlaps = tuple(overlaps)


class NothingKept(ContributionError):
    """An acceptance that keeps nothing."""

    def __init__(self) -> None:
        super().__init__(_("Nothing is kept of this proposal: choose at least one change, or refuse it."))


class NothingChanged(ContributionError):
    """A proposal that proposes nothing."""

    def __init__(self) -> None:
        super().__init__(_("You have changed nothing yet."))


class WhyMissing(ContributionError):
    """A refusal, or a request for changes, without a reason."""

    def __init__(self) -> None:
        super().__init__(_("Say why: the author reads it."))


class ContentRefused(ContributionError):
    """The page would not be valid with this change; the message says why."""


class Tampered(ContributionError):
    """Content that names a field, a row or a block that this proposal may not touch."""


class LinkUnusable(ContributionError):
    """A link that was used, is too old, or was never ours."""

    def __init__(self) -> None:
        super().__init__(_("This link was already used, has expired, or is not complete."))


class RequestDecided(ContributionError):
    """A request to join that no longer waits: decided, or taken back, a moment ago."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("This was already done: the request is no longer waiting."))


class AlreadyMember(ContributionError):
    """Somebody who is in the team already."""

    def __init__(self) -> None:
        super().__init__(_("This person is in the team already."))


class AlreadyAsked(ContributionError):
    """A second request to join while the first one waits."""

    def __init__(self) -> None:
        super().__init__(_("You have asked already: the editors will answer you."))


class LastLead(ContributionError):
    """The only lead of a team leaves, or becomes a contributor."""

    def __init__(self) -> None:
        super().__init__(_("A team needs a lead: name another one first."))


class RefusalUnexplained(ContributionError):
    """A request refused without a reason."""

    def __init__(self) -> None:
        super().__init__(_("Say why: the person reads it."))


class InvitationUnusable(ContributionError):
    """An invitation that was used, taken back, is too old, or was never ours."""

    def __init__(self) -> None:
        super().__init__(_("This invitation was already used, has expired, was taken back, or is not complete."))


class ForeignInvitation(ContributionError):
    """An invitation that was sent to another address than the account's."""

    def __init__(self) -> None:
        super().__init__(_("This invitation was sent to another address than that of your account."))


class NoAddress(ContributionError):
    """Somebody wants to be told, and cannot be written to."""

    def __init__(self) -> None:
        super().__init__(_("Your account has no e-mail address: add one to it, then come back."))


class TooManyWatches(ContributionError):
    """A person watches as much as one may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("%(most)d things are watched already, the most there may be: stop watching one of them first.")
            % {"most": most}
        )


class CharterUnread(ContributionError):
    """The charter of the centre was not accepted, or has changed since."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("The charter has changed since: read it again, then send."))


class NameNotOwn(ContributionError):
    """Somebody wants a public page under a name that is not theirs."""

    def __init__(self) -> None:
        super().__init__(_("Choose one of the names under which you signed, or that of your account."))
