"""Reading the files of territories: everything is checked before anything is written.

territoires: gzip or plain CSV, one row a territory, columns as published (type, code, nom, region, departement,
epci, ept, commune, siren, population, codes_postaux, lat, lon, coord_source, nature, chef_lieu); several parents
of one level are parted by "|". anciennes communes: type, code, nom, chef_lieu (today's commune).
anciennes régions: code, nom, region (today's).
"""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db.models import Model

from resource_centre.content.territories import AliasKind, Territory, TerritoryAlias, TerritoryLevel
from resource_centre.text.folding import fold

#: Words of the files for our levels.
LEVEL_WORDS = {
    "pays": "country",
    "region": "region",
    "departement": "departement",
    "epci": "epci",
    "ept": "ept",
    "commune": "commune",
    "arrondissement-municipal": "arrondissement",
}
PARENT_COLUMNS = ("region", "departement", "epci", "ept", "commune")
COLUMNS = {"type", "code", "nom", *PARENT_COLUMNS, "population", "codes_postaux", "lat", "lon"}
#: What a column of whole numbers holds on every database.
MOST_PEOPLE = 2_147_483_647
COUNTRY = ("country", "FR")

Key = tuple[str, str]


class TerritoryFileError(Exception):
    """A file that cannot be loaded. The message names the file, the line and the reason."""


@dataclass(frozen=True)
class TerritoryRow:
    """One territory as the file gives it; parents are keys: (("region", "53"), ("country", "FR"))."""

    line: int
    level: str
    code: str
    name: str
    folded_name: str
    label: str
    parents: tuple[Key, ...]
    nature: str
    siren: str
    population: int | None
    postal_codes: str
    seat_code: str
    lat: float | None
    lon: float | None
    coord_source: str

    @property
    def key(self) -> Key:
        """("region", "53")."""
        return self.level, self.code


@dataclass(frozen=True)
class AliasRow:
    """A former territory and the key of today's."""

    kind: str
    code: str
    name: str
    today: Key


def read_territories(path: Path) -> Sequence[TerritoryRow]:
    """Read and check a file of territories, labels worked out. Raises TerritoryFileError."""
    rows: list[TerritoryRow] = []
    lines: dict[Key, int] = {}
    for number, record in _records(path, COLUMNS):
        row = _territory(path, number, record)
        if row.key in lines:
            raise TerritoryFileError(
                f"{path.name}, line {number}: {row.level} {row.code} is already on line {lines[row.key]}"
            )
        lines[row.key] = number
        rows.append(row)
    for row in rows:
        for parent in row.parents:
            if parent not in lines:
                raise TerritoryFileError(
                    f"{path.name}, line {row.line}: its {parent[0]} {parent[1]} is not in the file"
                )
    labelled = _with_labels(rows)
    most = _longest(Territory)
    for row in labelled:
        _check_lengths(f"{path.name}, line {row.line}", vars(row), most)
    return labelled


def _longest(model: type[Model]) -> dict[str, int]:
    """The most characters that each column of text holds: {"code": 20}."""
    return {field.name: field.max_length for field in model._meta.fields if field.max_length}


def _check_lengths(where: str, values: Mapping[str, Any], most: Mapping[str, int]) -> None:
    for name, value in values.items():
        if name in most and len(value) > most[name]:
            raise TerritoryFileError(f"{where}: {name} is longer than {most[name]} characters ({value[:40]}…)")


def _records(path: Path, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise TerritoryFileError(f"{path}: there is no such file") from error
    except UnicodeDecodeError as error:
        raise TerritoryFileError(f"{path.name}: it is not UTF-8 text (byte {error.start})") from error
    except (OSError, EOFError, zlib.error) as error:
        raise TerritoryFileError(f"{path.name}: it cannot be read ({error})") from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise TerritoryFileError(f"{path.name}, line {line}: it holds a NUL character, which no text does")
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise TerritoryFileError(f"{path.name}, line 1: missing column {', '.join(sorted(missing))}")
        for record in reader:
            if None in record or None in record.values():
                raise TerritoryFileError(f"{path.name}, line {reader.line_num}: it has not as many cells as the header")
            yield reader.line_num, record
    except csv.Error as error:
        raise TerritoryFileError(f"{path.name}, line {reader.line_num}: {error}") from error


def _territory(path: Path, number: int, record: dict[str, str]) -> TerritoryRow:
    def fail(reason: str) -> TerritoryFileError:
        return TerritoryFileError(f"{path.name}, line {number}: {reason}")

    level = LEVEL_WORDS.get(record["type"])
    if level is None:
        raise fail(f"unknown type “{record['type']}”")
    if not record["code"] or not record["nom"]:
        raise fail("code and name are needed")
    try:
        population = int(record["population"]) if record["population"] else None
        lat, lon = (float(record[name]) if record[name] else None for name in ("lat", "lon"))
    except ValueError as error:
        raise fail(str(error)) from error
    if population is not None and not 0 <= population <= MOST_PEOPLE:
        raise fail(f"population {population} is not between 0 and {MOST_PEOPLE}")
    if (lat is not None and not -90 <= lat <= 90) or (lon is not None and not -180 <= lon <= 180):
        raise fail(f"point {lat}, {lon} is nowhere on Earth")
    return TerritoryRow(
        line=number,
        level=level,
        code=record["code"],
        name=record["nom"],
        folded_name=fold(record["nom"]),
        label=record["nom"],
        parents=_parents(level, record),
        nature=record.get("nature", ""),
        siren=record.get("siren", ""),
        population=population,
        postal_codes=record["codes_postaux"].replace("|", " "),
        seat_code=record.get("chef_lieu", ""),
        lat=lat,
        lon=lon,
        coord_source=record.get("coord_source", ""),
    )


def _parents(level: str, record: dict[str, str]) -> tuple[Key, ...]:
    found = [(column, code) for column in PARENT_COLUMNS for code in record[column].split("|") if code]
    return tuple(found) if level == "country" else (*found, COUNTRY)


def _with_labels(rows: Sequence[TerritoryRow]) -> Sequence[TerritoryRow]:
    """Give each territory a label that tells it from its homonyms.

    Apostrophes are as in print: "Côtes-d’Armor", where the official file types "Côtes-d'Armor". A region keeps its
    name. A département that shares it with a region or commune says so ("Paris
    (département)"). A commune that shares it with another or with a region names its département
    ("Sainte-Colombe (Charente)").
    """
    names = Counter((row.level, row.folded_name) for row in rows)
    departements = {row.code: row.name for row in rows if row.level == "departement"}
    labelled = [_relabelled(row, printed(_label(row, names, departements))) for row in rows]
    labels = Counter((row.level, row.label) for row in labelled)
    return [
        replace(row, label=f"{row.label} [{row.code}]") if labels[row.level, row.label] > 1 else row for row in labelled
    ]


def printed(name: str) -> str:
    """A name of the official files as pages show it; both are found, folded."""
    return name.replace("'", "’")


def _relabelled(row: TerritoryRow, label: str) -> TerritoryRow:
    return row if row.label == label else replace(row, label=label)


def _label(row: TerritoryRow, names: Counter[Key], departements: dict[str, str]) -> str:
    folded = row.folded_name
    if row.level in {"country", "region"}:
        return row.name
    if row.level == "departement":
        return f"{row.name} (département)" if names["region", folded] or names["commune", folded] else row.name
    homonyms = names[row.level, folded] > 1 or (row.level == "commune" and names["region", folded])
    if not homonyms:
        return row.name
    where = [departements[code] for level, code in row.parents if level == "departement" and code in departements]
    return f"{row.name} ({', '.join(where)})" if where else row.name


def read_aliases(communes: Path, regions: Path) -> Sequence[AliasRow]:
    """Read former communes and former regions. Raises TerritoryFileError."""
    return [
        *_aliases(communes, AliasKind.FORMER_COMMUNE, TerritoryLevel.COMMUNE, "chef_lieu"),
        *_aliases(regions, AliasKind.FORMER_REGION, TerritoryLevel.REGION, "region"),
    ]


def _aliases(path: Path, kind: AliasKind, level: TerritoryLevel, column: str) -> Iterator[AliasRow]:
    """column: that of the code of today."""
    most = _longest(TerritoryAlias)
    for number, record in _records(path, {"code", "nom", column}):
        code, name = record["code"], printed(record["nom"])
        texts = {"code": code, "name": name, "folded_name": fold(name)}
        _check_lengths(f"{path.name}, line {number}", texts, most)
        yield AliasRow(kind, code, name, (level, record[column]))
