"""Extracts, as Elasticsearch marks them: of the title whole, of the texts the best passage."""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from resource_centre.search.engines.elasticsearch.conditions import Condition, term
from resource_centre.search.engines.elasticsearch.matching import near_to, phrase, terms_of
from resource_centre.search.engines.elasticsearch.schema import BODY, EXACT, SUMMARY, TITLE
from resource_centre.search.results import Extract
from resource_centre.search.words import Mode, TextQuery, Word

#: Around what is marked: no character of any text (Unicode's noncharacters).
BEGIN, END = "\ufdd0", "\ufdd1"
#: Characters of a passage.
LENGTH = 180
_MARKED = re.compile(f"{BEGIN}(.*?){END}", re.DOTALL)
#: Marks that only a blank parts are one.
_NEIGHBOURS = re.compile(f"{END}(\\s+){BEGIN}")


def asked(text: TextQuery, languages: Sequence[str]) -> Mapping[str, Any]:
    """What a request asks to be marked."""
    fields: dict[str, Any] = {}
    for language in languages:
        for part in (TITLE, SUMMARY, BODY):
            name = f"texts.{language}.{part}"
            if marks := _marks(text, name, language):
                whole = {"number_of_fragments": 0} if part == TITLE else {"number_of_fragments": 1}
                fields[name] = {**whole, "highlight_query": marks}
    if exact := _exact_marks(text):
        fields[EXACT] = {"number_of_fragments": 1, "highlight_query": exact}
    return {
        "type": "unified", "order": "score", "fragment_size": LENGTH, "encoder": "default",
        "pre_tags": [BEGIN], "post_tags": [END], "fields": fields,
    }  # fmt: skip


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


def _exact_marks(text: TextQuery) -> Condition | None:
    """Words that are sought as they are written: stop words alone, phrases, those one error away."""
    should = [phrase(one.exact) for one in text.phrases]
    if text.is_literal:
        should += [term(EXACT, word.exact) for word in text.words]
    if text.mode is Mode.RELAXED:
        should += [near_to(word) for word in text.words if word.may_be_mistyped]
    return {"bool": {"should": should}} if should else None


def read(reply: Mapping[str, Sequence[str]], summary: str) -> tuple[Extract, Extract]:
    """Of the title, when it holds something to mark; of the summary, else of the body, else of any text."""
    by_part = {name.rpartition(".")[2]: pieces[0] for name, pieces in reply.items() if pieces}
    title = Extract(_parts(by_part[TITLE])) if TITLE in by_part else Extract()
    if SUMMARY in by_part:
        return title, _cut(by_part[SUMMARY], summary)
    piece = by_part.get(BODY) or by_part.get(EXACT)
    return title, _cut(piece, "") if piece else Extract()


def _parts(piece: str) -> tuple[tuple[str, bool], ...]:
    split = _MARKED.split(_NEIGHBOURS.sub(itemgetter(1), piece))
    return tuple((text, place % 2 == 1) for place, text in enumerate(split) if text)


def _cut(piece: str, whole: str) -> Extract:
    """A passage, with an ellipsis where the whole begins before it or goes on after it; of a body both are taken to."""
    parts, bare = _parts(piece), piece.replace(BEGIN, "").replace(END, "")
    before = () if whole.startswith(bare) else (("… ", False),)
    after = () if whole.endswith(bare) else ((" …", False),)
    return Extract((*before, *parts, *after))
