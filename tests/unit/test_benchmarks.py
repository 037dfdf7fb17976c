"""What the benchmarks compute, the times themselves aside."""

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import elasticsearch, page
from benchmarks.corpora import COUNTRY, ROOT, drawn, level_key, many, regions, territories
from benchmarks.elasticsearching.rebuilding import prepared
from benchmarks.elasticsearching.site_process import address
from benchmarks.elasticsearching.wire import listened
from benchmarks.engines import ENGINES, fill
from benchmarks.held import private_bytes
from benchmarks.measures import Measure, store, table
from benchmarks.questions import (
    BROWSE_KINDS,
    COMPLETION,
    FACETS,
    MOST_PICKED,
    SIMILAR,
    SPECS,
    TEXT_KINDS,
    Question,
    drawn_questions,
    read_questions,
    sample,
    some_words,
    write_questions,
)
from benchmarks.relevance import compared
from benchmarks.searching.freshness import word_of
from benchmarks.timing import alternated, growth_exponent, percentile, typical
from benchmarks.variants import one_error, other_apostrophe, other_number, overlap, without_accents
from resource_centre.search.documents import Document
from resource_centre.search.oracle import is_one_typo_away
from resource_centre.text.analysis import analyzer_for

DOCUMENTS, EACH = 200, 6


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """Two hundred drawn documents."""
    return list(drawn(DOCUMENTS))


@pytest.fixture(scope="module")
def questions(documents: Sequence[Document]) -> list[Question]:
    """A few questions of every kind on them."""
    return drawn_questions(sample(documents, DOCUMENTS, 150, seed=3), seed=3, each=EACH)


# Figures and their bars.


@pytest.mark.parametrize(
    ("value", "at_least", "ok"), [(0.9, False, True), (1.0, False, True), (1.1, False, False), (0.9, True, False)]
)
def test_a_bar_is_the_most_that_is_good_or_the_least(value: float, at_least: bool, ok: bool) -> None:
    assert Measure("one", value, "×", 1.0, at_least=at_least).ok is ok


def test_the_table_says_on_which_side_of_the_bar_a_figure_must_be() -> None:
    shown = table([Measure("fast", 0.8624, "×", 1.5), Measure("right", 0.33, "", 0.34, at_least=True)])
    assert "0.862 ×" in shown
    assert "≤ 1.5" in shown
    assert "≥ 0.34" in shown
    assert shown.count("MISSED") == 1


def test_stored_figures_keep_the_names_that_readers_know(tmp_path: Path) -> None:
    store([Measure("right", 0.5, "", 0.34, "judged", at_least=True)], tmp_path / "latest.json")
    (row,) = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert {key: row[key] for key in ("name", "value", "unit", "bar", "ok", "versus")} == {
        "name": "right",
        "value": 0.5,
        "unit": "",
        "bar": 0.34,
        "ok": True,
        "versus": "judged",
    }


# Times.


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7], 0.95) == 7


def test_growth_is_the_power_of_the_size() -> None:
    assert growth_exponent(2, 20, 100) == pytest.approx(0.5)
    assert growth_exponent(3, 3, 100) == 0
    assert growth_exponent(1, 100, 100) == pytest.approx(1)


def test_sides_are_timed_in_turn_and_as_often() -> None:
    done: list[str] = []
    times = alternated([[lambda: done.append("a")] * 2, [lambda: done.append("b")] * 2], rounds=2)
    assert Counter(done) == {"a": 4, "b": 4}
    assert done[:4] in (["a", "b", "b", "a"], ["b", "a", "a", "b"])
    assert [len(side) for side in times] == [2, 2]
    assert len(typical([lambda: None] * 3, rounds=2)) == 3


def test_what_is_done_before_each_is_not_timed() -> None:
    done: list[str] = []

    def slow() -> None:
        done.append("before")
        time.sleep(0.02)

    times = alternated([[lambda: done.append("a")], [lambda: done.append("b")]], rounds=2, before=slow)
    assert done == ["before", "a", "before", "b", "before", "b", "before", "a"]
    assert all(value < 20 for side in times for value in side)


# Questions typed otherwise.


def test_accents_and_ligatures_are_taken_out() -> None:
    assert without_accents("Où sont les œuvres d’été ?") == "Ou sont les oeuvres d’ete ?"
    assert without_accents("rien") == "rien"


def test_an_apostrophe_becomes_the_other_one() -> None:
    assert other_apostrophe("l’aide d'urgence") == "l'aide d’urgence"
    assert other_apostrophe(other_apostrophe("l’aide")) == "l’aide"


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("Comment les aides locales sont payées ?", "Comment les aide locale sont payée ?"),
        ("un réseau national", "un réseaux nationaux"),
        ("des réseaux locaux", "des réseau local"),
        ("un jeu, le prix", "un jeu, le pri"),
        ("logement", "logements"),
    ],
)
def test_words_that_say_something_take_another_number(typed: str, other: str) -> None:
    assert other_number(typed) == other


def test_one_word_of_five_letters_or_more_is_mistyped_once_and_always_alike() -> None:
    for title in (document.title for document in drawn(60)):
        mistyped = one_error(title)
        assert mistyped == one_error(title)
        before, after = title.split(), mistyped.split()
        changed = [(word, other) for word, other in zip(before, after, strict=True) if word != other]
        if not any(len(word) >= 5 for word in before):
            assert not changed
        for word, other in changed:
            assert len(word) >= 5
            assert is_one_typo_away(word, other)
        assert len(changed) <= 1


def test_a_question_of_short_words_has_no_error() -> None:
    assert one_error("qui a ça ?") == "qui a ça ?"


def test_overlap_is_a_share_of_the_longer_list_among_ten() -> None:
    assert overlap("abcd", "dcba") == 1
    assert overlap("abcd", "abx") == 0.5
    assert overlap("abcdefghijkl", "abcdefghijxy") == 1
    assert overlap("a", "") == overlap("", "") == 0


def test_relevance_is_perfect_when_the_first_hits_are_those_judged() -> None:
    right = compared([["a", "b"], ["c"]], [frozenset("ab"), frozenset("c")])
    assert (right.ndcg, right.mrr, right.recall, right.zero_results) == (1, 1, 1, 0)
    wrong = compared([["x", "c"], []], [frozenset("c"), frozenset("d")])
    assert (wrong.mrr, wrong.recall, wrong.zero_results) == (0.25, 0.5, 1)


# Corpora.


def test_a_page_lists_the_country_and_its_eighteen_regions() -> None:
    assert len(regions()) == 19
    assert COUNTRY in regions()
    assert regions() <= territories().keys()
    assert level_key("pays:FR") == COUNTRY


def test_a_corpus_that_is_too_short_comes_again_with_other_ids_and_dates(tmp_path: Path) -> None:
    rows = [
        {"title": "Un lieu", "body": "numérique", "territoires": ["commune:35238"]},
        {"title": "Une étude", "body": "locale", "territoires": ["pays:FR"]},
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = list(many(path, 40))
    assert [document.title for document in found[:3]] == ["Un lieu", "Une étude", "Un lieu"]
    assert len({document.id for document in found}) == 40
    assert len({document.updated for document in found}) > 20
    assert {key for document in found for key in document.values["territory"].own} == {"commune:35238", COUNTRY}
    assert len({document.values["territory"].own for document in found[::2]}) == 2
    assert [document.id for document in many(path, 40)] == [document.id for document in found]
    path.write_text("", encoding="utf-8")
    assert not list(many(path, 5))


def test_words_that_are_drawn_are_as_uneven_as_those_of_a_language(documents: Sequence[Document]) -> None:
    counts = Counter(word for document in documents for word in document.body.lower().split())
    common = sum(count for _word, count in counts.most_common(100))
    assert 0.3 < common / counts.total() < 0.7
    assert len(counts) > 2_000


# Questions and pages.


def test_there_are_as_many_questions_of_every_kind(questions: Sequence[Question]) -> None:
    kinds = Counter(question.kind for question in questions)
    assert kinds == dict.fromkeys((*TEXT_KINDS, *BROWSE_KINDS, COMPLETION, SIMILAR), EACH)


def test_questions_hold_as_many_words_and_picked_facets_as_their_kind_says(questions: Sequence[Question]) -> None:
    for question in questions:
        query = question.query()
        if question.kind in TEXT_KINDS:
            least, most = TEXT_KINDS[question.kind]
            assert query.text is not None
            assert least <= len(query.text.words) <= most
            assert len(question.picked) <= MOST_PICKED
        if question.kind in BROWSE_KINDS:
            assert query.text is None
            assert len(question.picked) <= BROWSE_KINDS[question.kind]
        assert all(query.spec(name) for name in question.picked)
    assert [spec.name for spec in SPECS] == list(FACETS)


def test_the_same_seed_asks_the_same(documents: Sequence[Document], questions: Sequence[Question]) -> None:
    assert drawn_questions(sample(documents, DOCUMENTS, 150, seed=3), seed=3, each=EACH) == questions
    assert drawn_questions(sample(documents, DOCUMENTS, 150, seed=4), seed=4, each=EACH) != questions


def test_words_of_a_question_are_different_and_none_is_a_stop_word() -> None:
    text = "Comment les associations de l’association peuvent aider des communes"
    draw = random.Random(1)  # noqa: S311 - words, not secrets
    chosen = {some_words(draw, text, 2) for _time in range(20)}
    assert all(set(pair.split()) <= {"associations", "aider", "communes"} for pair in chosen)
    assert some_words(draw, text, 9) == ""


def test_pages_of_every_kind_answer_and_are_timed(
    tmp_path: Path, documents: Sequence[Document], questions: Sequence[Question]
) -> None:
    with ENGINES["embedded"](tmp_path) as engine:
        assert fill(engine, documents) == DOCUMENTS
        times = page.measure(engine, questions, rounds=1)
        totals = [engine.search(question.query()).total for question in questions if question.kind in TEXT_KINDS]
    assert list(times) == [*TEXT_KINDS, *BROWSE_KINDS, COMPLETION, SIMILAR]
    assert all(0 < found.p50 <= found.p95 and found.queries == EACH for found in times.values())
    assert all(totals)


def test_questions_come_back_from_their_file_as_they_were(tmp_path: Path, questions: Sequence[Question]) -> None:
    write_questions(questions, tmp_path / "questions.json")
    assert read_questions(tmp_path / "questions.json") == list(questions)


def test_tantivy_and_the_engine_count_alike(
    tmp_path: Path, documents: Sequence[Document], questions: Sequence[Question]
) -> None:
    pytest.importorskip("tantivy")
    from benchmarks.searching.against_tantivy import agree
    from benchmarks.searching.tantivy_index import TantivyIndex

    index = TantivyIndex(tmp_path / "tantivy")
    index.fill(documents)
    asked = [question for question in questions if question.kind in (*TEXT_KINDS, *BROWSE_KINDS)]
    with ENGINES["embedded"](tmp_path / "embedded") as engine:
        fill(engine, documents)
        compared_ones = [agree(question, engine.search(question.query()), index) for question in asked]
    assert compared_ones.count(True) > len(asked) / 2


# What the figures of the search rest on.


def test_words_looked_for_by_another_process_are_in_no_text_and_all_different() -> None:
    words = [word_of(number) for number in range(256)]
    for language in ("fr", "en"):
        assert len({analyzer_for(language).term(word) for word in words}) == 256
    assert not set(words) & {word for document in islice(drawn(100), 100) for word in document.body.split()}


def test_pages_of_the_index_are_no_memory_of_the_process() -> None:
    mappings = [
        "7f00-7f01 r--s 00000000 08:01 12                         /var/index/one.sqlite3",
        "Private_Clean:       100 kB",
        "Private_Dirty:         8 kB",
        "7f02-7f03 rw-p 00000000 00:00 0                          [heap]",
        "Rss:                  50 kB",
        "Private_Clean:         4 kB",
        "Private_Dirty:        30 kB",
        "7f04-7f05 rw-p 00000000 00:00 0",
        "Private_Dirty:         2 kB",
    ]
    assert private_bytes(mappings, "/var/index") == 36 * 1024
    assert private_bytes(mappings, "/elsewhere") == 144 * 1024


# What the figures of Elasticsearch rest on.


def test_the_group_is_skipped_by_name_where_there_is_no_node(capsys: pytest.CaptureFixture[str]) -> None:
    assert elasticsearch.measure("") == []
    said = capsys.readouterr().err
    assert "elasticsearch: not measured" in said
    assert "ELASTICSEARCH_URL" in said


class _Sender:
    """Stands for a node."""

    def __init__(self) -> None:
        self.asked = 0

    def perform_request(self, *_arguments: object, **_options: object) -> str:
        self.asked += 1
        return f"answer {self.asked}"


class _Client:
    """Stands for a client of one node: each request goes out twice, as one that is tried again does."""

    def __init__(self) -> None:
        self.node, self.replayed = _Sender(), list[tuple[object, object]]()
        self.transport = self
        self.node_pool = self

    def all(self) -> list[_Sender]:
        return [self.node]

    def perform_request(self, method: str, target: str, *, body: object = None) -> str:
        self.node.perform_request(method, target, body)
        return self.node.perform_request(method, target, body)

    def msearch(self, *, searches: object, index: object) -> None:
        self.replayed.append((searches, index))


def test_requests_that_are_tried_again_are_counted_and_searches_are_sent_again_as_they_were() -> None:
    client, searches = _Client(), [{"index": "one"}, {"size": 0}]
    with listened(client) as wire:  # type: ignore[arg-type]
        assert client.perform_request("POST", "/_msearch", body=searches) == "answer 2"
        client.perform_request("POST", "/one/_msearch?typed_keys=true", body=searches)
    assert wire.requests == 4
    client.perform_request("POST", "/_msearch", body=searches)
    assert wire.requests == 4
    wire.send(client)  # type: ignore[arg-type]
    assert client.replayed == [(searches, None), (searches, "one")]


def test_what_is_no_search_is_not_taken_for_one() -> None:
    client = _Client()
    with listened(client) as wire, pytest.raises(RuntimeError, match="_bulk"):  # type: ignore[arg-type]
        client.perform_request("POST", "/_bulk", body=[])
    assert wire.requests == 0
    with listened(client, keeps=False) as wire:  # type: ignore[arg-type]
        client.perform_request("POST", "/_bulk", body=[])
    assert (wire.requests, wire.asked) == (2, [])


def test_lines_of_the_bare_bulk_are_those_of_the_engine(documents: Sequence[Document]) -> None:
    how, body, *_others = prepared(documents)
    assert json.loads(how)["index"] == {"_id": documents[0].id, "version": 1, "version_type": "external_gte"}
    assert json.loads(body)["texts"]["fr"]["title"] == documents[0].title
    assert len(_others) == 2 * (DOCUMENTS - 1)


def test_a_page_of_the_site_asks_what_the_question_asks_save_actors_it_has_not() -> None:
    question = Question("text", "aide locale", {"type": ("etude",), "actor": ("dila",), "year": ("2010", "2011")})
    assert address(question) == "/centre/recherche/?q=aide+locale&type=study&year=2010&year=2011"
    assert address(Question("browse")) == "/centre/recherche/?"


def test_nothing_of_this_machine_is_written_in_the_benchmarks() -> None:
    for path in (ROOT / "benchmarks").rglob("*.py"):
        assert "/work/" not in path.read_text(encoding="utf-8"), path
