"""Outlines of the territories, for the pages that draw a map. Without them a page shows its table alone."""

import functools
import logging
from collections.abc import Mapping

from resource_centre.content.outlines.map_file import OUTLINES_FILE, Inset, Outline, OutlineMap, decoded

__all__ = ["Inset", "Outline", "OutlineMap", "outlines_of"]

logger = logging.getLogger(__name__)


def outlines_of(level: str) -> OutlineMap | None:
    """The map of a level, "region" or "departement"; None when there is none or its file cannot be read."""
    return _maps().get(level)


@functools.cache
def _maps() -> Mapping[str, OutlineMap]:
    """The maps of the shipped file, read once by each process: a new file asks for a restart."""
    try:
        return decoded(OUTLINES_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        logger.warning("No map can be drawn: %s", error)
        return {}
