"""The list of one kind: a search with its kind picked, sorted, narrowed by year and theme, in numbered pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.content.pages.centre import KindIndexPage
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import TYPE, YEAR
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.parameters import PAGE, SORT, Reading, address_of, read_parameters
from resource_centre.discovery.queries import Finder, Found
from resource_centre.search.budget import reachable_pages
from resource_centre.search.criteria import Criteria, Sort
from resource_centre.web.presenters.common import Card, Link, breadcrumb, cards, editorial_lang, index_title
from resource_centre.web.presenters.groups import search_address
from resource_centre.web.presenters.notices import notices_of
from resource_centre.web.presenters.pagination import Pagination, paginate
from resource_centre.web.presenters.search.values import Choice

SORTS: Mapping[Sort, str | Promise] = {
    Sort.UPDATED: gettext_lazy("last update"),
    Sort.PUBLISHED: gettext_lazy("first publication"),
    Sort.TITLE: gettext_lazy("title"),
    Sort.DATE: gettext_lazy("date, oldest first"),
}
#: Milestones are read along time; other kinds by what changed last.
CHRONOLOGICAL_KINDS = frozenset({"milestone"})
#: Parameters that a list reads; the search has all of them.
PARAMETERS = (THEME, YEAR, SORT, PAGE)


@dataclass(frozen=True)
class KindListView:
    """Everything that the page of a list prints. A total without cards: the index is ahead of the database.

    canonical: its own address, whole. is_indexed: the list as it is, not a choice among it. lang: of the introduction.
    """

    title: str
    document_title: str
    kind_code: str
    introduction: str
    lang: str
    canonical: str
    is_indexed: bool
    breadcrumb: tuple[Link, ...]
    total: int
    heading: str
    cards: tuple[Card, ...]
    is_chronology: bool
    sorts: tuple[Choice, ...]
    years: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    notices: tuple[str, ...]
    pagination: Pagination | None
    is_filtered: bool
    all_url: str
    search_url: str


@dataclass(frozen=True)
class KindList:
    """The list that an address asks for."""

    request: HttpRequest
    index: KindIndexPage
    finder: Finder

    @property
    def _usual(self) -> Sort:
        return Sort.DATE if self.index.kind_code in CHRONOLOGICAL_KINDS else Sort.UPDATED

    def _chosen_sort(self, criteria: Criteria) -> Sort | None:
        return None if criteria.sort is self._usual else criteria.sort

    def reading(self) -> Reading:
        """The address, read as that of a search among this kind."""
        asked = {name: values for name, values in self.request.GET.lists() if name in PARAMETERS}
        reading = read_parameters(asked, self.finder)
        first = {facet: keys[:1] for facet, keys in reading.criteria.picked.items()}
        sort = reading.criteria.sort if reading.criteria.sort in SORTS else self._usual
        criteria = replace(reading.criteria, picked={**first, TYPE: (self.index.kind_code,)}, sort=sort)
        return replace(reading, criteria=criteria)

    def address(self, criteria: Criteria, page: int = 1) -> str:
        """The canonical address of this list: fixed order, no empty value, the kind being said by its path."""
        picked = {facet: keys for facet, keys in criteria.picked.items() if facet != TYPE}
        own = replace(criteria, picked=picked, sort=self._chosen_sort(criteria), page=page)
        return address_of(self.index.get_url(self.request) or "", own, self.finder.facets)

    def view(self) -> KindListView:
        """Raises PageOutOfRange, EngineUnavailable."""
        reading = self.reading()
        criteria = reading.criteria
        found = self.finder.find(criteria, listing=Listing.EVERY)
        last = reachable_pages(found.results.total, conf.page_size())
        is_filtered = len(criteria.picked) > 1
        title, heading = index_title(self.index), self._heading(found.results.total, is_filtered=is_filtered)
        return KindListView(
            title=title,
            document_title=_document_title(heading, criteria.page, last),
            kind_code=self.index.kind_code,
            introduction=self.index.introduction,
            lang=editorial_lang(),
            canonical=self.request.build_absolute_uri(self.address(criteria, criteria.page)),
            is_indexed=not is_filtered and self._chosen_sort(criteria) is None,
            breadcrumb=breadcrumb(self.finder.centre, Link(title, ""), request=self.request),
            total=found.results.total,
            heading=heading,
            cards=cards([one.page for one in found.hits], self.request),
            is_chronology=criteria.sort is Sort.DATE,
            sorts=tuple(Choice(sort.value, str(words), sort is criteria.sort) for sort, words in SORTS.items()),
            years=_year_choices(found),
            themes=self._theme_choices(found),
            notices=notices_of(reading, found),
            pagination=paginate(criteria.page, last, lambda number: self.address(criteria, number)),
            is_filtered=is_filtered,
            all_url=self.index.get_url(self.request) or "",
            search_url=search_address(
                self.finder, self.request, replace(criteria, sort=self._chosen_sort(criteria), page=1)
            ),
        )

    def _heading(self, count: int, *, is_filtered: bool) -> str:
        """ "43 pratiques"; "0 pratique" where a filter leaves none."""
        spec = self.index.kind
        if spec is None:
            return number_format(count)
        if count == 0 and not is_filtered:
            return _("%(kind)s: nothing yet") % {"kind": spec.plural}
        is_french = (get_language() or "").startswith("fr")
        is_singular = count < 2 if is_french else count == 1
        words = str(spec.label if is_singular else spec.plural)
        return f"{_number(count)} {words[:1].lower()}{words[1:]}"

    def _theme_choices(self, found: Found) -> tuple[Choice, ...]:
        """Themes that hold something of this kind, as a tree."""
        picked = found.criteria.picked.get(THEME, ())
        counts = found.results.facet(THEME)
        tree = self.finder.reference.trees.get(THEME)
        choices = [Choice("", _("all themes"), not picked)]
        for term in tree.walk() if tree is not None else ():
            count = counts.count_of(term.code)
            if tree is not None and (count or term.code in picked):
                depth = len(tree.lineage(term.code)) - 1
                choices.append(Choice(term.code, f"{'— ' * depth}{term.label} ({_number(count)})", term.code in picked))
        return tuple(choices)


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)


def _document_title(heading: str, number: int, last: int) -> str:
    if last < 2:
        return heading
    return _("%(heading)s – page %(number)d of %(last)d") % {"heading": heading, "number": number, "last": last}


def _year_choices(found: Found) -> tuple[Choice, ...]:
    """Years, the latest first; a resource that spans several is in each."""
    picked = found.criteria.picked.get(YEAR, ())
    buckets = sorted(found.results.facet(YEAR).buckets, key=lambda bucket: bucket.key, reverse=True)
    years = (Choice(bucket.key, f"{bucket.key} ({_number(bucket.count)})", bucket.key in picked) for bucket in buckets)
    return (Choice("", _("all years"), not picked), *years)
