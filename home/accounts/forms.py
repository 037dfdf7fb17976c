"""What is asked to make an account: an address, the name that one goes by, a password if one wants one. The name is
asked again to change it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from resource_centre.web.contributing.fields import TypedLine


class NameForm(forms.Form):
    """Added to allauth's form, and a page of its own; the name is what the team and the editors see."""

    name = TypedLine(
        label=_("Your name"),
        help_text=_("The one that your team and the editors read."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: HttpRequest, user: Any) -> None:
        """What allauth calls once the account is made."""
        self.keep(user)

    def keep(self, user: Any) -> None:
        """Keep the name as it was given: no name is cut into a first and a last one."""
        user.first_name, user.last_name = self.cleaned_data["name"], ""
        user.save(update_fields=["first_name", "last_name"])
