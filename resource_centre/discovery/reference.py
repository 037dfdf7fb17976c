"""Vocabularies in memory: labels and trees, read again only when their stamp says that they have changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from resource_centre.access.visibility import Access
from resource_centre.content.stamps import VOCABULARIES, Remembered, read_stamps
from resource_centre.content.vocabularies import THEME, Concept, ConceptAlias, Vocabulary


@dataclass(frozen=True, slots=True)
class Labels:
    """The same words in the languages of the interface."""

    french: str
    english: str

    def __str__(self) -> str:
        """In the language that is active; French stands for what is not translated."""
        return self.english if self.english and (get_language() or "").startswith("en") else self.french


@dataclass(frozen=True, slots=True)
class Term:
    """A concept: Term("mediation", Labels("Médiation numérique", "Digital mediation"), "inclusion-numerique", …)."""

    code: str
    labels: Labels
    parent: str | None
    rank: int
    is_offered: bool
    replaced_by: str | None
    aliases: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """In the language that is active."""
        return str(self.labels)


@dataclass(frozen=True)
class TermTree:
    """A vocabulary as a tree of codes, in the order that editors gave."""

    code: str
    labels: Labels
    is_facet: bool
    for_rows: bool
    terms: Mapping[str, Term]
    children: Mapping[str | None, tuple[str, ...]]

    @property
    def is_deep(self) -> bool:
        """Whether some term is under another one."""
        return any(parent is not None for parent in self.children)

    def current(self, code: str) -> str | None:
        """The code in use today: itself, or what replaced it; None when there is no such term."""
        seen: set[str] = set()
        while code in self.terms and code not in seen:
            seen.add(code)
            following = self.terms[code].replaced_by
            if following is None or following not in self.terms:
                return code
            code = following
        return None

    def lineage(self, code: str) -> frozenset[str]:
        """The code and all that is above it."""
        found: set[str] = set()
        current: str | None = code
        while current is not None and current in self.terms and current not in found:
            found.add(current)
            current = self.terms[current].parent
        return frozenset(found)

    def walk(self, parent: str | None = None) -> Iterator[Term]:
        """Terms below, parents first."""
        for code in self.children.get(parent, ()):
            yield self.terms[code]
            yield from self.walk(code)


@dataclass(frozen=True)
class Reference:
    """Everything of the vocabularies that a search needs, and the stamps of all reference data."""

    stamps: Mapping[str, int]
    trees: Mapping[str, TermTree]

    def stamp(self, name: str) -> int:
        """The number of a sort of reference data when this request began."""
        return self.stamps.get(name, 0)

    def facet_trees(self) -> tuple[TermTree, ...]:
        """Vocabularies that editors made facets, in their order; and themes, whose pages lead to searches."""
        trees = self.trees.values()
        return tuple(tree for tree in trees if tree.code == THEME or (tree.is_facet and not tree.for_rows))


_remembered = Remembered[Mapping[str, TermTree]]()


def current_reference() -> Reference:
    """The vocabularies of today: one query when nothing has changed, four when something has."""
    stamps = read_stamps()
    return Reference(stamps, _remembered.under(stamps.get(VOCABULARIES, 0), _read_trees))


def reference_for(access: Access) -> Reference:
    """The same, asked for once in what a request has in common."""
    if "reference" not in access.memory:
        access.memory["reference"] = current_reference()
    found: Reference = access.memory["reference"]
    return found


def _read_trees() -> dict[str, TermTree]:
    aliases: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, language, label in ConceptAlias.objects.values_list("concept_id", "language", "label"):
        aliases[pk].append((language, label))
    concepts: dict[int, list[Concept]] = defaultdict(list)
    for concept in Concept.objects.select_related("parent", "replaced_by").order_by("order", "label_fr", "pk"):
        concepts[concept.vocabulary_id].append(concept)
    return {
        vocabulary.code: _tree(vocabulary, concepts[vocabulary.pk], aliases) for vocabulary in Vocabulary.objects.all()
    }


def _tree(vocabulary: Vocabulary, concepts: list[Concept], aliases: Mapping[int, list[tuple[str, str]]]) -> TermTree:
    terms: dict[str, Term] = {}
    children: dict[str | None, list[str]] = defaultdict(list)
    for rank, concept in enumerate(concepts):
        parent = concept.parent.code if concept.parent is not None else None
        terms[concept.code] = Term(
            code=concept.code,
            labels=Labels(concept.label_fr, concept.label_en),
            parent=parent,
            rank=rank,
            is_offered=concept.is_active and concept.replaced_by_id is None,
            replaced_by=concept.replaced_by.code if concept.replaced_by is not None else None,
            aliases=tuple(aliases.get(concept.pk, ())),
        )
        children[parent].append(concept.code)
    return TermTree(
        code=vocabulary.code,
        labels=Labels(vocabulary.label_fr, vocabulary.label_en),
        is_facet=vocabulary.is_facet,
        for_rows=vocabulary.for_rows,
        terms=terms,
        children={parent: tuple(codes) for parent, codes in children.items()},
    )
