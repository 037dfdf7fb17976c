"""View restrictions of the whole site, read once for a request: they are few, and asked for several times."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, PageViewRestriction

Rows = tuple[PageViewRestriction, ...]
_KEPT = "_resource_centre_restrictions"


def read_restrictions() -> Rows:
    """Every row, with its groups, its page and that page's aliases: one query when there is none, else three."""
    rows = PageViewRestriction.objects.select_related("page").prefetch_related("groups", "page__aliases")
    return tuple(rows.order_by("pk"))


def restrictions_of_request(request: Any) -> Rows:
    """The same, kept on the request."""
    rows: Rows | None = getattr(request, _KEPT, None)
    if rows is None:
        rows = read_restrictions()
        setattr(request, _KEPT, rows)
    return rows


def binding(rows: Iterable[PageViewRestriction], path: str) -> list[PageViewRestriction]:
    """Those on a place of the tree or above it, or on the source of an alias there, as Wagtail binds them."""
    return [row for row in rows if any(path.startswith(page.path) for page in (row.page, *row.page.aliases.all()))]


class RestrictionsAtOnce(Page):
    """Reads the view restrictions of a page from what was read for the request; alone, as Wagtail does."""

    class Meta:
        abstract = True

    def keep_restrictions(self, request: Any) -> None:
        """Called on the way to the page, before Wagtail asks who may see it."""
        self._restrictions = restrictions_of_request(request)

    def get_view_restrictions(self) -> Any:
        """Restrictions on the page, above it, and on the sources of those that are aliases: a list on the way to the
        page, elsewhere Wagtail's own queryset, which its admin orders and filters."""
        rows: Rows | None = getattr(self, "_restrictions", None)
        return super().get_view_restrictions() if rows is None else binding(rows, self.path)
