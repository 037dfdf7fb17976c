"""Who makes an index, and who may not: one at a time, the newest version of the site, and nobody by accident."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from resource_centre.search.contract_corpus import corpus
from resource_centre.search.engines.elasticsearch import engine as engine_module
from resource_centre.search.engines.elasticsearch import indices, locking
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.errors import EngineUnavailable, IndexUnusable, RebuildRunning
from tests.support.elasticsearch import engines_of, node

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def engine() -> Iterator[ElasticsearchEngine]:
    with engines_of(node()) as found:
        yield found.make()


def another(engine: ElasticsearchEngine) -> ElasticsearchEngine:
    """The same site, from another machine."""
    return ElasticsearchEngine(engine.options, engine.languages)


def silent_for(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """As if whoever has the lock had said nothing for so long."""
    monkeypatch.setattr(locking, "SILENCE", -seconds)


def test_whoever_was_taken_for_dead_puts_nothing_in_place(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = corpus(20, seed=1), corpus(20, seed=2)
    with engine.rebuild() as slow:
        slow.write(first)
        with pytest.raises(RebuildRunning), another(engine).rebuild():
            pass
        silent_for(monkeypatch, 1)
        with another(engine).rebuild() as other:
            other.write(second)
            other.swap()
        with pytest.raises(RebuildRunning):
            slow.swap()
    assert {entry.id for entry in engine.entries()} == {document.id for document in second}
    assert len(indices.all_of(engine.client, engine.alias)) == 1


def test_an_index_that_was_removed_is_not_made_anew_by_what_is_written(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor when the lock was renewed a moment before."""
    monkeypatch.setattr(locking, "RENEWED_EVERY", 600)
    with engine.rebuild() as slow:
        slow.write(corpus(5, seed=1))
        indices.drop(engine.client, slow.index)
        with pytest.raises(IndexUnusable):
            slow.write(corpus(5, seed=2))
    assert indices.all_of(engine.client, engine.alias) == []


def test_a_lock_that_is_kept_is_renewed(engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "RENEWED_EVERY", 0)
    monkeypatch.setattr(locking, "SILENCE", 0.6)
    with engine.rebuild() as new:
        for _time in range(4):
            time.sleep(0.3)
            new.write(corpus(2))
        with pytest.raises(RebuildRunning), another(engine).rebuild():
            pass


def test_the_lock_leaves_a_cluster_of_one_node_green(engine: ElasticsearchEngine) -> None:
    with engine.rebuild():
        locks = f"{engine.options.prefix}-locks"
        assert engine.client.cluster.health(index=locks, timeout="5s", wait_for_status="green")["status"] == "green"


def test_an_index_of_an_older_version_is_made_again_and_answers_meanwhile(engine: ElasticsearchEngine) -> None:
    filled(engine, 10)
    newer = another(engine)
    newer.form = "000000000000"
    engine_module.STARTED, kept = time.time_ns(), engine_module.STARTED
    try:
        state = newer.state()
        assert (state.is_ready, state.must_be_made, "another version" in state.reason) == (True, True, True)
        with pytest.raises(IndexUnusable):
            newer.write(corpus(1))
    finally:
        engine_module.STARTED = kept


def test_an_index_of_a_newer_version_is_left_alone_by_the_older_one(engine: ElasticsearchEngine) -> None:
    """While a site is deployed, each version would otherwise make its own in turn."""
    filled(engine, 10)
    older = another(engine)
    older.form = "000000000000"
    state = older.state()
    assert (state.is_ready, state.must_be_made) == (True, False)
    with pytest.raises(EngineUnavailable, match="newer version"):
        older.write(corpus(1))


def test_a_state_that_may_not_be_read_is_no_missing_index(engine: ElasticsearchEngine) -> None:
    away = ElasticsearchEngine(replace(engine.options, hosts=("http://127.0.0.1:1",)), engine.languages)
    assert (away.state().is_ready, away.state().must_be_made) == (False, False)
    assert (engine.state().is_ready, engine.state().must_be_made) == (False, True)


def filled(engine: ElasticsearchEngine, documents: int) -> None:
    with engine.rebuild() as new:
        new.write(corpus(documents))
        new.swap()
