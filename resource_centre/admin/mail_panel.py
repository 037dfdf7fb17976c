"""What the admin's home says of the mail: nothing while it leaves, how much of it does not when it does not."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from resource_centre.admin.outbox import LIST_URL, may_see
from resource_centre.contribution.mail_health import mail_health
from resource_centre.contribution.posting import TOPIC

#: After the search index.
ORDER = 255


class MailPanel(Component):
    """Mails that could not be sent, for whoever opens the admin; the way to them, for who may see the outbox."""

    template_name = "resource_centre/admin/mail_panel.html"
    order = ORDER

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The health of the mail; outbox_url is "" for who would be refused there."""
        outbox = f"{reverse(LIST_URL)}?topic={TOPIC}" if may_see(self.request.user) else ""
        return {"mail": mail_health(), "outbox_url": outbox}


def construct_homepage_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the admin's home."""
    panels.append(MailPanel(request))
