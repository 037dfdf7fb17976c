"""The lists of a centre, one for each kind: what menus are made of, read again only when one has changed."""

from resource_centre.access.visibility import Access
from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.stamps import LISTS, Remembered
from resource_centre.discovery.reference import reference_for

#: By the key of their centre.
_remembered = Remembered[dict[int, tuple[KindIndexPage, ...]]]()


def lists_of(centre: ResourceCentrePage, access: Access) -> tuple[KindIndexPage, ...]:
    """Lists that the reader may see, in the order of the kinds; no query when none has changed."""
    known = _remembered.under(reference_for(access).stamp(LISTS), dict)
    if centre.pk not in known:
        known[centre.pk] = _read(centre)
    return tuple(page for page in known[centre.pk] if access.allows(page))


def _read(centre: ResourceCentrePage) -> tuple[KindIndexPage, ...]:
    order = {spec.code: rank for rank, spec in enumerate(all_kinds())}
    pages = [page for page in KindIndexPage.objects.child_of(centre) if page.kind_code in order]
    return tuple(sorted(pages, key=lambda page: order[page.kind_code]))
