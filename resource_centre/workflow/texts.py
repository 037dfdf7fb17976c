"""The text that waits at a step, cut into sections, each with what it changes; and the draft of a page."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, WorkflowState

from resource_centre.access.visibility import Access
from resource_centre.contribution.history.comparing import compare_readings
from resource_centre.contribution.history.reading import readings_of
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.surface import version_of
from resource_centre.contribution.wording import WordedChange, word_changes


@dataclass(frozen=True)
class Section:
    """A field that changes, or a part of a proposal: Section("summary", "Summary", (…), is_reordered=False)."""

    key: str
    label: str
    changes: tuple[WordedChange, ...]
    is_reordered: bool = False


def sections_of(thing: Any, access: Access) -> tuple[Section, ...]:
    """What the newest text of a page or of a proposal changes in what is published, for one reader."""
    if isinstance(thing, Proposal):
        words = word_changes(model_of(thing), thing.changes, access, thing.base_content, thing.content)
        return tuple(Section(one.key, one.label, (one,)) for one in words)
    page: Any = thing.specific
    live = page.live_revision.content if page.live and page.live_revision else {"pk": page.pk}
    readings = readings_of(type(page), [live, page.get_latest_revision().content], access)
    found = compare_readings(readings, 0, 1)
    return tuple(Section(one.name, one.label, one.changes, one.is_reordered) for one in found)


def draft_of(page: Page) -> Page:
    """The newest draft of a page, in memory: never to be saved."""
    found: Page = version_of(page.specific, page.get_latest_revision())
    return found


def newest_review(thing: Any) -> WorkflowState | None:
    """The review of a page or of a proposal: the one that goes on, else the last that ended."""
    found: WorkflowState | None = thing.current_workflow_state or thing.workflow_states.order_by("created_at").last()
    return found


def title_of(thing: Any) -> str:
    """What it is called in the text that waits."""
    if isinstance(thing, Proposal):
        return thing.title
    return str(thing.get_admin_display_title())
