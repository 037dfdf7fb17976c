"""Many pages and rows at once: what 200 saves would store, in a few queries."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone
from wagtail.models import Locale, Page

from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource, title_key
from resource_centre.content.relations import ActorLink, Evidence, Involvement, ResourceLink
from tests.factories import concept, index_of


def many_pages(
    centre: Page, kind: str, count: int, title: str = "Page", describe: Callable[[int, Any], None] | None = None
) -> Sequence[Any]:
    """Published pages of a kind, added below its list: "Page 1", "Page 2"…; describe: given each, from nought, before
    it is stored."""
    place, model = index_of(centre, kind), kind_model(kind)
    first, now = place.numchild + 1, timezone.now()
    locale, content_type = Locale.get_default(), ContentType.objects.get_for_model(model)
    pages = [
        model(
            title=f"{title} {number}",
            draft_title=f"{title} {number}",
            slug=f"{kind}-{number}",
            url_path=f"{place.url_path}{kind}-{number}/",
            path=Page._get_path(place.path, place.depth + 1, number),
            depth=place.depth + 1,
            content_type=content_type,
            locale=locale,
            translation_key=uuid.uuid4(),
            first_published_at=now,
            last_published_at=now,
            summary=f"Résumé {number}.",
            title_key=title_key(f"{title} {number}"),
        )
        for number in range(first, first + count)
    ]
    if describe is not None:
        for rank, page in enumerate(pages):
            describe(rank, page)
    _insert_with_parents(model, pages)
    Page.objects.filter(pk=place.pk).update(numchild=first + count - 1)
    return pages


def _insert_with_parents(model: type[models.Model], pages: Sequence[Any]) -> None:
    """`bulk_create` refuses models with parents: insert table by table, from the root of the inheritance.

    PostgreSQL does not see that ids were chosen, and is told of it.
    """
    keys = range(1 + (Page.objects.aggregate(last=models.Max("pk"))["last"] or 0), 10**9)
    for page, key in zip(pages, keys, strict=False):
        page.id = page.page_ptr_id = page.pk = key
        if model is not Resource:
            page.resource_ptr_id = key
    for table in (Page, Resource, model):
        fields = [field for field in table._meta.local_concrete_fields if not field.generated]
        table._base_manager._insert(pages, fields=fields, using="default")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Page]):
            cursor.execute(statement)


def relate(page: Any, others: dict[str, Sequence[Any]]) -> None:
    """Relate a page to each of these, by kind, from both ends: every row that its page prints."""
    role = concept("role", "partenaire", "Partenaire")
    practices, actors, lessons = others["practice"], others["actor"], others["lesson"]
    note = {"note": "Une note.", "source_title": "Une source"}
    Involvement.objects.bulk_create(Involvement(resource=page, actor=actor, role=role, **note) for actor in actors)
    ResourceLink.objects.bulk_create(
        ResourceLink(resource=one, target=other, kind="based_on", **note)
        for practice in practices
        for one, other in ((page, practice), (practice, page))
    )
    Evidence.objects.bulk_create(
        Evidence(resource=page, lesson=lesson, stance="supports", **note) for lesson in lessons
    )
    if page.kind.code == "actor":
        Involvement.objects.bulk_create(
            Involvement(resource=practice, actor=page, role=role, **note) for practice in practices
        )
        ActorLink.objects.bulk_create(
            ActorLink(actor=one, other=other, kind="funds", **note)
            for actor in actors
            for one, other in ((page, actor), (actor, page))
        )
    if page.kind.code == "lesson":
        Evidence.objects.bulk_create(
            Evidence(resource=practice, lesson=page, stance="nuances", **note) for practice in practices
        )
