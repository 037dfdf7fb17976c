"""The step between writing and sending: the difference, what overlaps, how it will read, who proposes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.contribution.changes import BODY, Change, find_changes
from resource_centre.contribution.merged import Overlap
from resource_centre.contribution.submit import Draft
from resource_centre.contribution.surface import Shape, fields_of
from resource_centre.contribution.wording import Tally, WordedChange, tally, word_changes
from resource_centre.web.contributing.about import AboutForm
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.guard import SHOWN, Guard
from resource_centre.web.presenters.common import Link
from resource_centre.web.templatetags.rc_text import LoneSources


@dataclass(frozen=True)
class Reading:
    """A changed text as it will be read."""

    label: str
    html: SafeString


@dataclass(frozen=True)
class CheckView:
    """The page of this step. overlaps: what the page says since, against what the author wants."""

    breadcrumb: tuple[Link, ...]
    title: str
    page: Link
    changes: tuple[WordedChange, ...]
    tally: Tally
    readings: tuple[Reading, ...]
    overlaps: tuple[WordedChange, ...]
    about: AboutForm | None
    errors: tuple[tuple[str, str, str], ...]
    notice: str
    shown: str
    seen: str
    carried: tuple[tuple[str, str], ...]
    is_to_confirm: bool


def present_check(
    request: HttpRequest, page: Any, draft: Draft, overlaps: Sequence[Overlap], access: Access, *,
    breadcrumb: tuple[Link, ...], about: AboutForm | None, guard: Guard | None, notice: str,
    carried: tuple[tuple[str, str], ...], seen: str, is_to_confirm: bool,
) -> CheckView:  # fmt: skip
    """Put the step into words."""
    model = type(page)
    changes = find_changes(draft.base, draft.content)
    worded = word_changes(model, changes, access, draft.base, draft.content)
    both = [Change(one.key, one.change.field, one.change.item, one.page, one.change.after) for one in overlaps]
    return CheckView(
        breadcrumb=breadcrumb,
        title=_("Check my changes"),
        page=Link(page.title, page.get_url(request) or ""),
        changes=worded,
        tally=tally(worded),
        readings=_readings(request, model, changes, {one.key: one.label for one in worded}),
        overlaps=word_changes(model, both, access, draft.base, draft.content),
        about=about,
        errors=tuple(_errors(about, guard)),
        notice=notice,
        shown=str(request.POST.get(SHOWN, "")),
        seen=seen,
        carried=carried,
        is_to_confirm=is_to_confirm,
    )


def _readings(
    request: HttpRequest, model: Any, changes: Sequence[Change], labels: Mapping[str, str]
) -> tuple[Reading, ...]:
    rich = {one.name for one in fields_of(model) if one.shape is Shape.RICH}
    sources = LoneSources(request)
    found = []
    for change in changes:
        text = change.after if change.field in rich else ""
        if change.field == BODY and change.after and change.after["type"] == "text":
            text = change.after["value"]
        if text:
            found.append(Reading(labels[change.key], sources.html(str(text))))
    return tuple(found)


def _errors(about: AboutForm | None, guard: Guard | None) -> list[tuple[str, str, str]]:
    found = [("", "", str(message)) for message in guard.non_field_errors()] if guard and guard.is_bound else []
    return [*found, *(error_lines(about) if about is not None else ())]
