"""What somebody who types may mean, each with where it leads."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest

from resource_centre.content.pages.actor import Actor
from resource_centre.content.territory_names import suggest_territories
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.queries import Finder
from resource_centre.search.errors import EngineUnavailable
from resource_centre.text.folding import fold
from resource_centre.web.presenters.common import kind_of, page_urls
from resource_centre.web.presenters.places import centre_url

#: Suggestions of each sort, characters read, and the fewest that mean something.
EACH, LONGEST, SHORTEST = 5, 100, 2
RESOURCE, ACTOR, TERRITORY = "resource", "actor", "territory"

Suggestion = dict[str, Any]


def suggestions_for(request: HttpRequest, finder: Finder, typed: str, kind: str = "") -> list[Suggestion]:
    """Themes, territories, then resources and actors; of one sort when `kind` says so.

    [{"label": "Silver Geek", "kind": "actor", "url": "/centre/acteurs/silver-geek/", "hint": "…", "value": "…"}]
    """
    text = " ".join(typed[:LONGEST].split())
    folded = fold(text)
    if len(folded) < SHORTEST:
        return []
    base = centre_url(finder.centre, request)
    sources = {
        THEME: lambda: _themes(finder, folded, base),
        TERRITORY: lambda: _territories(text, base),
        RESOURCE: lambda: _resources(request, finder, text),
    }
    chosen = [kind] if kind in sources else [*sources]
    return [one for name in chosen for one in islice(sources[name](), 2 * EACH if kind else EACH)]


def _suggestion(label: str, kind: str, url: str, hint: str) -> Suggestion:
    return {"label": label, "kind": kind, "url": url, "hint": hint, "value": label}


def _themes(finder: Finder, folded: str, base: str) -> Iterator[Suggestion]:
    """Themes whose label, or another word for them, begins so."""
    facet = next((facet for facet in finder.facets if facet.code == THEME), None)
    if facet is None or facet.tree is None:
        return
    for term in facet.tree.walk():
        names = (term.labels.french, term.labels.english, *(label for _language, label in term.aliases))
        if term.is_offered and any(f" {fold(name)}".find(f" {folded}") >= 0 for name in names if name):
            yield _suggestion(term.label, THEME, f"{base}themes/{term.code}/", str(facet.label))


def _territories(text: str, base: str) -> Iterator[Suggestion]:
    for one in suggest_territories(text):
        yield _suggestion(one.label, TERRITORY, f"{base}territoires/{one.key.replace(':', '-')}/", one.hint)


def _resources(request: HttpRequest, finder: Finder, text: str) -> Iterator[Suggestion]:
    """Titles, and other names of actors; none while the search is away: the field still takes what is typed."""
    try:
        found = finder.complete(text, 2 * EACH)
    except EngineUnavailable:
        return
    urls = page_urls(found, request)
    for page in found:
        spec = kind_of(page)
        kind = ACTOR if spec.code == Actor.kind.code else RESOURCE
        yield _suggestion(page.title, kind, urls[page.pk], str(spec.label))
