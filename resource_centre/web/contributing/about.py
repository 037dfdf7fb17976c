"""What is asked once a reader has seen what they change: why, from where, who they are."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from resource_centre.content.pages.base import Significance
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import LONGEST_ADDRESS, shown_name
from resource_centre.contribution.charter import charter_to_accept
from resource_centre.contribution.errors import CharterUnread
from resource_centre.contribution.models import ProblemReport, ReportReason
from resource_centre.contribution.submit import About, Author
from resource_centre.web.contributing.fields import TypedAddress, TypedLine, TypedText


class AboutForm(forms.Form):
    """Asked of everybody; name and address only of those who are not signed in."""

    significance = forms.ChoiceField(
        label=gettext_lazy("What does this change mean?"), choices=Significance.choices, initial=Significance.MINOR
    )
    fact_source = TypedText(
        label=gettext_lazy("Where does the fact come from?"),
        help_text=gettext_lazy("A title, an address, or how you know it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1_000,
    )
    message = TypedText(
        label=gettext_lazy("A word to the editors"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000
    )
    name = TypedLine(
        label=gettext_lazy("Your name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = TypedAddress(
        max_length=LONGEST_ADDRESS,
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Never shown. A link sent there confirms your proposal."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    is_credited = forms.BooleanField(label=gettext_lazy("Name me on the page if it is accepted"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy(
            "I agree that my text is published under the licence of the page, and that my address is kept to answer me"
        ),
        error_messages={"required": gettext_lazy("Tick this box: without it the text cannot be published.")},
    )

    charter = forms.BooleanField(
        label=gettext_lazy("I have read the charter of this centre, and I accept it"),
        error_messages={"required": gettext_lazy("Read the charter above, then tick this box.")},
    )

    def __init__(self, data: Any = None, user: Any = None, centre: ResourceCentrePage | None = None) -> None:
        super().__init__(data)
        self.user = user if user is not None and user.is_authenticated else None
        self.fields["is_credited"].widget.attrs["class"] = "rc-choice"
        self.version = charter_to_accept(centre, self.user) if centre is not None else ""
        if self.version:
            # The box says which text was shown: another one may be in force when it is sent.
            self.fields["charter"].widget.attrs["value"] = self.version
        else:
            del self.fields["charter"]
        if self.user is not None:
            del self.fields["email"]
            self.fields["name"].initial = shown_name(self.user)

    def clean(self) -> dict[str, Any]:
        """Whoever wants to be named gives a name."""
        cleaned = super().clean() or {}
        if cleaned.get("is_credited") and not cleaned.get("name"):
            self.add_error("name", gettext_lazy("Give the name under which you want to be named."))
        return cleaned

    def clean_charter(self) -> str:
        """Which text was accepted: that of today."""
        if self.data.get("charter") != self.version:
            raise forms.ValidationError(str(CharterUnread()))
        return self.version

    def author(self) -> Author:
        """Who proposes."""
        cleaned = self.cleaned_data
        return Author(
            self.user, cleaned["name"], cleaned.get("email", ""), cleaned["is_credited"], get_language() or "fr"
        )

    def about(self) -> About:
        """What they say of it."""
        cleaned = self.cleaned_data
        source, meaning = cleaned["fact_source"], cleaned["significance"]
        return About(cleaned["message"], source, meaning, cleaned.get("charter", ""))


class NewAboutForm(AboutForm):
    """Asked of whoever hands in a new resource: it is signed in, and all of it is new."""

    def __init__(self, data: Any = None, user: Any = None, centre: ResourceCentrePage | None = None) -> None:
        super().__init__(data, user, centre)
        del self.fields["significance"], self.fields["fact_source"]

    def about(self) -> About:
        """What they say of it."""
        cleaned = self.cleaned_data
        return About(cleaned["message"], "", Significance.MEANING, cleaned.get("charter", ""))


class ReportForm(forms.Form):
    """A problem of a page."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is the problem?"), choices=ReportReason.choices, widget=forms.RadioSelect
    )
    text = TypedText(
        label=gettext_lazy("What did you see?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2_000
    )
    email = TypedAddress(
        max_length=LONGEST_ADDRESS,
        label=gettext_lazy("Your e-mail address, if you want an answer"),
        help_text=gettext_lazy("Kept until you are answered, then forgotten."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def report(self) -> ProblemReport:
        """The report, not kept yet."""
        return ProblemReport(**self.cleaned_data, language=get_language() or "fr")
