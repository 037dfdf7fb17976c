"""Accepting a proposal: what is kept of it is merged with the page of today, and published.

A draft that an editor has on the page is neither published nor lost: the accepted change is published on the live
version, then written into the draft too, which stays the newest revision. Where draft and proposal changed the same
place the draft keeps its text, and `draft_overlaps` says so before anybody decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.edit_page import EditPageAction

from resource_centre.content.holding import hold_page
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.changes import Change, keep
from resource_centre.contribution.errors import (
    ContentRefused,
    NothingKept,
    NotLastStep,
    Overlapping,
    PageBusy,
    TextChanged,
    WithAuthor,
)
from resource_centre.contribution.merged import Choice, Merged, Overlap, merge
from resource_centre.contribution.models import DECIDABLE, EventKind, Proposal, Status
from resource_centre.contribution.mutation import Mutation, atomic_or_decided
from resource_centre.contribution.page_state import check_at_rest, check_published
from resource_centre.contribution.soundness import faults_of, refuse_unsound
from resource_centre.contribution.steps import Stage, stage_of
from resource_centre.contribution.surface import content_of, uniques, version_of, with_content
from resource_centre.contribution.uploads.dropping import drop_files
from resource_centre.contribution.uploads.publishing import Copies


@dataclass(frozen=True)
class Decision:
    """What an editor keeps of a proposal.

    read: the digest of the proposal and the id of the live revision that were shown. kept: keys of the changes that
    are kept, None for all. edits: other words for some of them, as values of their field. choices: "page" or
    "proposal" for each place that both changed. why: a word to the author.
    """

    read: tuple[str, int | None]
    kept: frozenset[str] | None = None
    edits: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def live_page(proposal: Proposal) -> Any:
    """The page as it is published, of its concrete class, read now. Raises PageBusy when it takes no change."""
    page = check_published(Resource.objects.filter(pk=proposal.resource_id).first()).specific
    check_at_rest(page)
    return page


def draft_of(page: Any) -> Any | None:
    """The draft that an editor has on a live page; None when there is none."""
    return version_of(page, page.get_latest_revision()) if page.has_unpublished_changes else None


def merged_with(page: Any, base: Any, content: Any, choices: Mapping[str, str] | None = None) -> Merged:
    """A proposal's content merged with a version of its page."""
    return merge(base, content, content_of(page), choices, uniques(type(page)))


def draft_overlaps(proposal: Proposal, page: Any) -> tuple[Overlap, ...]:
    """Places that both an editor's draft and the proposal change: the draft will keep its own text there."""
    draft = draft_of(page)
    return () if draft is None else merged_with(draft, proposal.base_content, proposal.content).overlaps


class Acceptance(Mutation):
    """Keeps all of a proposal, some of its changes, or some in other words: of a page, or of a new one."""

    def __init__(self, proposal: Proposal, by: Any, decision: Decision) -> None:
        super().__init__(proposal, by)
        self.decision = decision
        self.copies = Copies(proposal, by)

    def undo(self) -> None:
        """Delete the files that were made public for nothing."""
        self.copies.undo()

    def check(self) -> None:
        """Raise NotAllowed, OwnProposal; NotLastStep while another step of the review follows, WithAuthor while its
        author is asked for changes."""
        self.check_decides()
        stage = stage_of(self.proposal)
        if stage is Stage.SENT_BACK:
            raise WithAuthor
        if stage is Stage.STEP:
            raise NotLastStep

    def kept_of(self, changes: Sequence[Change]) -> dict[str, Any]:
        """What is kept of those changes, by key, in the words that the editor gave: {"title": "Prato"}."""
        return {
            change.key: self.decision.edits.get(change.key, change.after)
            for change in changes
            if self.decision.kept is None or change.key in self.decision.kept
        }

    def end(self, chosen: Collection[str], changes: Sequence[Change], revision: Any, **values: Any) -> None:
        """Write what was kept, in whole or in part, and tell; `values` are stored with it."""
        is_whole = len(chosen) == len(changes) and not self.decision.edits
        status, kept = Status.ACCEPTED if is_whole else Status.PARTLY_ACCEPTED, sorted(chosen)
        edits = {key: words for key, words in self.decision.edits.items() if key in chosen}
        # The words that were published: its author is told those, not the ones that they had proposed.
        as_decided = {"kept": kept, "edits": edits, "choices": dict(self.decision.choices)}
        self.move(status, decided_at=timezone.now(), kept=kept, kept_so_far=as_decided, revision=revision, **values)
        drop_files(self.proposal)
        self.pass_step("approve", self.decision.why)
        self.tell(EventKind(str(status)), self.decision.why.strip(), revision=revision, kept=kept)


class AcceptProposal(Acceptance):
    """Keeps all of a change of a page, some of it, or some in other words."""

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Publish, credit, tell.

        Raises AlreadyDecided, TextChanged, PageBusy, NothingKept, Overlapping (with the places to choose), or
        ContentRefused: nothing is done then.
        """
        self.check()
        # The page first, as whoever moves it holds it before what is filed with it: two never wait for each other.
        hold_page(self.proposal.resource_id)
        self.lock_step(DECIDABLE)
        page = live_page(self.proposal)
        if self.decision.read != (self.proposal.digest, page.live_revision_id):
            raise TextChanged
        changes = self.proposal.changes
        kept = self.kept_of(changes)
        chosen = {key for key in kept if self.decision.choices.get(key) != Choice.PAGE}
        if not chosen:
            raise NothingKept
        wanted = keep(self.proposal.base_content, changes, self.copies.published(kept, chosen))
        self.end(chosen, changes, self._publish(page, wanted))
        return self.proposal

    def _publish(self, page: Any, wanted: dict[str, Any]) -> Any:
        """The new live version; an editor's draft stays the newest revision. Raises Overlapping."""
        merged = merged_with(page, self.proposal.base_content, wanted, self.decision.choices)
        if merged.overlaps:
            raise Overlapping(merged.overlaps)
        refuse_unsound(type(page), merged.content)
        draft = draft_of(page)
        revision = self._revision(with_content(page, merged.content))
        if draft is not None:
            self._rewrite_draft(page, draft, wanted)
        return revision

    def _revision(self, page: Any) -> Any:
        """The new live version, by Wagtail's own action: it respects locks, checks rights, writes its log."""
        page.significance = self.proposal.significance
        action = EditPageAction(page, user=self.by, publish=True)
        try:
            # The last step of a review publishes, whoever its people are; a lock stops them as it does anybody.
            action.check_lock()
            action.execute(skip_permission_checks=self.proposal.current_workflow_task is not None)
        except ValidationError as error:
            raise ContentRefused(faults_of(page, error)) from error
        except PermissionDenied as error:
            raise PageBusy(_("This page is locked.")) from error
        return action.revision

    def _rewrite_draft(self, page: Any, draft: Any, wanted: dict[str, Any]) -> None:
        """Put the draft back on top, with the accepted change in it."""
        writer = page.get_latest_revision().user
        content = merged_with(draft, self.proposal.base_content, wanted).content
        renewed = with_content(draft, content)
        renewed.save_revision(user=writer, log_action=False, clean=False)
