"""What contents of a page point to, read once: pages that this reader may see, terms, places, files."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import ForeignKey, Model
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from resource_centre.access.visibility import Access
from resource_centre.content.html import linked_page_ids
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.changes import BODY, Content
from resource_centre.contribution.merging.model_shape import shape_of
from resource_centre.contribution.merging.shape import Shape

#: Fields that no page prints: addresses, words for search engines, what an import left, an agreement.
_UNPRINTED = (
    *("slug", "seo_title", "search_description", "show_in_menus"),
    *("extra", "logo_consent"),
)


@dataclass(frozen=True)
class Pointer:
    """A column that leads to another object. `model` is Page for every kind of page."""

    name: str
    model: type[Model]
    is_optional: bool


@dataclass(frozen=True)
class Anatomy:
    """What is printed of a kind: its shape, the models of its rows, the columns that lead elsewhere."""

    shape: Shape
    rows: Mapping[str, type[Model]]
    fields: tuple[Pointer, ...]
    columns: Mapping[str, tuple[Pointer, ...]]


@lru_cache(maxsize=64)
def anatomy_of(model: Any) -> Anatomy:
    """Read from the class, once: a kind that a host adds is read like ours."""
    shape = shape_of(model).without(*_UNPRINTED)
    relations = {rel.get_accessor_name(): rel.related_model for rel in get_all_child_relations(model)}
    rows = {name: relations[name] for name in shape.rows}
    columns = {name: _pointers(rows[name], row.fields) for name, row in shape.rows.items()}
    return Anatomy(shape, rows, _pointers(model, shape.fields), columns)


def _pointers(model: type[Model], names: Sequence[str]) -> tuple[Pointer, ...]:
    fields = (model._meta.get_field(name) for name in names)
    return tuple(
        Pointer(one.name, family(one.related_model), one.null)  # type: ignore[arg-type]  # no longer a name
        for one in fields
        if isinstance(one, ForeignKey)
    )


def family(model: type[Model]) -> type[Model]:
    """Page for a page, whatever its kind: all are read in one query."""
    return Page if issubclass(model, Page) else model


@dataclass(frozen=True)
class Targets:
    """Objects by model and key. A page that this reader may not see is not there."""

    objects: Mapping[type[Model], Mapping[Any, Any]]

    def find(self, model: type[Model], key: Any) -> Any | None:
        """The object, None when it is gone or hidden."""
        return self.objects.get(family(model), {}).get(key)

    def of(self, model: type[Model]) -> Mapping[Any, Any]:
        """All that were found of a model."""
        return self.objects.get(family(model), {})


def read_targets(anatomy: Anatomy, contents: Iterable[Content], access: Access) -> Targets:
    """One query for each model that is pointed to. The contents are opened: their bodies are lists of blocks."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for content in contents:
        for model, key in _keys(anatomy, content):
            wanted[model].add(key)
    return Targets({model: _read(model, keys, access) for model, keys in wanted.items()})


def _keys(anatomy: Anatomy, content: Content) -> Iterator[tuple[type[Model], Any]]:
    found = [(one.model, content.get(one.name)) for one in anatomy.fields]
    for name, pointers in anatomy.columns.items():
        found += [(one.model, row.get(one.name)) for row in content.get(name) or () for one in pointers]
    found += [key for block in content.get(BODY) or () for key in block_keys(block)]
    found += [(Page, pk) for pk in links_in(content)]
    return ((model, key) for model, key in found if key)


def block_keys(block: Mapping[str, Any]) -> tuple[tuple[type[Model], Any], ...]:
    """What a block of the body names: an image, a file, a page."""
    value = block["value"]
    if not isinstance(value, Mapping):
        return ()
    names = {"resource": ("page", Page), "document": ("document", get_document_model())}
    names["figure"] = ("image", get_image_model())
    name, model = names.get(block["type"], ("", Page))
    return ((model, value[name]),) if value.get(name) else ()


def links_in(content: Content) -> set[int]:
    """Pages to which its texts link."""
    return linked_page_ids(json.dumps(content, ensure_ascii=False).replace('\\"', '"'))


def _read(model: Any, keys: set[Any], access: Access) -> Mapping[Any, Any]:
    if model is Page:
        return {page.pk: page for page in access.filter(Page.objects.filter(pk__in=keys))}
    rows = model._default_manager.filter(pk__in=keys)
    return {row.pk: row for row in (rows.select_related("vocabulary") if model is Concept else rows)}
