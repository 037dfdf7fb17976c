"""The engines of the site: one object of each for the whole process."""

from collections.abc import Hashable, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

from resource_centre import conf
from resource_centre.locks import ForkSafeLock
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.guarding import GuardedEngine
from resource_centre.search.standing_in import StandInEngine

#: Keys of the setting ELASTICSEARCH: the options, in capitals.
ELASTICSEARCH_KEYS = tuple(one.name.upper() for one in fields(Options))

_lock = ForkSafeLock()
_made: dict[Hashable, SearchEngine] = {}


def current_engine() -> SearchEngine:
    """What answers questions, as the settings say now: the site's engine, and another one while that is away."""
    main, standby = main_engine(), standby_engine()
    return StandInEngine(main, standby) if standby is not None else main


def main_engine() -> SearchEngine:
    """The engine of this site."""
    cluster = conf.elasticsearch()
    return _engine_at(_options(cluster) if cluster else conf.search_folder())


def standby_engine() -> SearchEngine | None:
    """The one that answers in its place, if the site keeps one."""
    return _engine_at(conf.search_folder()) if conf.has_standby() else None


def _engine_at(place: Options | Path) -> SearchEngine:
    languages = tuple(conf.content_languages())
    with _lock:
        if (place, languages) not in _made:
            if isinstance(place, Options):
                _made[place, languages] = _elasticsearch(place, languages)
            else:
                _made[place, languages] = EmbeddedEngine(place, languages)
        return _made[place, languages]


def _options(cluster: Mapping[str, Any]) -> Options:
    """The site's database is named after the prefix: two sites may share a cluster, and a prefix."""
    given = {key.lower(): value for key, value in cluster.items() if key in ELASTICSEARCH_KEYS}
    hosts = given.get("hosts") or ()
    given["hosts"] = (hosts,) if isinstance(hosts, str) else tuple(hosts)
    given["prefix"] = f"{given.get('prefix', Options.prefix)}-{conf.database_identity()}"
    return Options(**given)


def _elasticsearch(options: Options, languages: tuple[str, ...]) -> SearchEngine:
    """Read only where it is used: its client is no dependency of the others (check E006 says what to install)."""
    engine = import_module("resource_centre.search.engines.elasticsearch.engine")
    return GuardedEngine(engine.ElasticsearchEngine(options, languages))


def close_engines() -> None:
    """Close every file and connection; the next question opens them again."""
    with _lock:
        for engine in _made.values():
            engine.close()
        _made.clear()
