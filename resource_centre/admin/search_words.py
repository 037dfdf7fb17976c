"""What editors add to the search, in the admin: synonyms, recommended results, “see” references, resources wanted."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from resource_centre import conf
from resource_centre.admin.own_centres import (
    DeleteOfOwn,
    EditOfOwn,
    HistoryOfOwn,
    IndexOfOwn,
    PrefilledCreateView,
    UsageOfOwn,
    centres_of,
)
from resource_centre.admin.search_trial_panel import TrialPanel
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.discovery.staff.models import (
    MOST_RECOMMENDED,
    Promotion,
    SearchRedirect,
    SynonymSet,
    WantedResource,
    check_in_centre,
)


class WrittenForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Offers the languages of the content, and the centres on which its user decides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, _language_name(code)) for code in conf.content_languages()]
        label = self.fields["language"].label
        self.fields["language"] = forms.ChoiceField(choices=languages, label=label, initial=languages[0][0])
        if "centre" in self.fields:
            self.fields["centre"] = forms.ModelChoiceField(
                centres_of(self.for_user), label=self.fields["centre"].label, empty_label=None
            )


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"]).capitalize()
    except KeyError:  # a language of the host's own
        return code


class RedirectForm(WrittenForm):
    """Offers the themes in use, and no term of another vocabulary."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes, label = Concept.objects.of(THEME).offered(), self.fields["theme"].label
        self.fields["theme"] = forms.ModelChoiceField(themes, label=label, required=False, empty_label="–")


class PromotionForm(WrittenForm):
    """Refuses resources that the centre would not show."""

    def is_valid(self) -> bool:
        """Look at the rows once each is well formed."""
        if not super().is_valid():
            return False
        centre, rows = self.cleaned_data["centre"], self.formsets["promoted"]
        for form in rows.forms:
            try:
                check_in_centre(None if form.cleaned_data.get("DELETE") else form.cleaned_data.get("resource"), centre)
            except ValidationError as error:
                form.add_error(None, error)
        return not any(form.errors for form in rows.forms)


class SynonymSetViewSet(ModelViewSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Synonyms of every centre."""

    model = SynonymSet
    name = "resource_centre_synonyms"
    url_prefix = "resource-centre/synonyms"
    icon = "resubmit"
    menu_label = gettext_lazy("Synonyms")
    add_to_admin_menu = False
    copy_view_enabled = False
    add_view_class = PrefilledCreateView
    list_display: ClassVar = [
        "__str__",
        "language",
        BooleanColumn("is_one_way", label=gettext_lazy("One way")),
        BooleanColumn("is_live", label=gettext_lazy("Live")),
    ]
    list_filter: ClassVar = ["language", "is_live"]
    search_fields: ClassVar = ["forms", "note"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                ["language", FieldPanel("forms", widget=forms.Textarea(attrs={"rows": 5})), "is_one_way"],
                heading=gettext_lazy("Words"),
            ),
            TrialPanel(heading=gettext_lazy("Try it on a search")),
            FieldPanel("is_live"),
            FieldPanel("note"),
        ],
        base_form_class=WrittenForm,
    )


class OfCentreViewSet(ModelViewSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Rows of a centre, for those who decide on it."""

    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class, add_view_class, edit_view_class = IndexOfOwn, PrefilledCreateView, EditOfOwn
    delete_view_class, history_view_class, usage_view_class = DeleteOfOwn, HistoryOfOwn, UsageOfOwn
    search_fields: ClassVar = ["words", "note"]
    search_backend_name = None


def _words() -> MultiFieldPanel:
    return MultiFieldPanel(["centre", "language", "words"], heading=gettext_lazy("Words"))


class PromotionViewSet(OfCentreViewSet):
    """Results that editors recommend."""

    model = Promotion
    name = "resource_centre_promotions"
    url_prefix = "resource-centre/recommended-results"
    icon = "pick"
    menu_label = gettext_lazy("Recommended results")
    list_display: ClassVar = [
        "words",
        "centre",
        "language",
        Column("live_from", label=gettext_lazy("From")),
        Column("live_until", label=gettext_lazy("Until")),
        BooleanColumn("is_live", label=gettext_lazy("Live")),
    ]
    list_filter: ClassVar = ["language", "is_live"]
    edit_handler = ObjectList(
        [
            _words(),
            InlinePanel(
                "promoted", ["resource"], min_num=1, max_num=MOST_RECOMMENDED,
                heading=gettext_lazy("Resources, the first one first"), label=gettext_lazy("resource"),
            ),
            TrialPanel(heading=gettext_lazy("Try it on a search")),
            MultiFieldPanel(
                ["is_live", FieldRowPanel(["live_from", "live_until"])], heading=gettext_lazy("When it is shown")
            ),
            FieldPanel("note"),
        ],
        base_form_class=PromotionForm,
    )  # fmt: skip


class SearchRedirectViewSet(OfCentreViewSet):
    """ "See" references."""

    model = SearchRedirect
    name = "resource_centre_redirects"
    url_prefix = "resource-centre/see-references"
    icon = "redirect"
    menu_label = gettext_lazy("“See” references")
    list_display: ClassVar = [
        "words", "centre", "language", BooleanColumn("is_live", label=gettext_lazy("Live")),
    ]  # fmt: skip
    list_filter: ClassVar = ["language", "is_live"]
    edit_handler = ObjectList(
        [
            _words(),
            MultiFieldPanel(
                ["resource", "theme", "territory", FieldRowPanel(["path", "label"])],
                heading=gettext_lazy("Where to look: one of these"),
            ),
            TrialPanel(heading=gettext_lazy("Try it on a search")),
            FieldPanel("is_live"),
            FieldPanel("note"),
        ],
        base_form_class=RedirectForm,
    )


class IndexOfWanted(IndexOfOwn):
    """The list of what is wanted."""

    def get_base_queryset(self) -> Any:
        """With the resource that answers, which the list prints."""
        return super().get_base_queryset().select_related("resource")


class WantedResourceViewSet(OfCentreViewSet):
    """What people look for, and the centre has not."""

    model = WantedResource
    name = "resource_centre_wanted"
    url_prefix = "resource-centre/wanted-resources"
    icon = "help"
    menu_label = gettext_lazy("Resources wanted")
    index_view_class = IndexOfWanted
    list_display: ClassVar = [
        "words",
        "centre",
        "language",
        Column("get_status_display", label=gettext_lazy("State")),
        Column("resource", label=gettext_lazy("Resource that answers")),
        DateColumn("since", label=gettext_lazy("Since")),
    ]
    list_filter: ClassVar = ["language", "status"]
    edit_handler = ObjectList(
        [
            _words(),
            MultiFieldPanel(["status", "resource"], heading=gettext_lazy("Answer")),
            FieldPanel("note"),
        ],
        base_form_class=WrittenForm,
    )


#: Those whose effect on a search can be tried, by the name of their model.
TRIED = {
    viewset.model._meta.model_name: viewset for viewset in (SynonymSetViewSet, PromotionViewSet, SearchRedirectViewSet)
}
