"""Recent changes of a centre: what was published, narrowed by theme, territory, kind and meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.content.kinds import all_kinds, kind_by_code
from resource_centre.content.pages.base import Resource, Significance
from resource_centre.content.territories import Territory, TerritoryLevel
from resource_centre.content.typed import typed
from resource_centre.content.vocabularies import THEME
from resource_centre.contribution.addresses import CHANGES, FEED, comparison_path, history_path
from resource_centre.contribution.history.recent import ChangeFilters, RecentChange, recent_changes
from resource_centre.discovery.queries import Finder
from resource_centre.search.errors import PageOutOfRange
from resource_centre.web.presenters.common import Link, breadcrumb, foreign, kind_label, kind_of, page_urls
from resource_centre.web.presenters.history.moments import message_words, moment_in_words, significance_words, who
from resource_centre.web.presenters.pagination import Pagination
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.search.values import Choice

#: Changes on a page and in the feed, and pages that can be reached.
EACH_PAGE, MOST_PAGES = 20, 500
TERRITORY, KIND, SIGNIFICANCE = "territory", "type", "significance"


@dataclass(frozen=True)
class Asked:
    """The filters of an address, those that mean something here; what does not is in `ignored`."""

    theme: str = ""
    territory: Territory | None = None
    kind: str = ""
    significance: str = ""
    ignored: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The same as parameters, what is empty left out."""
        place = self.territory.key if self.territory is not None else ""
        values = ((THEME, self.theme), (TERRITORY, place), (KIND, self.kind), (SIGNIFICANCE, self.significance))
        return tuple((name, value) for name, value in values if value)


@dataclass(frozen=True)
class ChangeLine:
    """A change. compare_url: what differs from the version before; "" for a new page, or a text no longer kept."""

    entry: int
    page: Link
    kind: str
    at: datetime
    moment: str
    significance: str
    who: str
    message: str
    history_url: str
    compare_url: str


@dataclass(frozen=True)
class ChangesView:
    """Recent changes of a centre. is_filtered: some filter is at work."""

    breadcrumb: tuple[Link, ...]
    centre: Link
    url: str
    feed_url: str
    notices: tuple[str, ...]
    themes: tuple[Choice, ...]
    territories: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    significances: tuple[Choice, ...]
    is_filtered: bool
    lines: tuple[ChangeLine, ...]
    pagination: Pagination | None


def read_filters(request: HttpRequest, finder: Finder) -> Asked:
    """The filters of an address; a theme that was replaced is the one of today."""
    given = {name: typed(request.GET, name)[:100] for name in (THEME, TERRITORY, KIND, SIGNIFICANCE)}
    tree = finder.reference.trees.get(THEME)
    theme = (tree.current(given[THEME]) or "") if tree is not None else ""
    place = Territory.objects.by_key(given[TERRITORY]) if given[TERRITORY] else None
    kind = given[KIND] if kind_by_code(given[KIND]) else ""
    significance = given[SIGNIFICANCE] if given[SIGNIFICANCE] in Significance.values else ""
    kept = {THEME: theme, TERRITORY: place, KIND: kind, SIGNIFICANCE: significance}
    ignored = tuple(given[name] for name, value in kept.items() if given[name] and not value)
    return Asked(theme, place, kind, significance, ignored)


def changes_of(finder: Finder, asked: Asked, start: int, stop: int) -> tuple[RecentChange, ...]:
    """The changes that are asked for, those that the reader of the finder may see."""
    tree = finder.reference.trees.get(THEME)
    themes = (code for code in tree.terms if asked.theme in tree.lineage(code)) if tree is not None else ()
    filters = ChangeFilters(
        themes=frozenset(themes) if asked.theme else frozenset(),
        territory=asked.territory.pk if asked.territory is not None else None,
        kind=asked.kind,
        significance=asked.significance,
    )
    return recent_changes(finder.centre, finder.access, filters, start, stop)


def change_lines(finder: Finder, changes: tuple[RecentChange, ...], request: HttpRequest) -> tuple[ChangeLine, ...]:
    """Changes in words. No query."""
    base, urls = centre_url(finder.centre, request), page_urls([one.page for one in changes], request)
    return tuple(_line(one, base, urls[one.page.pk]) for one in changes)


def _line(change: RecentChange, base: str, url: str) -> ChangeLine:
    page: Resource = change.page
    has_before = change.revision is not None and not change.is_first
    return ChangeLine(
        entry=change.entry,
        page=Link(page.title, url, foreign(page.language)),
        kind=kind_label(kind_of(page)),
        at=change.at,
        moment=moment_in_words(change.at),
        significance=_("new page") if change.is_first else significance_words(change.story.significance),
        who=who(change.story.by),
        message=message_words(change.story),
        history_url=f"{base}{history_path(page.uuid)}",
        compare_url=f"{base}{comparison_path(page.uuid, change.revision)}" if has_before else "",
    )


def present_changes(request: HttpRequest, finder: Finder, number: int) -> ChangesView:
    """A page of the changes. Nobody counts them: there is an older page when one more change is found.

    Raises PageOutOfRange beyond the last one; the first is the only one that is surely there.
    """
    asked, base = read_filters(request, finder), centre_url(finder.centre, request)
    number = min(number, MOST_PAGES) or 1
    start = (number - 1) * EACH_PAGE
    found = changes_of(finder, asked, start, start + EACH_PAGE + 1)
    if number > 1 and not found:
        raise PageOutOfRange(number, 1)
    url = f"{base}{CHANGES}/"
    return ChangesView(
        breadcrumb=breadcrumb(finder.centre, Link(_("Recent changes"), ""), request=request),
        centre=Link(finder.centre.title, base),
        url=url,
        feed_url=_address(f"{base}{FEED}", asked),
        notices=tuple(
            _("There is no value “%(value)s” here: it is left out.") % {"value": one} for one in asked.ignored
        ),
        themes=tuple(_themes(finder, asked)),
        territories=tuple(_territories(asked)),
        kinds=(_any(_("All"), not asked.kind), *_kinds(asked)),
        significances=(_any(_("All"), not asked.significance), *_significances(asked)),
        is_filtered=bool(asked.pairs),
        lines=change_lines(finder, found[:EACH_PAGE], request),
        pagination=_pagination(url, asked, number, has_more=len(found) > EACH_PAGE),
    )


def first_changes(request: HttpRequest, finder: Finder) -> str:
    """The address of the first page, with the filters of this one."""
    return _address(f"{centre_url(finder.centre, request)}{CHANGES}/", read_filters(request, finder))


def _pagination(url: str, asked: Asked, number: int, *, has_more: bool) -> Pagination | None:
    newer = _address(url, asked, number - 1) if number > 1 else ""
    older = _address(url, asked, number + 1) if has_more and number < MOST_PAGES else ""
    return Pagination(number, 0, (), newer, older) if newer or older else None


def _address(url: str, asked: Asked, number: int = 1) -> str:
    query = urlencode([*asked.pairs, *([("page", str(number))] if number > 1 else [])], safe=":")
    return f"{url}?{query}" if query else url


def _any(label: str, is_selected: bool) -> Choice:
    return Choice("", label, is_selected)


def _themes(finder: Finder, asked: Asked) -> Iterator[Choice]:
    """Every theme on offer, those under another one behind a dash."""
    yield _any(_("All"), not asked.theme)
    tree = finder.reference.trees.get(THEME)
    for term in tree.walk() if tree is not None else ():
        if tree is not None and (term.is_offered or term.code == asked.theme):
            dashes = "– " * (len(tree.lineage(term.code)) - 1)
            yield Choice(term.code, f"{dashes}{term.label}", term.code == asked.theme)


def _territories(asked: Asked) -> Iterator[Choice]:
    """Regions, and the territory of the address whatever its level."""
    yield _any(_("All"), asked.territory is None)
    regions = list(Territory.objects.filter(level=TerritoryLevel.REGION, is_active=True).order_by("folded_name"))
    picked = asked.territory
    if picked is not None and picked not in regions:
        regions.append(picked)
    for place in regions:
        yield Choice(place.key, place.label, place == picked)


def _kinds(asked: Asked) -> Iterator[Choice]:
    return (Choice(kind.code, kind_label(kind), kind.code == asked.kind) for kind in all_kinds())


def _significances(asked: Asked) -> Iterator[Choice]:
    for value in Significance.values:
        yield Choice(value, significance_words(value), value == asked.significance)
