"""Our French chain beside what a real Elasticsearch answers for 54,437 words and sentences."""

import gzip
import json
from pathlib import Path
from typing import Any

from resource_centre.text.analysis import analyzer_for
from resource_centre.text.ascii_folding import folded
from tests.support.requirements import shared_data

WORDS = 50_000
LEAST_WORDS, LEAST_SENTENCES = 0.999, 0.995


def lines(path: Path) -> list[dict[str, Any]]:
    """One object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_words_and_sentences_agree() -> None:
    found = lines(shared_data("analysis/golden.jsonl.gz"))
    french = analyzer_for("fr")
    for name, analyse in (("fr", french.terms), ("fr_exact", french.exact_terms)):
        for part, least in ((found[:WORDS], LEAST_WORDS), (found[WORDS:], LEAST_SENTENCES)):
            different = [line["text"] for line in part if analyse(line["text"]) != line[name]]
            assert 1 - len(different) / len(part) >= least, different[:10]


def test_places_agree() -> None:
    found = lines(shared_data("analysis/golden-offsets.jsonl.gz"))
    french = analyzer_for("fr")
    for name, analyse in (("fr", french.tokens), ("fr_exact", french.exact_tokens)):
        different = [
            line["text"]
            for line in found
            if [(t.term, utf16(line["text"], t.start), utf16(line["text"], t.end)) for t in analyse(line["text"])]
            != [tuple(row) for row in line[name]]
        ]
        assert 1 - len(different) / len(found) >= LEAST_SENTENCES, different[:10]


def test_every_letter_of_european_words_is_folded_alike() -> None:
    theirs = json.loads(shared_data("analysis/asciifolding.json").read_text(encoding="utf-8"))
    # Latin-1, Latin Extended-A and Additional: beyond, letters of phonetics and of medieval manuscripts.
    letters = [char for char in theirs if char.isalpha() and (char < "\u0180" or "\u1e00" <= char < "\u1e98")]
    assert len(letters) > 300
    assert {char: folded(char) for char in letters} == {char: theirs[char] for char in letters}


def utf16(text: str, place: int) -> int:
    """Elasticsearch counts offsets in units of UTF-16."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
