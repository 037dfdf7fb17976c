"""Texts to measure with: files of JSON lines, or a corpus drawn from a fixed seed where there is none."""

import csv
import gzip
import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate, islice
from itertools import count as numbers
from pathlib import Path
from typing import Any, TextIO

from resource_centre.search.contract_corpus import ENGLISH, FRENCH
from resource_centre.search.documents import Document, Place, Values
from resource_centre.search.query import Scope
from resource_centre.text.folding import fold

COLLECTION, LANGUAGES = "corpus", ("fr", "en")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
#: Somebody who may see nine documents of ten, and somebody who may see all.
ANYBODY = Scope(COLLECTION, frozenset({"public"}), MOMENT)
EVERYTHING = Scope(COLLECTION, frozenset({"public", "superuser"}), MOMENT)
ROOT = Path(__file__).parents[1]
TERRITORIES = ROOT / "resource_centre" / "data" / "territories" / "territoires-2026.csv.gz"
#: Words of the table for our levels, and the columns that name what contains a territory.
LEVELS = {"pays": "country", "arrondissement-municipal": "arrondissement"}
PARENTS, COUNTRY = ("region", "departement", "epci", "ept", "commune"), "country:FR"
#: Zones of the table that hold the eighteen regions; others hold overseas collectivities, which are listed beside them.
REGION_ZONES = ("metro", "drom")
_FIRST_DAY, _DAYS, _DAY = 1_100_000_000, 7_300, 86_400
_DRAWN_WORDS = 40_000
_LIVES = [f"{life}-{number}" for life in ("mise-en-oeuvre", "essai") for number in range(4)]


def shared_data(name: str) -> Path | None:
    """A file of real test data, kept beside the project and never copied into it; None where it is absent."""
    root = Path(os.environ.get("RESOURCE_CENTRE_TEST_DATA", ROOT.parent / "shared" / "data"))
    path = root / name
    return path if path.exists() else None


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a file of JSON lines, plain or compressed."""
    with _opened(path) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True)
class Territory:
    """A place with all that contains it."""

    within: frozenset[str]
    point: Place | None


def level_key(key: str) -> str:
    """A key with our word for its level: "pays:FR" gives "country:FR"."""
    level, _colon, code = key.partition(":")
    return f"{LEVELS.get(level, level)}:{code}"


@cache
def _table() -> dict[str, dict[str, str]]:
    with gzip.open(TERRITORIES, "rt", encoding="utf-8") as file:
        return {level_key(f"{row['type']}:{row['code']}"): row for row in csv.DictReader(file)}


@cache
def regions() -> frozenset[str]:
    """The country and its eighteen regions: what a page lists of the territories before any is opened."""
    zones = {key: row["zone"] for key, row in _table().items() if key.startswith("region:")}
    return frozenset({COUNTRY, *(key for key, zone in zones.items() if zone in REGION_ZONES)})


@cache
def territories() -> dict[str, Territory]:
    """Every territory of the shipped table by key: "commune:35238"."""
    rows = _table()

    def within(key: str) -> frozenset[str]:
        parents = (f"{level}:{code}" for level in PARENTS for code in rows[key][level].split("|") if code)
        return frozenset({key, COUNTRY}).union(*map(within, parents))

    return {
        key: Territory(within(key), Place(float(row["lat"]), float(row["lon"])) if row["lat"] else None)
        for key, row in rows.items()
    }


def slug(text: str) -> str:
    """A text as a key: "Droit du travail" gives "droit-du-travail"."""
    return "-".join(fold(text).split())[:60]


def documents(path: Path, count: int | None = None, kind: str = "") -> Iterator[Document]:
    """Documents of a corpus, in its order; `kind` keeps the rows of that type alone.

    What a row does not say (readers, dates, some places) is drawn from its rank, always the same.
    """
    places = territories()
    for rank, row in enumerate(row for row in read_lines(path) if not kind or row.get("type") == kind):
        if rank == count:
            return
        yield _document(rank, row, places)


def many(path: Path | None, count: int) -> Iterator[Document]:
    """As many documents as asked for: those of a corpus, again and again until there are enough, or drawn ones.

    A row that comes again has another id, another date and the places of another row, all drawn from its rank.
    """
    if path is None:
        yield from drawn(count)
        return
    places, met = territories(), list[list[str]]()
    for rank, (turn, row) in enumerate(islice(_repeated(path), count)):
        if turn:
            draw = random.Random(rank)  # noqa: S311 - a corpus, not a secret
            row["territoires_tires"] = draw.choice(met)
        else:
            met.append(row.get("territoires_tires", row.get("territoires", [])))
        yield _document(rank, row, places)


def _repeated(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a file without end, each with how often the file has been read before."""
    for turn in numbers():
        is_empty = True
        for row in read_lines(path):
            is_empty = False
            yield turn, row
        if is_empty:
            return


def _document(rank: int, row: dict[str, Any], places: dict[str, Territory]) -> Document:
    draw = random.Random(rank)  # noqa: S311 - a corpus, not a secret
    themes = [key for theme in row.get("themes", []) if (key := slug(theme))]
    named = [key for key in map(level_key, row.get("territoires_tires", row.get("territoires", []))) if key in places]
    title = str(row["title"])
    day = _FIRST_DAY + draw.randrange(_DAYS) * _DAY
    values = {
        "type": Values.flat(str(row.get("type", ""))),
        "theme": Values(frozenset(themes[-1:]), frozenset(themes)),
        "territory": Values(frozenset(named), frozenset[str]().union(*(places[key].within for key in named))),
        "year": Values.flat(str(row.get("year") or draw.randint(2006, 2026))),
        "actor": Values.flat(slug(str(row.get("source", ""))) or "none"),
        "maturity": Values.flat(draw.choice(_LIVES)),
        "licence": Values.flat(str(row.get("licence", "none"))),
    }
    return Document(
        id=f"{rank:032x}",
        version=1,
        collection=COLLECTION,
        access=frozenset({"public"} if draw.random() < 0.9 else {"g:1", "superuser"}),
        language="fr",
        title=title,
        summary=str(row.get("summary") or ""),
        body=str(row.get("body") or ""),
        values=values,
        places=tuple(point for key in named if (point := places[key].point) is not None),
        title_key=fold(title)[:255],
        updated=day,
        published=day,
    )


@cache
def vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Words for texts that are drawn, and sums of their weights: as in a language, few of them make half of a text.

    The ten first are stop words, then come real words of both languages, then syllables put together from a fixed seed.
    """
    draw = random.Random(0)  # noqa: S311 - a corpus, not a secret
    syllables = [a + b + c for a in "bcdfglmnprstv" for b in "aeiou" for c in ("", "l", "n", "r", "s")]
    made = ("".join(draw.choices(syllables, k=draw.choice((2, 3, 3, 4)))) for _word in range(_DRAWN_WORDS))
    stops = ("de", "la", "le", "les", "et", "des", "en", "du", "pour", "que")
    words = tuple(dict.fromkeys((*stops, *FRENCH, *ENGLISH, *made)))
    return words, tuple(accumulate(1 / (rank + 5) for rank in range(len(words))))


def drawn(count: int, seed: int = 1) -> Iterator[Document]:
    """As many documents of words drawn from a fixed seed, for a machine without the corpora."""
    draw, places = random.Random(seed), territories()  # noqa: S311 - a corpus, not a secret
    keys = sorted(places)
    words, weights = vocabulary()
    for rank in range(count):
        row = {
            "type": draw.choice(("pratique", "outil", "etude", "acteur")),
            "title": " ".join(draw.choices(words, cum_weights=weights, k=draw.randint(3, 14))).capitalize(),
            "body": " ".join(draw.choices(words, cum_weights=weights, k=draw.randint(20, 160))),
            "themes": [f"partie {draw.randrange(12)}", f"theme {draw.randrange(300)}"],
            "territoires": draw.sample(keys, draw.choice((0, 1, 1, 2))),
        }
        yield _document(rank, row, places)
