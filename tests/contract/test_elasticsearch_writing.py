"""What a cluster does not take: an index that is closed, requests that are too large, faults that no document has."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from resource_centre.search.contract_corpus import Questions, corpus
from resource_centre.search.documents import Document
from resource_centre.search.engine import Fate
from resource_centre.search.engines.elasticsearch import writing
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.errors import EngineUnavailable, IndexReadOnly, QuestionRefused
from tests.support.elasticsearch import Engines, engines_of, node
from tests.support.proxy import Proxy, proxy_to

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def engine() -> Iterator[ElasticsearchEngine]:
    with engines_of(node()) as found:
        yield ready(found)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with proxy_to(node()) as found:
        yield found


@pytest.fixture
def behind(proxy: Proxy) -> Iterator[ElasticsearchEngine]:
    """An engine that reaches its node through the proxy."""
    with engines_of(proxy.url) as found:
        yield ready(found)
        proxy.turn("through")


def ready(engines: Engines) -> ElasticsearchEngine:
    """An engine with an index that is empty."""
    engine = engines.make()
    with engine.rebuild() as new:
        new.swap()
    return engine


@contextmanager
def closed(engine: ElasticsearchEngine) -> Iterator[None]:
    """The index of this engine, and no other, is closed for so long."""
    index = engine.state().name
    engine.client.indices.close(index=index)
    yield
    engine.client.indices.open(index=index)


def fates(engine: ElasticsearchEngine, documents: list[Document]) -> list[Fate]:
    return [one.fate for one in engine.write(documents)]


def large(count: int, characters: int) -> list[Document]:
    return [replace(document, body="mot " * (characters // 4)) for document in corpus(count)]


def test_a_closed_index_refuses_no_document_and_answers_nothing(engine: ElasticsearchEngine) -> None:
    """Somebody will open it: what waits is not given up, and whoever stands in is asked meanwhile."""
    documents = corpus(3)
    with closed(engine):
        with pytest.raises(IndexReadOnly, match="closed"):
            engine.write(documents)
        asking = (lambda: engine.search(Questions(documents).query()), lambda: list(engine.entries()))
        for ask in asking:
            with pytest.raises(EngineUnavailable, match="closed") as raised:
                ask()
            assert not isinstance(raised.value, QuestionRefused | IndexReadOnly)
        state = engine.state()
        assert (state.is_ready, state.must_be_made) == (False, False)
        assert "closed" in state.reason
    assert fates(engine, documents) == [Fate.WRITTEN] * 3


def test_what_waits_goes_in_requests_of_a_bounded_size(behind: ElasticsearchEngine, proxy: Proxy) -> None:
    proxy.turn("narrow", after=writing.SEND_BYTES + 1_000)
    assert fates(behind, large(4, 1_900_000)) == [Fate.WRITTEN] * 4
    assert proxy.refused == []


def test_a_request_that_is_too_large_is_halved_until_it_passes(behind: ElasticsearchEngine, proxy: Proxy) -> None:
    proxy.turn("narrow", after=60_000)
    assert fates(behind, large(10, 20_000)) == [Fate.WRITTEN] * 10
    assert proxy.refused
    proxy.turn("through")
    assert len(list(behind.entries())) == 10


def test_a_document_that_is_too_large_by_itself_stops_no_other(behind: ElasticsearchEngine, proxy: Proxy) -> None:
    first, second, third = corpus(3)
    proxy.turn("narrow", after=60_000)
    found = behind.write([first, replace(second, body="mot " * 40_000), third])
    assert [one.fate for one in found] == [Fate.WRITTEN, Fate.REFUSED, Fate.WRITTEN]
    assert "so large" in found[1].reason


def test_an_index_that_no_node_holds_is_said_and_comes_back(engine: ElasticsearchEngine) -> None:
    """As while a node that has died is replaced by another: whoever delivers must live to see it."""
    documents = corpus(5)
    assert set(fates(engine, documents)) == {Fate.WRITTEN}
    with nowhere(engine):
        state = engine.state()
        assert (state.is_ready, state.must_be_made, "red" in state.reason) == (False, False, True), state
    assert set(fates(engine, documents)) == {Fate.WRITTEN}
    assert (engine.state().is_ready, engine.state().documents) == (True, 5)


@contextmanager
def nowhere(engine: ElasticsearchEngine) -> Iterator[None]:
    """The node has let go of the index of this engine, and no other, and may not take it again for so long."""
    client, index, allowed = engine.client.options(request_timeout=30), engine.state().name, "routing.allocation.enable"
    (shard,) = client.cat.shards(index=index, format="json", h="node")
    client.indices.put_settings(index=index, settings={allowed: "none"})
    cancel = {"index": index, "shard": 0, "node": shard["node"], "allow_primary": True}
    client.cluster.reroute(commands=[{"cancel": cancel}], metric="none")
    yield
    client.indices.put_settings(index=index, settings={allowed: None})
    client.cluster.health(index=index, wait_for_status="yellow", timeout="20s")
