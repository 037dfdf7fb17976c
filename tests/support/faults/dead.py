"""Whoever held the lock of rebuilds and was killed: taken for dead at once, where a cluster waits for minutes."""

import sys

from resource_centre.search.engines.elasticsearch import engine


def believe_the_dead(seconds: float = 0.0) -> None:
    """Wait so long for a word of whoever holds the lock. Only where no two rebuild at once."""
    sys.modules[engine.locked.__module__].SILENCE = seconds  # type: ignore[attr-defined]
