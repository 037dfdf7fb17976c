"""What the admin's home says of the search index: nothing while it is well, what to mend when it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from resource_centre.admin.explorable import without_others_pages
from resource_centre.content.pages.base import Resource
from resource_centre.discovery.health import IndexHealth, index_health
from resource_centre.outbox.models import OutboxEntry
from resource_centre.search.errors import NO_INDEX

#: After Wagtail's own panels that ask for a decision.
ORDER = 250

#: What the engines say in English, for whoever runs the site, and everybody reads on a new one.
_REASONS = {NO_INDEX: _("There is no search index yet: run `manage.py resource_index rebuild`.")}


@dataclass(frozen=True)
class ParkedResource:
    """A resource that the search cannot take, and why; `title` is the name of the page for those who may edit it."""

    title: str
    url: str
    error: str
    since: datetime | None


class IndexPanel(Component):
    """The state of the index, for whoever opens the admin."""

    template_name = "resource_centre/admin/index_panel.html"
    order = ORDER

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The health, and the parked resources that this user may edit."""
        health = index_health()
        return {"health": health, "reason": _REASONS.get(health.reason, health.reason), "parked": self._parked(health)}

    def _parked(self, health: IndexHealth) -> tuple[ParkedResource, ...]:
        entries = {entry.key: entry for entry in health.parked_rows}
        pages = without_others_pages(self.request.user, Resource.objects.filter(uuid__in=entries))
        return tuple(_worded(page, entries[str(page.uuid)]) for page in pages if isinstance(page, Resource))


def _worded(page: Resource, entry: OutboxEntry) -> ParkedResource:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return ParkedResource(page.get_admin_display_title(), edit, entry.error, entry.parked_at)


def construct_homepage_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the admin's home."""
    panels.append(IndexPanel(request))
