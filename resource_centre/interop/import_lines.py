"""One line of an import file: what it says, or what is wrong with it. Knows JSON; knows no database.

The format is described in docs/reference/import.md.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from resource_centre.content.dates import PartialDate

#: French words for kinds; a kind's own code ("practice") is read as well.
KIND_WORDS = {"pratique": "practice", "outil": "tool", "etude": "study", "étude": "study", "acteur": "actor"}
#: Ten times the longest line that we have met. A file without line ends must not fill the memory.
MAX_LINE_BYTES = 2_000_000
MAX_DEPTH = 20
#: Of a whole number. No identifier that we have met has as many.
MAX_DIGITS = 100
#: The key of `Resource.extra` under which the import keeps its own notes.
RESERVED = "_import"
TITLE_LENGTH = 255
SOURCE_LENGTH = 100
ID_LENGTH = 255

_TEXTS = frozenset({"id", "source", "type", "title", "summary", "body", "url", "year", "licence"})
_FIELDS = _TEXTS | {"themes", "territoires", "acteurs", "relations", "lat", "lon", "extra"}
_CODE = re.compile(r"^[a-z][a-z0-9_-]*$")
#: What a database or a revision cannot hold: NUL (PostgreSQL) and halves of characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class LineError:
    """Why a line, or what a line says, cannot be taken: LineError(12, "title", "is missing")."""

    number: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.field}: {self.reason}"


@dataclass(frozen=True)
class LineRelation:
    """A relation to another line or page, named by its source and id: LineRelation("based_on", "sill", "12")."""

    kind: str
    source: str
    target: str
    note: str = ""


@dataclass(frozen=True)
class ImportLine:
    """What a good line says. (source, id) is the key of re-import; lists are without repetition."""

    number: int
    source: str
    id: str
    kind: str
    title: str
    summary: str = ""
    body: str = ""
    url: str = ""
    year: str = ""
    licence: str = ""
    themes: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    relations: tuple[LineRelation, ...] = ()
    lat: float | None = None
    lon: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


class _Wrong(Exception):
    """A field and the reason."""


def parse_line(number: int, raw: bytes | str) -> ImportLine | LineError:
    """Read one line. Anything at all gives a value: a line or an error, never an exception."""
    try:
        return _line(number, _Reader(_json_object(raw)))
    except _Wrong as wrong:
        return LineError(number, *wrong.args)


def _json_object(raw: bytes | str) -> dict[str, Any]:
    if len(raw) > MAX_LINE_BYTES:
        raise _Wrong("line", f"is longer than {MAX_LINE_BYTES:,} bytes")
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
        found = json.loads(text, parse_constant=_refuse_constant, parse_int=_whole)
    except UnicodeDecodeError as error:
        raise _Wrong("line", "is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _Wrong("line", f"is not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise _Wrong("line", f"holds lists or objects too deep in one another: the most is {MAX_DEPTH}") from error
    if not isinstance(found, dict):
        raise _Wrong("line", "is not a JSON object: {…}")
    for name, value in found.items():
        if not _is_storable(name) or not _is_storable(value):
            shown = name.encode("utf-8", "replace").decode()[:50]
            raise _Wrong(shown, "holds a character or a number that cannot be stored, or lists too deep in lists")
    return found


def _refuse_constant(name: str) -> None:
    raise _Wrong("line", f"is not JSON: {name} is not a number")


def _whole(digits: str) -> int:
    """A whole number. Python, and databases, refuse thousands of digits in words of their own."""
    if (length := len(digits.lstrip("-"))) > MAX_DIGITS:
        raise _Wrong("line", f"holds a number of {length:,} digits, the most is {MAX_DIGITS}: write it as a text")
    return int(digits)


def _is_storable(value: Any, depth: int = 0) -> bool:
    if isinstance(value, str):
        return not _UNSTORABLE.search(value)
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        return depth < MAX_DEPTH and all(_is_storable(inner, depth + 1) for inner in value)
    return not isinstance(value, float) or math.isfinite(value)


def _line(number: int, reader: "_Reader") -> ImportLine:
    source = reader.text("source", most=SOURCE_LENGTH, required=True)
    lat, lon = reader.point()
    return ImportLine(
        number=number,
        source=source,
        id=reader.text("id", most=ID_LENGTH, required=True),
        kind=reader.kind(),
        title=reader.text("title", most=TITLE_LENGTH, required=True),
        summary=reader.text("summary"),
        body=reader.long_text("body"),
        url=reader.text("url"),
        year=reader.year(),
        licence=reader.text("licence"),
        themes=reader.texts("themes"),
        territories=reader.texts("territoires"),
        actors=reader.texts("acteurs"),
        relations=reader.relations(source),
        lat=lat,
        lon=lon,
        extra=reader.extra(),
    )


class _Reader:
    """The fields of one object. Null is the same as absent. Raises _Wrong."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str, *, most: int | None = None, required: bool = False) -> str:
        """Words on one line; a number is read as its digits."""
        found = " ".join(self.long_text(name).split())
        if required and not found:
            raise _Wrong(name, "is missing")
        if most is not None and len(found) > most:
            raise _Wrong(name, f"has {len(found)} characters, the most is {most}")
        return found

    def long_text(self, name: str) -> str:
        """A text with its line ends."""
        found = self._values.get(name)
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
        if found is not None and not isinstance(found, str):
            raise _Wrong(name, "is not a text")
        return (found or "").strip()

    def kind(self) -> str:
        """The code of a kind; whether the site has that kind is for the importer to say."""
        word = self.text("type", required=True).lower()
        code = KIND_WORDS.get(word, word)
        if not _CODE.match(code):
            raise _Wrong("type", f"“{word[:50]}” is no kind of resource: pratique, outil, etude, acteur")
        return code

    def year(self) -> str:
        """A year, a month or a day as stored: "2019", "2019-03"."""
        found = self.text("year")
        try:
            return str(PartialDate.parse(found)) if found else ""
        except ValidationError as error:
            raise _Wrong("year", f"“{found[:50]}” is no date: write 2019 or 2019-03") from error

    def texts(self, name: str) -> tuple[str, ...]:
        """Words in a list, in order, each once."""
        items = self._list(name)
        if not all(isinstance(item, str) for item in items):
            raise _Wrong(name, "holds something that is not a text")
        return tuple(dict.fromkeys(" ".join(item.split()) for item in items if item.strip()))

    def point(self) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees, both or none."""
        lat, lon = self._degrees("lat", 90), self._degrees("lon", 180)
        if (lat is None) != (lon is None):
            raise _Wrong("lat" if lat is None else "lon", "is missing: a point needs both lat and lon")
        return lat, lon

    def relations(self, source: str) -> tuple[LineRelation, ...]:
        """Relations, whose target is in the same source unless they name another."""
        found = []
        for item in self._list("relations"):
            if not isinstance(item, dict):
                raise _Wrong("relations", "holds something that is not an object with kind and target")
            inner = _Reader(item)
            try:
                kind, target = inner.text("kind", required=True), inner.text("target", most=ID_LENGTH, required=True)
                origin, note = inner.text("source", most=SOURCE_LENGTH) or source, inner.text("note")
            except _Wrong as wrong:
                raise _Wrong("relations", " ".join(wrong.args)) from wrong
            found.append(LineRelation(kind, origin, target, note))
        return tuple(dict.fromkeys(found))

    def extra(self) -> dict[str, Any]:
        """What the source says besides; fields that we do not know are kept here too."""
        found = self._values.get("extra")
        if found is not None and not isinstance(found, dict):
            raise _Wrong("extra", "is not an object")
        if RESERVED in (found or {}):
            raise _Wrong("extra", f"“{RESERVED}” is a name that the import keeps for itself")
        unknown = {name: value for name, value in self._values.items() if name not in {*_FIELDS, RESERVED}}
        return {**unknown, **(found or {})}

    def _degrees(self, name: str, most: int) -> float | None:
        found = self._values.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise _Wrong(name, "is not a number")
        if not -most <= found <= most:
            raise _Wrong(name, f"{str(found)[:20]} is not between -{most} and {most}")
        return float(found)

    def _list(self, name: str) -> list[Any]:
        found = self._values.get(name)
        if found is not None and not isinstance(found, list):
            raise _Wrong(name, "is not a list")
        return found or []
