"""Terms of outside vocabularies and ours, in the admin: found, filtered, taken away as a table."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from resource_centre.admin.flat_lists import FlatAdmin
from resource_centre.admin.reference_data import HistoryOfListed, LoggedIndex
from resource_centre.content.correspondences import Correspondence


class CorrespondenceIndex(LoggedIndex):
    """The list, and its table."""

    export_headings: ClassVar = {"concept_key": _("our code")}


class CorrespondenceAdmin(FlatAdmin):
    """Which of our terms mean what others call by another code."""

    model = Correspondence
    menu_label = _("Correspondences")
    menu_icon = "link"
    add_to_admin_menu = False
    base_url_path = "resource-centre/correspondences"
    index_view_class = CorrespondenceIndex
    history_view_class = HistoryOfListed
    list_display: ClassVar = ("code", "label", "scheme", "concept", "relation")
    list_filter: ClassVar = ("scheme", "relation", "concept__vocabulary")
    list_select_related: ClassVar = ("concept__vocabulary",)
    search_fields: ClassVar = ("code", "label", "concept__label_fr", "concept__code")
    list_export: ClassVar = ("scheme", "code", "label", "relation", "concept_key", "concept", "note")
    export_filename = "correspondances"
    list_per_page = 50

    def get_edit_handler(self) -> Any:
        """Theirs, then ours."""
        return ObjectList(
            [
                FieldRowPanel(["scheme", "code", "label"], heading=_("Elsewhere")),
                MultiFieldPanel(["concept", "relation"], heading=_("Here")),
                FieldPanel("note"),
            ]
        )
