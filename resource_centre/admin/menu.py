"""The menu group “Resource centre”: kinds, vocabularies, territories, in one place."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

GROUP_ORDER = 150


class Entry:
    """An entry that leads to a view of ours, made as those of the viewsets are."""

    def __init__(self, label: object, url_name: str, icon: str) -> None:
        self.label, self.url_name, self.icon = label, url_name, icon

    def get_menu_item(self, order: int) -> MenuItem:
        """The item at that place of the menu."""
        return MenuItem(self.label, reverse_lazy(self.url_name), name=self.url_name, icon_name=self.icon, order=order)


def contribution_items() -> Sequence[Entry]:
    """What waits for a person."""
    return (
        Entry(_("Review queue"), "resource_centre_queue", "tasks"),
        Entry(_("Requests to join"), "resource_centre_member_requests", "group"),
        Entry(_("Reported problems"), "resource_centre_reports", "warning"),
        Entry(_("Pages to re-read"), "resource_centre_to_re_read", "calendar-check"),
    )


def reports_item() -> MenuItem:
    """The entry of Wagtail's own menu of reports."""
    return MenuItem(
        _("Resource centre"),
        reverse_lazy("resource_centre_steering"),
        name="resource-centre-reports",
        icon_name="clipboard-list",
        order=100,
    )


def upkeep_items() -> Sequence[Entry]:
    """What keeps reference data in order."""
    return (Entry(_("Merge duplicates"), "resource_centre_duplicates", "copy"),)


def menu_group(registrables: Sequence[Any]) -> SubmenuMenuItem:
    """A sub-menu that holds an item of each viewset or modeladmin, in the given order."""
    items = [registrable.get_menu_item(order) for order, registrable in enumerate(registrables)]
    return SubmenuMenuItem(
        _("Resource centre"), Menu(items=items), icon_name="clipboard-list", name="resource-centre", order=GROUP_ORDER
    )
