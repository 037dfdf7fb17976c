"""All the values of a facet, as boxes that complete the rest of a search."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from resource_centre.discovery.facets import ResourceFacet
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.search.page import SearchPage
from resource_centre.web.presenters.search.panels import Panels
from resource_centre.web.presenters.search.values import Option

#: Values beyond which a field to look through them is offered.
MANY = 20


@dataclass(frozen=True)
class FacetPageView:
    """What the page of a facet's values prints. remark: said when some are left out."""

    title: str
    breadcrumb: tuple[Link, ...]
    path: str
    back_url: str
    hidden: tuple[tuple[str, str], ...]
    code: str
    label: str
    options: tuple[Option, ...]
    is_tree: bool
    has_many: bool
    sentence: str
    remark: str


def present_facet(page: SearchPage, facet: ResourceFacet) -> FacetPageView:
    """Every value that finds something, and those that are picked."""
    counts = page.counts[facet.code]
    options = Panels(page.addresses, page.labeller).whole(facet, counts)
    label = str(facet.label)
    search = Link(_("Search"), page.addresses.here())
    return FacetPageView(
        title=_("%(facet)s: every value") % {"facet": label},
        breadcrumb=breadcrumb(page.finder.centre, search, Link(label, ""), request=page.request),
        path=page.addresses.path,
        back_url=page.addresses.here(),
        hidden=tuple(pair for pair in page.addresses.pairs() if pair[0] not in (facet.code, "page")),
        code=facet.code,
        label=label,
        options=options,
        is_tree=facet.is_tree,
        has_many=len(counts.buckets) > MANY,
        sentence=page.view_sentence,
        remark=_("The thousand most frequent are listed: narrow the search to see others.") if counts.has_more else "",
    )
