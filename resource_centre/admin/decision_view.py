"""What an editor reads before deciding: the difference, what overlaps, what else waits, what the page is doing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.admin.other_proposals import Other, waiting_on
from resource_centre.admin.rewordings import TEXT, WHY
from resource_centre.content.people import shown_name
from resource_centre.content.typed import typed
from resource_centre.contribution.accept import draft_overlaps, live_page, merged_with
from resource_centre.contribution.addresses import DRAFT_PREVIEW, absolute, proposal_path, proposal_talk_path
from resource_centre.contribution.changes import Change
from resource_centre.contribution.deciding import decides_on
from resource_centre.contribution.errors import PageBusy
from resource_centre.contribution.merged import Overlap
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import index_of, model_of
from resource_centre.contribution.reading import mark_of
from resource_centre.contribution.steps import stage_of
from resource_centre.contribution.uploads.addresses import WaitingFile, below, waiting_files
from resource_centre.contribution.wording import Tally, WordedChange, Wording, tally, word_changes
from resource_centre.contribution.writers import wrote

_ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")


@dataclass(frozen=True)
class Part:
    """A change, with what the page says now where it says a third thing; `now` is None where it does not."""

    change: WordedChange
    is_kept: bool
    text: str | None
    now: WordedChange | None
    choice: str


@dataclass(frozen=True)
class Happened:
    """A line of the proposal's history."""

    at: datetime
    words: str
    who: str
    why: str


@dataclass(frozen=True)
class DecisionView:
    """The page of a decision. busy: why the page takes no change now. draft: where a draft keeps its own text."""

    page_title: str
    page_url: str
    talk_url: str
    edit_url: str
    parts: tuple[Part, ...]
    tally: Tally
    read: str
    busy: str
    has_draft: bool
    draft: tuple[str, ...]
    others: tuple[Other, ...]
    history: tuple[Happened, ...]
    new_links: tuple[str, ...]
    files: tuple[WaitingFile, ...]
    is_own: bool
    is_open: bool
    stage: str
    so_far: str
    why: str

    @property
    def may_decide(self) -> bool:
        """Whether whoever reads decides here, and may thus take it for themselves."""
        return self.is_open and not self.is_own


def present_decision(request: HttpRequest, proposal: Proposal, overlapping: Sequence[Overlap] = ()) -> DecisionView:
    """Put a proposal into words for whoever may decide on it."""
    page, busy = _page_of(proposal)
    overlaps = list(overlapping)
    draft: tuple[Overlap, ...] = ()
    if page.pk is not None and not busy:
        overlaps = overlaps or list(merged_with(page, proposal.base_content, proposal.content).overlaps)
        draft = draft_overlaps(proposal, page)
    access = Access.of(principal_of_user(request.user))
    changes = proposal.changes
    worded = word_changes(type(page), changes, access, proposal.base_content, proposal.content)
    labels = {one.key: one.label for one in worded}
    return DecisionView(
        page_title=proposal.title,
        page_url=_page_url(request, proposal, page),
        talk_url=absolute(proposal.centre, proposal_talk_path(proposal)),
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk is not None else "",
        parts=_parts(request, type(page), worded, overlaps, access, proposal),
        tally=tally(worded),
        read=mark_of(proposal, page.live_revision_id),
        busy=busy,
        has_draft=page.has_unpublished_changes,
        draft=tuple(labels.get(one.key, one.key) for one in draft),
        others=() if proposal.resource_id is None else waiting_on(proposal.resource_id, proposal.pk),
        history=_history(proposal),
        new_links=_new_links(changes),
        files=waiting_files(proposal, below(proposal.centre.get_url(request) or "")),
        is_own=wrote(proposal, request.user),
        is_open=proposal.is_decidable and decides_on(request.user, proposal),
        stage=str(stage_of(proposal).value),
        so_far=_so_far(proposal),
        why=typed(request.POST, WHY),
    )


def _page_of(proposal: Proposal) -> tuple[Any, str]:
    """The page that is decided on, and why it takes no change now; in memory for a new one."""
    try:
        if proposal.is_new_resource:
            index_of(proposal.centre, proposal.kind_code)
            return model_of(proposal)(), ""
        return live_page(proposal), ""
    except PageBusy as error:
        found = model_of(proposal)() if proposal.resource is None else proposal.resource.specific
        return found, str(error)


def _page_url(request: HttpRequest, proposal: Proposal, page: Any) -> str:
    if not proposal.is_new_resource:
        return page.get_url(request) or ""
    # A text that was forgotten makes no page to look at.
    centre = proposal.centre.get_url(request) if proposal.content else None
    return f"{centre}{proposal_path(proposal, DRAFT_PREVIEW)}" if centre else ""


def _parts(
    request: HttpRequest, model: Any, worded: Sequence[WordedChange], overlaps: Sequence[Overlap], access: Access,
    proposal: Proposal,
) -> tuple[Part, ...]:  # fmt: skip
    now = [Change(one.key, one.change.field, one.change.item, one.page, one.change.after) for one in overlaps]
    said = {one.key: one for one in word_changes(model, now, access, proposal.base_content)}
    posted = request.POST if request.method == "POST" else None
    return tuple(
        Part(
            change,
            is_kept=_is_kept(change.key, posted, proposal),
            text=_own_words(change, posted, proposal),
            now=said.get(change.key),
            choice=(posted or proposal.kept_so_far.get("choices", {})).get(_choice_name(change.key, posted), ""),
        )
        for change in worded
    )


def _choice_name(key: str, posted: Any) -> str:
    return key if posted is None else f"choice:{key}"


def _is_kept(key: str, posted: Any, proposal: Proposal) -> bool:
    """As it was ticked; before that, as the step before left it; before any step, all of it."""
    if posted is not None:
        return bool(posted.get(f"keep:{key}")) or posted.get("act") == "accept_all"
    kept = proposal.kept_so_far.get("kept")
    return kept is None or key in kept


def _own_words(change: WordedChange, posted: Any, proposal: Proposal) -> str | None:
    """The text to publish: as it was typed, as the step before worded it, or as it is proposed; None: no plain text."""
    if posted is not None:
        name = f"{TEXT}{change.key}"
        return typed(posted, name) if name in posted else change.written
    edits = proposal.kept_so_far.get("edits", {})
    if change.written is None or change.key not in edits:
        return change.written
    original = next(one for one in proposal.changes if one.key == change.key)
    return Wording(model_of(proposal)).written(replace(original, after=edits[change.key]))


def _so_far(proposal: Proposal) -> str:
    """What an earlier step made of it; "" where none did, and once it is decided."""
    kept, edits = proposal.kept_so_far.get("kept"), proposal.kept_so_far.get("edits")
    if kept is None or not proposal.is_open:
        return ""
    words = ngettext(
        "The step before keeps %(kept)d change of %(all)d.",
        "The step before keeps %(kept)d changes of %(all)d.",
        len(kept),
    ) % {"kept": len(kept), "all": len(proposal.changes)}
    edited = _("Some are in other words than the author’s.")
    return f"{words} {edited}" if edits else words


def _history(proposal: Proposal) -> tuple[Happened, ...]:
    events = proposal.events.select_related("by")
    return tuple(
        Happened(event.at, event.get_kind_display(), shown_name(event.by) if event.by else "", event.why)
        for event in events
    )


def _new_links(changes: Sequence[Change]) -> tuple[str, ...]:
    """Addresses that the proposal brings: they are what spam is made for."""
    before: set[str] = {link for change in changes for link in _ADDRESS.findall(str(change.before))}
    after: list[str] = [link for change in changes for link in _ADDRESS.findall(str(change.after))]
    return tuple(dict.fromkeys(link for link in after if link not in before))
