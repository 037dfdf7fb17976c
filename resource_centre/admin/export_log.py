"""What the log says of reports and lists: who took which one away."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from wagtail.log_actions import log
from wagtail.models import Page, Site

from resource_centre.access.contribution import decided_by
from resource_centre.content.pages.centre import ResourceCentrePage

EXPORTED = "resource_centre.report_exported"


def record_export(user: Any, report: str, form: str, centre: ResourceCentrePage | None = None) -> None:
    """One line in the log of each centre whose pages it counts. centre: the only one; None for all of that user's."""
    for page in _places_of(user) if centre is None else (centre,):
        log(page, EXPORTED, user=user, data={"report": report, "form": form})


def _places_of(user: Any) -> Sequence[Page]:
    """Centres of which that user decides on a page at least; who decides on none is in the log of the site."""
    decided = decided_by(user).filter(path__startswith=OuterRef("path"))
    centres = list(ResourceCentrePage.objects.filter(Exists(decided)).order_by("pk"))
    return centres or [_home()]


def _home() -> Page:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return Page.get_first_root_node() if site is None else site.root_page


class LoggedExport:
    """Put before a view of Wagtail's that exports its list: whoever takes it away is in the log of their centres."""

    def as_spreadsheet(self, rows: Any, form: str) -> Any:
        """The file, which is called in the log as the file is."""
        view: Any = self
        record_export(view.request.user, view.get_filename(), form)
        return super().as_spreadsheet(rows, form)  # type: ignore[misc]  # Wagtail's view, which comes after
