"""What the admin's home says of pages that age: those that are late, those that nobody ever read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from resource_centre.admin.steering.addresses import pages_url
from resource_centre.admin.steering.scope import Scope, usual_period
from resource_centre.content.kinds import codes_by_type, kind_by_code
from resource_centre.content.pages.base import Resource

#: Pages named in a panel.
NAMED = 5


@dataclass(frozen=True)
class NamedPage:
    """A page of a panel: where it is edited, and the day by which it is there."""

    title: str
    url: str
    kind: str
    day: date | None


class _PagesPanel(Component):
    """Some pages on which the user decides: how many, and the first of them. Two queries, whatever there is."""

    template_name = "resource_centre/admin/late_panel.html"
    panel_id: ClassVar[str]

    def __init__(self, request: HttpRequest) -> None:
        self.scope = Scope(request.user, usual_period())

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Nothing is printed of a count of nought."""
        pages = self.pages()
        count = pages.count()
        kinds = codes_by_type()
        rows = pages.values_list("pk", "draft_title", "content_type_id", *self.day)[:NAMED] if count else ()
        return {
            "panel_id": self.panel_id,
            "count": count,
            "pages": [_named(kinds, *row) for row in rows],
            **(self.words(count) if count else {}),
        }

    #: The column of the day.
    day: ClassVar[tuple[str]]

    def pages(self) -> QuerySet[Resource]:
        """Those that are counted, the first ones first."""
        raise NotImplementedError

    def words(self, count: int) -> dict[str, str]:
        """heading, sentence, date_heading, list_url."""
        raise NotImplementedError


def _named(kinds: Mapping[int, str], pk: int, title: str, type_id: int, day: Any) -> NamedPage:
    kind = kind_by_code(kinds.get(type_id, ""))
    return NamedPage(title, reverse("wagtailadmin_pages:edit", args=[pk]), str(kind.label) if kind else "", day)


class LatePanel(_PagesPanel):
    """Pages whose day to be read again has passed."""

    order, panel_id, day = 240, "late-to-re-read", ("review_by",)

    def pages(self) -> QuerySet[Resource]:
        """The latest first."""
        return self.scope.resources().filter(review_by__lt=self.scope.today).order_by("review_by", "pk")

    def words(self, count: int) -> dict[str, str]:
        """How many, and where."""
        sentence = ngettext(
            "%(count)d page was to be read again and was not.",
            "%(count)d pages were to be read again and were not.",
            count,
        )
        return {
            "heading": _("Late to re-read"),
            "sentence": sentence % {"count": count},
            "date_heading": _("Re-read before"),
            "list_url": pages_url(self.scope, late=True),
        }


class UnreviewedPanel(_PagesPanel):
    """Pages that nobody ever read again."""

    order, panel_id, day = 245, "never-re-read", ("first_published_at",)

    def pages(self) -> QuerySet[Resource]:
        """The oldest first."""
        return self.scope.resources().filter(reviewed_on=None).order_by("first_published_at", "pk")

    def words(self, count: int) -> dict[str, str]:
        """How many, and where."""
        sentence = ngettext(
            "%(count)d page was never read again since it was written.",
            "%(count)d pages were never read again since they were written.",
            count,
        )
        return {
            "heading": _("Oldest pages never re-read"),
            "sentence": sentence % {"count": count},
            "date_heading": _("Published on"),
            "list_url": pages_url(self.scope, unreviewed=True),
        }


def construct_homepage_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add both to the admin's home."""
    panels += [LatePanel(request), UnreviewedPanel(request)]
