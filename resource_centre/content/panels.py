"""The tabs of a resource's form, in the order in which an editor thinks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

from resource_centre.content.dates import day_in_words
from resource_centre.content.forms import is_concept_field
from resource_centre.content.people import shown_name


class ResourceTabs(TabbedInterface):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Tabs of a form whose concept fields are known only when it is built."""

    class BoundPanel(TabbedInterface.BoundPanel):  # type: ignore[misc]  # Wagtail's classes carry no types
        """Leaves the concept fields to their panel."""

        def render_missing_fields(self) -> SafeString:
            """Fields that no panel claims, such as those of formsets. Wagtail would print the concepts' again."""
            claimed = self.panel.get_form_options().get("fields", [])
            missing = [name for name in self.form.fields if name not in claimed and not is_concept_field(name)]
            return format_html_join("", "{}", ([str(self.form[name])] for name in missing))


class QuestionPanel(FieldPanel):  # type: ignore[misc]  # Wagtail's classes carry no types
    """A box to tick, shown once the form asks for it."""

    class BoundPanel(FieldPanel.BoundPanel):  # type: ignore[misc]  # Wagtail's classes carry no types
        """Hidden for as long as its field is."""

        def is_shown(self) -> bool:
            """Whether the form has asked."""
            return super().is_shown() and self.bound_field is not None and not self.bound_field.is_hidden


class KeptPanel(FieldPanel):  # type: ignore[misc]  # Wagtail's classes carry no types
    """What the site itself notes: a day, or the name of an account, shown and not typed."""

    def format_value_for_display(self, value: Any) -> str:
        """A day in words, the name that a person gave, or that there is nothing yet."""
        if value is None:
            return str(_("not yet"))
        if isinstance(value, date):
            return day_in_words(value)
        return shown_name(value)


class ConceptsPanel(Panel):
    """The vocabularies that apply to the kind, each as its own field (built by ResourceForm)."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]  # Wagtail's classes carry no types
        """Prints every concept field of the form, whichever vocabularies the site has."""

        template_name = "resource_centre/admin/concepts_panel.html"

        def concept_fields(self) -> list[Any]:
            """The form's fields for vocabularies, in the vocabularies' order."""
            if self.form is None:
                return []
            return [self.form[name] for name in self.form.fields if is_concept_field(name)]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Hand the fields to the template."""
            return {**super().get_context_data(parent_context), "concept_fields": self.concept_fields()}

        def get_comparison(self) -> list[Any]:
            """Compare the whole set of terms, as one field."""
            return [ConceptsComparison]


class ConceptsComparison(FieldComparison):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Terms before and after, as two sorted lists of words."""

    def __init__(self, obj_a: Any, obj_b: Any) -> None:
        self.val_a = _terms(obj_a)
        self.val_b = _terms(obj_b)

    def field_label(self) -> str:
        """Name of the line in the comparison."""
        return str(_("subjects"))

    def has_changed(self) -> bool:
        """True when a term was added, removed or made the main one."""
        return self.val_a != self.val_b


def _terms(resource: Any) -> str:
    links = resource.concept_links.all()
    return ", ".join(sorted(f"{link.concept}{' *' if link.is_main else ''}" for link in links))


def source_panels() -> list[Any]:
    """Where a row's fact comes from."""
    return [
        FieldRowPanel(
            ["source_title", "source_url", "source_date"], heading=_("Where this comes from"), classname="collapsed"
        )
    ]


def actor_link_panels() -> list[Any]:
    """One link between two actors."""
    return [
        FieldRowPanel(["kind", "other"]),
        FieldRowPanel(["state", "date_from", "date_to"]),
        FieldPanel("note"),
        *source_panels(),
    ]


def resource_tabs(kind_panels: Sequence[Any], promote: Sequence[Any], settings: Sequence[Any]) -> list[ObjectList]:
    """Essentials, text, subjects and places, who and links, facts, review, then Wagtail's own two."""
    return [
        ObjectList(_essentials(kind_panels), heading=_("Essentials")),
        ObjectList([FieldPanel("body")], heading=_("Text")),
        ObjectList(_subjects(), heading=_("Subjects and places")),
        ObjectList(_relations(), heading=_("Who and links")),
        ObjectList(_facts(), heading=_("Facts")),
        ObjectList(_review(), heading=_("Review")),
        ObjectList(list(promote), heading=_("Address")),
        ObjectList(list(settings), heading=_("Settings")),
    ]


def _essentials(kind_panels: Sequence[Any]) -> list[Any]:
    return [
        TitleFieldPanel("title"),
        QuestionPanel("confirm_duplicate"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldRowPanel(["date_from", "date_to", "status"], heading=_("When")),
        FieldRowPanel(["website", "language"], heading=_("Where to find it")),
        *kind_panels,
    ]


def _subjects() -> list[Any]:
    return [
        ConceptsPanel(heading=_("Subjects")),
        InlinePanel(
            "territory_links",
            [FieldRowPanel(["territory", "alias"]), FieldRowPanel(["role", "state"])],
            heading=_("Territories"),
            label=_("territory"),
            help_text=_("Where it takes place, not where the organisation has its seat."),
        ),
    ]


def _relations() -> list[Any]:
    return [
        InlinePanel(
            "involvements",
            [
                FieldRowPanel(["actor", "role"]),
                FieldRowPanel(["date_from", "date_to", "state"]),
                FieldPanel("note"),
                *source_panels(),
            ],
            heading=_("Actors and their roles"),
            label=_("role"),
        ),
        InlinePanel(
            "resource_links",
            [FieldRowPanel(["kind", "target"]), FieldPanel("note"), *source_panels()],
            heading=_("Links to other resources"),
            label=_("link"),
        ),
        InlinePanel(
            "evidence",
            [FieldRowPanel(["lesson", "stance"]), FieldPanel("note"), *source_panels()],
            heading=_("What it says of the lessons"),
            label=_("evidence"),
        ),
    ]


def _facts() -> list[Any]:
    return [
        InlinePanel(
            "figures",
            [
                FieldPanel("label"),
                FieldRowPanel(["value", "unit", "population", "date"]),
                FieldRowPanel(["source_title", "source_url"]),
            ],
            heading=_("Figures"),
            label=pgettext_lazy("a number", "figure"),
            help_text=_("Two sources, two values: write both, with the same wording of what is counted."),
        ),
        InlinePanel("sources", heading=_("Sources"), label=_("source")),
        InlinePanel("documents", heading=_("Documents"), label=_("document")),
        InlinePanel(
            "rso",
            [FieldRowPanel(["criterion", "effect"]), FieldPanel("evidence"), *source_panels()],
            heading=_("RSO card"),
            label=_("criterion"),
            max_num=3,
        ),
    ]


def _review() -> list[Any]:
    return [
        FieldPanel("significance"),
        FieldPanel("to_confirm"),
        FieldRowPanel(["review_by", "review_every", "keeper"], heading=_("Next re-reading")),
        FieldRowPanel(
            [KeptPanel("reviewed_on", read_only=True), KeptPanel("reviewed_by", read_only=True)],
            heading=_("Last re-reading"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(content=_("Set by imports; changing them breaks the link with the source.")),
                "origin",
                "origin_id",
            ],
            heading=_("Origin"),
            classname="collapsed",
        ),
    ]
