"""The log of searches, read and taken away; nothing of who asked is in it."""

from typing import Any, ClassVar

from django.db.models import Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from resource_centre.admin.flat_lists import FlatAdmin
from resource_centre.admin.own_centres import centres_of
from resource_centre.admin.reference_data import LoggedIndex, ReadOnly
from resource_centre.discovery.staff.models import SearchLogEntry

VIEW = "resource_centre.view_searchlogentry"


class ReadByEditors(ReadOnly):
    """Whoever may see the log reads it; nobody writes it."""

    def user_can_list(self, user: Any) -> bool:
        """By the permission that groups have."""
        return bool(user.is_active and user.has_perm(VIEW))

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """By the same permission, and in one's own centres: what the list reads is, with no query for each row."""
        is_own = getattr(obj, "is_of_own_centre", False) or centres_of(user).filter(pk=obj.centre_id).exists()
        return self.user_can_list(user) and bool(is_own)


class SearchLogAdmin(FlatAdmin):
    """Ninety days of searches."""

    model = SearchLogEntry
    menu_label = _("Search log")
    menu_icon = "search"
    add_to_admin_menu = False
    base_url_path = "resource-centre/search-log"
    permission_helper_class = ReadByEditors
    inspect_view_enabled = True
    history_view_enabled = False
    inspect_view_fields: ClassVar = ("words", "centre", "language", "total", "was_relaxed", "at")
    index_view_class = LoggedIndex
    list_display: ClassVar = ("words", "language", "total", "was_relaxed", "at")
    list_filter: ClassVar = ("was_relaxed", "language", "centre", "at")
    list_export: ClassVar = ("words", "language", "total", "was_relaxed", "at")
    export_filename = "searches"
    search_fields: ClassVar = ("words",)
    list_select_related: ClassVar = ("centre",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Any:
        """Searches of one's own centres."""
        own = super().get_queryset(request).filter(centre__in=centres_of(request.user))
        return own.annotate(is_of_own_centre=Value(value=True))

    def get_list_filter(self, request: HttpRequest) -> Any:
        """By centre only where there are several: the filter would name those of others."""
        names = super().get_list_filter(request)
        return names if request.user.is_superuser else tuple(name for name in names if name != "centre")
