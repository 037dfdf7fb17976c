"""Pages to re-read because another one has changed its meaning: those that cite it, and the same in other languages."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import Evidence, ResourceLink
from resource_centre.workflow.clock.models import ReReading

#: Relations of a page in Wagtail's reference index, by the beginning of their path. Those that cite have their rows.
_RELATIONS = (
    *("involvements.", "resource_links.", "evidence.", "actor_links.", "authors.", "speakers."),
    *("concept_links.", "territory_links."),
)


def reliant_on(page: Any) -> set[int]:
    """Published pages whose text or relations cite a page, and its translations; four queries.

    Who did what (an actor's roles) is no citation: an actor that changes leaves what it did as it was.
    """
    found = {*ResourceLink.objects.filter(target=page.pk).values_list("resource", flat=True)}
    found |= {*Evidence.objects.filter(lesson=page.pk).values_list("resource", flat=True)}
    found |= {int(pk) for pk in _that_mention(page)}
    same = Q(pk__in=found) | Q(translation_key=page.translation_key)
    rows = Resource.objects.live().filter(same, alias_of=None).exclude(pk=page.pk)
    return set(rows.values_list("pk", flat=True))


def _that_mention(page: Any) -> Iterable[str]:
    """Keys of pages whose own texts link to it."""
    page_type = ContentType.objects.get_for_model(Page)
    relations = Q()
    for path in _RELATIONS:
        relations |= Q(model_path__startswith=path)
    rows = ReferenceIndex.objects.filter(
        to_content_type=page_type, to_object_id=str(page.pk), base_content_type=page_type
    )
    return rows.exclude(relations).values_list("object_id", flat=True).distinct()


def mark_reliant(page: Any) -> None:
    """Mark them. One that is marked already because of that page stays so, since the first time."""
    now = timezone.now()
    marks = [ReReading(resource_id=pk, because_id=page.pk, since=now) for pk in sorted(reliant_on(page))]
    ReReading.objects.bulk_create(marks, ignore_conflicts=True)


def close_marks(page: Any, by: Any) -> None:
    """Somebody has re-read the page."""
    ReReading.objects.filter(resource=page.pk, closed_at=None).update(closed_at=timezone.now(), closed_by=by)
