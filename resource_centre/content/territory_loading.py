"""Putting territories in the database: all or nothing, and nothing when the files have not changed.

A code that vanished from the file becomes inactive: resources keep it. One that returns is active again.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from resource_centre.content.territories import (
    LEVEL_RANK,
    Territory,
    TerritoryAlias,
    TerritoryAncestor,
    TerritoryRelease,
)
from resource_centre.content.territory_files import (
    AliasRow,
    Key,
    TerritoryFileError,
    TerritoryRow,
    read_aliases,
    read_territories,
)
from resource_centre.text.folding import fold

DATA_DIR = Path(__file__).resolve().parent.parent / "data" / "territories"
TERRITORIES_FILE = DATA_DIR / "territoires-2026.csv.gz"
COMMUNES_FILE = DATA_DIR / "anciennes-communes-2026.csv.gz"
REGIONS_FILE = DATA_DIR / "anciennes-regions-2016.csv"
RELEASE = "territories"
#: Raised when the way rows are derived from the files changes, so that the same files are loaded again.
FORMAT = "2"
#: Rows of one INSERT. More gains nothing and costs memory.
BATCH = 1_000

#: Told of progress: (what, done, of how many).
Progress = Callable[[str, int, int], None]

_WRITTEN = (
    "name",
    "label",
    "folded_name",
    "level_rank",
    "nature",
    "siren",
    "population",
    "postal_codes",
    "seat_code",
    "lat",
    "lon",
    "coord_source",
    "is_active",
)


@dataclass(frozen=True)
class LoadReport:
    """What a load did; `unchanged` says that the files were already loaded and nothing was read."""

    unchanged: bool = False
    created: int = 0
    updated: int = 0
    retired: int = 0
    ancestors: int = 0
    aliases: int = 0


def load_territories(
    path: Path = TERRITORIES_FILE,
    communes: Path = COMMUNES_FILE,
    regions: Path = REGIONS_FILE,
    *,
    force: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> LoadReport:
    """Load the files. Raises TerritoryFileError before any write when one cannot be read."""
    digest = _digest([path, communes, regions])
    if not force and TerritoryRelease.objects.filter(name=RELEASE, digest=digest).exists():
        return LoadReport(unchanged=True)
    rows = read_territories(path)
    aliases = _known_aliases(
        read_aliases(communes, regions), {row.key for row in rows}, strict=path == TERRITORIES_FILE
    )
    with transaction.atomic():
        created, updated, retired = _write_territories(rows, progress)
        ids = {(level, code): pk for pk, level, code in Territory.objects.values_list("pk", "level", "code").iterator()}
        ancestors = _write_ancestors(rows, ids, progress)
        _write_aliases(aliases, ids)
        TerritoryRelease.objects.update_or_create(name=RELEASE, defaults={"digest": digest, "rows": len(rows)})
        _count_for_the_planner()
    return LoadReport(False, created, updated, retired, ancestors, len(aliases))


def _count_for_the_planner() -> None:
    """Let the database see how many rows there are now: PostgreSQL took minutes for a join that it thought empty."""
    with connection.cursor() as cursor:
        for model in (Territory, TerritoryAncestor, TerritoryAlias):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256(FORMAT.encode())
    for path in paths:
        try:
            found.update(path.read_bytes())
        except OSError as error:
            raise TerritoryFileError(f"{path}: it cannot be read ({error.strerror})") from error
    return found.hexdigest()


def _known_aliases(aliases: Sequence[AliasRow], keys: set[Key], *, strict: bool) -> Sequence[AliasRow]:
    """Aliases of territories that are loaded; with the shipped files, a stranger is an error."""
    strangers = [alias for alias in aliases if alias.today not in keys]
    if strict and strangers:
        raise TerritoryFileError(
            f"former “{strangers[0].name}”: today's {' '.join(strangers[0].today)} is not in the file"
        )
    return [alias for alias in aliases if alias.today in keys]


def _values(row: TerritoryRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "label": row.label,
        "folded_name": row.folded_name,
        "level_rank": LEVEL_RANK[row.level],
        "nature": row.nature,
        "siren": row.siren,
        "population": row.population,
        "postal_codes": row.postal_codes,
        "seat_code": row.seat_code,
        "lat": row.lat,
        "lon": row.lon,
        "coord_source": row.coord_source,
        "is_active": True,
    }


def _write_territories(rows: Sequence[TerritoryRow], progress: Progress) -> tuple[int, int, int]:
    stored = {(row.level, row.code): row for row in Territory.objects.iterator()}
    created: list[Territory] = []
    changed: list[Territory] = []
    for row in rows:
        known = stored.pop(row.key, None)
        values = _values(row)
        if known is None:
            created.append(Territory(level=row.level, code=row.code, **values))
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            changed.append(known)
    for start in range(0, len(created), BATCH):
        Territory.objects.bulk_create(created[start : start + BATCH])
        progress("territories", min(start + BATCH, len(created)), len(created))
    Territory.objects.bulk_update(changed, _WRITTEN, batch_size=50)  # many columns: SQLite bounds the variables
    vanished = [row.pk for row in stored.values() if row.is_active]
    for start in range(0, len(vanished), BATCH):
        Territory.objects.filter(pk__in=vanished[start : start + BATCH]).update(is_active=False)
    return len(created), len(changed), len(vanished)


#: Pairs of keys need no instance of the model: `bulk_create` takes half of the whole load to make 144,255 of them.
_INSERT_ANCESTOR = f"INSERT INTO {TerritoryAncestor._meta.db_table} (territory_id, ancestor_id) VALUES (%s, %s)"  # noqa: S608


def _write_ancestors(rows: Sequence[TerritoryRow], ids: dict[Key, int], progress: Progress) -> int:
    wanted = {(ids[row.key], ids[parent]) for row in rows for parent in row.parents}
    loaded = {ids[row.key] for row in rows}
    links = TerritoryAncestor.objects.values_list("pk", "territory_id", "ancestor_id")
    stored = {(below, above): pk for pk, below, above in links.iterator()}
    # Links of inactive territories are kept: a resource in a commune that vanished is still in its region.
    obsolete = [pk for pair, pk in stored.items() if pair[0] in loaded and pair not in wanted]
    for start in range(0, len(obsolete), BATCH):
        TerritoryAncestor.objects.filter(pk__in=obsolete[start : start + BATCH]).delete()
    missing = sorted(wanted - stored.keys())
    with connection.cursor() as cursor:
        for start in range(0, len(missing), BATCH * 5):
            batch = missing[start : start + BATCH * 5]
            cursor.executemany(_INSERT_ANCESTOR, batch)
            progress("ancestors", start + len(batch), len(missing))
    return len(wanted)


def _write_aliases(aliases: Sequence[AliasRow], ids: dict[Key, int]) -> None:
    TerritoryAlias.objects.bulk_create(
        [
            TerritoryAlias(
                kind=alias.kind,
                code=alias.code,
                name=alias.name,
                folded_name=fold(alias.name),
                territory_id=ids[alias.today],
            )
            for alias in aliases
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=["name", "folded_name", "territory"],
    )
