"""On Wagtail's home: what waits for whoever looks, the most urgent first."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from resource_centre.admin.queue import QUEUE_URL, item_url
from resource_centre.content.days import site_today
from resource_centre.workflow.queue import waiting_for
from resource_centre.workflow.queue_items import load_items

#: Before Wagtail's own list of drafts that wait.
ORDER = 205
SHOWN = 5


class MyTasksPanel(Component):
    """The first lines of the queue; nothing while nothing waits."""

    template_name = "resource_centre/admin/my_tasks.html"
    order = ORDER

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The lines, how much waits, and how much of it is late."""
        waiting, today = waiting_for(self.request.user), site_today()
        items = load_items(self.request.user, waiting[:SHOWN])
        return {
            "lines": [(item, item_url(item.sort, item.pk)) for item in items],
            "total": len(waiting),
            "late": sum(1 for one in waiting if one.due_on < today),
            "queue_url": reverse(QUEUE_URL),
        }


def construct_homepage_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the admin's home."""
    panels.append(MyTasksPanel(request))
