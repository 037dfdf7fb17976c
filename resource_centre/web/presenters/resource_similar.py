"""Resources that resemble one, each with the reason: what closes its page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.queries import Finder, FoundSimilar
from resource_centre.search.errors import EngineUnavailable
from resource_centre.web.presenters.common import Link, centre_of, foreign, kind_label, kind_of, page_urls

#: Resources shown, and reasons given for each.
SHOWN, REASONS = 3, 2


@dataclass(frozen=True)
class SimilarLine:
    """A resource that resembles this one: SimilarLine(Link("PANA", …), "Programme", "Thème : Inclusion numérique")."""

    link: Link
    kind: str
    why: str


def present_similar(resource: Resource, access: Access, request: HttpRequest) -> tuple[SimilarLine, ...]:
    """What resembles a published resource; nothing for a preview, nor while the search is away."""
    if getattr(request, "is_preview", False) or not resource.live:
        return ()
    finder = Finder.of(centre_of(resource, request), access)
    try:
        found = finder.similar(resource, SHOWN)
    except EngineUnavailable:
        return ()
    labeller = Labeller(finder.gazetteer, finder.centre, access)
    keys: dict[str, set[str]] = {}
    for one in found:
        for facet, key in one.similar.values:
            keys.setdefault(facet, set()).add(key)
    labeller.learn(finder.facets, keys)
    urls = page_urls([one.page for one in found], request)
    return tuple(
        SimilarLine(
            link=Link(one.page.title, urls[one.page.pk], foreign(one.page.language)),
            kind=kind_label(kind_of(one.page)),
            why=_why(finder, labeller, one),
        )
        for one in found
    )


def _why(finder: Finder, labeller: Labeller, found: FoundSimilar) -> str:
    """ "Acteur : Silver Geek · Thème : Bien vieillir"; the words that both use where they share nothing else."""
    named = {facet.code: facet for facet in finder.facets}
    labels = ((named[code], labeller.label(named[code], key)) for code, key in found.similar.values if code in named)
    reasons = [_("%(facet)s: %(value)s") % {"facet": facet.label, "value": label} for facet, label in labels if label]
    return "\u00a0· ".join(reasons[:REASONS]) or _("the same words")
