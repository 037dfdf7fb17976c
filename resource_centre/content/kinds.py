"""The kinds of resource: what each is called, where it is listed. A host registers its own here.

@register_kind(KindSpec(code="charter", slug="chartes", label=_("Charter"), plural=_("Charters"), order=90))
class Charter(Resource):
    ...
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.contrib.contenttypes.models import ContentType

from resource_centre.content.kind_spec import KindSpec

if TYPE_CHECKING:
    from resource_centre.content.pages.base import Resource

__all__ = [
    "KindClash",
    "KindSpec",
    "all_kinds",
    "codes_by_type",
    "kind_by_code",
    "kind_model",
    "kind_models",
    "register_kind",
]

KindModel = TypeVar("KindModel", bound="type[Resource]")


_registry: dict[str, tuple[KindSpec, "type[Resource]"]] = {}


class KindClash(Exception):
    """Two models claim the same kind code or list address."""


def register_kind(spec: KindSpec) -> Callable[[KindModel], KindModel]:
    """Class decorator that adds a kind. Raises KindClash when its code or slug is taken by another model."""

    def register(model: KindModel) -> KindModel:
        for other_spec, other_model in _registry.values():
            if {spec.code, spec.slug} & {other_spec.code, other_spec.slug} and other_model is not model:
                raise KindClash(f"{model.__name__}: {other_model.__name__} already has {other_spec.code!r}")
        model.kind = spec
        _registry[spec.code] = (spec, model)
        return model

    return register


def all_kinds() -> tuple[KindSpec, ...]:
    """Every registered kind, in display order."""
    return tuple(sorted((spec for spec, _model in _registry.values()), key=lambda spec: (spec.order, spec.code)))


def kind_by_code(code: str) -> KindSpec | None:
    """The kind of that code, or None."""
    entry = _registry.get(code)
    return entry[0] if entry else None


def kind_model(code: str) -> "type[Resource]":
    """The page model of a kind. Raises KeyError for an unknown code."""
    return _registry[code][1]


def kind_models() -> tuple["type[Resource]", ...]:
    """Every registered page model, in display order of their kinds."""
    return tuple(kind_model(spec.code) for spec in all_kinds())


def codes_by_type() -> dict[int, str]:
    """Codes by the id of the content type of their model, {31: "practice", …}: Django remembers them, no query."""
    types = ContentType.objects.get_for_models(*kind_models())
    return {types[kind_model(spec.code)].pk: spec.code for spec in all_kinds()}
