"""The page of a search: one answer of `find`, worded for its reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from resource_centre import conf
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import NOWHERE, TERRITORY
from resource_centre.discovery.facets import ResourceFacet
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.parameters import RING, SORT, TEXT, Reading, View, usual_sort
from resource_centre.discovery.queries import Finder, Found
from resource_centre.search.budget import REACHABLE, reachable_pages
from resource_centre.search.criteria import Criteria, Ring, Sort, Words
from resource_centre.search.facets import FacetCounts
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.notices import notices_of
from resource_centre.web.presenters.pagination import paginate
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.corrections import relaxed_words, respelt_words, without_replaced
from resource_centre.web.presenters.search.map import present_map
from resource_centre.web.presenters.search.panels import Panels, other_facets
from resource_centre.web.presenters.search.results import Results, columns, keys_named
from resource_centre.web.presenters.search.values import (
    Answers,
    Chip,
    Choice,
    Head,
    Listed,
    Onward,
    Outcome,
    Question,
    Respelt,
    SearchView,
    WayOut,
)
from resource_centre.web.presenters.search.ways_out import ways_out

#: Themes above the results; facets beside a table, which has elements enough of its own.
QUICK, NARROW = 3, 3


def search_path(finder: Finder, request: HttpRequest) -> str:
    """Address of the search of a centre, in the language of the interface."""
    return f"{centre_url(finder.centre, request)}recherche/"


def _addresses(request: HttpRequest, finder: Finder, reading: Reading, criteria: Criteria) -> Addresses:
    return Addresses(search_path(finder, request), criteria, finder.facets, reading.view, reading.division)


@dataclass(frozen=True)
class SearchPage:
    """What an address asked for and what was found; `view()` words it."""

    request: HttpRequest
    finder: Finder
    reading: Reading
    found: Found
    answers: Answers | None = None

    @cached_property
    def addresses(self) -> Addresses:
        """Addresses near this one."""
        return _addresses(self.request, self.finder, self.reading, self.criteria)

    @property
    def criteria(self) -> Criteria:
        """What was asked."""
        return self.found.criteria

    @cached_property
    def counts(self) -> Mapping[str, FacetCounts]:
        """Counts by facet."""
        return {facet.name: facet for facet in self.found.results.facets}

    @cached_property
    def labeller(self) -> Labeller:
        """Words of all that the page names, read at once."""
        finder = self.finder
        labeller = Labeller(finder.gazetteer, finder.centre, finder.access)
        labeller.learn_counts(finder.facets, self.found.results.facets)
        named = keys_named(self.found.hits)
        for code, keys in self.criteria.picked.items():
            named.setdefault(code, set()).update(keys)
        labeller.learn(finder.facets, named)
        return labeller

    @classmethod
    def address_of_page(cls, request: HttpRequest, finder: Finder, reading: Reading, number: int) -> str:
        """The canonical address of a search, at another page."""
        return _addresses(request, finder, reading, reading.criteria).page(number)

    def view(self) -> SearchView:
        """Everything that the template prints."""
        return SearchView.of(self._head(), self._question(), self._outcome(), self._listed(), self._onward())

    def _is_in(self, view: View) -> bool:
        return self.reading.view is view

    def _head(self) -> Head:
        criteria = self.criteria
        return Head(
            document_title=self._document_title(),
            breadcrumb=breadcrumb(self.finder.centre, Link(_("Search"), ""), request=self.request),
            path=self.addresses.path,
            canonical=self.request.build_absolute_uri(self.addresses.of(criteria, View.LIST)),
            is_indexed=len(criteria.picked) < 2 and not criteria.text,
        )

    def _question(self) -> Question:
        criteria, panels = self.criteria, Panels(self.addresses, self.labeller)
        opened = self._opened(None if self._is_in(View.LIST) else NARROW)
        rings, sorts = self._rings(), self._sorts()
        return Question(
            text=criteria.text,
            text_error="",
            place=self.reading.place,
            hidden=self._hidden(
                {facet.code for facet in opened} | ({RING} if rings else set()) | ({SORT} if sorts else set())
            ),
            panels=tuple(
                panels.panel(facet, self.counts[facet.code])
                for facet in opened
                if self.counts[facet.code].buckets or (facet.code == TERRITORY and rings)
            ),
            other_facets=other_facets(
                panels, [facet for facet in self.finder.facets if facet not in opened], self.counts
            ),
            quick=self._quick(),
            rings=rings,
            sorts=sorts,
            picked=sum(map(len, criteria.picked.values())),
        )

    def _outcome(self) -> Outcome:
        return Outcome(
            total=self.found.results.total,
            heading=self.heading,
            sentence=self.view_sentence,
            notices=notices_of(self.reading, self.found),
            answers=self.answers,
            relaxed=relaxed_words(self.found),
            respelt=self._respelt(),
            every_word=self._every_word(),
            chips=self._chips(),
            clear_url=self.addresses.cleared(),
        )

    def _listed(self) -> Listed:
        listed, hits = Results(self.finder.facets, self.labeller, self.request), self.found.hits
        is_table, is_map = self._is_in(View.TABLE), self._is_in(View.MAP)
        division = self.reading.division
        return Listed(
            views=self._views(),
            results=listed.listed(hits) if self._is_in(View.LIST) else (),
            table=listed.table(hits) if is_table else (),
            columns=columns(self.criteria, self.addresses) if is_table else (),
            map=present_map(self.finder, self.criteria, self.addresses, division) if is_map else None,
        )

    def _onward(self) -> Onward:
        is_map, criteria = self._is_in(View.MAP), self.criteria
        return Onward(
            pagination=None if is_map else paginate(criteria.page, self._pages, self.addresses.page),
            unreachable=self._unreachable(),
            ways_out=self._ways_out,
            csv_url=self._export("csv"),
            json_url=self._export("json"),
        )

    def _opened(self, most: int | None) -> list[ResourceFacet]:
        """Facets whose values are on the page: the usual ones, and each in which something is picked."""
        usual = [facet for facet in self.finder.facets if facet.is_open][:most]
        return [facet for facet in self.finder.facets if facet in usual or self.criteria.picked.get(facet.code)]

    @property
    def _pages(self) -> int:
        return reachable_pages(self.found.results.total, conf.page_size())

    @property
    def heading(self) -> str:
        """ "43 resources"."""
        total = self.found.results.total
        number = number_format(total, force_grouping=True)
        return ngettext("%(number)s resource", "%(number)s resources", total) % {"number": number}

    def _names(self) -> list[str]:
        """Words and picked values, in the order of the facets."""
        text = self.criteria.text
        if text and self.criteria.words is Words.ALL:
            text = f"{text} ({_('all the words')})"
        return [name for name in (text, *(label for _facet, _key, label in self._picked())) if name]

    def _picked(self) -> Iterator[tuple[ResourceFacet, str, str]]:
        """Values that apply, in words; a territory with what is meant around it: "Bretagne (le territoire seul)"."""
        criteria = self.criteria
        ring = "" if criteria.ring is Ring.INSIDE else _ring_words()[criteria.ring]
        for facet in self.finder.facets:
            for key in criteria.picked.get(facet.code, ()):
                if label := self.labeller.label(facet, key):
                    has_ring = ring and facet.code == TERRITORY and key != NOWHERE
                    yield facet, key, f"{label} ({ring})" if has_ring else label

    def _document_title(self) -> str:
        parts = [self.heading, ", ".join(self._names()), _("Search")]
        if self._pages > 1 and self.reading.view is not View.MAP:
            page = {"number": self.criteria.page, "last": self._pages}
            parts.insert(1, _("page %(number)d of %(last)d") % page)
        return " – ".join(part for part in parts if part)

    @property
    def view_sentence(self) -> str:
        """The search in one sentence, for print."""
        names = ", ".join(self._names())
        return _("Search: %(names)s") % {"names": names} if names else _("Search: every resource")

    @cached_property
    def _ways_out(self) -> tuple[WayOut, ...]:
        if self.found.results.total:
            return ()
        return ways_out(self.finder, self.criteria, self.addresses, self.labeller)

    def _rings(self) -> tuple[Choice, ...]:
        """What may be meant around a territory. Where nothing is found: only if one of them finds something."""
        around = {self.addresses.of(replace(self.criteria, ring=ring, page=1)) for ring in Ring}
        is_useful = self.found.results.total or around & {way.url for way in self._ways_out}
        return _rings(self.criteria) if is_useful else ()

    def _sorts(self) -> tuple[Choice, ...]:
        """Orders of the results; none where nothing is found."""
        if not self.found.results.total:
            return ()
        return _sorts(self.criteria, has_origin=self.finder.origin_of(self.criteria) is not None)

    def _hidden(self, in_sight: set[str]) -> tuple[tuple[str, str], ...]:
        """Parameters that the form carries and shows nowhere."""
        shown = {TEXT, "page", *in_sight}
        return tuple(pair for pair in self.addresses.pairs() if pair[0] not in shown)

    def _quick(self) -> tuple[Choice, ...]:
        """Three themes above the results: the host's own choice, or those of most resources."""
        theme = next((facet for facet in self.finder.facets if facet.code == THEME), None)
        if theme is None or theme.tree is None:
            return ()
        known = [key for key in conf.quick_themes() if key in theme.tree.terms]
        frequent = sorted(self.counts[theme.code].buckets, key=lambda bucket: (-bucket.count, bucket.key))
        keys = known or [bucket.key for bucket in frequent if bucket.count][:QUICK]
        picked = self.criteria.picked.get(theme.code, ())
        labels = ((key, self.labeller.label(theme, key)) for key in keys)
        return tuple(
            Choice(key, label, key in picked, self.addresses.toggled(theme.code, key)) for key, label in labels if label
        )

    def _chips(self) -> tuple[Chip, ...]:
        return tuple(
            Chip(str(facet.label), label, self.addresses.without(facet.code, key))
            for facet, key, label in self._picked()
        )

    def _views(self) -> tuple[Choice, ...]:
        names = {View.LIST: _("List"), View.MAP: _("Map"), View.TABLE: _("Table")}
        return tuple(
            Choice(view.value, words, view is self.reading.view, self.addresses.viewed_as(view))
            for view, words in names.items()
        )

    def _respelt(self) -> Respelt | None:
        correction = self.found.correction
        if correction is None:
            return None
        url = self.addresses.of(replace(self.criteria, text=correction.text, page=1))
        without = without_replaced(self.finder, self.found, self.addresses)
        return Respelt(respelt_words(correction), Link(correction.text, url), without)

    def _every_word(self) -> WayOut | None:
        """Those that hold every word; or back to those that hold some."""
        results = self.found.results
        if self.criteria.words is Words.ALL:
            some = replace(self.criteria, words=Words.SOME, page=1)
            return WayOut(_("some of the words"), self.addresses.of(some), self.finder.total(some))
        if not 0 < results.complete < results.total or results.relaxed:
            return None
        every = replace(self.criteria, words=Words.ALL, page=1)
        return WayOut(_("all the words"), self.addresses.of(every), results.complete)

    def _unreachable(self) -> str:
        more = self.found.results.total - REACHABLE
        if more <= 0 or self.criteria.page < self._pages:
            return ""
        number = number_format(more, force_grouping=True)
        return ngettext("%(number)s more: refine the search.", "%(number)s more: refine the search.", more) % {
            "number": number
        }

    def _export(self, suffix: str) -> str:
        query = self.addresses.of(replace(self.criteria, page=1), View.LIST).partition("?")[2]
        base = f"{self.addresses.path.removesuffix('/')}.{suffix}"
        return f"{base}?{query}" if query else base


def _ring_words() -> Mapping[Ring, str]:
    return {
        Ring.INSIDE: _("inside the territory"),
        Ring.HERE: _("the territory alone"),
        Ring.AROUND: _("around it, neighbours included"),
        Ring.APPLIES: _("what applies there, from further up too"),
    }


def _rings(criteria: Criteria) -> tuple[Choice, ...]:
    return tuple(
        Choice("" if ring is Ring.INSIDE else ring.value, words, ring is criteria.ring)
        for ring, words in _ring_words().items()
    )


def _sorts(criteria: Criteria, *, has_origin: bool) -> tuple[Choice, ...]:
    """Orders that make sense now. The usual one has no name in the form: words typed next bring their own."""
    names = {
        Sort.RELEVANCE: _("relevance"),
        Sort.UPDATED: _("last update"),
        Sort.PUBLISHED: _("first publication"),
        Sort.TITLE: pgettext("order of a list", "title"),
        Sort.PROXIMITY: _("proximity"),
        Sort.DATE: _("date, oldest first"),
    }
    offered = {
        Sort.RELEVANCE: bool(criteria.text),
        Sort.PROXIMITY: has_origin or criteria.order is Sort.PROXIMITY,
        # Chosen in the table: the form keeps it.
        Sort.DATE: criteria.order is Sort.DATE,
    }
    usual = usual_sort(criteria)
    return tuple(
        Choice("" if sort is usual else sort.value, words, sort is criteria.order)
        for sort, words in names.items()
        if offered.get(sort, True)
    )
