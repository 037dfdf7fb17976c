"""Talking to Elasticsearch: where it is, how to sign in, and its errors by our names."""

import hashlib
import logging
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionTimeout, ObjectApiResponse, SerializationError, TransportError
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    BadRequestError,
    Elasticsearch,
    NotFoundError,
    UnsupportedProductError,
)

from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.errors import (
    NO_INDEX,
    EngineUnavailable,
    IndexReadOnly,
    IndexUnusable,
    QuestionRefused,
)

#: What a cluster answers when nothing may be written: a disk that is nearly full, an index that was closed to writes.
BLOCKED = "cluster_block_exception"
#: What it answers, with 400 as to a question that makes no sense, when somebody closed the index.
CLOSED, CLOSED_INDEX = "index_closed_exception", "The search index is closed: it must be opened again."
REFUSED = "Elasticsearch refuses these credentials"
#: Versions of the server that the client talks to, and what one that is older answers to its requests.
MAJORS, FOREIGN = (8, 9), "media_type_header_exception"
NO_SENSE = "The settings of Elasticsearch make no sense"
NONSENSE = "What answers at this address answers nonsense, and no search."
IN_PART = "Elasticsearch answered in part only: a shard is missing or too slow."
#: The client logs each error that it raises, with its traceback: unless the host listens, ours says it in a sentence.
logging.getLogger("elastic_transport").addHandler(logging.NullHandler())
#: Seconds after which a question is asked again when its index was removed while it was answered: another has its
#: place, which a node that is busy knows a moment later only.
SWAPPED = (0.0, 0.05, 0.25)


class ShardsGone(EngineUnavailable):
    """No copy of a shard is there any more."""


class Answer(dict[str, Any]):
    """An answer of which whatever is read must be there: `{}["hits"]` raises EngineUnavailable."""

    def __missing__(self, _key: str) -> Any:
        raise EngineUnavailable(NONSENSE)


class ReadingClient(Elasticsearch):
    """A client that gives no answer which is none: one that was cut in its headers comes as None, a page as text."""

    def perform_request(self, method: str, path: str, **how: Any) -> Any:
        """As the client. Raises EngineUnavailable."""
        reply = super().perform_request(method, path, **how)
        if method == "HEAD":
            return reply
        if isinstance(reply.body, dict):
            return ObjectApiResponse(Answer(reply.body), reply.meta)
        if not isinstance(reply.body, list):
            raise EngineUnavailable(NONSENSE)
        return reply


def client_of(options: Options) -> Elasticsearch:
    """A client of these nodes. Nothing is asked yet. Raises EngineUnavailable for options that make no sense."""
    where: dict[str, Any] = {"cloud_id": options.cloud_id} if options.cloud_id else {"hosts": list(options.hosts)}
    if options.api_key:
        where["api_key"] = options.api_key
    elif options.user:
        where["basic_auth"] = (options.user, options.password)
    if options.ca_certs:
        where["ca_certs"] = _authority(options.ca_certs)
    try:
        return ReadingClient(**where, request_timeout=options.timeout, max_retries=1, retry_on_timeout=False)
    except (ValueError, TypeError, OSError) as error:
        raise EngineUnavailable(f"{NO_SENSE}: {error}") from error


def _authority(path: str) -> str:
    """The file, which holds a certificate: the client would only say so at its first question, in a library's words."""
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError as error:
        raise EngineUnavailable(f"{NO_SENSE}: “{path}” holds no certificate.") from error
    except OSError as error:
        raise EngineUnavailable(f"{NO_SENSE}: “{path}” cannot be read ({error.strerror}).") from error
    return path


@contextmanager
def named_errors() -> Iterator[None]:
    """Errors of the client, of the network and of the server come out as the port's own."""
    try:
        yield
    except TransportError as error:
        raise _of_network(error) from error
    except UnsupportedProductError as error:
        raise EngineUnavailable("What answers at this address is not Elasticsearch.") from error
    except ApiError as error:
        raise _of_server(error) from error


def _of_network(error: TransportError) -> EngineUnavailable:
    if isinstance(error, ConnectionTimeout):
        return EngineUnavailable("Elasticsearch did not answer in time.")
    if isinstance(error, SerializationError):
        return EngineUnavailable(NONSENSE)
    return EngineUnavailable(f"Elasticsearch cannot be reached: {error.message}")


def _of_server(error: ApiError) -> EngineUnavailable:
    if refuses_writes(error.message, error.status_code):
        return IndexReadOnly("Elasticsearch refuses to write: a full disk, or an index made read-only.")
    if error.message == CLOSED:
        return EngineUnavailable(CLOSED_INDEX)
    if isinstance(error, AuthenticationException | AuthorizationException):
        return EngineUnavailable(f"{REFUSED}: {error.message}")
    if isinstance(error, NotFoundError):
        return IndexUnusable(NO_INDEX)
    if error.message == FOREIGN:
        return EngineUnavailable(_too_old("This Elasticsearch"))
    kind = QuestionRefused if isinstance(error, BadRequestError) else EngineUnavailable
    return kind(f"Elasticsearch answered {error.status_code}: {_cause(error) or error.message}")


def refuses_writes(kind: str, status: int) -> bool:
    """Whether an error says that the index can be read and not written. A cluster that starts, or that has no master,
    says the same word with 503: it does not answer at all."""
    return kind == BLOCKED and status != 503


def _too_old(what: str) -> str:
    return f"{what} is not of a version that can be used: 8 or 9."


def _cause(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    found = body.get("error")
    return str(found.get("reason", "")) if isinstance(found, dict) else str(found or "")


def unsuitable(client: Elasticsearch) -> str:
    """Why this server cannot be used, "" when it can; a key that may not ask is believed."""
    with named_errors():
        try:
            number = str(client.info()["version"]["number"])
        except AuthorizationException:
            return ""
    major = number.partition(".")[0]
    return "" if major.isdecimal() and int(major) in MAJORS else _too_old(f"Elasticsearch {number}")


def answers(client: Elasticsearch, index: str, bodies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The replies to several bodies in one request. A part that failed, or lacks a shard, is an error and no answer.

    The same question goes to the same copies of the shards: its parts see one state, and what they keep serves again,
    for the next page too. The conditions of the first part stand for the question.
    """
    searches: list[Mapping[str, Any]] = []
    asked = repr(bodies[0]["query"])
    where = {"index": index, "preference": hashlib.sha256(asked.encode()).hexdigest()[:16]}
    for body in bodies:
        cached = {} if body.get("size") else {"request_cache": True}
        searches += [{**where, **cached}, body]
    for pause in SWAPPED:
        try:
            return _answered(client, index, searches)
        except ShardsGone:
            time.sleep(pause)
    return _answered(client, index, searches)


def _answered(client: Elasticsearch, index: str, searches: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    with named_errors():
        reply = client.msearch(searches=searches)
    try:
        replies = list(reply["responses"])
        for one in replies:
            _check(one, index)
        if len(replies) == len(searches) // 2:
            return replies
    except (KeyError, TypeError, AttributeError) as error:
        raise EngineUnavailable(NONSENSE) from error
    raise EngineUnavailable(NONSENSE)


def _check(reply: Mapping[str, Any], index: str) -> None:
    if "error" in reply:
        error = reply["error"]
        if error.get("type") == "index_not_found_exception":
            raise IndexUnusable(NO_INDEX)
        cause = (error.get("root_cause") or [error])[0]
        if cause.get("type") == CLOSED:
            raise EngineUnavailable(CLOSED_INDEX)
        kind = {400: QuestionRefused, 503: ShardsGone}.get(reply.get("status", 0), EngineUnavailable)
        raise kind(f"Elasticsearch answered {reply.get('status')}: {cause.get('reason')} ({index})")
    check_whole(reply)


def check_whole(reply: Mapping[str, Any]) -> None:
    """Raises EngineUnavailable when a shard did not answer: what the others found is no answer."""
    if reply["timed_out"] or reply["_shards"]["failed"]:
        raise EngineUnavailable(IN_PART)
