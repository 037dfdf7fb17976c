"""What links to a resource: each page once, with what it says of it, whoever states the relation."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ActorLinkKind, ResourceLinkKind, Stance
from resource_centre.text.folding import fold
from resource_centre.web.presenters.common import Link, breadcrumb, centre_of, foreign
from resource_centre.web.presenters.links import LinkedPage, load_surroundings
from resource_centre.web.presenters.pagination import Pagination, last_page, numbered, paginate
from resource_centre.web.presenters.resource_rows import Row, RowType, rows_of
from resource_centre.web.presenters.resource_view import RelationItem

EACH_PAGE = 50
#: Rows that other pages state.
_INCOMING = frozenset(
    (RowType.ROLE, RowType.INVERSE_LINK, RowType.PROOF, RowType.INVERSE_ACTOR_LINK)
    + (RowType.AUTHORED, RowType.SPOKE, RowType.MENTION)
)


@dataclass(frozen=True)
class LinksView:
    """Pages that lead to a resource."""

    breadcrumb: tuple[Link, ...]
    page: Link
    total: int
    items: tuple[RelationItem, ...]
    pagination: Pagination | None


def present_links(page: Resource, access: Access, request: HttpRequest, number: int) -> LinksView:
    """Those that this reader may see, in two queries: the rows, and the pages at their other end."""
    rows = [row for row in rows_of(page) if row.type in _INCOMING]
    around = load_surroundings(page, {row.other_id for row in rows}, access, request)
    said: dict[int, list[str]] = {}
    for row in rows:
        if row.other_id in around.pages and row.other_id != page.pk:
            said.setdefault(row.other_id, []).append(_says(row))
    found = sorted((around.pages[pk] for pk in said), key=lambda one: (_rank(one), fold(one.title), one.pk))
    last = last_page(len(found), EACH_PAGE, number)
    shown = found[(number - 1) * EACH_PAGE : number * EACH_PAGE]
    link = Link(page.title, page.get_url(request) or "", foreign(page.language))
    here = request.path
    return LinksView(
        breadcrumb=breadcrumb(centre_of(page, request), link, Link(_("What links here"), ""), request=request),
        page=link,
        total=len(found),
        items=tuple(_item(one, said[one.pk]) for one in shown),
        pagination=paginate(number, last, numbered(here)),
    )


def _item(page: LinkedPage, said: list[str]) -> RelationItem:
    kind = str(page.kind.label) if page.kind else _("Page")
    return RelationItem(page.link, details=", ".join(dict.fromkeys((kind, *said))))


def _says(row: Row) -> str:
    """What the other page says of this one, in its own direction: "evaluates", "funder"."""
    if row.type is RowType.INVERSE_LINK:
        return str(ResourceLinkKind(row.code).label)
    if row.type is RowType.INVERSE_ACTOR_LINK:
        return str(ActorLinkKind(row.code).label)
    if row.type is RowType.PROOF:
        return str(Stance(row.code).label)
    if row.type is RowType.MENTION:
        return _("link in its text")
    return capfirst(row.label) if row.type is RowType.ROLE else row.label


def _rank(page: LinkedPage) -> int:
    return page.kind.order if page.kind else 1_000
