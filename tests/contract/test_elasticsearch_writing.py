"""What a cluster does not take: an index that is closed, requests that are too large, faults that no document has."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from resource_centre.search.contract_corpus import Questions, corpus
from resource_centre.search.documents import Document
from resource_centre.search.engine import Fate
from resource_centre.search.engines.elasticsearch import indices, writing
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


def test_an_index_that_no_node_holds_is_said(engine: ElasticsearchEngine) -> None:
    """As while a node that has died is replaced by another: whoever delivers must live to see it."""
    client, index = engine.client, f"{engine.state().name}-nowhere"
    nowhere = {"index.routing.allocation.require._name": "nobody"}
    client.indices.create(index=index, settings=nowhere, wait_for_active_shards="0")
    try:
        count, reason = indices.measure(client, index)
    finally:
        client.indices.delete(index=index)
    assert (count, "red" in reason) == (0, True), reason
