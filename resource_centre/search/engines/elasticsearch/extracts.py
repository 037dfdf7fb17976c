"""Extracts: titles and summaries are marked here, as every engine does; Elasticsearch finds the passage of a body.

A body is long, and cutting it into words takes time: Elasticsearch, which has done it, tells the passage. Not of words
sought unstemmed (phrases, stop words, typing errors): it keeps those of all texts of a document together. Bodies are
sent for these questions alone; for the others, the ends of each, which tell whether it goes on around the passage.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from resource_centre.search.engines.elasticsearch.conditions import Condition, term
from resource_centre.search.engines.elasticsearch.matching import terms_of
from resource_centre.search.engines.elasticsearch.schema import BODY, EDGES, SUMMARY, TITLE
from resource_centre.search.marking import (
    BETWEEN_PARAGRAPHS,
    GOES_ON_AFTER,
    GOES_ON_BEFORE,
    FreshText,
    Marks,
    best_passage,
    passage_of_long,
    whole,
)
from resource_centre.search.results import Extract
from resource_centre.search.words import Mode, TextQuery, Word

#: Around what is marked: no character of any text (Unicode's noncharacters).
BEGIN, END = "\ufdd0", "\ufdd1"
#: Characters of a passage, and those of a body that are cut here: beyond, no reader of a list is helped.
LENGTH, SCANNED = 180, 100_000
_MARKED = re.compile(f"{BEGIN}(.*?){END}", re.DOTALL)
#: Marks that only a blank parts are one.
_NEIGHBOURS = re.compile(f"{END}(\\s+){BEGIN}")


@dataclass(frozen=True)
class Extracts:
    """Extracts of the hits of one question."""

    text: TextQuery
    languages: Sequence[str]

    @cached_property
    def _marks(self) -> Marks:
        text = self.text
        stems = (stem for word in text.words for stem in word.stems)
        if text.mode is not Mode.RELAXED:
            return Marks.of(text, stems, (word.exact for word in text.words if text.is_literal))
        exacts = (word.exact for word in text.words if not word.may_be_mistyped)
        return Marks.of(text, stems, exacts, (word.exact for word in text.words if word.may_be_mistyped))

    @cached_property
    def _is_unstemmed(self) -> bool:
        return bool(self._marks.exacts or self._marks.phrases or self._marks.near)

    @property
    def source(self) -> Sequence[str]:
        """What is read of each hit."""
        ends = f"texts.*.{BODY}" if self._is_unstemmed else EDGES
        return (*(f"texts.*.{part}" for part in (TITLE, SUMMARY)), ends)

    def asked(self) -> Mapping[str, Any]:
        """What a request asks to be marked: {} where nothing is."""
        marks = {} if self._is_unstemmed else {name: _marks(self.text, _body(name), name) for name in self.languages}
        fields = {_body(name): {"highlight_query": query} for name, query in marks.items() if query is not None}
        if not fields:
            return {}
        return {
            "type": "unified", "order": "score", "fragment_size": LENGTH, "number_of_fragments": 1,
            "encoder": "default", "pre_tags": [BEGIN], "post_tags": [END], "fields": fields,
        }  # fmt: skip

    def read(self, hit: Mapping[str, Any]) -> tuple[Extract, Extract]:
        """Of the title, when it holds something to mark; of the summary, else of the body."""
        by_language: Mapping[str, Mapping[str, str]] = hit.get("_source", {}).get("texts", {})
        language = next(iter(by_language), "")
        texts = by_language.get(language, {})
        title = whole(self._cut(texts.get(TITLE, ""), language), self._marks)
        summary = best_passage(self._cut(texts.get(SUMMARY, ""), language), self._marks)
        if summary.parts:
            return title, summary
        if self._is_unstemmed:
            body = texts.get(BODY, "")[:SCANNED]
            return title, passage_of_long(body, self._marks, language, self.languages[0])
        pieces = hit.get("highlight", {}).get(_body(language), ())
        # Documents of an index that was made before the ends were kept have none, until it is made again.
        ends = hit["_source"].get(EDGES, ("", ""))
        return title, _in_one_paragraph(pieces[0], *ends) if pieces else Extract()

    def _cut(self, text: str, language: str) -> FreshText:
        return FreshText.of(text, language, self.languages[0])


def _body(language: str) -> str:
    return f"texts.{language}.{BODY}"


def _marks(text: TextQuery, field: str, language: str) -> Condition | None:
    should = [
        *(term(field, one) for word in text.words for one in terms_of(word.stems, language)),
        *(one for word in text.words for one in _synonyms(word, field, language)),
    ]
    return {"bool": {"should": should}} if should else None


def _synonyms(word: Word, field: str, language: str) -> list[Condition]:
    """A synonym is marked where it is whole: "bien" is not "bien vieillir"."""
    found: list[Condition] = []
    for other in word.alternatives:
        parts = [[term(field, one) for one in terms_of(part, language)] for part in other.parts]
        if parts and all(parts):
            found.append({"bool": {"must": [{"bool": {"should": part}} for part in parts]}})
    return found


def _in_one_paragraph(piece: str, beginning: str, end: str) -> Extract:
    """What a passage has in the paragraph where most is marked; an ellipsis where the body is longer, on a side."""
    paragraphs = piece.split(BETWEEN_PARAGRAPHS)
    best = max(paragraphs, key=lambda paragraph: paragraph.count(BEGIN))
    split = _MARKED.split(_NEIGHBOURS.sub(itemgetter(1), best.strip()))
    parts = tuple((text, rank % 2 == 1) for rank, text in enumerate(split) if text)
    bare = _bare(best).strip()
    before = () if beginning.lstrip().startswith(bare) else (GOES_ON_BEFORE,)
    after = () if end.rstrip().endswith(bare) else (GOES_ON_AFTER,)
    return Extract((*before, *parts, *after))


def _bare(piece: str) -> str:
    return piece.replace(BEGIN, "").replace(END, "")
