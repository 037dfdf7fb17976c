"""What answers at the address is something else: stand-ins for servers that cannot be had here, each one sentence."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from resource_centre.checks import check_elasticsearch
from resource_centre.search.contract_corpus import Questions, corpus
from resource_centre.search.engine import Fate
from resource_centre.search.engines.elasticsearch import writing
from resource_centre.search.engines.elasticsearch.client import SWAPPED, answers, client_of
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.errors import EngineUnavailable, IndexReadOnly, QuestionRefused
from resource_centre.search.guarding import FAILURES, GuardedEngine

ELASTIC = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}


@contextmanager
def answering(status: int, body: Any, headers: dict[str, str], first: Sequence[Any] = ()) -> Iterator[str]:
    """Address of a server that answers so, whatever it is asked; before that, once each of the `first`."""
    before, after = [_bytes(one) for one in reversed(first)], _bytes(body)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            said = before.pop() if before else after
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def version(number: str) -> dict[str, Any]:
    return {"version": {"number": number}, "tagline": "You Know, for Search"}


@pytest.mark.parametrize(
    ("status", "body", "headers", "reason"),
    [
        (200, version("7.17.0"), ELASTIC, "Elasticsearch 7.17.0 is not of a version that can be used: 8 or 9."),
        (200, version("10.0.0"), ELASTIC, "Elasticsearch 10.0.0 is not of a version that can be used: 8 or 9."),
        (400, {"error": {"type": "media_type_header_exception"}}, ELASTIC, "not of a version that can be used"),
        (200, version("2.11.0"), {"Content-Type": "application/json"}, "is not Elasticsearch"),
        (200, b"<html>It works!</html>", {"Content-Type": "text/html"}, "is not Elasticsearch"),
        (200, b"{", ELASTIC, "answers nonsense"),
        (200, {}, ELASTIC, "answers nonsense"),
        (502, b"Bad gateway", ELASTIC, "answers nonsense"),
    ],
)
def test_a_server_that_cannot_be_used_is_one_sentence_at_start(
    status: int, body: Any, headers: dict[str, str], reason: str, settings: Any
) -> None:
    with answering(status, body, headers) as address:
        settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": {"HOSTS": [address]}}
        (message,) = check_elasticsearch()
    assert (message.id, reason in str(message.msg)) == ("resource_centre.W004", True), message.msg
    assert "\n" not in str(message.msg)


@pytest.mark.parametrize("body", [{}, [], {"responses": None}, {"responses": [{}]}, {"responses": []}, b"nonsense"])
def test_an_answer_that_is_none_is_a_named_error(body: Any) -> None:
    questions = Questions(corpus(10), seed=1)
    with answering(200, body, ELASTIC) as address:
        engine = ElasticsearchEngine(Options((address,)))
        with pytest.raises(EngineUnavailable):
            engine.search(questions.query())


def test_a_question_that_is_refused_keeps_no_other_from_being_asked() -> None:
    """The engine is well: the next question goes to it."""
    refusal = {"error": {"type": "illegal_argument_exception", "reason": "too many"}, "status": 400}
    questions = Questions(corpus(10), seed=1)
    with answering(400, refusal, ELASTIC) as address:
        engine = GuardedEngine(ElasticsearchEngine(Options((address,))))
        for _question in range(FAILURES + 3):
            with pytest.raises(QuestionRefused, match="answered 400"):
                engine.search(questions.query())


STARTING = {"type": "cluster_block_exception", "reason": "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered];"}


def test_a_cluster_that_starts_is_away_and_no_full_disk() -> None:
    """It is left alone for a while, as whatever does not answer."""
    questions = Questions(corpus(10), seed=1)
    with answering(503, {"error": STARTING, "status": 503}, ELASTIC) as address:
        engine = GuardedEngine(ElasticsearchEngine(Options((address,))))
        for said in (*["state not recovered"] * FAILURES, "left alone"):
            with pytest.raises(EngineUnavailable, match=said) as raised:
                engine.search(questions.query())
            assert not isinstance(raised.value, IndexReadOnly)
        with pytest.raises(EngineUnavailable, match="state not recovered") as raised:
            engine.write(corpus(1))
        assert not isinstance(raised.value, IndexReadOnly)


REMOVED = {"responses": [{"status": 503, "error": {"type": "search_phase_execution_exception", "reason": "all gone"}}]}
FOUND = {"responses": [{"status": 200, "timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": []}}]}


@pytest.mark.parametrize("times", range(len(SWAPPED) + 2))
def test_a_question_whose_index_is_removed_meanwhile_is_asked_again(times: int) -> None:
    """A node that is busy removes the former index a moment before it knows of the one that has its place."""
    with answering(200, FOUND, ELASTIC, [REMOVED] * times) as address:
        client = client_of(Options((address,)))
        if times > len(SWAPPED):
            with pytest.raises(EngineUnavailable, match="all gone"):
                answers(client, "ours", [{"query": {"match_all": {}}}])
        else:
            assert answers(client, "ours", [{"query": {"match_all": {}}}]) == FOUND["responses"]
        client.close()


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, "security_exception", EngineUnavailable),
        (403, "security_exception", EngineUnavailable),
        (403, "cluster_block_exception", IndexReadOnly),
        (429, "cluster_block_exception", IndexReadOnly),
        (503, "cluster_block_exception", EngineUnavailable),
        (400, "index_closed_exception", IndexReadOnly),
        (404, "shard_not_found_exception", EngineUnavailable),
        (500, "illegal_state_exception", EngineUnavailable),
        (400, "document_parsing_exception", Fate.REFUSED),
        (413, "some_exception", Fate.REFUSED),
    ],
)
def test_only_a_fault_of_a_document_refuses_it(status: int, kind: str, said: Any) -> None:
    """What the cluster or our account lacks today, it may have tomorrow: the changes wait."""
    item = {"status": status, "error": {"type": kind, "reason": "for some reason"}}
    document = corpus(1)[0]
    with answering(200, {"errors": True, "items": [{"index": item}]}, ELASTIC) as address:
        client, target = client_of(Options((address,))), writing.Target("ours")
        if said is Fate.REFUSED:
            assert [one.fate for one in writing.write(client, target, ["fr"], [document])] == [said]
        else:
            with pytest.raises(EngineUnavailable) as raised:
                writing.write(client, target, ["fr"], [document])
            assert type(raised.value) is said
        client.close()
