"""Extracts of a text."""

from array import array

from resource_centre.search.engines.embedded.extracts import Marks, ShownText, extracts
from resource_centre.search.engines.embedded.writing import BODY
from tests.support.pace import done_within


def shown(words: list[str]) -> ShownText:
    places, start = [], 0
    for word in words:
        places.append((start, start + len(word)))
        start += len(word) + 1
    flat = array("I", [begin for begin, _end in places] + [end for _begin, end in places])
    return ShownText(" ".join(words), " ".join(words), " ".join(words), flat.tobytes())


def marked(words: list[str], *stems: str) -> str:
    _title, text = extracts({BODY: shown(words)}, Marks(frozenset(stems), frozenset(), ()))
    return "".join(f"[{piece}]" if is_marked else piece for piece, is_marked in text.parts)


def test_the_passage_with_most_different_words_is_shown() -> None:
    words = ["un", *["rien"] * 60, "un", "rien", "deux", *["rien"] * 60]
    assert "[un] rien [deux]" in marked(words, "un", "deux")


def test_the_first_of_equal_passages_is_shown() -> None:
    words = ["un", *["rien"] * 60, "un", "un"]
    assert marked(words, "un").startswith("[un] rien")


def test_a_text_that_repeats_a_word_without_end_is_cut_at_once() -> None:
    assert done_within(1, lambda: marked(["un"] * 20_000, "un")).startswith("[un un")
