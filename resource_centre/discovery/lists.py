"""The lists of a centre, one for each kind: what menus are made of, read again only when one has changed."""

from resource_centre.access.visibility import Access
from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.stamps import LISTS
from resource_centre.discovery.reference import reference_for

_kept: dict[int, tuple[int, float, tuple[KindIndexPage, ...]]] = {}


def lists_of(centre: ResourceCentrePage, access: Access) -> tuple[KindIndexPage, ...]:
    """Lists that the reader may see, in the order of the kinds; no query when none has changed."""
    reference = reference_for(access)
    known = _kept.get(centre.pk)
    if known is None or known[:2] != (reference.stamp(LISTS), reference.read_at):
        known = (reference.stamp(LISTS), reference.read_at, _read(centre))
        _kept[centre.pk] = known
    return tuple(page for page in known[2] if access.allows(page))


def _read(centre: ResourceCentrePage) -> tuple[KindIndexPage, ...]:
    order = {spec.code: rank for rank, spec in enumerate(all_kinds())}
    pages = [page for page in KindIndexPage.objects.child_of(centre) if page.kind_code in order]
    return tuple(sorted(pages, key=lambda page: order[page.kind_code]))


def forget_lists() -> None:
    """Read again at the next request; for tests."""
    _kept.clear()
