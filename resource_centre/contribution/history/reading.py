"""Old contents as a reader may see them today, and the page as it was.

What names a page that the reader may not see is left out, as on the live page; so is what names something that exists
no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from modelcluster.models import get_all_child_relations

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.changes import BODY, Content
from resource_centre.contribution.history.targets import (
    Anatomy,
    Pointer,
    Targets,
    anatomy_of,
    block_keys,
    links_in,
    read_targets,
)
from resource_centre.contribution.merging.opening import closed, opened
from resource_centre.contribution.surface import without_unseen_links


@dataclass(frozen=True)
class Readings:
    """Contents of one page as one reader may see them, in the order given, with what they point to."""

    model: type[Resource]
    anatomy: Anatomy
    targets: Targets
    contents: tuple[Content, ...]


def readings_of(model: type[Resource], contents: Sequence[Content], access: Access) -> Readings:
    """Read contents of revisions for a reader: one query for each model that they point to."""
    anatomy = anatomy_of(model)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
    found = [dict(opened(content, anatomy.shape.streams)) for content in contents]
    for content in found:
        # An actor's logo is shown when the actor agreed to it; whether it did is printed nowhere.
        if not content.get("logo_consent", True):
            content["logo"] = None
    targets = read_targets(anatomy, found, access)
    return Readings(model, anatomy, targets, tuple(_seen(content, anatomy, targets) for content in found))


def _seen(content: Content, anatomy: Anatomy, targets: Targets) -> Content:
    seen = {**content, **_followed(content, anatomy.fields, targets)}
    for name, pointers in anatomy.columns.items():
        rows = ((row, _followed(row, pointers, targets)) for row in content.get(name) or ())
        seen[name] = [{**row, **ends} for row, ends in rows if _stands(ends, pointers)]
    blocks = content.get(BODY)
    if isinstance(blocks, list):
        seen[BODY] = [one for one in blocks if all(targets.find(*key) is not None for key in block_keys(one))]
    unseen = links_in(seen) - set(targets.of(Resource))
    return without_unseen_links(seen, unseen) if unseen else seen


def _followed(row: Content, pointers: Sequence[Pointer], targets: Targets) -> dict[str, Any]:
    """The columns that lead elsewhere, None where they lead nowhere."""
    known = {one.name: row[one.name] for one in pointers if row.get(one.name)}
    models = {one.name: one.model for one in pointers}
    return {name: key if targets.find(models[name], key) is not None else None for name, key in known.items()}


def _stands(ends: dict[str, Any], pointers: Sequence[Pointer]) -> bool:
    """Whether a row still says something: an author without their page does, a role without its actor does not."""
    return all(one.is_optional or ends.get(one.name) is not None for one in pointers)


def page_as_it_was(page: Resource, readings: Readings, at: datetime) -> Any:
    """The page in memory with the first content of the readings, never to be saved: rows of its own, today's place.

    Wagtail's `as_object` asks the database for the end of each row, and fails on one that exists no more.
    """
    shape = readings.anatomy.shape
    content = {**readings.contents[0], "pk": page.pk}
    for relation in get_all_child_relations(type(page)):
        # A relation that the content does not have would be read from the database: from the page of today.
        name = relation.get_accessor_name()
        content[name] = (content.get(name) or []) if name in readings.anatomy.rows else []
    found: Any = type(page).from_serializable_data(closed(content, shape.streams), check_fks=False)
    printed = set(shape.fields)
    for field in page._meta.concrete_fields:
        if field.name not in printed:
            setattr(found, field.attname, getattr(page, field.attname))
    found.last_published_at = at
    _join(found, readings.anatomy.fields, readings.targets)
    for name, pointers in readings.anatomy.columns.items():
        for row in getattr(found, name).all():
            _join(row, pointers, readings.targets)
    return found


def _join(row: Any, pointers: Sequence[Pointer], targets: Targets) -> None:
    """Give a row what it points to, read already. Pages are found by their key, elsewhere."""
    for one in pointers:
        target = targets.find(one.model, getattr(row, f"{one.name}_id"))
        if target is not None and isinstance(target, row._meta.get_field(one.name).related_model):
            setattr(row, one.name, target)
