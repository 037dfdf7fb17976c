"""The panel of a form that tries what is being written on a search, before it is live and before it is stored."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel

from resource_centre.admin.own_centres import centres_of

TRIAL_URL = "resource_centre_search_trial"
#: Fields that the panel adds to what the form sends.
QUERY, CENTRE, ROW = "rc_trial_q", "rc_trial_centre", "rc_trial_row"


class TrialPanel(Panel):  # type: ignore[misc]  # Wagtail's classes carry no types
    """ "Try it on a search": a question, and both answers side by side."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]  # Wagtail's classes carry no types
        """The question; the answers come from `TRIAL_URL`, for what the form holds at that moment."""

        template_name = "resource_centre/admin/search_trial_panel.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Where to ask, and of which centre when the form does not say."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            name = self.panel.model._meta.model_name
            centres = () if "centre" in self.form.fields else centres_of(self.request.user)
            names = {"query_name": QUERY, "centre_name": CENTRE, "row_name": ROW}
            return {**context, **names, "url": reverse(TRIAL_URL, args=[name]), "centres": centres}

        @property
        def media(self) -> forms.Media:
            """The script that asks."""
            return forms.Media(
                js=["resource_centre/js/search-trial.js"], css={"all": ["resource_centre/css/search-trial.css"]}
            )
