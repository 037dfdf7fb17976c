"""What a client really sends: HTTP requests counted, bodies of `_msearch` kept to be sent again by the client alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from elasticsearch import Elasticsearch

MSEARCH = "_msearch"


@dataclass(frozen=True)
class Asked:
    """One `_msearch`: the headers and bodies of its parts in turn, and the index that its address names, if any."""

    searches: Sequence[Mapping[str, Any]]
    index: str | None = None

    def send(self, client: Elasticsearch) -> object:
        """Ask it again, the client's `msearch` and nothing else."""
        return client.msearch(searches=self.searches, index=self.index)


@dataclass
class Wire:
    """requests: HTTP requests, those that were tried again included. asked: the searches among them."""

    requests: int = 0
    asked: list[Asked] = field(default_factory=list)

    def keep(self, method: str, target: str, body: Any) -> None:
        """Of a request, what is to be sent again. Raises RuntimeError for one that is no search."""
        place = target.partition("?")[0].strip("/").split("/")
        if method != "POST" or place[-1] != MSEARCH:
            raise RuntimeError(f"a page asks what is no {MSEARCH}: {method} {target}")
        self.asked.append(Asked(list(body), place[0] if len(place) > 1 else None))

    def send(self, client: Elasticsearch) -> None:
        """All that was asked, again."""
        for asked in self.asked:
            asked.send(client)


@contextmanager
def listened(client: Elasticsearch, *, keeps: bool = True) -> Iterator[Wire]:
    """Count what the client sends meanwhile, and keep it unless told not to."""
    wire, transport = Wire(), client.transport
    perform: Callable[..., Any] = transport.perform_request

    def kept(method: str, target: str, *, body: Any = None, **options: Any) -> Any:
        if keeps:
            wire.keep(method, target, body)
        return perform(method, target, body=body, **options)

    def counted(of_node: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any, **options: Any) -> Any:
            wire.requests += 1
            return of_node(*arguments, **options)

        return count

    with ExitStack() as patches:
        patches.enter_context(patch.object(transport, "perform_request", kept))
        for node in transport.node_pool.all():
            patches.enter_context(patch.object(node, "perform_request", counted(node.perform_request)))
        yield wire


def forget(client: Elasticsearch, index: str) -> None:
    """Make the node forget the counts that it keeps."""
    client.indices.clear_cache(index=index, request=True)


def kept_counts(client: Elasticsearch, index: str) -> tuple[int, int]:
    """Parts answered so far from the counts that the node keeps, and parts that were not."""
    found = client.indices.stats(index=index, metric="request_cache")["_all"]["total"]["request_cache"]
    return found["hit_count"], found["miss_count"]
