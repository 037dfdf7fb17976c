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

#: What is said of one that is part of another now.
MERGED = _("This actor was merged with “%(title)s”: change that page, or undo the merge first.")


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
    #: The actor that this one was, under another name: its addresses lead there. Set by a merge, and by nothing else.
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="merged"
    )

    has_own_dates: ClassVar = True
    #: A copy is no duplicate of anything.
    exclude_fields_in_copy: ClassVar = [*Resource.exclude_fields_in_copy, "merged_into"]

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
        """Refuse an end before the foundation, half a point, and a change of what is now another page."""
        super().clean()
        if self.merged_into is not None:
            raise ValidationError(MERGED, params={"title": self.merged_into.title})
        check_period(self.founded, self.ended, field="ended")
        if (self.lat is None) != (self.lon is None):
            missing = "lat" if self.lat is None else "lon"
            raise ValidationError({missing: _("A point needs both its latitude and its longitude.")})

    def with_content_json(self, content: Any) -> Any:
        """Whether it was merged is no content: no revision brings it back or takes it away."""
        page = super().with_content_json(content)
        page.merged_into_id = self.merged_into_id
        return page


def current_actor(actor: Actor) -> Actor:
    """The actor that this one became by merges; itself when it is no duplicate. Ends on a loop."""
    seen = {actor.pk}
    while actor.merged_into is not None and actor.merged_into_id not in seen:
        actor = actor.merged_into
        seen.add(actor.pk)
    return actor


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
