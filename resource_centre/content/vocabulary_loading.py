"""Reading vocabularies from files, and putting them in the database without undoing an editor's work.

A file is TOML: the vocabulary's own columns, then `[[concepts]]`. Loading creates what is missing. What exists
is left as editors made it: labels, places in the tree and states are theirs.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from resource_centre.content.vocabularies import Concept, ConceptAlias, Vocabulary

VOCABULARIES_DIR = Path(__file__).resolve().parent.parent / "data" / "vocabularies"

_VOCABULARY_FIELDS = ("label_fr", "label_en", "is_facet", "multiple", "has_main", "kinds", "order")
_CONCEPT_FIELDS = ("label_fr", "label_en", "definition_fr", "definition_en")


class VocabularyFileError(Exception):
    """A vocabulary file that cannot be loaded; the message names the file and the term."""


@dataclass(frozen=True)
class LoadedVocabulary:
    """What one file brought: LoadedVocabulary("theme", created=3, kept=40)."""

    code: str
    created: int
    kept: int


def load_vocabularies(directory: Path = VOCABULARIES_DIR) -> Sequence[LoadedVocabulary]:
    """Load every file of a directory, all or nothing. Raises VocabularyFileError."""
    with transaction.atomic():
        return [_load_file(path) for path in sorted(directory.glob("*.toml"))]


def _load_file(path: Path) -> LoadedVocabulary:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        fields = {name: data[name] for name in _VOCABULARY_FIELDS if name in data}
        vocabulary, _created = Vocabulary.objects.get_or_create(
            code=data["code"], defaults={**fields, "for_rows": data.get("used_by_rows", False)}
        )
        return _load_concepts(vocabulary, data.get("concepts", []))
    except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
        raise VocabularyFileError(f"{path.name}: {error}") from error


def _load_concepts(vocabulary: Vocabulary, rows: Sequence[dict[str, Any]]) -> LoadedVocabulary:
    known = {concept.code: concept for concept in vocabulary.concepts.all()}
    kept = len(known)
    for rank, row in enumerate(rows):
        if row["code"] not in known:
            known[row["code"]] = _create_concept(vocabulary, row, known, rank)
    return LoadedVocabulary(vocabulary.code, created=len(known) - kept, kept=kept)


def _create_concept(vocabulary: Vocabulary, row: dict[str, Any], known: dict[str, Concept], rank: int) -> Concept:
    parent_code = row.get("parent", "")
    if parent_code and parent_code not in known:
        raise VocabularyFileError(f"{vocabulary.code}: “{row['code']}” comes before its parent “{parent_code}”")
    concept = Concept.objects.create(
        vocabulary=vocabulary,
        code=row["code"],
        parent=known.get(parent_code),
        order=row.get("order", rank),
        is_active=row.get("active", True),
        **{name: row[name] for name in _CONCEPT_FIELDS if name in row},
    )
    ConceptAlias.objects.bulk_create(
        ConceptAlias(concept=concept, language=alias["language"], label=alias["label"])
        for alias in row.get("aliases", [])
    )
    return concept
