"""Resources by kind, the last updated first: how the pages of themes and of territories list them."""

from dataclasses import dataclass, replace

from django.http import HttpRequest

from resource_centre.content.kinds import all_kinds
from resource_centre.discovery.documents import TYPE
from resource_centre.discovery.parameters import address_of
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria, Sort
from resource_centre.web.presenters.common import Card, cards, kind_name
from resource_centre.web.presenters.places import centre_url

#: Resources of one kind named on such a page; a link leads to the others.
SHOWN_PER_KIND = 5


@dataclass(frozen=True)
class KindGroup:
    """Resources of one kind: the first ones, how many there are, and the search that finds them all."""

    kind_code: str
    heading: str
    count: int
    cards: tuple[Card, ...]
    more_url: str


def search_address(finder: Finder, request: HttpRequest, criteria: Criteria) -> str:
    """The address of a search of this centre."""
    return address_of(f"{centre_url(finder.centre, request)}recherche/", criteria, finder.facets)


def kind_groups(finder: Finder, request: HttpRequest, criteria: Criteria) -> tuple[KindGroup, ...]:
    """A group for each kind that has something: one search for their counts, one for each, their pages read at once."""
    counts = finder.counts(criteria, TYPE)
    codes = [spec.code for spec in all_kinds() if counts.count_of(spec.code)]
    found = {code: finder.first(_of_kind(criteria, code), SHOWN_PER_KIND) for code in codes}
    pages = finder.resources([uid for uids in found.values() for uid in uids])
    ready = dict(zip(pages, cards(list(pages.values()), request), strict=True))
    return tuple(
        KindGroup(
            kind_code=code,
            heading=kind_name(code, plural=True),
            count=counts.count_of(code),
            cards=tuple(ready[uid] for uid in found[code] if uid in ready),
            more_url=_more(finder, request, criteria, code, counts.count_of(code)),
        )
        for code in codes
    )


def _of_kind(criteria: Criteria, code: str) -> Criteria:
    return replace(criteria, picked={**criteria.picked, TYPE: (code,)}, sort=Sort.UPDATED)


def _more(finder: Finder, request: HttpRequest, criteria: Criteria, code: str, count: int) -> str:
    return search_address(finder, request, _of_kind(criteria, code)) if count > SHOWN_PER_KIND else ""
