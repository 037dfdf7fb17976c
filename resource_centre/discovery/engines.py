"""The engine that answers: one object for the whole process."""

from collections.abc import Hashable
from dataclasses import asdict
from importlib import import_module

from resource_centre import conf
from resource_centre.locks import ForkSafeLock
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.guarding import GuardedEngine

_lock = ForkSafeLock()
_made: dict[Hashable, SearchEngine] = {}


def current_engine() -> SearchEngine:
    """The engine of this site, as the settings say now."""
    languages, cluster = tuple(conf.content_languages()), conf.elasticsearch()
    identity: Hashable = (cluster or conf.search_folder(), languages)
    with _lock:
        if identity not in _made:
            folder = conf.search_folder()
            _made[identity] = _elasticsearch(cluster, languages) if cluster else EmbeddedEngine(folder, languages)
        return _made[identity]


def _elasticsearch(cluster: conf.ElasticsearchSettings, languages: tuple[str, ...]) -> SearchEngine:
    """Read only where it is used: its client is no dependency of the others (check E006 says what to install)."""
    package = "resource_centre.search.engines.elasticsearch"
    client, engine = import_module(f"{package}.client"), import_module(f"{package}.engine")
    return GuardedEngine(engine.ElasticsearchEngine(client.Options(**asdict(cluster)), languages))


def close_engines() -> None:
    """Close every file and connection; the next question opens them again."""
    with _lock:
        for engine in _made.values():
            engine.close()
        _made.clear()
