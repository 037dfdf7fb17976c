"""Words one typing error away, among those that the index knows."""

import json
import sqlite3
from collections.abc import Iterator


def near_words(db: sqlite3.Connection, word: str) -> tuple[str, ...]:
    """The word and those one letter away (more, less, another, two exchanged) that some document holds.

    All the words that may be are looked up at once: a few hundred lookups in a sorted list.
    """
    (alphabet,) = db.execute("SELECT value FROM meta WHERE key = 'alphabet'").fetchone()
    asked = json.dumps(sorted({*_one_away(word, alphabet), word}), ensure_ascii=False)
    rows = db.execute("SELECT term FROM exact_words WHERE term IN (SELECT value FROM json_each(?))", (asked,))
    return tuple(sorted(term for (term,) in rows))


def _one_away(word: str, letters: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in letters:
            yield f"{before}{letter}{after}"
        if after:
            yield before + after[1:]
            for letter in letters:
                yield f"{before}{letter}{after[1:]}"
        if len(after) > 1:
            yield f"{before}{after[1]}{after[0]}{after[2:]}"
