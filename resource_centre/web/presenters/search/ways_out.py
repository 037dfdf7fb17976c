"""When nothing is found: what each filter costs, a wider ring, fewer words."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria, Ring, Words
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.values import WayOut

#: Ways out that are looked for: each is a search.
MOST = 8


def ways_out(finder: Finder, criteria: Criteria, addresses: Addresses, labeller: Labeller) -> tuple[WayOut, ...]:
    """Wider searches that find something, the nearest to what was asked first; the widest are tried in any case."""
    widest = tuple(_widest(criteria))
    tried = islice(_wider(finder, criteria, labeller), MOST - len(widest))
    counted = ((words, wider, finder.total(wider)) for words, wider in (*tried, *widest))
    return tuple(WayOut(words, addresses.of(wider), total) for words, wider, total in counted if total)


def _wider(finder: Finder, criteria: Criteria, labeller: Labeller) -> Iterator[tuple[str, Criteria]]:
    if criteria.picked.get(TERRITORY):
        if criteria.ring is Ring.HERE:
            yield _("in the whole territory"), replace(criteria, ring=Ring.INSIDE, page=1)
        for ring, words in ((Ring.AROUND, _("around")), (Ring.APPLIES, _("with what applies there from further up"))):
            if criteria.ring is not ring:
                yield words, replace(criteria, ring=ring, page=1)
    for facet in finder.facets:
        keys = criteria.picked.get(facet.code, ())
        for key in keys:
            label = labeller.label(facet, key)
            if label is not None:
                kept = tuple(other for other in keys if other != key)
                yield _("without %(filter)s") % {"filter": label}, criteria.with_picked(facet.code, kept)
    if criteria.words is Words.ALL:
        yield _("with some of the words"), replace(criteria, words=Words.SOME, page=1)


def _widest(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """What is left when many filters are picked and none alone is in the way."""
    if criteria.text and criteria.picked:
        yield _("without any filter"), replace(criteria, picked={}, ring=Ring.INSIDE, page=1)
        yield _("without “%(words)s”") % {"words": criteria.text}, replace(criteria, text="", page=1)
