"""Facts of a resource: sources, figures that may disagree, documents, the RSO card.

Two figures with the same label and two values are both kept, each with its date and source: nothing
averages them. Source: ARCHITECTURE.md, decision 7.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from resource_centre.content.fields import PartialDateField, WebAddressField
from resource_centre.content.relations import Sourced


class Source(Orderable):
    """A work that the resource rests on."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("title"), max_length=255)
    url = WebAddressField(_("address"), blank=True)
    author = models.CharField(_("author"), max_length=255, blank=True)
    date = PartialDateField(_("date"))
    accessed_on = models.DateField(_("read on"), null=True, blank=True)
    page = models.CharField(_("page or passage"), max_length=100, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title


class Figure(Orderable):
    """A number as its source gives it: "5 000" projects, April 2018."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="figures")
    label = models.CharField(_("what is counted"), max_length=200)
    value = models.CharField(_("value"), max_length=50, help_text=_("As the source prints it: “5 000”, “one third”."))
    unit = models.CharField(_("unit"), max_length=50, blank=True)
    population = models.CharField(_("population"), max_length=255, blank=True)
    date = PartialDateField(_("date of the figure"))
    source_title = models.CharField(_("source"), max_length=255, blank=True)
    source_url = WebAddressField(_("address of the source"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = pgettext_lazy("a number", "figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return f"{self.label}: {self.value} {self.unit}".strip()


class ResourceDocument(Orderable):
    """A file offered with the resource."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(_("title"), max_length=255, blank=True, help_text=_("Left empty: the file's own title."))
    language = models.CharField(_("language"), max_length=8, default="fr")
    is_accessible = models.BooleanField(_("accessible version"), null=True, blank=True)
    alternative = models.TextField(
        _("accessible alternative"),
        blank=True,
        max_length=20_000,
        help_text=_("For those who cannot read the file: the address of another version, or what it says, as text."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title or str(self.document)


class RsoEffect(models.TextChoices):
    """An observed effect on a worded scale. "Not evaluated" is a value, never a zero."""

    VERY_FAVOURABLE = "very_favourable", _("very favourable")
    FAVOURABLE = "favourable", _("favourable")
    NEUTRAL = "neutral", _("neutral")
    UNFAVOURABLE = "unfavourable", _("unfavourable")
    VERY_UNFAVOURABLE = "very_unfavourable", _("very unfavourable")
    NOT_EVALUATED = "not_evaluated", _("not evaluated")


class RsoAssessment(Sourced, Orderable):
    """One criterion of the RSO card: economic, social or environmental. Never added up into a score."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="rso")
    criterion = models.ForeignKey(
        "resource_centre.Concept",
        verbose_name=_("criterion"),
        on_delete=models.PROTECT,
        related_name="assessments",
        limit_choices_to={"vocabulary__code": "rso"},
    )
    effect = models.CharField(
        _("observed effect"), max_length=20, choices=RsoEffect.choices, default=RsoEffect.NOT_EVALUATED
    )
    evidence = models.TextField(_("evidence"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("RSO criterion")
        verbose_name_plural = _("RSO card")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "criterion"], name="resource_centre_rso_once"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_effect_display()}"
