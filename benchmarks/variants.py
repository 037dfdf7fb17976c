"""The same question typed otherwise: without accents, with the other apostrophe, in another number, with an error.

Each gives the question as it was where there is nothing to change. The same question always gives the same variant.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from resource_centre.text.analysis import analyzer_for

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_APOSTROPHES = str.maketrans({"'": "’", "’": "'"})
_WORD = re.compile(r"[^\W\d_]+")
#: Letters of a word from which it takes another number, and from which it is mistyped.
LEAST_FOR_NUMBER, LEAST_FOR_ERROR = 4, 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def without_accents(text: str) -> str:
    """ "Où sont les œuvres ?" gives "Ou sont les oeuvres ?"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def other_apostrophe(text: str) -> str:
    """ "l’aide" gives "l'aide", and the other way round."""
    return text.translate(_APOSTROPHES)


def other_number(text: str) -> str:
    """Every word that says something, in the plural if it was singular: "les aides locales" gives "les aide locale".

    Words that only ask or link, and those of less than four letters, stay. Verbs are changed too: a rule this plain
    knows no better, and a mark in the plural is what people add to them.
    """
    analyzer = analyzer_for("fr")

    def changed(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) < LEAST_FOR_NUMBER or not analyzer.term(word) or analyzer.asks(word):
            return word
        return _other_number(word)

    return _WORD.sub(changed, text)


def _other_number(word: str) -> str:
    """ "droit" ↔ "droits", "local" ↔ "locaux", "jeu" ↔ "jeux"; "travaux" gives "traval", for want of exceptions."""
    if word.endswith(("eaux", "eux")):
        return word[:-1]
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    if word.endswith(("eau", "eu")):
        return f"{word}x"
    return word[:-1] if word.endswith(("s", "x")) else word if word.endswith("z") else f"{word}s"


def one_error(text: str) -> str:
    """One typing error in one word of five letters or more: a letter left out, doubled wrong, replaced or exchanged.

    Which word, where and how is drawn from the text itself.
    """
    words = [found for found in _WORD.finditer(text) if len(found.group()) >= LEAST_FOR_ERROR]
    if not words:
        return text
    draw = random.Random(text)  # noqa: S311 - an error, not a secret
    chosen = draw.choice(words)
    return text[: chosen.start()] + _mistyped(draw, chosen.group()) + text[chosen.end() :]


def _mistyped(draw: random.Random, word: str) -> str:
    place = draw.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = draw.choice([char for char in _LETTERS if char != letter.lower()])
    ways = [before + after, before + other + word[place:], before + other + after]
    if after and after[0] != letter:
        ways.append(before + after[0] + letter + after[1:])
    return draw.choice(ways)


#: Each way of typing otherwise, and the least that must still be found.
VARIANTS: Mapping[str, tuple[Callable[[str], str], float]] = {
    "without accents": (without_accents, 0.98),
    "other apostrophe": (other_apostrophe, 0.98),
    "plural or singular": (other_number, 0.95),
    "one typing error": (one_error, 0.85),
}


def overlap(clean: Sequence[str], variant: Sequence[str], depth: int = 10) -> float:
    """Share of the first hits that two lists have in common, of the longer one: overlap("abcd", "abx") == 0.5."""
    one, other = set(clean[:depth]), set(variant[:depth])
    return len(one & other) / max(len(one), len(other), 1)
