"""View restrictions of the whole site, read once for a request: they are few, and asked for several times."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, PageViewRestriction

_KEPT = "_resource_centre_restrictions"
_ALIAS = ("page__aliases", "page__aliases__path")
_COLUMNS = ("pk", "restriction_type", "password", "page_id", "page__path", "groups", *_ALIAS)


@dataclass(frozen=True)
class SiteRestriction:
    """A view restriction: its row, the places that it binds (its page, that page's aliases, and theirs), the groups
    that it lets in.

    SiteRestriction(<row 3>, frozenset({"000100010002"}), frozenset({5})).
    """

    row: PageViewRestriction
    paths: frozenset[str]
    groups: frozenset[int]

    def binds(self, path: str) -> bool:
        """Whether a place of the tree is one of these, or below one."""
        return any(path.startswith(place) for place in self.paths)


Restrictions = tuple[SiteRestriction, ...]


def read_restrictions() -> Restrictions:
    """Every restriction, in one query: a line for each group and alias of each; in one more for each level of aliases,
    where there are any."""
    found: dict[int, tuple[PageViewRestriction, set[str], set[int]]] = {}
    bound: dict[int, set[int]] = defaultdict(set)  # which restrictions bind an alias
    lines = PageViewRestriction.objects.order_by("pk").values_list(*_COLUMNS)
    for pk, kind, password, page, path, group, alias, alias_path in lines:
        row = PageViewRestriction(pk=pk, restriction_type=kind, password=password, page_id=page)
        _row, paths, groups = found.setdefault(pk, (row, set(), set()))
        paths |= {path, alias_path} - {None}
        groups |= {group} - {None}
        if alias is not None:
            bound[alias].add(pk)
    for source, alias, path in aliases_below(list(bound)):
        bound[alias] |= bound[source]
        for pk in bound[source]:
            found[pk][1].add(path)
    return tuple(SiteRestriction(row, frozenset(paths), frozenset(groups)) for row, paths, groups in found.values())


def aliases_below(pages: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Aliases of these pages, and theirs, each after its source: (its source, itself, its path). An alias can be copied
    as an alias. One query for each level."""
    while pages:
        level = list(Page.objects.filter(alias_of__in=pages).values_list("alias_of", "pk", "path"))
        yield from level
        pages = [pk for _source, pk, _path in level]


def restrictions_of_request(request: Any) -> Restrictions:
    """The same, kept on the request."""
    found: Restrictions | None = getattr(request, _KEPT, None)
    if found is None:
        found = read_restrictions()
        setattr(request, _KEPT, found)
    return found


def binding(restrictions: Iterable[SiteRestriction], path: str) -> list[PageViewRestriction]:
    """Rows of those on a place of the tree or above it, or on the source of an alias there, as Wagtail binds them."""
    return [one.row for one in restrictions if one.binds(path)]


class RestrictionsAtOnce(Page):
    """Reads the view restrictions of a page from what was read for the request; alone, as Wagtail does."""

    class Meta:
        abstract = True

    def keep_restrictions(self, request: Any) -> None:
        """Called on the way to the page, before Wagtail asks who may see it."""
        self._restrictions = restrictions_of_request(request)

    def get_view_restrictions(self) -> Any:
        """Restrictions on the page, above it, and on the sources of those that are aliases: a list on the way to the
        page, elsewhere Wagtail's own queryset, which its admin orders and filters."""
        found: Restrictions | None = getattr(self, "_restrictions", None)
        return super().get_view_restrictions() if found is None else binding(found, self.path)
