"""Themes: the whole tree with its counts, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabularies import THEME
from resource_centre.contribution.addresses import watch_path
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.queries import Finder
from resource_centre.discovery.reference import Term, TermTree
from resource_centre.search.criteria import Criteria
from resource_centre.web.presenters.common import CountedLink, Link, breadcrumb
from resource_centre.web.presenters.groups import KindGroup, kind_groups, search_address
from resource_centre.web.presenters.places import centre_url, place_url

#: Places shown on a theme's page.
PLACES_SHOWN = 12


@dataclass(frozen=True)
class ThemesView:
    """The page of all themes."""

    breadcrumb: tuple[Link, ...]
    tree: tuple[CountedLink, ...]


@dataclass(frozen=True)
class ThemeView:
    """The page of one theme."""

    breadcrumb: tuple[Link, ...]
    code: str
    label: str
    definition: str
    aliases: tuple[str, ...]
    is_active: bool
    total: int
    search_url: str
    watch_url: str
    groups: tuple[KindGroup, ...]
    children: tuple[CountedLink, ...]
    siblings: tuple[CountedLink, ...]
    places: tuple[CountedLink, ...]


def theme_url(centre: ResourceCentrePage, code: str, request: HttpRequest) -> str:
    """Address of a theme in a centre."""
    return f"{centre_url(centre, request)}themes/{code}/"


@dataclass(frozen=True)
class Themes:
    """The tree of themes with what each holds for this reader; retired themes that hold nothing are left out."""

    finder: Finder
    base: str
    counts: Mapping[str, int]

    @classmethod
    def of(cls, finder: Finder, request: HttpRequest) -> "Themes":
        """Count every theme in one search."""
        buckets = finder.counts(Criteria(), THEME).buckets
        base = f"{centre_url(finder.centre, request)}themes/"
        return cls(finder, base, {bucket.key: bucket.count for bucket in buckets})

    @property
    def tree(self) -> TermTree | None:
        """The vocabulary; None where a host removed it."""
        return self.finder.reference.trees.get(THEME)

    def links(self, parent: str | None = None) -> tuple[CountedLink, ...]:
        """Themes under another one, or at the top, each with those under it."""
        tree = self.tree
        if tree is None:
            return ()
        terms = (tree.terms[code] for code in tree.children.get(parent, ()))
        return tuple(self.link(term, self.links(term.code)) for term in terms if self.is_shown(term))

    def link(self, term: Term, children: tuple[CountedLink, ...] = ()) -> CountedLink:
        """A theme with its count."""
        return CountedLink(term.label, f"{self.base}{term.code}/", self.counts.get(term.code, 0), children)

    def is_shown(self, term: Term) -> bool:
        """Whether it holds something, or is still offered."""
        return term.is_offered or self.counts.get(term.code, 0) > 0

    def flat(self, parent: str | None, without: str = "") -> tuple[CountedLink, ...]:
        """Themes under another one, without what is below them."""
        tree = self.tree
        terms = (tree.terms[code] for code in tree.children.get(parent, ())) if tree is not None else ()
        return tuple(self.link(term) for term in terms if term.code != without and self.is_shown(term))


def present_themes(request: HttpRequest, finder: Finder) -> ThemesView:
    """All themes, a resource counted once at each level."""
    return ThemesView(
        breadcrumb=breadcrumb(finder.centre, Link(_("Themes"), ""), request=request),
        tree=Themes.of(finder, request).links(),
    )


def present_theme(request: HttpRequest, finder: Finder, theme: Term, definition: str) -> ThemeView:
    """One theme, with what is filed under it and below it."""
    themes = Themes.of(finder, request)
    criteria = Criteria(picked={THEME: (theme.code,)})
    groups = kind_groups(finder, request, criteria)
    language = (get_language() or "fr").split("-")[0]
    return ThemeView(
        breadcrumb=breadcrumb(finder.centre, *_steps(themes, theme), request=request),
        code=theme.code,
        label=theme.label,
        definition=definition,
        aliases=tuple(label for name, label in theme.aliases if name == language),
        is_active=theme.is_offered,
        total=sum(group.count for group in groups),
        search_url=search_address(finder, request, criteria),
        watch_url=f"{centre_url(finder.centre, request)}{watch_path(THEME, theme.code)}" if theme.is_offered else "",
        groups=groups,
        children=themes.flat(theme.code),
        siblings=themes.flat(theme.parent, without=theme.code),
        places=_places(finder, request, criteria),
    )


def _steps(themes: Themes, theme: Term) -> list[Link]:
    """All themes, the broader ones from the top, and the theme itself."""
    line: list[Link] = []
    tree, parent = themes.tree, theme.parent
    while tree is not None and parent is not None and parent in tree.terms and len(line) < len(tree.terms):
        term = tree.terms[parent]
        line.insert(0, Link(term.label, f"{themes.base}{term.code}/"))
        parent = term.parent
    return [Link(_("Themes"), themes.base), *line, Link(theme.label, "")]


def _places(finder: Finder, request: HttpRequest, criteria: Criteria) -> tuple[CountedLink, ...]:
    """Places that these resources name themselves, the most frequent first."""
    named = [bucket for bucket in finder.counts(criteria, TERRITORY).buckets if bucket.own]
    most = sorted(named, key=lambda bucket: (-bucket.own, bucket.key))[:PLACES_SHOWN]
    places = finder.gazetteer.places(bucket.key for bucket in most)
    return tuple(
        CountedLink(places[bucket.key].label, place_url(finder.centre, bucket.key, request), bucket.own)
        for bucket in most
        if bucket.key in places
    )
