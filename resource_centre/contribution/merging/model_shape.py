"""Reading a kind's shape from its model, so that a kind that a host adds is merged like ours."""

from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField

from resource_centre.contribution.merging.shape import BOOKKEEPING, ROW_BOOKKEEPING, RowShape, Shape

#: Which fields make two unsaved rows the same, where the database does not say it. A host's rows are recognised by
#: their key, their unique constraint, or when they are equal.
_IDENTITIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "involvements": (("actor", "role"),),
    "actor_links": (("other", "kind"),),
    "resource_links": (("target", "kind"), ("target",)),
    "evidence": (("lesson",),),
    "sources": (("url",), ("title",)),
    "figures": (("label", "date"), ("label",)),
    "documents": (("document",),),
    "names": (("name",),),
    "authors": (("name",),),
    "speakers": (("name",),),
    "history": (("state", "date"),),
}


def shape_of(model: type[models.Model]) -> Shape:
    """What the content of that page model holds. Reads the class, not the database.

    Rows that have rows of their own keep those that are stored: they are not merged.
    """
    fields = [field for field in _stored(model) if field.name not in BOOKKEEPING]
    relations = {rel.get_accessor_name(): rel for rel in get_all_child_relations(model)}
    return Shape(
        fields=tuple(field.name for field in fields),
        streams=frozenset(field.name for field in fields if isinstance(field, StreamField)),
        rows={name: _row_shape(name, rel) for name, rel in relations.items() if name not in BOOKKEEPING},
    )


def _stored(model: type[models.Model]) -> list[Any]:
    """The fields that a revision holds, as modelcluster writes them."""
    return [field for field in model._meta.fields if getattr(field, "serialize", True)]


def _row_shape(name: str, relation: Any) -> RowShape:
    parent = relation.field.name
    hidden = ROW_BOOKKEEPING | {parent}
    return RowShape(
        fields=tuple(field.name for field in _stored(relation.related_model) if field.name not in hidden),
        parent=parent,
        unique=_unique_under(parent, relation.related_model),
        identities=_IDENTITIES.get(name, ()),
    )


def _unique_under(parent: str, model: type[models.Model]) -> tuple[str, ...]:
    """The other fields of the first constraint that makes rows of one page differ."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and parent in constraint.fields and not constraint.condition:
            return tuple(field for field in constraint.fields if field != parent)
    return ()
