"""The menu group “Resource centre”: kinds, vocabularies, territories, in one place."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

GROUP_ORDER = 150


def menu_group(registrables: Sequence[Any]) -> SubmenuMenuItem:
    """A sub-menu that holds an item of each viewset or modeladmin, in the given order."""
    items = [registrable.get_menu_item(order) for order, registrable in enumerate(registrables)]
    return SubmenuMenuItem(
        _("Resource centre"), Menu(items=items), icon_name="clipboard-list", name="resource-centre", order=GROUP_ORDER
    )
