"""The form of a list: which kind it holds."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from resource_centre.content.kinds import all_kinds


class KindIndexForm(WagtailAdminPageForm):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Chooses the kind that a list holds, among those that are registered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind_code" in self.fields:
            self.fields["kind_code"] = forms.ChoiceField(
                choices=[(kind.code, kind.plural) for kind in all_kinds()], label=self.fields["kind_code"].label
            )
