"""Study: something that was found out and written down."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from resource_centre.content.blocks import SHORT_TEXT_FEATURES
from resource_centre.content.fields import CleanRichTextField, PartialDateField
from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import check_period


@register_kind(
    KindSpec(
        code="study",
        slug="etudes",
        label=_("Study"),
        plural=_("Studies"),
        order=30,
        schema_type="Report",
        icon="doc-full",
    )
)
class Study(Resource):
    """A study, report, note or book: described so that a reader can trust and cite it."""

    method = CleanRichTextField(_("method"), blank=True, features=SHORT_TEXT_FEATURES)
    population = models.CharField(_("population studied"), max_length=255, blank=True)
    sample = models.CharField(_("sample"), max_length=255, blank=True)
    fieldwork_from = PartialDateField(_("fieldwork from"))
    fieldwork_to = PartialDateField(_("fieldwork until"))
    pages = models.PositiveIntegerField(_("number of pages"), null=True, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    doi = models.CharField("DOI", max_length=100, blank=True)
    hal = models.CharField("HAL", max_length=50, blank=True)

    kind_panels: ClassVar = [
        InlinePanel("authors", heading=_("Authors, in order"), label=_("author")),
        FieldPanel("method"),
        FieldRowPanel(["population", "sample"], heading=_("Who was asked")),
        FieldRowPanel(["fieldwork_from", "fieldwork_to"], heading=_("Fieldwork")),
        FieldRowPanel(["pages", "isbn", "doi", "hal"], heading=_("Identifiers")),
    ]

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")

    def clean(self) -> None:
        """Refuse a fieldwork that ends before it begins."""
        super().clean()
        check_period(self.fieldwork_from, self.fieldwork_to, field="fieldwork_to")


class StudyAuthor(Orderable):
    """Who wrote a study; the order is the order of the title page."""

    study = ParentalKey(Study, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=200)
    contribution = models.CharField(_("contribution"), max_length=100, blank=True, help_text=_("Editor, director…"))
    actor = models.ForeignKey(
        "resource_centre.Actor",
        verbose_name=_("organisation"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="authored",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name
