"""Reading a question: which words count, how many must be held, what else they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_centre.search.budget import MOST_CHARACTERS, check_page, clean_text, reachable_pages
from resource_centre.search.criteria import Criteria, Sort
from resource_centre.search.documents import MOST_VALUES, Document, Place, Values
from resource_centre.search.errors import DocumentRefused, PageOutOfRange, QueryTooLong
from resource_centre.search.slips import is_slip
from resource_centre.search.thesaurus import Synonyms, Thesaurus
from resource_centre.search.words import (
    Mode,
    TextQuery,
    is_one_typo_away,
    read_text,
    required_words,
    with_words_replaced,
)
from resource_centre.text.analysis import analyzer_for

LANGUAGES = ("fr", "en")


def read(text: str, *synonyms: Synonyms, language: str = "fr", every: bool = False) -> TextQuery:
    found = read_text(text, LANGUAGES, language, Thesaurus(synonyms, LANGUAGES), every=every)
    assert found is not None
    return found


def surfaces(text: str, language: str = "fr") -> list[str]:
    return [word.surface for word in read(text, language=language).words]


@pytest.mark.parametrize(("count", "required"), [(1, 1), (2, 2), (3, 2), (5, 2), (6, 3), (7, 4), (20, 10)])
def test_how_many_words_must_be_held(count: int, required: int) -> None:
    assert required_words(count) == required


def test_stop_words_and_repeated_words_do_not_count() -> None:
    assert surfaces("l’accès aux outils et les outils de l'accès") == ["l’accès", "outils"]


def test_stop_words_alone_are_searched_as_they_are() -> None:
    found = read("qui sont les")
    assert (found.is_literal, [word.exact for word in found.words]) == (True, ["qui", "sont", "les"])


def test_nothing_to_search_is_no_question() -> None:
    assert read_text("", LANGUAGES, "fr") is None
    assert read_text(" … ?! ", LANGUAGES, "fr") is None


def test_a_question_keeps_the_words_that_say_what_it_is_about() -> None:
    assert surfaces("comment peut-on accompagner des seniors isolés") == ["accompagner", "seniors", "isolés"]
    assert surfaces("comment financer mon association") == ["financer", "association"]
    assert surfaces("l’est de la France") == ["l’est", "France"]
    assert surfaces("comment financer") == ["comment", "financer"]
    assert surfaces("accompagner des seniors") == ["accompagner", "seniors"]


def test_what_is_quoted_is_a_phrase_and_a_lone_quotation_mark_is_nothing() -> None:
    found = read('« lien social » seniors "lieu d’accueil"')
    assert [phrase.ways for phrase in found.phrases] == [(("lien", "social"),), (("lieu", "accueil"),)]
    assert [word.surface for word in found.words] == ["seniors"]
    assert read('"lien social').phrases == ()


def test_words_that_were_quoted_are_words_like_others_once_nothing_is_found() -> None:
    ess = Synonyms("fr", ("seniors", "personnes âgées"))
    typed = ("ateliers « seniors isolés »", "ateliers seniors isolés")
    loose, plain = (read(one, ess).relaxed(["ateliers", "seniors", "isolés"]) for one in typed)
    assert (loose.words, loose.phrases) == (plain.words, ())
    assert loose.words[1].alternatives
    assert [word.surface for word in read('"de la" seniors').relaxed([]).words] == ["seniors"]
    assert [word.exact for word in read("« de la »").relaxed([]).words] == ["de", "la"]


#: As texts that hold "ESS" and "E.S.S." are indexed.
ACRONYM = {analyzer_for("fr").term("ess"), analyzer_for("fr").term("e.s.s")}


@pytest.mark.parametrize("typed", ["ESS", "E.S.S.", "l’e.s.s", "É.S.S"])
def test_an_acronym_is_sought_with_its_dots_and_without(typed: str) -> None:
    entry = Synonyms("fr", ("E.S.S.", "économie sociale"))
    (word,) = read(typed, entry).words
    assert word.exact == "ess"
    assert {stem.term for stem in word.stems if stem.language == "fr"} == ACRONYM
    assert [len(other.parts) for other in word.alternatives] == [2]
    (part,) = read("économie sociale", entry).words[0].alternatives[0].parts
    assert {stem.term for stem in part if stem.language == "fr"} == ACRONYM


def test_what_is_no_acronym_is_sought_as_it_is() -> None:
    stems = {stem.term for word in read("exemple.org 1.5 C.G.T.2").words for stem in word.stems}
    assert {"exemple.org", "1.5"} <= stems
    assert [word.surface for word in read("un D.U. du soir").words] == ["D.U", "soir"]


def test_every_word_may_be_asked_for() -> None:
    assert read("un deux trois quatre", every=True).mode is Mode.ALL
    assert read("accompagner seniors isolés numérique", every=True).required == 4


def test_words_are_stemmed_in_every_language_of_the_index() -> None:
    (word,) = read("tools", language="en").words
    assert {stem.language for stem in word.stems} == {"fr", "en"}


LABEL = Synonyms("fr", ("Inclusion numérique", "e-inclusion"), ("theme", "inclusion"), main="Inclusion numérique")


def values_of(text: str, entry: Synonyms) -> list[list[tuple[str, str] | None]]:
    return [[other.value for other in word.alternatives if other.value] for word in read(text, entry).words]


def test_a_label_stands_for_what_is_filed_under_it() -> None:
    assert values_of("inclusion numérique", LABEL) == [[("theme", "inclusion")]] * 2
    assert values_of("inclusion sociale", LABEL) == [[], []]


def test_each_word_of_a_label_may_stand_for_it_too() -> None:
    by_word = Synonyms("fr", LABEL.forms, LABEL.value, main=LABEL.main, by_word=True)
    assert values_of("inclusion sociale", by_word) == [[("theme", "inclusion")], []]
    assert values_of("numériques", by_word) == [[("theme", "inclusion")]]


def test_another_label_stands_for_the_main_one_and_not_the_other_way_round() -> None:
    word = read("e-inclusion", LABEL).words[0]
    assert any(len(other.parts) == 2 for other in word.alternatives)
    assert all(other.value for other in read("inclusion numérique", LABEL).words[0].alternatives)


def test_an_acronym_and_its_words_stand_for_each_other() -> None:
    ess = Synonyms("fr", ("ESS", "économie sociale et solidaire"))
    (word,) = read("ESS", ess).words
    assert [len(other.parts) for other in word.alternatives] == [3]
    assert all(word.alternatives for word in read("l'économie sociale et solidaire", ess).words)
    assert not any(word.alternatives for word in read("économie sociale", ess).words)


def test_synonyms_are_those_of_the_language_of_whoever_asks() -> None:
    assert not any(word.alternatives for word in read("ESS", Synonyms("en", ("ESS", "social economy"))).words)


@pytest.mark.parametrize(
    ("typed", "unknown", "right"),
    [
        ("inclusoin", ["inclusoin"], "inclusion"),
        ("l’inclusoin numérqiue", ["l’inclusoin", "numérqiue"], "inclusion numérique"),
        ("chat", ["chat"], "chat"),
        ("inc", ["inc"], "inc"),
        ("inclusoins inclusoin", ["inclusoin"], "inclusoins inclusion"),
    ],
)
def test_words_are_respelt_after_labels(typed: str, unknown: list[str], right: str) -> None:
    by_word = Synonyms("fr", LABEL.forms, LABEL.value, main=LABEL.main, by_word=True)
    assert Thesaurus([by_word], LANGUAGES).respelt(typed, unknown, "fr") == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("télétravai travai", "télétravai travail"),
        ("travai, « travai » et travai !", "travail, « travai » et travail !"),
        ("l’œuvre travai", "l’œuvre travail"),
        ('"travai', '"travail'),
        ("", ""),
    ],
)
def test_words_are_replaced_whole_where_they_are_and_never_inside_quotation_marks(text: str, right: str) -> None:
    assert with_words_replaced(text, {"travai": "travail", "l’œuvre": None}) == right


@given(st.text("ab œ'’\"«»\u00ad", max_size=20))
def test_a_question_whose_words_are_replaced_by_themselves_is_the_same(text: str) -> None:
    found = read_text(text, LANGUAGES, "fr")
    surfaces = [word.surface for word in found.words] if found is not None else []
    assert with_words_replaced(text, {surface: surface for surface in surfaces}) == text
    assert with_words_replaced(text, dict.fromkeys(surfaces, "mot")) != text or not surfaces


@given(st.text("abcd", max_size=5), st.integers(0, 5), st.sampled_from("abcd"), st.sampled_from("iars"))
def test_one_typing_error_is_found_whichever_it_is(word: str, place: int, letter: str, what: str) -> None:
    before, after = word[:place], word[place:]
    other = {
        "i": before + letter + after,
        "a": before + after[1:],
        "r": before + letter + after[1:] if after else word,
        "s": before + after[1:2] + after[:1] + after[2:],
    }[what]
    assert is_one_typo_away(word, other)
    assert is_one_typo_away(other, word)


SLIPS = "numerque numeirque numeroque unmerique nummerique numzrique"


@pytest.mark.parametrize("typed", SLIPS.split())
def test_a_word_that_begins_as_it_should_is_a_slip(typed: str) -> None:
    assert is_slip(typed, "numerique")


@pytest.mark.parametrize(
    ("typed", "meant", "is_one"),
    [
        *(("existance", "existence", True), ("asociation", "association", True), ("emploie", "emploi", True)),
        *(("droti", "droit", True), ("letre", "lettre", True), ("lettr", "lettre", False), ("droir", "droit", False)),
    ],
)
def test_short_words_are_mended_where_letters_are_exchanged_or_doubled(typed: str, meant: str, is_one: bool) -> None:
    assert is_slip(typed, meant) is is_one


@pytest.mark.parametrize(
    ("typed", "right_as_well"),
    [
        *(("argent", "urgent"), ("sommes", "nommes"), ("droit", "doit"), ("engin", "enfin"), ("stage", "state")),
        *(("acompte", "compte"), ("hauteur", "auteur"), ("boissons", "soissons"), ("numerique", "numerique")),
        ("numerique", "numeriq"),
    ],
)
def test_another_right_word_is_none(typed: str, right_as_well: str) -> None:
    assert not is_slip(typed, right_as_well)


def test_a_word_that_labels_know_is_right_whatever_holds_it() -> None:
    labels = [Synonyms("fr", (form,), ("theme", form), by_word=True) for form in ("Chômage", "Formation", "Fermation")]
    assert (
        Thesaurus(labels, LANGUAGES).respelt("chomage formation", ["chomage", "formation"], "fr") == "chomage formation"
    )
    assert [word.may_be_respelt for word in read("chomage fornation", *labels).words] == [False, True]


def test_only_words_that_nothing_holds_may_be_mistyped_once_nothing_is_found() -> None:
    words = read("tiers lieux « nouveaux »").relaxed(["tiers"]).words
    assert {word.surface: word.may_be_mistyped for word in words} == {"tiers": True, "lieux": False, "nouveaux": True}


@pytest.mark.parametrize(("one", "other"), [("abc", "abdd"), ("abcd", "badc"), ("", "ab"), ("abc", "cba")])
def test_two_typing_errors_are_two(one: str, other: str) -> None:
    assert not is_one_typo_away(one, other)


# What a question may cost.


@pytest.mark.parametrize(
    ("typed", "may_be"),
    [
        *(("numerique", True), ("odd", False), ("1000", False), ("2024", False), ("covid19", False)),
        *(("ISBN", False), ("ASSOCATION", True), ("comment", False)),
    ],
)
def test_numbers_and_words_that_are_meant_are_never_taken_for_others(typed: str, may_be: bool) -> None:
    query = read_text(typed, ("fr", "en"), "fr")
    assert query is not None
    assert [word.may_be_mistyped for word in query.words] == [may_be]


@pytest.mark.parametrize(
    ("typed", "may_be"),
    [
        *(("numerqiue", True), ("ferr", False), ("comment", False), ("should", False), ("covid19", False)),
        *(("INSEE", False), ("agences INSEE", False), ("AGENCES INSEE", True)),
    ],
)
def test_words_that_may_be_meant_as_they_are_keep_their_spelling(typed: str, may_be: bool) -> None:
    assert read(typed).words[-1].may_be_respelt is may_be


def test_a_question_is_cleaned_of_what_nobody_sees() -> None:
    assert clean_text("a\x00b\n\tc\u202ed \u200be\ud800f") == "a b c d e f"
    assert clean_text("l’œuvre  ") == "l’œuvre"
    assert clean_text("socie\u0301te\u0301") == "société", "accents apart from their letters, as macOS writes them"


def test_a_question_too_long_says_by_how_much() -> None:
    assert clean_text("a" * MOST_CHARACTERS)
    with pytest.raises(QueryTooLong) as refused:
        clean_text("a" * 201)
    assert (refused.value.unit, refused.value.found, refused.value.limit) == ("characters", 201, 200)
    with pytest.raises(QueryTooLong) as refused:
        clean_text(" ".join("abcdefghijklmnopqrstu"))
    assert (refused.value.unit, refused.value.found) == ("words", 21)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (15, 1), (16, 2), (10_000, 667), (10**9, 667)])
def test_pages_are_those_that_can_be_reached(total: int, pages: int) -> None:
    assert reachable_pages(total, 15) == pages
    check_page(pages, total, 15)
    for beyond in (0, -1, pages + 1):
        with pytest.raises(PageOutOfRange) as refused:
            check_page(beyond, total, 15)
        assert refused.value.last == pages


# Criteria and documents.


def test_the_order_is_relevance_with_words_and_the_last_update_without() -> None:
    assert Criteria("mots").order is Sort.RELEVANCE
    assert Criteria(" ").order is Sort.UPDATED
    assert Criteria(sort=Sort.RELEVANCE).order is Sort.UPDATED
    assert Criteria("mots", sort=Sort.TITLE).order is Sort.TITLE


def test_picking_another_value_comes_back_to_the_first_page() -> None:
    criteria = Criteria(picked={"theme": ("a",)}, page=3).with_picked("theme", ())
    assert (criteria.picked, criteria.page) == ({}, 1)


def document(**fields: object) -> Document:
    return Document("1", 1, "c", frozenset({"public"}), "fr", **{"title": "Titre", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (document(body="a" * 2_000_001), "more than 2,000,000 characters"),
        (document(summary="\ud800"), "half a character"),
        (document(values={"theme": Values.flat(*map(str, range(MOST_VALUES + 1)))}), "5,001 values"),
        (document(values={"theme": Values.flat("k" * 201)}), "longer than a key may be"),
    ],
)
def test_a_document_that_no_engine_can_hold_says_why(bad: Document, said: str) -> None:
    with pytest.raises(DocumentRefused, match=said):
        bad.check()
    document().check()


def test_distances_are_those_of_the_globe() -> None:
    paris, rennes = Place(48.8566, 2.3522), Place(48.1173, -1.6778)
    assert 305 < paris.kilometres_to(rennes) < 312
    assert paris.kilometres_to(paris) == pytest.approx(0, abs=1e-3)
