"""Relations are rows: who did what on a resource, what links two resources or two actors, what supports a lesson.

Every row says its role, its dates, its source and its state, and is read from both ends. Rows hang on the
resource that states them (`ParentalKey`), so they travel in its revisions. Source: ARCHITECTURE.md, decision 7.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from resource_centre.content.dates import span_in_words
from resource_centre.content.fields import PartialDateField, WebAddressField


class RelationState(models.TextChoices):
    """How sure a row is."""

    CONFIRMED = "confirmed", _("confirmed")
    TO_CONFIRM = "to_confirm", _("to confirm")


class LinkState(models.TextChoices):
    """What a link between two actors is today."""

    OBSERVED = "observed", _("observed")
    PLANNED = "planned", _("planned")
    WISHED = "wished", _("wished")
    ENDED = "ended", _("ended")


class TerritoryRole(models.TextChoices):
    """What a place is to a resource."""

    IMPLEMENTED_IN = "implemented_in", _("implemented in")
    CONCERNS = "concerns", _("concerns")
    SPREAD_TO = "spread_to", _("spread to")


class ActorLinkKind(models.TextChoices):
    """What the first actor is to the second; `INVERSE_ACTOR_LINKS` words the other direction."""

    MEMBER_OF = "member_of", _("member of")
    PARENT_OF = "parent_of", _("parent organisation of")
    FUNDS = "funds", _("funds")
    PARTNER_OF = "partner_of", _("partner of")
    ACCOMPANIES = "accompanies", _("gives support to")
    CO_FOUNDED = "co_founded", _("co-founder of")
    SUCCEEDS = "succeeds", _("successor of")


INVERSE_ACTOR_LINKS = {
    ActorLinkKind.MEMBER_OF: _("has as a member"),
    ActorLinkKind.PARENT_OF: _("part of"),
    ActorLinkKind.FUNDS: _("funded by"),
    ActorLinkKind.PARTNER_OF: _("partner of"),
    ActorLinkKind.ACCOMPANIES: _("is given support by"),
    ActorLinkKind.CO_FOUNDED: _("co-founded by"),
    ActorLinkKind.SUCCEEDS: _("succeeded by"),
}


class ResourceLinkKind(models.TextChoices):
    """What the first resource is to the second; `INVERSE_RESOURCE_LINKS` words the other direction."""

    BASED_ON = "based_on", _("based on")
    EXTENDS = "extends", _("extends")
    EVALUATES = "evaluates", _("evaluates")
    EQUIPS = "equips", _("provides the tools for")
    REPLACES = "replaces", _("replaces")
    CONTRADICTS = "contradicts", _("contradicts")
    PART_OF = "part_of", _("part of")


INVERSE_RESOURCE_LINKS = {
    ResourceLinkKind.BASED_ON: _("basis of"),
    ResourceLinkKind.EXTENDS: _("extended by"),
    ResourceLinkKind.EVALUATES: _("evaluated by"),
    ResourceLinkKind.EQUIPS: _("uses"),
    ResourceLinkKind.REPLACES: _("replaced by"),
    ResourceLinkKind.CONTRADICTS: _("contradicted by"),
    ResourceLinkKind.PART_OF: _("includes"),
}


class Stance(models.TextChoices):
    """What a resource does to a lesson, which is a hypothesis."""

    SUPPORTS = "supports", _("supports")
    NUANCES = "nuances", _("nuances")
    CONTRADICTS = "contradicts", _("contradicts")


class Sourced(models.Model):
    """A row that names where its fact comes from."""

    source_title = models.CharField(_("source"), max_length=255, blank=True)
    source_url = WebAddressField(_("address of the source"), blank=True)
    source_date = PartialDateField(_("date of the source"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True


class Dated(models.Model):
    """A row that holds for a time."""

    date_from = PartialDateField(_("from"), help_text=_("2012, 03/2016 or 12/02/2015"))
    date_to = PartialDateField(_("until"))

    class Meta:
        abstract = True

    @property
    def period(self) -> str:
        """The time in words; "" when it is not known."""
        return span_in_words(self.date_from, self.date_to)

    def clean(self) -> None:
        """Refuse an end before its beginning."""
        super().clean()
        check_period(self.date_from, self.date_to)


def check_period(start: Any, end: Any, field: str = "date_to") -> None:
    """Raise ValidationError at `field` when the end cannot come after the beginning.

    "2016" to "2016-03" is fine: a year may begin in January.
    """
    if start and end and end.latest() < start.earliest():
        raise ValidationError({field: _("The end comes before the beginning.")})


class ResourceConcept(Orderable):
    """A concept put on a resource. One through model for every vocabulary, seen by Wagtail's reference index."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="concept_links")
    concept = models.ForeignKey(
        "resource_centre.Concept", verbose_name=_("term"), on_delete=models.PROTECT, related_name="resource_links"
    )
    is_main = models.BooleanField(_("main"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "concept"], name="resource_centre_concept_once"),
        ]

    def __str__(self) -> str:
        return str(self.concept)


class ResourceTerritory(Orderable):
    """A place of a resource, with its role. `alias` keeps the name it had: Poitou-Charentes."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="territory_links")
    territory = models.ForeignKey(
        "resource_centre.Territory",
        verbose_name=_("territory"),
        on_delete=models.PROTECT,
        related_name="resource_links",
    )
    alias = models.ForeignKey(
        "resource_centre.TerritoryAlias",
        verbose_name=_("former name"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resource_links",
        help_text=_("When the source speaks of a former commune or region."),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=TerritoryRole.choices, default=TerritoryRole.IMPLEMENTED_IN
    )
    state = models.CharField(_("state"), max_length=20, choices=RelationState.choices, default=RelationState.CONFIRMED)

    class Meta(Orderable.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "territory", "alias", "role"], name="resource_centre_territory_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.alias or self.territory)


class Involvement(Sourced, Dated, Orderable):
    """An actor's part in a resource: Generali France commissioned this study. The actor's page reads it back."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="involvements")
    actor = models.ForeignKey(
        "resource_centre.Actor", verbose_name=_("actor"), on_delete=models.RESTRICT, related_name="roles"
    )
    role = models.ForeignKey(
        "resource_centre.Concept",
        verbose_name=_("role"),
        on_delete=models.PROTECT,
        related_name="involvements",
        limit_choices_to={"vocabulary__code": "role"},
    )
    state = models.CharField(_("state"), max_length=20, choices=RelationState.choices, default=RelationState.CONFIRMED)

    class Meta(Orderable.Meta):
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")

    def __str__(self) -> str:
        return f"{self.actor} – {self.role}"

    def clean(self) -> None:
        """Refuse an actor involved in itself."""
        super().clean()
        refuse_self(self.resource_id, self.actor_id, "actor")


class ActorLink(Sourced, Dated, Orderable):
    """A typed link between two actors, stated on the first and read from both."""

    actor = ParentalKey("resource_centre.Actor", on_delete=models.CASCADE, related_name="actor_links")
    other = models.ForeignKey(
        "resource_centre.Actor",
        verbose_name=_("other actor"),
        on_delete=models.RESTRICT,
        related_name="inverse_actor_links",
    )
    kind = models.CharField(_("link"), max_length=20, choices=ActorLinkKind.choices)
    state = models.CharField(_("state"), max_length=20, choices=LinkState.choices, default=LinkState.OBSERVED)

    class Meta(Orderable.Meta):
        verbose_name = _("link between actors")
        verbose_name_plural = _("links between actors")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other}"

    def clean(self) -> None:
        """Refuse an actor linked to itself."""
        super().clean()
        refuse_self(self.actor_id, self.other_id, "other")


class ResourceLink(Sourced, Orderable):
    """A typed link between two resources, stated on the first and read from both."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="resource_links")
    target = models.ForeignKey(
        "resource_centre.Resource",
        verbose_name=_("other resource"),
        on_delete=models.RESTRICT,
        related_name="inverse_resource_links",
    )
    kind = models.CharField(_("link"), max_length=20, choices=ResourceLinkKind.choices)

    class Meta(Orderable.Meta):
        verbose_name = _("link to a resource")
        verbose_name_plural = _("links to resources")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"

    def clean(self) -> None:
        """Refuse a resource linked to itself."""
        super().clean()
        refuse_self(self.resource_id, self.target_id, "target")


class Evidence(Sourced, Orderable):
    """What a resource says of a lesson: supports, nuances or contradicts it, in a sentence of our own."""

    resource = ParentalKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="evidence")
    lesson = models.ForeignKey(
        "resource_centre.Lesson", verbose_name=_("lesson"), on_delete=models.RESTRICT, related_name="evidence_rows"
    )
    stance = models.CharField(_("stance"), max_length=20, choices=Stance.choices)

    class Meta(Orderable.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.get_stance_display()} {self.lesson}"

    def clean(self) -> None:
        """Refuse a lesson that proves itself."""
        super().clean()
        refuse_self(self.resource_id, self.lesson_id, "lesson")


def refuse_self(one_id: int | None, other_id: int | None, field: str) -> None:
    """Raise ValidationError at `field` when both ends of a relation are the same page."""
    if one_id is not None and one_id == other_id:
        raise ValidationError({field: _("A page cannot be linked to itself.")})
