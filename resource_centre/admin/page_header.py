"""What the header of a resource's pages in the admin offers, and what its form says first."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from resource_centre.access.contribution import may_decide
from resource_centre.admin.archiving import ARCHIVE_URL, RESTORE_URL
from resource_centre.admin.re_reading import REVIEW_URL
from resource_centre.content.dates import day_in_words
from resource_centre.content.days import site_day
from resource_centre.content.pages.base import Resource
from resource_centre.workflow.archiving.models import Archive


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """For those who may publish the page: that it was re-read, the archive, the way out of it."""
    if not isinstance(page, Resource) or page.alias_of_id or view_name != "edit" or not may_decide(user, page):
        return
    if page.live:
        yield Button(
            gettext_lazy("I have re-read it"),
            reverse(REVIEW_URL, args=[page.pk]),
            icon_name="calendar-check",
            priority=61,
        )
        yield Button(
            gettext_lazy("Archive…"), reverse(ARCHIVE_URL, args=[page.pk]), icon_name="folder-inverse", priority=62
        )
    elif Archive.objects.filter(resource=page.pk).exists():
        address = reverse(RESTORE_URL, args=[page.pk])
        yield Button(gettext_lazy("Take out of the archive…"), address, icon_name="folder-open-inverse", priority=62)


def before_edit_page(request: HttpRequest, page: Page) -> None:
    """Say first that the page is archived."""
    if request.method != "GET" or page.live or not isinstance(page, Resource):
        return
    found = Archive.objects.filter(resource=page.pk).first()
    if found is None:
        return
    words = _("This page is archived since %(date)s: %(reason)s Publishing it takes it out of the archive.")
    told = {"date": day_in_words(site_day(found.archived_at)), "reason": _sentence(found.reason)}
    way_out = []
    if may_decide(request.user, page):
        way_out = [messages.button(reverse(RESTORE_URL, args=[page.pk]), _("Take out of the archive…"))]
    messages.warning(request, words % told, buttons=way_out)


def _sentence(text: str) -> str:
    """With its full stop: another one follows."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
