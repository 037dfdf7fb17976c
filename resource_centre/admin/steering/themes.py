"""Which pages are of which theme, what is below a theme counted with it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.discovery.reference import TermTree, current_reference


@dataclass(frozen=True)
class Theme:
    """A theme at its place in the tree."""

    pk: int
    code: str
    label: str
    depth: int


@dataclass(frozen=True)
class ThemeSets:
    """Themes in the order of the tree; ids of the pages of each, by its code; those without any."""

    themes: tuple[Theme, ...]
    pages: Mapping[str, frozenset[int]]
    without: frozenset[int]


def read_theme_sets(resources: QuerySet[Resource], ids: Collection[int]) -> ThemeSets:
    """As the search files them: a replaced theme counts as the one in use (two queries, or more once in a while).

    ids: of those resources; a row of another page is left out.
    """
    tree = current_reference().trees.get(THEME)
    keys = dict(Concept.objects.of(THEME).order_by().values_list("code", "pk"))
    found: dict[str, set[int]] = defaultdict(set)
    with_theme: set[int] = set()
    rows = ResourceConcept.objects.filter(concept__vocabulary__code=THEME, resource__in=resources.values("pk"))
    for page, code in rows.order_by().values_list("resource_id", "concept__code"):
        current = tree.current(code) if tree else None
        if current is None or tree is None or page not in ids:
            continue
        with_theme.add(page)
        for above in tree.lineage(current):
            found[above].add(page)
    themes = () if tree is None else _themes(tree, keys, found)
    sets = {theme.code: frozenset(found.get(theme.code, ())) for theme in themes}
    return ThemeSets(themes, sets, frozenset(ids) - with_theme)


def filed_under(code: str) -> frozenset[int]:
    """Ids of the terms whose pages count under a theme: those of its branch, and those that one of them replaces."""
    tree = current_reference().trees.get(THEME)
    if tree is None:
        return frozenset()
    keys = Concept.objects.of(THEME).order_by().values_list("code", "pk")
    return frozenset(pk for own, pk in keys if code in tree.lineage(tree.current(own) or ""))


def _themes(tree: TermTree, keys: Mapping[str, int], used: Collection[str]) -> tuple[Theme, ...]:
    """Those that may be chosen, and those that are no longer but still have pages."""
    return tuple(
        Theme(keys[term.code], term.code, term.label, len(tree.lineage(term.code)) - 1)
        for term in tree.walk()
        if term.code in keys and term.replaced_by is None and (term.is_offered or term.code in used)
    )
