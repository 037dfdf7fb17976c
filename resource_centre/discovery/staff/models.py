"""Synonyms, recommended results and references that editors write, the words that they want a resource for."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from resource_centre import conf
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.references import NO_USE
from resource_centre.content.saving import SavedWhole
from resource_centre.content.territories import Territory
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.discovery.staff.keys import MOST_KEY, key_of
from resource_centre.discovery.staff.site_paths import site_path
from resource_centre.search.budget import MOST_CHARACTERS
from resource_centre.search.thesaurus import Synonyms
from resource_centre.text.analysis import analyzer_for

#: Forms of a set, resources recommended for the same words, characters of a note.
MOST_FORMS, MOST_RECOMMENDED, MOST_NOTE = 20, 3, 1_000


def check_in_centre(resource: Resource | None, centre: ResourceCentrePage | None) -> None:
    """A centre shows its own resources. Raises ValidationError at "resource" for one of another centre."""
    if resource is not None and centre is not None and not resource.path.startswith(centre.path):
        raise ValidationError({"resource": _("This resource is in another centre.")})


def usual_language() -> str:
    """The first language of the content."""
    return conf.content_languages()[0]


class Written(models.Model):
    """In a language, with what editors tell one another of it."""

    language = models.CharField(_("language"), max_length=8, default=usual_language)
    note = models.TextField(_("note for editors"), blank=True, validators=[MaxLengthValidator(MOST_NOTE)])

    class Meta:
        abstract = True


class SynonymSet(SavedWhole, Written):
    """Words of a language that mean the same in every centre, one form a line.

    is_one_way: a search for any other form also finds the first one, and not the other way round.
    """

    forms = models.TextField(
        _("words that mean the same"),
        help_text=_("One a line, two at least: “lieu d’accueil”, “espace France services”. Accents do not matter."),
    )
    is_one_way = models.BooleanField(
        _("one way"),
        default=False,
        help_text=_("Who searches one of the other lines also finds the first one, and not the other way round."),
    )
    is_live = models.BooleanField(_("live"), default=False, help_text=_("Obeyed by every search. Try it first."))

    class Meta:
        verbose_name = _("set of synonyms")
        verbose_name_plural = _("synonyms")
        ordering: ClassVar = ["language", "forms", "pk"]

    def __str__(self) -> str:
        return " = ".join(self.lines)[:200]

    @property
    def lines(self) -> tuple[str, ...]:
        """The forms, each once: ("lieu d’accueil", "espace France services")."""
        lines = (" ".join(line.split()) for line in self.forms.splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def clean(self) -> None:
        """Refuse forms that a search could never tell apart, or never meet."""
        super().clean()
        if wrong := _wrong_forms(self.lines, self.language):
            raise ValidationError({"forms": wrong})

    def synonyms(self) -> Synonyms:
        """The same for the thesaurus."""
        return Synonyms(self.language, self.lines, main=self.lines[0] if self.is_one_way and self.lines else "")


def _wrong_forms(lines: tuple[str, ...], language: str) -> ValidationError | None:
    keys = {line: key_of(line, language) for line in lines}
    mute = [line for line in lines if not analyzer_for(language).terms(line)]
    if len(lines) < 2:
        return ValidationError(_("Write two forms at least, one a line."), code="few")
    if len(lines) > MOST_FORMS or any(len(line) > MOST_CHARACTERS for line in lines):
        message = _("Write %(most)d lines at most, of %(long)d characters at most.")
        return ValidationError(message, code="many", params={"most": MOST_FORMS, "long": MOST_CHARACTERS})
    if mute:
        message = _("“%(words)s” holds no word that a search counts: leave it out.")
        return ValidationError(message, code="mute", params={"words": mute[0]})
    if len(set(keys.values())) < 2:
        return ValidationError(_("The search takes these forms for the same words already."), code="same")
    return None


class ForWords(SavedWhole, Written):
    """Something shown to whoever searches these very words in a centre."""

    centre = models.ForeignKey(ResourceCentrePage, verbose_name=_("centre"), on_delete=models.CASCADE, related_name="+")
    words = models.CharField(
        _("words searched"),
        max_length=MOST_CHARACTERS,
        help_text=_("The whole search, as people type it. Capitals, accents and plurals do not matter."),
    )
    key = models.CharField(max_length=MOST_KEY, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the words as they are compared."""
        self.key = key_of(self.words, self.language)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse words that hold nothing to compare."""
        super().clean()
        self.words = " ".join(self.words.split())
        if not key_of(self.words, self.language):
            raise ValidationError({"words": _("Write the words of a search.")})


class Promotion(ForWords, ClusterableModel):
    """Resources that editors recommend above the results of some words."""

    is_live = models.BooleanField(_("live"), default=False, help_text=_("Shown to visitors. Try it first."))
    live_from = models.DateField(_("from"), null=True, blank=True, help_text=_("The first day; empty: at once."))
    live_until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty: no end."))

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommended results")
        ordering: ClassVar = ["words", "pk"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        if self.live_from and self.live_until and self.live_until < self.live_from:
            raise ValidationError({"live_until": _("The last day is before the first one.")})


class PromotedResource(Orderable):
    """One of the resources of a recommendation, in its place."""

    promotion = ParentalKey(Promotion, on_delete=models.CASCADE, related_name="promoted")
    resource = models.ForeignKey(Resource, verbose_name=_("resource"), on_delete=models.CASCADE, related_name="+")

    class Meta(Orderable.Meta):
        verbose_name = _("recommended resource")
        verbose_name_plural = _("recommended resources")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promotion", "resource"], name="resource_centre_promoted_once")
        ]

    def __str__(self) -> str:
        return str(self.resource)

    def clean(self) -> None:
        """A centre shows its own resources."""
        super().clean()
        promotion = getattr(self, "promotion", None)
        centre = getattr(promotion, "centre", None) if promotion is not None else None
        check_in_centre(self.resource if self.resource_id else None, centre)


class SearchRedirect(ForWords):
    """A “see” reference: whoever searches these words is told where to look, above the plain results.

    One target: a resource, a theme, a territory, or an address of the site with its name.
    """

    resource = models.ForeignKey(
        Resource, verbose_name=_("resource"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    theme = models.ForeignKey(
        Concept, verbose_name=_("theme"), on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        limit_choices_to={"vocabulary__code": THEME},
    )  # fmt: skip
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    path = models.CharField(
        _("address of this site"), max_length=500, blank=True, help_text=_("It begins with a slash: /contact/")
    )
    label = models.CharField(
        _("name of that address"), max_length=200, blank=True, help_text=_("As visitors read it: “Write to us”.")
    )
    is_live = models.BooleanField(_("live"), default=False, help_text=_("Shown to visitors. Try it first."))

    class Meta:
        verbose_name = _("“see” reference")
        verbose_name_plural = _("“see” references")
        ordering: ClassVar = ["words", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "language", "key"], name="resource_centre_redirect_once")
        ]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuse two targets, none, one of another centre, one outside the site, and words that have theirs already."""
        super().clean()
        if self.path:
            self.path = site_path(self.path, self.centre.get_site() if self.centre_id else None)
        if sum(map(bool, (self.resource_id, self.theme_id, self.territory_id, self.path))) != 1:
            raise ValidationError(_("Choose one place to look: a resource, a theme, a territory or an address."))
        if self.path and not self.label:
            raise ValidationError({"label": _("Name that address, as visitors will read it.")})
        check_in_centre(self.resource, self.centre if self.centre_id else None)
        same = SearchRedirect.objects.filter(
            centre_id=self.centre_id, language=self.language, key=key_of(self.words, self.language)
        )
        if self.centre_id and same.exclude(pk=self.pk).exists():
            raise ValidationError({"words": _("These words have a reference already: change that one.")})


class WantedStatus(models.TextChoices):
    """Whether the resource that people look for is there."""

    OPEN = "open", _("wanted")
    FOUND = "found", _("found")


class WantedResource(ForWords):
    """Words for which the centre should have a resource, and the one that answers once there is one."""

    status = models.CharField(_("state"), max_length=10, choices=WantedStatus, default=WantedStatus.OPEN)
    resource = models.ForeignKey(
        Resource, verbose_name=_("resource that answers"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("resource wanted")
        verbose_name_plural = _("resources wanted")
        ordering: ClassVar = ["-status", "words", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "language", "key"], name="resource_centre_wanted_once")
        ]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuse "found" without what was found, and words that are wanted already."""
        super().clean()
        if self.status == WantedStatus.FOUND and not self.resource_id:
            raise ValidationError({"resource": _("Choose the resource that answers.")})
        check_in_centre(self.resource, self.centre if self.centre_id else None)
        same = WantedResource.objects.filter(
            centre_id=self.centre_id, language=self.language, key=key_of(self.words, self.language)
        )
        if self.centre_id and same.exclude(pk=self.pk).exists():
            raise ValidationError({"words": _("These words are wanted already.")})


class SearchLogEntry(models.Model):
    """A search that somebody made: its words, how much it found, the minute. Nothing of who asked is kept.

    key: the words as they are compared. was_relaxed: nothing held the words, what was shown held some of them or a
    spelling near to one.
    """

    wagtail_reference_index_ignore = NO_USE

    centre = models.ForeignKey(ResourceCentrePage, verbose_name=_("centre"), on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=8)
    words = models.CharField(_("words searched"), max_length=MOST_CHARACTERS)
    key = models.CharField(max_length=MOST_KEY, editable=False)
    total = models.PositiveIntegerField(_("resources found"))
    was_relaxed = models.BooleanField(_("near words only"), default=False)
    at = models.DateTimeField(_("minute"), db_index=True)

    class Meta:
        verbose_name = _("search that was made")
        verbose_name_plural = _("searches that were made")
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["centre", "key"], name="resource_centre_search_words")]

    def __str__(self) -> str:
        return self.words
