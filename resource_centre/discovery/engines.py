"""The engine that answers: one object for the whole process."""

from pathlib import Path

from resource_centre import conf
from resource_centre.locks import ForkSafeLock
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.embedded.engine import EmbeddedEngine

_lock = ForkSafeLock()
_made: dict[tuple[Path, tuple[str, ...]], EmbeddedEngine] = {}


def current_engine() -> SearchEngine:
    """The engine of this site, as the settings say now."""
    identity = conf.search_folder(), tuple(conf.content_languages())
    with _lock:
        if identity not in _made:
            _made[identity] = EmbeddedEngine(*identity)
        return _made[identity]


def close_engines() -> None:
    """Close every file; the next question opens it again."""
    with _lock:
        for engine in _made.values():
            engine.close()
        _made.clear()
