"""The words of a text: what is the same word, what is none, and where each stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resource_centre.text.analysis import Analyzer, analyzer_for, register_analyzer
from resource_centre.text.readable import seen
from resource_centre.text.segmentation import LONGEST

FRENCH, ENGLISH = analyzer_for("fr"), analyzer_for("en")
#: Every character that Python can hold, lone surrogates included.
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)


def same(*words: str) -> bool:
    """Whether all these words are one term of the French chain."""
    terms = {tuple(FRENCH.terms(word)) for word in words}
    return len(terms) == 1 and terms != {()}


@pytest.mark.parametrize(
    "words",
    [
        ("numérique", "numerique", "numériques", "NUMÉRIQUE"),
        ("l’eau", "l'eau", "eau", "L’EAU"),
        ("œuvre", "oeuvre", "Œuvres"),
        ("aujourd’hui", "aujourd'hui"),
        ("association", "associations", "l’association"),
        ("territorial", "territoriaux"),
        ("médiatrice", "mediateur"),
        ("co\u00adopération", "coopération"),
    ],
)
def test_what_a_reader_takes_for_one_word_is_one_term(words: tuple[str, ...]) -> None:
    assert same(*words)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Un\u202e li\u200beu\ufeff", "Un lieu"),
        ("deux\x0blignes", "deux\nlignes"),
        ("\u200b\u3164 \ufe0f", ""),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("שלום\u200f!", "שלום\u200f!"),
        (" ²\t\n", " ²\t\n"),
    ],
)
def test_a_text_is_kept_as_it_is_read(typed: str, read: str) -> None:
    assert seen(typed) == read


@pytest.mark.parametrize("words", [("eau", "eaux-de-vie"), ("univers", "université")])
def test_words_apart_stay_apart(words: tuple[str, str]) -> None:
    assert not same(*words)


def test_stop_words_leave_the_stemmed_chain_and_stay_in_the_exact_one() -> None:
    assert FRENCH.terms("votre de la") == []
    assert FRENCH.exact_terms("votre de la") == ["votre", "de", "la"]


def test_words_that_are_also_nouns_are_searched() -> None:
    assert FRENCH.terms("l’est, l’été, un son") == ["est", "ete", "son"]


def test_an_article_goes_once_and_only_as_an_article() -> None:
    assert FRENCH.exact_terms("jusqu’à l’an qu’on prud’hommes") == ["a", "an", "on", "prud'hommes"]


def test_numbers_addresses_and_hyphens() -> None:
    assert FRENCH.exact_terms("3,5 km à Villeneuve-d’Ascq, 12 %") == ["3,5", "km", "a", "villeneuve", "ascq", "12"]


def test_a_place_is_that_of_the_word_as_written() -> None:
    text = "Les œuvres d’art co\u00adopératif"
    found = [(token.term, text[token.start : token.end], token.position) for token in FRENCH.tokens(text)]
    assert found == [("oeuvr", "œuvres", 1), ("art", "d’art", 2), ("coperatif", "co\u00adopératif", 3)]


def test_scripts_without_spaces_are_kept_whole_and_pictographs_are_words() -> None:
    assert FRENCH.exact_terms("ภาษาไทย ⚠️ Москва") == ["ภาษาไทย", "⚠️", "москва"]


def test_a_very_long_word_is_cut() -> None:
    assert [len(term) for term in FRENCH.exact_terms("a" * (LONGEST + 10))] == [LONGEST, 10]


def test_english_has_its_own_chain() -> None:
    assert ENGLISH.terms("The actors’ studies of houses, glass and trees") == [
        "actor",
        "study",
        "house",
        "glass",
        "trees",
    ]


def test_a_host_adds_a_language_and_an_unknown_one_is_cut_lowered_and_folded() -> None:
    assert analyzer_for("xx").terms("Élèves des Écoles") == ["eleves", "des", "ecoles"]
    register_analyzer(Analyzer("yy", frozenset({"ar"}), lambda word: word[:3]))
    assert analyzer_for("yy-FR").terms("ar bugale bihan") == ["bug", "bih"]


@given(ANYTHING)
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_and_each_word_lies_in_it_in_order(text: str) -> None:
    for analyzer in (FRENCH, ENGLISH, analyzer_for("xx")):
        for tokens, terms in (
            (analyzer.tokens(text), analyzer.terms(text)),
            (analyzer.exact_tokens(text), analyzer.exact_terms(text)),
        ):
            assert [token.term for token in tokens] == terms
            assert all(0 <= token.start < token.end <= len(text) for token in tokens)
            assert all(one.end <= other.start for one, other in zip(tokens, tokens[1:], strict=False))
            assert all(one.position < other.position for one, other in zip(tokens, tokens[1:], strict=False))
