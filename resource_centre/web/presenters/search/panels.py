"""Facets as boxes to tick. First values here, all of them on a page of their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.content.kinds import all_kinds
from resource_centre.discovery.documents import NOWHERE
from resource_centre.discovery.facets import ResourceFacet, Source
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.places import COUNTRY
from resource_centre.search.facets import Bucket, FacetCounts
from resource_centre.text.folding import fold
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.values import Option, Panel

#: Values shown of a facet, and how many it may have to be shown whole.
SHOWN, WHOLE = 6, 8


@dataclass(frozen=True)
class Panels:
    """Builds the panels of one page."""

    addresses: Addresses
    labeller: Labeller

    def panel(self, facet: ResourceFacet, counts: FacetCounts) -> Panel:
        """The first values, those that are picked among them, and the way to all."""
        options = self._options(facet, counts)
        shown = _first(options)
        return Panel(
            code=facet.code,
            label=str(facet.label),
            options=shown,
            picked=len(self.addresses.criteria.picked.get(facet.code, ())),
            is_tree=facet.is_tree,
            more=self._more(facet, len(options) - len(shown), has_more=counts.has_more or _is_cut(facet, counts)),
        )

    def _more(self, facet: ResourceFacet, left: int, *, has_more: bool) -> Link | None:
        if left <= 0 and not has_more:
            return None
        names = {"facet": str(facet.label).lower(), "number": number_format(left, force_grouping=True)}
        words = ngettext("%(number)s more: %(facet)s", "%(number)s more: %(facet)s", left) % names
        return Link(words if left > 0 else _("All values: %(facet)s") % names, self.all_url(facet))

    def all_url(self, facet: ResourceFacet) -> str:
        """The page of all values of a facet, which knows the rest of the search."""
        query = urlencode([pair for pair in self.addresses.pairs() if pair[0] != "page"], safe=":")
        base = f"{self.addresses.path}filtres/{facet.code}/"
        return f"{base}?{query}" if query else base

    def whole(self, facet: ResourceFacet, counts: FacetCounts) -> tuple[Option, ...]:
        """Every value, in trees where there are some."""
        return self._options(facet, counts, deep=True)

    def _options(self, facet: ResourceFacet, counts: FacetCounts, *, deep: bool = False) -> tuple[Option, ...]:
        if facet.source is Source.KINDS:
            return self._kinds(facet, counts)
        if facet.is_tree:
            return self._tree(facet, counts, deep=deep)
        options = (self._option(facet, bucket) for bucket in counts.buckets)
        return tuple(_in_order(facet, [option for option in options if option is not None]))

    def _option(self, facet: ResourceFacet, bucket: Bucket, children: Sequence[Option] = ()) -> Option | None:
        label = self.labeller.label(facet, bucket.key)
        if label is None:
            return None
        return Option(facet.code, bucket.key, label, bucket.count, bucket.picked, tuple(children))

    def _kinds(self, facet: ResourceFacet, counts: FacetCounts) -> tuple[Option, ...]:
        """A short closed list keeps its order, and what finds nothing its place."""
        picked = self.addresses.criteria.picked.get(facet.code, ())
        return tuple(
            Option(facet.code, kind.code, str(kind.plural), counts.count_of(kind.code), kind.code in picked)
            for kind in all_kinds()
        )

    def _tree(self, facet: ResourceFacet, counts: FacetCounts, *, deep: bool) -> tuple[Option, ...]:
        """Top values; what is inside one only where a choice was made there, or everywhere with `deep`."""
        buckets = {bucket.key: bucket for bucket in counts.buckets}
        below: dict[str | None, list[str]] = {}
        for key in buckets:
            parent = self.labeller.parent(facet, key)
            while parent is not None and parent not in buckets:
                parent = self.labeller.parent(facet, parent)
            below.setdefault(None if parent == COUNTRY else parent, []).append(key)
        opened = {parent for key, bucket in buckets.items() if bucket.picked for parent in self._line(facet, key)}

        def built(parent: str | None, seen: frozenset[str]) -> list[Option]:
            keys = [key for key in below.get(parent, ()) if key not in seen]
            found = (
                self._option(facet, buckets[key], built(key, seen | {key}) if deep or key in opened else ())
                for key in keys
            )
            return _in_order(facet, [option for option in found if option is not None])

        return tuple(built(None, frozenset()))

    def _line(self, facet: ResourceFacet, key: str) -> Iterable[str]:
        current: str | None = key
        seen: set[str] = set()
        while current is not None and current not in seen:
            seen.add(current)
            yield current
            current = self.labeller.parent(facet, current)


def _first(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The first values of each level; all of them where there are few."""
    kept = (one for rank, one in enumerate(options) if len(options) <= WHOLE or rank < SHOWN or _is_picked(one))
    return tuple(replace(option, children=_first(option.children)) for option in kept)


def _is_picked(option: Option) -> bool:
    return option.is_picked or any(map(_is_picked, option.children))


def _is_cut(facet: ResourceFacet, counts: FacetCounts) -> bool:
    """Places below those that are listed are never all on the page."""
    return facet.source is Source.TERRITORIES and bool(counts.buckets)


def _in_order(facet: ResourceFacet, options: list[Option]) -> list[Option]:
    """The most frequent first, whether ticked or not: a box does not move when it is ticked. Years by year."""
    if facet.source is Source.YEARS:
        return sorted(options, key=lambda option: option.key, reverse=True)
    special = {NOWHERE: 2, COUNTRY: 1}
    return sorted(options, key=lambda option: (special.get(option.key, 0), -option.count, fold(option.label)))


def other_facets(
    panels: Panels, facets: Iterable[ResourceFacet], counts: Mapping[str, FacetCounts]
) -> tuple[Link, ...]:
    """Facets that are not open here and have something to offer, as links to their page."""
    return tuple(Link(str(facet.label), panels.all_url(facet)) for facet in facets if counts[facet.code].buckets)
