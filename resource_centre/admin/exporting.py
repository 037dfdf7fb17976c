"""Tables that editors take away from the admin: no cell is ever a formula."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from resource_centre.text.cells import safe_cell


class SafeExportMixin(SpreadsheetExportMixin):  # type: ignore[misc]  # Wagtail's classes carry no types
    """CSV and XLSX as Wagtail's, in which "=1+1" is text: its cell is of that type, or it begins with an apostrophe."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """As Wagtail does, then made harmless."""
        cell = super().preprocess_field_value(field, value, export_format)
        return safe_cell(cell) if export_format == self.FORMAT_CSV and isinstance(cell, str) else cell
