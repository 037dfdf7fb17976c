"""Indices and their alias: which one answers, what it holds, which are left over."""

import time
from collections.abc import Sequence

from elasticsearch import Elasticsearch, NotFoundError

from resource_centre.search.engines.elasticsearch import schema
from resource_centre.search.engines.elasticsearch.client import check_whole, named_errors
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.errors import EngineUnavailable


def behind(client: Elasticsearch, alias: str) -> str | None:
    """The index behind the alias; None when there is none."""
    with named_errors():
        try:
            found = client.indices.get_alias(name=alias)
        except NotFoundError:
            return None
    names = sorted(found)
    if len(names) > 1:
        raise EngineUnavailable(f"{alias} stands for several indices ({', '.join(names)}): rebuild the index.")
    return names[0] if names else None


def form_of(index: str, alias: str) -> str:
    """The form of an index, from its name: "resource-centre-resources-3f…-1764…" gives "3f…"."""
    return index.removeprefix(f"{alias}-").partition("-")[0]


def made_at(index: str) -> int:
    """When an index was made, in nanoseconds, from its name; 0 for a name that does not say."""
    moment = index.rpartition("-")[2]
    return int(moment) if moment.isdecimal() else 0


def measure(client: Elasticsearch, index: str) -> tuple[int, str]:
    """Documents, and what is wrong with an index ("" for nothing, or why nobody may ask)."""
    try:
        with named_errors():
            primaries = client.indices.stats(index=index, metric="docs")["_all"]["primaries"]
            health = client.cluster.health(index=index)["status"]
    except EngineUnavailable as error:
        return 0, f"The state of the search index cannot be read: {error}"
    reason = "A part of the search index is missing (red): it cannot answer." if health == "red" else ""
    # {} while no node holds a shard: one has just died, and another takes its place.
    return primaries.get("docs", {}).get("count", 0), reason


def unanswered(client: Elasticsearch, alias: str) -> str:
    """Why the index does not answer, "" when it does: one that is closed has a state, and some that answer let nobody
    read theirs."""
    try:
        with named_errors():
            check_whole(client.search(index=alias, size=0, track_total_hits=False).body)
    except EngineUnavailable as error:
        return str(error)
    return ""


def make(client: Elasticsearch, alias: str, form: str, languages: Sequence[str], options: Options) -> str:
    """A new, empty index, of which nobody knows yet: its alias `filling(name)` alone is written to."""
    name = f"{alias}-{form}-{time.time_ns()}"
    with named_errors():
        client.options(request_timeout=60).indices.create(
            index=name,
            settings={**schema.settings(languages, options.shards, options.replicas), "refresh_interval": "-1"},
            mappings=schema.mappings(languages),
            aliases={filling(name): {}},
        )
    return name


def filling(index: str) -> str:
    """The alias of an index that is being filled. What is written there never makes an index anew, should somebody have
    removed this one."""
    return f"{index}-filling"


def put_in_place(client: Elasticsearch, alias: str, index: str) -> None:
    """Make the alias stand for this index alone, at once; the others of ours are removed."""
    others = [name for name in all_of(client, alias) if name != index]
    actions: list[dict[str, object]] = [
        {"add": {"index": index, "alias": alias}},
        {"remove": {"index": index, "alias": filling(index)}},
    ]
    actions += [{"remove_index": {"index": name}} for name in others]
    with named_errors():
        # Asked once: asked again after it was done, what it removes would be missing.
        client.options(request_timeout=60, max_retries=0).indices.update_aliases(actions=actions)


def all_of(client: Elasticsearch, alias: str) -> list[str]:
    """Every index of ours, left over ones included."""
    with named_errors():
        return sorted(client.indices.get(index=f"{alias}-*", expand_wildcards="all"))


def drop(client: Elasticsearch, index: str) -> None:
    """Remove an index, if it is there."""
    with named_errors():
        client.options(request_timeout=60).indices.delete(index=index, ignore_unavailable=True)
