"""Themes: the whole tree with its counts, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import Concept, ConceptNode, ConceptTree
from resource_centre.web.presenters import counts
from resource_centre.web.presenters.common import (
    Card,
    CountedLink,
    Link,
    breadcrumb,
    cards,
    kind_name,
    visible_resources,
)
from resource_centre.web.presenters.places import centre_url, most_frequent_places

#: Resources of one kind named on a theme's page; a link leads to the others.
SHOWN_PER_KIND = 5


@dataclass(frozen=True)
class KindGroup:
    """Resources of one kind: the first ones, how many there are, and the list that holds them all."""

    kind_code: str
    heading: str
    count: int
    cards: tuple[Card, ...]
    more_url: str


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
    groups: tuple[KindGroup, ...]
    children: tuple[CountedLink, ...]
    siblings: tuple[CountedLink, ...]
    places: tuple[CountedLink, ...]


def theme_url(centre: ResourceCentrePage, code: str, request: HttpRequest) -> str:
    """Address of a theme in a centre."""
    return f"{centre_url(centre, request)}themes/{code}/"


def theme_links(
    centre: ResourceCentrePage, request: HttpRequest, access: Access, tree: ConceptTree
) -> tuple[CountedLink, ...]:
    """The tree of themes as links with counts; retired themes that hold nothing are left out."""
    found = counts.by_concept(visible_resources(centre, access), tree)
    base = f"{centre_url(centre, request)}themes/"
    return tuple(_counted(node, found, base) for node in tree.roots() if _is_shown(node.concept, found))


def _is_shown(concept: Concept, found: Mapping[int, int]) -> bool:
    return found[concept.pk] > 0 or (concept.is_active and concept.replaced_by_id is None)


def _counted(node: ConceptNode, found: Mapping[int, int], base: str) -> CountedLink:
    children = tuple(_counted(child, found, base) for child in node.children if _is_shown(child.concept, found))
    return CountedLink(node.concept.label, f"{base}{node.concept.code}/", found[node.concept.pk], children)


def present_themes(request: HttpRequest, centre: ResourceCentrePage, access: Access) -> ThemesView:
    """All themes, a resource counted once at each level."""
    return ThemesView(
        breadcrumb=breadcrumb(centre, Link(_("Themes"), ""), request=request),
        tree=theme_links(centre, request, access, ConceptTree.of("theme")),
    )


def present_theme(
    request: HttpRequest, centre: ResourceCentrePage, access: Access, theme: Concept, tree: ConceptTree
) -> ThemeView:
    """One theme, with what is filed under it and below it."""
    everything = visible_resources(centre, access)
    found = counts.by_concept(everything, tree)
    base = f"{centre_url(centre, request)}themes/"
    links = ResourceConcept.objects.filter(concept__in=tree.subtree_ids(theme.pk))
    resources = everything.filter(pk__in=links.values("resource"))
    above = tree.ancestors(theme.pk)
    nodes = {node.concept.pk: node for root in tree.roots() for node in root.walk()}
    neighbours = nodes[above[-1].pk].children if above else tree.roots()
    language = (get_language() or "fr").split("-")[0]
    steps = [Link(concept.label, f"{base}{concept.code}/") for concept in above]
    return ThemeView(
        breadcrumb=breadcrumb(centre, Link(_("Themes"), base), *steps, Link(theme.label, ""), request=request),
        code=theme.code,
        label=theme.label,
        definition=theme.definition,
        aliases=tuple(theme.aliases.filter(language=language).values_list("label", flat=True)),
        is_active=theme.is_active,
        total=found[theme.pk],
        groups=kind_groups(resources, request, centre, f"theme={theme.code}"),
        children=tuple(_flat(node, found, base) for node in nodes[theme.pk].children if _is_shown(node.concept, found)),
        siblings=tuple(
            _flat(node, found, base)
            for node in neighbours
            if node.concept.pk != theme.pk and _is_shown(node.concept, found)
        ),
        places=most_frequent_places(request, centre, resources),
    )


def _flat(node: ConceptNode, found: Mapping[int, int], base: str) -> CountedLink:
    return CountedLink(node.concept.label, f"{base}{node.concept.code}/", found[node.concept.pk])


def kind_groups(
    resources: QuerySet[Resource], request: HttpRequest, centre: ResourceCentrePage, query: str
) -> tuple[KindGroup, ...]:
    """Resources by kind, the last updated first. `query` narrows the list that "all" leads to ("" = no list)."""
    pages = list(resources.order_by("-last_published_at", "pk").defer("body", "extra"))
    by_kind: dict[str, list[Resource]] = {}
    for page in pages:
        by_kind.setdefault(page.specific_class.kind.code, []).append(page)
    order = sorted(by_kind, key=lambda code: by_kind[code][0].specific_class.kind.order)
    shown = [page for code in order for page in by_kind[code][:SHOWN_PER_KIND]]
    ready = dict(zip((page.pk for page in shown), cards(shown, request), strict=True))
    base = centre_url(centre, request)
    return tuple(
        KindGroup(
            kind_code=code,
            heading=kind_name(code, plural=True),
            count=len(by_kind[code]),
            cards=tuple(ready[page.pk] for page in by_kind[code][:SHOWN_PER_KIND]),
            more_url=_more_url(base, by_kind[code], query),
        )
        for code in order
    )


def _more_url(base: str, pages: list[Resource], query: str) -> str:
    if len(pages) <= SHOWN_PER_KIND or not query:
        return ""
    return f"{base}{pages[0].specific_class.kind.slug}/?{query}"
