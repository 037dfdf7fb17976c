"""Actor: an organisation. Its roles are never written on it: they are read from the rows of other pages."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from resource_centre.content.blocks import SHORT_TEXT_FEATURES
from resource_centre.content.fields import CleanRichTextField, PartialDateField, WebAddressField
from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource
from resource_centre.content.panels import actor_link_panels
from resource_centre.content.relations import check_period


class ActorNameKind(models.TextChoices):
    """Why an actor is also known by this name."""

    OFFICIAL = "official", _("official name")
    SHORT = "short", _("short name")
    FORMER = "former", _("former name")
    VARIANT = "variant", _("spelling variant")


@register_kind(
    KindSpec(
        code="actor",
        slug="acteurs",
        label=_("Actor"),
        plural=_("Actors"),
        order=40,
        schema_type="Organization",
        icon="group",
    )
)
class Actor(Resource):
    """What it does, with whom and where."""

    mission = CleanRichTextField(_("mission"), blank=True, features=SHORT_TEXT_FEATURES)
    legal_form = models.CharField(_("legal form"), max_length=100, blank=True)
    siren = models.CharField(
        "SIREN", max_length=9, blank=True, validators=[RegexValidator(r"^\d{9}$", _("A SIREN has nine digits."))]
    )
    rna = models.CharField(
        "RNA", max_length=10, blank=True, validators=[RegexValidator(r"^W\d{9}$", _("An RNA is W and nine digits."))]
    )
    founded = PartialDateField(_("founded"))
    ended = PartialDateField(_("ended"))
    seat = models.ForeignKey(
        "resource_centre.Territory",
        verbose_name=_("seat"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
    )
    lat = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    logo_consent = models.BooleanField(_("the organisation agrees that its logo is shown"), default=False)
    feed_url = WebAddressField(_("news feed"), blank=True)

    kind_panels: ClassVar = [
        InlinePanel("names", heading=_("Other names"), label=_("name")),
        FieldPanel("mission"),
        FieldRowPanel(["founded", "ended", "legal_form"], heading=_("Life")),
        FieldRowPanel(["siren", "rna"], heading=_("Identifiers")),
        MultiFieldPanel(["seat", FieldRowPanel(["lat", "lon"])], heading=_("Seat")),
        FieldPanel("feed_url"),
        MultiFieldPanel(["logo", "logo_consent"], heading=_("Logo")),
        InlinePanel("actor_links", actor_link_panels(), heading=_("Links with other actors"), label=_("link")),
    ]

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")

    def clean(self) -> None:
        """Refuse an end before the foundation, and half a point."""
        super().clean()
        check_period(self.founded, self.ended, field="ended")
        if (self.lat is None) != (self.lon is None):
            raise ValidationError({"lon": _("A point needs both its latitude and its longitude.")})


class ActorName(Orderable):
    """A name that leads to the actor: its address under the list of actors redirects."""

    actor = ParentalKey(Actor, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind of name"), max_length=20, choices=ActorNameKind.choices)
    slug = models.SlugField(max_length=255, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in step with the name."""
        self.slug = slugify(self.name)
        super().save(*args, **kwargs)
