"""What the admin's home says of the search index: nothing while it is well, what to mend when it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from resource_centre.admin.explorable import without_others_pages
from resource_centre.admin.index_reasons import Reason, word_reason
from resource_centre.content.pages.base import Resource
from resource_centre.discovery.health import IndexHealth, index_health
from resource_centre.outbox.models import OutboxEntry

#: After Wagtail's own panels that ask for a decision; before all others while visitors find nothing.
ORDER, FIRST = 250, 10


@dataclass(frozen=True)
class ParkedResource:
    """A resource that the search cannot take, and why; `title` is the name of the page for those who may edit it."""

    title: str
    url: str
    reason: Reason
    since: datetime | None


class IndexPanel(Component):
    """The state of the index, for whoever opens the admin."""

    template_name = "resource_centre/admin/index_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.health = request, index_health()
        self.order = ORDER if self.health.is_ready else FIRST

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The health, and the parked resources that this user may edit."""
        health = self.health
        return {
            "health": health,
            "reason": word_reason(health.reason),
            "standby": word_reason(health.standby or ""),
            "parked": self._parked(health),
        }

    def _parked(self, health: IndexHealth) -> tuple[ParkedResource, ...]:
        entries = {entry.key: entry for entry in health.parked_rows}
        pages = without_others_pages(self.request.user, Resource.objects.filter(uuid__in=entries))
        return tuple(_worded(page, entries[str(page.uuid)]) for page in pages if isinstance(page, Resource))


def _worded(page: Resource, entry: OutboxEntry) -> ParkedResource:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return ParkedResource(page.get_admin_display_title(), edit, word_reason(entry.error), entry.parked_at)


def construct_homepage_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the admin's home."""
    panels.append(IndexPanel(request))
