"""The list of one kind: counted, sorted, filtered by year and theme, in numbered pages."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre import conf
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import ConceptTree
from resource_centre.web.presenters import counts
from resource_centre.web.presenters.common import (
    Card,
    Link,
    breadcrumb,
    cards,
    centre_of,
    index_title,
)

SORTS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "updated": (gettext_lazy("last update"), ("-last_published_at", "title")),
    "published": (gettext_lazy("first publication"), ("-first_published_at", "title")),
    "title": (gettext_lazy("title"), ("title_key", "pk")),
    "date": (gettext_lazy("date, oldest first"), ("date_from", "title")),
}
#: Milestones are read along time; other kinds by what changed last.
CHRONOLOGICAL_KINDS = frozenset({"milestone"})
NEIGHBOURS = 2

#: Gives the address of a page number.
Address = Callable[[int], str]


class OutOfRange(Exception):
    """A page number beyond the last page; `last` is the address of the last one that exists."""

    def __init__(self, last: str) -> None:
        super().__init__(last)
        self.last = last


@dataclass(frozen=True)
class Choice:
    """An option of a select box."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True)
class PageLink:
    """A numbered page: no address for the current one; a gap has neither number nor address."""

    number: int
    url: str
    is_gap: bool = False


@dataclass(frozen=True)
class Pagination:
    """Where the reader is in a list."""

    number: int
    last: int
    links: tuple[PageLink, ...]
    previous: str
    next: str


@dataclass(frozen=True)
class KindListView:
    """Everything that the page of a list prints."""

    title: str
    document_title: str
    kind_code: str
    introduction: str
    breadcrumb: tuple[Link, ...]
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


@dataclass(frozen=True)
class ListCriteria:
    """What the address asks for, checked: ListCriteria("title", 2012, "bien-vieillir", 2)."""

    sort: str
    year: int | None
    theme: str
    page: int
    notices: tuple[str, ...]

    @property
    def is_filtered(self) -> bool:
        """True when some resources of the kind may be left out."""
        return bool(self.year or self.theme)

    def address(self, path: str, page: int = 1) -> str:
        """The canonical address of this list at another page: fixed order, no empty value."""
        pairs = [
            ("theme", self.theme),
            ("year", str(self.year or "")),
            ("sort", self.sort),
            ("page", str(page) if page > 1 else ""),
        ]
        query = urlencode([(name, value) for name, value in pairs if value])
        return f"{path}?{query}" if query else path


def read_criteria(params: Mapping[str, str], tree: ConceptTree, default_sort: str) -> ListCriteria:
    """Read an address; what makes no sense is left out and said, never an error."""
    notices: list[str] = []
    sort = params.get("sort", "")
    if sort and sort not in SORTS:
        notices.append(_("Unknown sort “%(value)s”: the usual order is shown.") % {"value": sort[:50]})
    year = params.get("year", "").strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        notices.append(_("“%(value)s” is not a year: all years are shown.") % {"value": year[:50]})
        year = ""
    theme = params.get("theme", "")
    if theme and tree.by_code(theme) is None:
        notices.append(_("Unknown theme “%(value)s”: all themes are shown.") % {"value": theme[:50]})
        theme = ""
    page = params.get("page", "") or "1"
    if not (page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0):
        notices.append(_("“%(value)s” is not a page number: this is the first page.") % {"value": page[:50]})
        page = "1"
    return ListCriteria(
        sort=sort if sort in SORTS and sort != default_sort else "",
        year=int(year) if year else None,
        theme=theme,
        page=int(page),
        notices=tuple(notices),
    )


def in_year(resources: QuerySet[Resource], year: int) -> QuerySet[Resource]:
    """Resources whose dates touch the year; one that spans 2011-2013 is in each of the three."""
    ends = Coalesce("date_to", "date_from")
    return resources.annotate(ends=ends).filter(Q(date_from__lt=str(year + 1)) & Q(ends__gte=str(year)))


def years_of(resources: QuerySet[Resource]) -> Counter[int]:
    """Counter({2012: 4, 2013: 5}): resources of each year that their dates touch. One query."""
    found: Counter[int] = Counter()
    for start, end in resources.order_by().values_list("date_from", "date_to"):
        if start:
            found.update(range(start.year, max(end.year if end else start.year, start.year) + 1))
    return found


def present_kind_list(request: HttpRequest, index: KindIndexPage, access: Access) -> KindListView:
    """Build the list that the address asks for. Raises OutOfRange for a page beyond the last."""
    tree = ConceptTree.of("theme")
    default_sort = "date" if index.kind_code in CHRONOLOGICAL_KINDS else "updated"
    criteria = read_criteria(request.GET, tree, default_sort)
    everything = access.filter(Resource.objects.child_of(index))
    chosen = _filtered(everything, criteria, tree)
    path = index.get_url(request) or ""
    size = conf.page_size()
    start = (criteria.page - 1) * size
    # The rows of this page and the number of all in one query; only a page beyond the last needs a second.
    ranked = _sorted(chosen, criteria.sort or default_sort).annotate(total=Window(Count("pk")))
    rows = list(ranked[start : start + size])
    paginator = Paginator(range(rows[0].total if rows else chosen.count()), size)
    try:
        paginator.validate_number(criteria.page)
    except EmptyPage as error:
        raise OutOfRange(criteria.address(path, paginator.num_pages)) from error
    title, heading = index_title(index), _heading(index, paginator.count)
    centre = centre_of(index, request)
    return KindListView(
        title=title,
        document_title=_document_title(heading, criteria.page, paginator.num_pages),
        kind_code=index.kind_code,
        introduction=index.introduction,
        breadcrumb=breadcrumb(centre, Link(title, ""), request=request),
        heading=heading,
        cards=cards(rows, request),
        is_chronology=(criteria.sort or default_sort) == "date",
        sorts=tuple(
            Choice(code, str(words), code == (criteria.sort or default_sort))
            for code, (words, _fields) in SORTS.items()
        ),
        years=_year_choices(everything, criteria),
        themes=_theme_choices(everything, criteria, tree),
        notices=criteria.notices,
        pagination=paginate(criteria.page, paginator.num_pages, lambda number: criteria.address(path, number)),
        is_filtered=criteria.is_filtered,
        all_url=path,
    )


def _filtered(resources: QuerySet[Resource], criteria: ListCriteria, tree: ConceptTree) -> QuerySet[Resource]:
    if criteria.year:
        resources = in_year(resources, criteria.year)
    theme = tree.by_code(criteria.theme) if criteria.theme else None
    if theme is not None:
        links = ResourceConcept.objects.filter(concept__in=tree.subtree_ids(theme.pk))
        resources = resources.filter(pk__in=links.values("resource"))
    return resources


def _sorted(resources: QuerySet[Resource], sort: str) -> QuerySet[Resource]:
    # Undated resources come last, whatever the database thinks of NULL.
    fields = [F(name).asc(nulls_last=True) if name == "date_from" else name for name in SORTS[sort][1]]
    return resources.order_by(*fields, "pk").defer("body", "extra")


def _heading(index: KindIndexPage, count: int) -> str:
    spec = index.kind
    if spec is None:
        return number_format(count)
    if count == 0:
        return _("%(kind)s: nothing yet") % {"kind": spec.plural}
    words = str(spec.label if count == 1 else spec.plural)
    return f"{number_format(count, force_grouping=True)} {words[:1].lower()}{words[1:]}"


def _document_title(heading: str, number: int, last: int) -> str:
    if last < 2:
        return heading
    return _("%(heading)s – page %(number)d of %(last)d") % {"heading": heading, "number": number, "last": last}


def _year_choices(resources: QuerySet[Resource], criteria: ListCriteria) -> tuple[Choice, ...]:
    found = years_of(resources)
    if criteria.year and criteria.year not in found:
        found[criteria.year] = 0
    every = Choice("", _("all years"), not criteria.year)
    years = (
        Choice(str(year), f"{year} ({count})", year == criteria.year)
        for year, count in sorted(found.items(), reverse=True)
    )
    return (every, *years)


def _theme_choices(resources: QuerySet[Resource], criteria: ListCriteria, tree: ConceptTree) -> tuple[Choice, ...]:
    found = counts.by_concept(resources, tree)
    every = Choice("", _("all themes"), not criteria.theme)
    nodes = (node for root in tree.roots() for node in root.walk())
    return (
        every,
        *(
            Choice(
                node.concept.code,
                f"{'— ' * node.depth}{node.concept.label} ({found[node.concept.pk]})",
                node.concept.code == criteria.theme,
            )
            for node in nodes
            if found[node.concept.pk] or node.concept.code == criteria.theme
        ),
    )


def paginate(number: int, last: int, address: Address) -> Pagination | None:
    """Numbered links: the first, the last, and those around here; None when there is one page only."""
    if last < 2:
        return None
    shown = {1, last, *range(max(1, number - NEIGHBOURS), min(last, number + NEIGHBOURS) + 1)}
    return Pagination(
        number=number,
        last=last,
        links=tuple(_with_gaps(sorted(shown), number, address)),
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if number < last else "",
    )


def _with_gaps(numbers: Iterable[int], current: int, address: Address) -> Iterable[PageLink]:
    before = 0
    for number in numbers:
        if number - before > 1:
            yield PageLink(0, "", is_gap=True)
        yield PageLink(number, "" if number == current else address(number))
        before = number
