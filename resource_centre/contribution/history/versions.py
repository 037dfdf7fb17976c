"""Published versions of a resource: which revisions readers have seen, when, by whom, in what sense.

Of all revisions of a page most are drafts, and none says that it was live. What says so is the log that Wagtail writes
in the transaction of each publication (`PageLogEntry` with its revision): "wagtail.publish" when somebody publishes,
"wagtail.publish.scheduled" when a scheduled revision goes live; a revision that only waits for its day bears
"wagtail.publish.schedule". Neither `approved_go_live_at` nor the order of revisions would tell. The live revision is a
version too, for a host that publishes without a log.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page, PageLogEntry, Revision

from resource_centre.content.pages.base import Resource, Significance
from resource_centre.contribution.changes import Content
from resource_centre.contribution.credits import By, authors_of

#: Actions of the log after which readers see the revision.
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


@dataclass(frozen=True)
class Story:
    """What is said of a publication.

    significance: a value of `Significance`, "" when the revision does not say. restores: when the version was published
    whose text was put back; None otherwise, and for a draft put back, which is nobody's business.

    What an author and the editors write to one another on a proposal stays between them.
    """

    by: By
    significance: str = ""
    restores: datetime | None = None


@dataclass(frozen=True)
class Version:
    """A revision that readers have seen. number: its key, in its permanent address. at: when it was published last."""

    number: int
    at: datetime
    is_current: bool
    story: Story
    content: Content = field(repr=False)


def published(page: Resource) -> QuerySet[Any]:
    """Revisions of that page that were published, the newest first, each with `shown_at`."""
    entries = PageLogEntry.objects.filter(page=page.pk, revision=OuterRef("pk"), action__in=PUBLISHED)
    logged = entries.order_by().values("revision").annotate(at=Max("timestamp")).values("at")
    rows = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page.pk)
    ).annotate(logged_at=Subquery(logged))
    is_live = Q(pk=page.live_revision_id) if page.live_revision_id else Q(pk__in=())
    return (
        rows.filter(Q(logged_at__isnull=False) | is_live)
        .annotate(shown_at=Coalesce("logged_at", Value(page.changed_at)))
        .order_by("-shown_at", "-pk")
    )


def versions_of(page: Resource, start: int, stop: int) -> tuple[Version, ...]:
    """A stretch of the versions, the newest first, in four queries at most."""
    return _told(page, published(page)[start:stop])


def versions_numbered(page: Resource, numbers: Collection[int]) -> Mapping[int, Version]:
    """Those of that page that bear these numbers. A draft, or a revision of another page, is not there."""
    return {one.number: one for one in _told(page, published(page).filter(pk__in=numbers))}


def version_before(page: Resource, version: Version) -> Version | None:
    """What readers saw before that version; None for the first."""
    earlier = Q(shown_at__lt=version.at) | Q(shown_at=version.at, pk__lt=version.number)
    return next(iter(_told(page, published(page).filter(earlier)[:1])), None)


def _told(page: Resource, rows: Iterable[Any]) -> tuple[Version, ...]:
    found = list(rows)
    stories = stories_of({row.pk: str(row.content.get("significance") or "") for row in found})
    return tuple(
        Version(row.pk, row.shown_at, row.pk == page.live_revision_id, stories[row.pk], row.content) for row in found
    )


def stories_of(significance: Mapping[int, str]) -> Mapping[int, Story]:
    """What is said of these revisions, in three queries: {12: "meaning"} gives {12: Story(By(), "meaning")}."""
    restored = _restored(significance)
    dates = _shown_at(set(restored.values()))
    authors = authors_of(significance)
    return {
        number: Story(
            authors.get(number, By()),
            said if said in Significance.values else "",
            dates.get(restored.get(number, 0)),
        )
        for number, said in significance.items()
    }


def _restored(numbers: Collection[int]) -> dict[int, int]:
    """Which revision each one puts back, as Wagtail's log has it: {"revision": {"id": 12, "created": "…"}}."""
    entries = PageLogEntry.objects.filter(revision__in=numbers, action__in=PUBLISHED)
    found = entries.order_by("timestamp", "pk").values_list("revision_id", "data")
    return {number: int(data["revision"]["id"]) for number, data in found if isinstance(data.get("revision"), dict)}


def _shown_at(numbers: Collection[int]) -> dict[int, datetime]:
    """When these revisions were published last; those that never were are left out."""
    if not numbers:
        return {}
    entries = PageLogEntry.objects.filter(revision__in=numbers, action__in=PUBLISHED)
    return dict(entries.order_by().values_list("revision_id").annotate(at=Max("timestamp")))
