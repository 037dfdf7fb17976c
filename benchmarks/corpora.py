"""Texts to measure with: files of JSON lines, or a corpus drawn from a fixed seed where there is none."""

import csv
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

from resource_centre.search.contract import ENGLISH, FRENCH
from resource_centre.search.documents import Document, Place, Values
from resource_centre.search.query import Scope
from resource_centre.text.folding import fold

COLLECTION, LANGUAGES = "corpus", ("fr", "en")
MOMENT = datetime(2026, 1, 1, tzinfo=timezone.utc)
#: Somebody who may see nine documents of ten, and somebody who may see all.
ANYBODY = Scope(COLLECTION, frozenset({"public"}), MOMENT)
EVERYTHING = Scope(COLLECTION, frozenset({"public", "superuser"}), MOMENT)
TERRITORIES = Path(__file__).parents[1] / "resource_centre" / "data" / "territories" / "territoires-2026.csv.gz"
#: Words of the table for our levels, and the columns that name what contains a territory.
LEVELS = {"pays": "country", "arrondissement-municipal": "arrondissement"}
PARENTS, COUNTRY = ("region", "departement", "epci", "ept", "commune"), "country:FR"
_FIRST_DAY, _DAYS, _DAY = 1_100_000_000, 7_300, 86_400
_LIVES = [f"{life}-{number}" for life in ("mise-en-oeuvre", "essai") for number in range(4)]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a file of JSON lines, plain or compressed."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True)
class Territory:
    """A place with all that contains it."""

    within: frozenset[str]
    point: Place | None


@cache
def territories() -> dict[str, Territory]:
    """Every territory of the shipped table by key: "commune:35238"."""
    with gzip.open(TERRITORIES, "rt", encoding="utf-8") as file:
        rows = {f"{LEVELS.get(row['type'], row['type'])}:{row['code']}": row for row in csv.DictReader(file)}

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


def _document(rank: int, row: dict[str, Any], places: dict[str, Territory]) -> Document:
    draw = random.Random(rank)  # noqa: S311 - a corpus, not a secret
    themes = [key for theme in row.get("themes", []) if (key := slug(theme))]
    named = [key for key in row.get("territoires_tires", row.get("territoires", [])) if key in places]
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


def drawn(count: int, seed: int = 1) -> Iterator[Document]:
    """As many documents of words drawn from a fixed seed, for a machine without the corpora."""
    draw, places = random.Random(seed), territories()  # noqa: S311 - a corpus, not a secret
    keys = sorted(places)
    for rank in range(count):
        words = FRENCH if draw.random() < 0.9 else ENGLISH
        row = {
            "type": draw.choice(("pratique", "outil", "etude", "acteur")),
            "title": " ".join(draw.choices(words, k=draw.randint(3, 9))).capitalize(),
            "body": " ".join(draw.choices(words, k=draw.randint(20, 160))),
            "themes": [f"partie {draw.randrange(12)}", f"theme {draw.randrange(300)}"],
            "territoires": draw.sample(keys, draw.choice((0, 1, 1, 2))),
        }
        yield _document(rank, row, places)
