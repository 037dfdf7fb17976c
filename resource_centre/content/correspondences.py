"""Terms of outside vocabularies, and the terms of ours that they mean."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from resource_centre.content.vocabularies import Concept, current_concept


class Match(models.TextChoices):
    """What our term is to theirs, as SKOS says it (exactMatch, closeMatch, broadMatch, narrowMatch)."""

    EXACT = "exact", _("the same")
    CLOSE = "close", _("nearly the same")
    BROADER = "broader", _("ours is broader")
    NARROWER = "narrower", _("ours is narrower")


class Correspondence(models.Model):
    """One term elsewhere ("eurovoc", "3300", "aide sociale") and one of ours."""

    scheme = models.CharField(_("outside vocabulary"), max_length=100, help_text=_("Its name: “eurovoc”, “rameau”."))
    code = models.CharField(_("code there"), max_length=200)
    label = models.CharField(_("label there"), max_length=255, blank=True)
    concept = models.ForeignKey(
        Concept, verbose_name=_("our term"), on_delete=models.PROTECT, related_name="correspondences"
    )
    relation = models.CharField(_("what ours is to it"), max_length=20, choices=Match.choices, default=Match.EXACT)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondences")
        ordering: ClassVar = ["scheme", "code", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code", "concept"], name="resource_centre_correspondence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"

    @property
    def concept_key(self) -> str:
        """Ours as imports and addresses hold it: "theme:aide-sociale"."""
        return self.concept.key

    def clean(self) -> None:
        """A name of a vocabulary is one name, whatever its case."""
        super().clean()
        self.scheme, self.code = self.scheme.strip().lower(), self.code.strip()


#: The nearest first.
_NEARNESS = (Match.EXACT, Match.CLOSE, Match.NARROWER, Match.BROADER)


def concepts_for(scheme: str, code: str) -> tuple[Concept, ...]:
    """Our terms for one of an outside vocabulary, the nearest first; those that were replaced give what replaced them.

    concepts_for("eurovoc", "3300") gives (<Concept theme:aide-sociale>,); () for what nobody has noted.
    """
    rows = Correspondence.objects.filter(scheme=scheme.strip().lower(), code=code.strip())
    found = sorted(rows.select_related("concept__vocabulary"), key=lambda row: _NEARNESS.index(Match(row.relation)))
    return tuple(dict.fromkeys(current_concept(row.concept) for row in found))
