"""What a reviewer reads of a draft: what differs from the live version, who wrote it, what waits on the same page."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import TaskState

from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.admin.other_proposals import Other, waiting_on
from resource_centre.content.pages.base import Resource
from resource_centre.content.people import shown_name
from resource_centre.content.typed import typed
from resource_centre.contribution.wording import Tally, tally
from resource_centre.contribution.writers import edits_of_draft
from resource_centre.workflow.queue_items import significance_words
from resource_centre.workflow.steps import how_it_ended, why_not
from resource_centre.workflow.texts import Section, sections_of


@dataclass(frozen=True)
class Edit:
    """Somebody saved the draft."""

    at: datetime
    who: str


@dataclass(frozen=True)
class StepView:
    """read: the revision that is shown. has_moved: the text changed since the step began; a new look is asked for.

    ended: how, in words; "" while it is open. barred: why whoever reads decides on nothing here; "" when they may.
    """

    title: str
    kind: str
    significance: str
    requested_by: str
    since: datetime
    is_new: bool
    live_url: str
    edit_url: str
    preview_url: str
    history_url: str
    fields: tuple[Section, ...]
    tally: Tally
    edits: tuple[Edit, ...]
    proposals: tuple[Other, ...]
    read: int
    has_moved: bool
    is_open: bool
    ended: str
    barred: str
    why: str

    @property
    def may_decide(self) -> bool:
        """Whether whoever reads decides here, and may thus take it for themselves."""
        return self.is_open and not self.barred


def present_step(request: HttpRequest, state: TaskState, page: Resource) -> StepView:
    """Put the draft of a page, at a step, into words for whoever decides on it."""
    latest = page.get_latest_revision()
    fields = sections_of(page, Access.of(principal_of_user(request.user)))
    words = tally(change for one in fields for change in one.changes)
    requested = state.workflow_state.requested_by
    is_open = state.status == TaskState.STATUS_IN_PROGRESS
    return StepView(
        title=str(latest.content.get("title") or page.title),
        kind=str(page.kind.label),
        significance=significance_words(str(latest.content.get("significance") or "")),
        requested_by=shown_name(requested) if requested else "",
        since=state.started_at,
        is_new=not page.live,
        live_url=(page.get_url(request) or "") if page.live else "",
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        preview_url=reverse("wagtailadmin_pages:revisions_view", args=[page.pk, latest.pk]),
        history_url=reverse("wagtailadmin_pages:history", args=[page.pk]),
        fields=fields,
        tally=words,
        edits=_edits(page),
        proposals=waiting_on(page.pk),
        read=latest.pk,
        has_moved=state.revision_id != latest.pk,
        is_open=is_open,
        ended="" if is_open else how_it_ended(state),
        barred=why_not(state.task.specific, page, request.user) if is_open else "",
        why=typed(request.POST, "why"),
    )


def _edits(page: Resource) -> tuple[Edit, ...]:
    """Who saved this draft, the newest first."""
    rows = edits_of_draft(page).select_related("user").order_by("-timestamp")[:20]
    return tuple(Edit(row.timestamp, shown_name(row.user) if row.user else "") for row in rows)
