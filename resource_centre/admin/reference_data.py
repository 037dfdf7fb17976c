"""Flat reference data, browsed with wagtail-modeladmin: territories and the names they had.

They come from the official code (`load_territories`): here they are read, searched and filtered, not edited.
"""

from typing import Any, ClassVar

from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.views import HistoryView

from resource_centre.admin.export_log import LoggedExport
from resource_centre.admin.flat_lists import FlatAdmin, FlatIndex
from resource_centre.content.territories import Territory, TerritoryAlias


class ReadOnly(PermissionHelper):  # type: ignore[misc]  # the package carries no types
    """Everybody who enters the admin reads; nobody writes: the next load would undo it."""

    def user_can_list(self, user: Any) -> bool:
        """Anyone in the admin."""
        return bool(user.is_active)

    def user_can_create(self, user: Any) -> bool:
        """Nobody: a territory comes from the official code."""
        return False

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """Anyone in the admin."""
        return bool(user.is_active)

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Nobody."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Nobody: a territory that disappears becomes inactive."""
        return False


class LoggedIndex(LoggedExport, FlatIndex):
    """A list of which the log says who took it away. Its file says what the screen does, in the same words."""

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Words in the place of codes. The package writes a dash for a nought."""
        return {name: self._said(item, name) for name in self.list_export}

    def _said(self, item: Any, name: str) -> Any:
        field, _attribute, value = lookup_field(name, item, self.model_admin)
        value = dict(getattr(field, "flatchoices", None) or ()).get(value, value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        # What has words of its own, such as a term, is text as soon as it is here: `exporting` guards texts alone.
        return str(value) if isinstance(value, (Model, Promise)) else value

    def get_heading(self, queryset: Any, field: str) -> str:
        """As over the column of the screen. The package begins each word with a capital."""
        heading = self.export_headings.get(field) or label_for_field(field, self.model, self.model_admin)
        return str(capfirst(str(heading)))


class HistoryOfListed(HistoryView):  # type: ignore[misc]  # the package carries no types
    """What was done with one row, for who may see the list. The package asks no right for it."""

    def check_action_permitted(self, user: Any) -> bool:
        """As the list."""
        return bool(self.permission_helper.user_can_list(user))


class TerritoryAdmin(FlatAdmin):
    """36,416 territories, found by name, postal code or INSEE code."""

    model = Territory
    menu_label = gettext_lazy("Territories")
    menu_icon = "globe"
    add_to_admin_menu = False
    base_url_path = "resource-centre/territories"
    permission_helper_class = ReadOnly
    inspect_view_enabled = True
    list_display: ClassVar = ("label", "level", "code", "population", "is_active")
    list_filter: ClassVar = ("level", "is_active")
    search_fields: ClassVar = ("folded_name", "name", "code", "postal_codes")
    list_per_page = 50


class TerritoryAliasAdmin(FlatAdmin):
    """Former communes and regions, and the territory of today."""

    model = TerritoryAlias
    menu_label = gettext_lazy("Former territories")
    menu_icon = "history"
    add_to_admin_menu = False
    base_url_path = "resource-centre/former-territories"
    permission_helper_class = ReadOnly
    inspect_view_enabled = True
    list_display: ClassVar = ("name", "kind", "code", "territory")
    list_filter: ClassVar = ("kind",)
    search_fields: ClassVar = ("name", "code")
    list_select_related: ClassVar = ("territory",)
    list_per_page = 50
