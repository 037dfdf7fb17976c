"""Controlled vocabularies, as data: an editor adds one and it is offered on forms and pages, with no code.

A concept's code never changes; its labels may, at any time, without touching what points to it. The model is
SKOS's: preferred labels, alternative labels, broader concept, replaced-by. Source: ARCHITECTURE.md, decision 3.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from resource_centre.content.saving import SavedWhole

validate_code = RegexValidator(
    r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$",
    _("A code holds lower-case letters without accents, digits, dots and hyphens: “bien-vieillir”."),
)

#: The vocabulary whose terms have pages of their own.
THEME = "theme"
#: Names that the address of a search uses for itself: no vocabulary may bear them. Source: docs/reference/search.md.
RESERVED_CODES = frozenset(
    {"actor", "by", "lang", "page", "place", "q", "ring", "show", "sort", "territory", "type", "view", "words", "year"}
)


class Labelled(models.Model):
    """Labels in the two languages of the interface; French is the source, English falls back to it."""

    label_fr = models.CharField(_("label in French"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200, blank=True)
    definition_fr = models.TextField(_("definition in French"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Label in the active language."""
        return self.label_en if _is_english() and self.label_en else self.label_fr

    @property
    def definition(self) -> str:
        """Definition in the active language."""
        return self.definition_en if _is_english() and self.definition_en else self.definition_fr


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


class Vocabulary(SavedWhole, Labelled):
    """A list or tree of concepts, and where it is offered."""

    code = models.CharField(_("code"), max_length=50, unique=True, validators=[validate_code])
    is_facet = models.BooleanField(_("search facet"), default=False, help_text=_("Offered as a filter in the search."))
    multiple = models.BooleanField(_("several values"), default=True, help_text=_("A resource may have several."))
    has_main = models.BooleanField(
        _("one main value"), default=False, help_text=_("One of the values is the main one.")
    )
    for_rows = models.BooleanField(
        _("used by rows only"),
        default=False,
        help_text=_("Roles and criteria are chosen in rows, and not offered among a resource's subjects."),
    )
    kinds = models.JSONField(
        _("kinds"), default=list, blank=True, help_text=_("Kinds of resource it is offered on; none means all.")
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("vocabulary")
        verbose_name_plural = _("vocabularies")
        ordering: ClassVar = ["order", "code"]

    def clean(self) -> None:
        """Refuse a code that addresses use for something else."""
        super().clean()
        if self.code in RESERVED_CODES:
            message = _("“%(code)s” already means something in the addresses of the search: choose another code.")
            raise ValidationError({"code": ValidationError(message, params={"code": self.code})})

    def applies_to(self, kind_code: str) -> bool:
        """True when resources of that kind may carry its concepts."""
        return not self.for_rows and (not self.kinds or kind_code in self.kinds)


class ConceptQuerySet(models.QuerySet["Concept"]):
    """Concepts of one or several vocabularies."""

    def of(self, vocabulary_code: str) -> "ConceptQuerySet":
        """Those of one vocabulary."""
        return self.filter(vocabulary__code=vocabulary_code)

    def offered(self) -> "ConceptQuerySet":
        """Those that may still be chosen: inactive and replaced ones stay on old resources only."""
        return self.filter(is_active=True, replaced_by__isnull=True)


class Concept(SavedWhole, Labelled, index.Indexed, ClusterableModel):
    """One term. `key` is "vocabulary:code"; it is what pages, imports and addresses hold."""

    vocabulary = models.ForeignKey(
        Vocabulary, verbose_name=_("vocabulary"), on_delete=models.PROTECT, related_name="concepts"
    )
    code = models.CharField(_("code"), max_length=100, validators=[validate_code])
    parent = models.ForeignKey(
        "self", verbose_name=_("broader term"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("An inactive term is no longer offered."))
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    objects = ConceptQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("label_fr"),
        index.AutocompleteField("label_fr"),
        index.SearchField("label_en"),
        index.FilterField("vocabulary_id"),
        index.FilterField("is_active"),
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering: ClassVar = ["vocabulary__order", "order", "label_fr"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vocabulary", "code"], name="resource_centre_concept_code"),
        ]

    @property
    def key(self) -> str:
        """ "theme:bien-vieillir". Reads the vocabulary: select it with the concept."""
        return f"{self.vocabulary.code}:{self.code}"

    def clean(self) -> None:
        """Refuse a loop, a parent or successor from elsewhere; the message is at the field."""
        super().clean()
        errors: dict[str, ValidationError] = {}
        for field in ("parent", "replaced_by"):
            other: Concept | None = getattr(self, field)
            if other is None:
                continue
            if other.vocabulary_id != self.vocabulary_id:
                errors[field] = ValidationError(_("Choose a term of the same vocabulary."))
            elif self.pk is not None and self.pk in set(_chain(other, field)):
                errors[field] = ValidationError(_("A term cannot come above or after itself."))
        if errors:
            raise ValidationError(errors)


def _chain(concept: Concept, field: str) -> Iterator[int]:
    """Ids met by following `field` from a concept, itself first; ends on a loop that is already stored."""
    seen: set[int] = set()
    current: Concept | None = concept
    while current is not None and current.pk not in seen:
        seen.add(current.pk)
        yield current.pk
        current = getattr(current, field)


class ConceptAlias(SavedWhole, models.Model):
    """Another word for a concept, that a reader may type: "illectronisme" for digital exclusion."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="aliases")
    language = models.CharField(_("language"), max_length=8, default="fr")
    label = models.CharField(_("label"), max_length=200)

    class Meta:
        verbose_name = _("alternative label")
        verbose_name_plural = _("alternative labels")
        ordering: ClassVar = ["language", "label"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concept", "language", "label"], name="resource_centre_alias_once"),
        ]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class ConceptNode:
    """A concept at its place in the tree: depth 0 at the top."""

    concept: Concept
    depth: int
    children: tuple["ConceptNode", ...]

    def walk(self) -> Iterator["ConceptNode"]:
        """Itself, then everything below, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


class ConceptTree:
    """A vocabulary in memory: trees are small (hundreds of terms), one query reads them whole."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._by_id = {concept.pk: concept for concept in concepts}
        self._children: dict[int | None, list[Concept]] = {}
        for concept in self._by_id.values():
            parent_id = concept.parent_id if concept.parent_id in self._by_id else None
            self._children.setdefault(parent_id, []).append(concept)

    @classmethod
    def of(cls, vocabulary_code: str) -> "ConceptTree":
        """Read a vocabulary, inactive terms included."""
        return cls(Concept.objects.of(vocabulary_code).select_related("vocabulary"))

    def roots(self) -> tuple[ConceptNode, ...]:
        """Top concepts with all that is below them."""
        return tuple(self._node(concept, 0) for concept in self._children.get(None, []))

    def _node(self, concept: Concept, depth: int) -> ConceptNode:
        below = tuple(self._node(child, depth + 1) for child in self._children.get(concept.pk, []))
        return ConceptNode(concept, depth, below)

    def ancestors(self, concept_id: int) -> tuple[Concept, ...]:
        """From the top down to the parent; empty for a top concept."""
        line: list[Concept] = []
        current = self._by_id.get(concept_id)
        while current is not None and current.parent_id in self._by_id and len(line) < len(self._by_id):
            current = self._by_id[current.parent_id]
            line.append(current)
        return tuple(reversed(line))

    def subtree_ids(self, concept_id: int) -> frozenset[int]:
        """The concept and everything below it."""
        found: set[int] = set()
        waiting: list[int] = [concept_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(child.pk for child in self._children.get(current, []))
        return frozenset(found)


def current_concept(concept: Concept) -> Concept:
    """Follow "replaced by" to the concept in use today; itself when it was never replaced."""
    for pk in list(_chain(concept, "replaced_by"))[1:]:
        concept = Concept.objects.select_related("vocabulary").get(pk=pk)
    return concept


def vocabularies_for(kind_code: str) -> Sequence[Vocabulary]:
    """Vocabularies whose concepts a resource of that kind may carry, in order."""
    return [vocabulary for vocabulary in Vocabulary.objects.all() if vocabulary.applies_to(kind_code)]


def concept_uses(concept: Concept) -> Sequence[models.Model]:
    """What keeps a concept from being deleted: pages that carry it or name it as a role or criterion, concepts below it
    or replaced by it, outside terms that correspond to it; each once, pages first in the order of their titles."""
    pages: dict[int, models.Model] = {}
    for relation in ("resource_links", "involvements", "assessments"):
        for row in getattr(concept, relation).select_related("resource"):
            pages[row.resource_id] = row.resource
    others = [*concept.children.all(), *concept.replaces.all(), *concept.correspondences.all()]
    return [*sorted(pages.values(), key=str), *others]
