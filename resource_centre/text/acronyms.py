"""Acronyms, which some write with dots: "ESS" and "E.S.S." are one word."""

import regex

#: Letters of an acronym: shorter is none, longer is a word.
LEAST, MOST = 2, 7
_DOTTED = regex.compile(r"\p{L}(?:\.\p{L})+")
_DOTTED_IN_TEXT = regex.compile(r"(?<![\p{L}\p{N}.])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])")
_LETTERS = regex.compile(rf"\p{{L}}{{{LEAST},{MOST}}}")


def without_dots(word: str) -> str:
    """ "E.S.S" becomes "ESS"; "1.5", "exemple.org" and "lycéen.ne.s" stay."""
    return word.replace(".", "") if _DOTTED.fullmatch(word) else word


def acronyms_joined(text: str) -> str:
    """ "L’E.S.S. à Rennes" becomes "L’ESS. à Rennes"."""
    return _DOTTED_IN_TEXT.sub(lambda found: without_dots(found[0]), text)


def spellings(word: str) -> tuple[str, ...]:
    """How a word that may be an acronym is written: "ess" and "E.S.S" give one with dots and one without, "3,5" none.

    Texts are indexed as they are written, whatever the engine: a question asks for both.
    """
    plain = without_dots(word)
    return (plain, ".".join(plain)) if _LETTERS.fullmatch(plain) else ()
