"""The Elasticsearch engine on a real node: the suite of the port, the other engine's answers, the analysis."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from resource_centre.search.budget import clean_text
from resource_centre.search.contract import Contract, compare
from resource_centre.search.contract_checks import plain
from resource_centre.search.contract_corpus import FRENCH, LANGUAGES, Questions, around, corpus
from resource_centre.search.criteria import Sort
from resource_centre.search.engines.elasticsearch import client as requests
from resource_centre.search.engines.elasticsearch import counting
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import QueryTooLong, QuestionRefused
from resource_centre.search.facets import AtAnyLevel, FacetSpec
from resource_centre.search.guarding import FAILURES, GuardedEngine
from resource_centre.search.marking import FreshText
from resource_centre.search.oracle import Oracle
from resource_centre.search.query import SearchQuery, SimilarQuery
from resource_centre.search.words import read_text
from resource_centre.text.analysis import analyzer_for
from tests.support.elasticsearch import Engines, engines_of, node
from tests.support.nasty import PIECES

pytestmark = pytest.mark.elasticsearch
CHECKS = sorted(name for name in dir(Contract) if name.startswith("check_"))
SENTENCES = (
    "L’école d’à côté, qu'elle soit d'Île-de-France ou non : jusqu’au 31/12/2026 !",
    "Œuvre, cœur, CÆSAR et l'œil ; aujourd’hui, presqu'île, prud’hommes.",
    "Les associations mentorées (et les mentors) coopèrent : numériques, locaux, journaux, élèves.",
    "co\u00adopération bien-vieillir 1,5 million U.S.A. user@example.org https://example.org/a_b",
    "The mediators' studies and the actor's glasses: digital inclusion in communities",
)


@pytest.fixture
def engines() -> Iterator[Engines]:
    with engines_of(node()) as found:
        yield found


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CHECKS)
def test_contract(name: str, engines: Engines) -> None:
    getattr(Contract(engines.make), name)()


@pytest.mark.once
def test_two_thousand_questions_are_answered_as_by_the_oracle_and_by_the_embedded_engine(
    engines: Engines, tmp_path: Path
) -> None:
    documents = corpus(200, seed=21)
    remote, local = Contract(engines.make).filled(documents), EmbeddedEngine(tmp_path)
    Contract(lambda: local).filled(documents)
    oracle, questions = Oracle(documents, LANGUAGES[0]), Questions(documents, seed=23)
    for _question in range(2_000):
        query = questions.query()
        found, other = remote.search(query), local.search(query)
        compare(query, oracle.search(query), found, documents)
        assert (found.total, found.complete, found.facets) == (other.total, other.complete, other.facets)
        assert (found.relaxed, found.unknown) == (other.relaxed, other.unknown)
        if query.sort is not Sort.RELEVANCE or query.text is None:
            assert {hit.id for hit in found.hits} == {hit.id for hit in other.hits} or query.sort is Sort.PROXIMITY
    local.close()


@pytest.mark.once
def test_counts_are_exact_on_several_shards(engines: Engines) -> None:
    """Each shard tells all of its values: none is too low because one shard left it out."""
    documents = corpus(300, seed=41)
    engine = engines.make()
    engine.options = replace(engine.options, shards=3)
    Contract(lambda: engine).filled(documents)
    index = engine.state().name
    assert engine.client.indices.get_settings(index=index)[index]["settings"]["index"]["number_of_shards"] == "3"
    oracle, questions = Oracle(documents, LANGUAGES[0]), Questions(documents, seed=43)
    for _question in range(300):
        query = questions.query()
        compare(query, oracle.search(query), engine.search(query), documents)


@pytest.mark.once
def test_first_hits_are_mostly_those_of_the_embedded_engine(engines: Engines, tmp_path: Path) -> None:
    documents = corpus(400, seed=31)
    remote, local = Contract(engines.make).filled(documents), EmbeddedEngine(tmp_path)
    Contract(lambda: local).filled(documents)
    questions, shared = Questions(documents, seed=37), list[float]()
    while len(shared) < 100:
        query = replace(questions.query(), sort=Sort.RELEVANCE, offset=0, size=10, picked={}, specs=())
        one, other = ({hit.id for hit in engine.search(query).hits} for engine in (remote, local))
        if query.text is not None and other:
            shared.append(len(one & other) / len(other))
    assert sum(shared) / len(shared) >= 0.7
    local.close()


def test_a_facet_with_too_many_values_to_count_refuses_its_question_and_no_other(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elasticsearch is well: it is not left alone because of one reader."""
    monkeypatch.setattr(counting, "MOST_WIDE", 3)
    documents = corpus(60)
    engine = GuardedEngine(Contract(engines.make).filled(documents))
    plain = SearchQuery(Questions(documents).scope(), None)
    wide = replace(plain, specs=(FacetSpec("territory", reach=around),))
    for _question in range(FAILURES + 1):
        with pytest.raises(QuestionRefused, match="count one by one"):
            engine.search(wide)
    assert engine.search(plain).total


@pytest.mark.parametrize("picked", [(), ("none",), ("none", "region:53"), ("region:53",)])
@pytest.mark.parametrize("only", [None, frozenset({"none", "region:53", "country:FR"})])
def test_values_that_contain_none_are_counted_beside_those_that_do(
    picked: tuple[str, ...], only: frozenset[str] | None, engines: Engines
) -> None:
    documents = corpus(80)
    engine, scope = Contract(engines.make).filled(documents), Questions(documents).scope()
    spec = FacetSpec("territory", only=only, reach=AtAnyLevel(frozenset({"none"})))
    query = SearchQuery(scope, None, picked={"territory": picked} if picked else {}, specs=(spec,))
    compare(query, Oracle(documents, LANGUAGES[0]).search(query), engine.search(query), documents)


def test_every_request_bears_the_tokens_of_its_reader(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked: hits, counts, completion, correction, resemblance."""
    documents = corpus(60)
    engine, bodies = Contract(engines.make).filled(documents), list[Any]()
    multiple = requests.answers

    def noted(client: Any, index: str, asked: Any) -> Any:
        bodies.extend(asked)
        return multiple(client, index, asked)

    for module in ("engine", "completing", "correcting", "similarity"):
        monkeypatch.setattr(f"resource_centre.search.engines.elasticsearch.{module}.answers", noted)
    questions = Questions(documents, seed=5)
    for _question in range(60):
        query = questions.query()
        engine.search(query)
        engine.correct(query)
        engine.complete("num", query.scope, 5)
        engine.similar(SimilarQuery(documents[0].id, query.scope, ("theme",)))
        for body in bodies:
            assert {"terms": {"access": sorted(query.scope.tokens)}} in _filters(body["query"]), body
            assert {"term": {"collection": query.scope.collection}} in _filters(body["query"]), body
        bodies.clear()


def _filters(query: Any) -> list[Any]:
    """Conditions that everything found fulfils."""
    found = query.get("bool", {}).get("filter", [])
    return [query, *(one for part in found for one in _filters(part))]


@pytest.mark.parametrize(
    ("name", "language", "exact"), [("fr", "fr", False), ("en", "en", False), ("exact", "fr", True)]
)
def test_words_are_cut_as_everywhere_else(name: str, language: str, exact: bool, engines: Engines) -> None:
    engine = Contract(engines.make).filled([])
    analyzer = analyzer_for(language)
    draw = random.Random(3)  # noqa: S311 - a test
    texts = [*SENTENCES, *(" ".join(draw.choices(FRENCH, k=30)) for _time in range(20))]
    for text in texts:
        ours = (analyzer.exact_terms if exact else analyzer.terms)(text)
        assert _tokens(engine, name, text) == ours, text


def _tokens(engine: ElasticsearchEngine, analyzer: str, text: str) -> list[str]:
    reply = engine.client.indices.analyze(index=engine.alias, analyzer=analyzer, text=text)
    return [token["token"] for token in reply["tokens"]]


def test_nothing_that_is_typed_is_an_error(engines: Engines) -> None:
    documents = corpus(30)
    engine, scope = Contract(engines.make).filled(documents), Questions(documents).scope()
    for typed in (*PIECES, *(f"{piece} numérique {piece}" for piece in PIECES)):
        try:
            text = read_text(clean_text(typed), LANGUAGES, "fr")
        except QueryTooLong:
            continue
        query = SearchQuery(scope, text, sort=Sort.RELEVANCE)
        engine.search(query)
        engine.correct(query)
        engine.complete(typed.encode(errors="replace").decode(), scope, 5)


@pytest.mark.parametrize("offset", [9_990, 9_999, 10_000, 14_985, 10**12])
def test_a_page_beyond_what_can_be_reached_still_tells_the_total(offset: int, engines: Engines) -> None:
    documents = corpus(30)
    engine, scope = Contract(engines.make).filled(documents), Questions(documents).scope()
    found = engine.search(SearchQuery(scope, None, offset=offset))
    assert (found.total, found.hits) == (engine.search(SearchQuery(scope, None)).total, ())


@pytest.mark.parametrize("host", ["localhost:9200", "http://localhost", "ftp://", ""])
def test_an_address_that_makes_no_sense_is_one_sentence(host: str) -> None:
    state = ElasticsearchEngine(Options((host,))).state()
    assert (state.is_ready, "make no sense" in state.reason) == (False, True)


def test_a_page_does_not_carry_whole_texts(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor are they cut whole where they must be sent: words that are sought as they are written."""
    paragraphs = [f"Un paragraphe {number} sur la coopération des communes." for number in range(4_000)]
    documents = [replace(plain(str(number), f"Titre {number}"), body="\n\n".join(paragraphs)) for number in range(15)]
    contract, answered, sent = Contract(engines.make), requests._answered, list[int]()
    engine = contract.filled(documents)

    def counted(*asked: Any) -> list[Any]:
        replies = answered(*asked)
        sent.append(sum(len(json.dumps(reply)) for reply in replies))
        return replies

    monkeypatch.setattr(requests, "_answered", counted)
    found = engine.search(contract.asking("coopération"))
    assert len(found.hits) == 15
    assert all(hit.text.has_marks for hit in found.hits)
    assert max(sent) < 100_000
    cut, of = list[int](), FreshText.of
    monkeypatch.setattr(FreshText, "of", lambda text, *how: cut.append(len(text)) or of(text, *how))
    found = engine.search(contract.asking("« sur la coopération »"))
    assert all(hit.text.has_marks for hit in found.hits)
    assert sum(cut) < 15 * 5_000
