"""Build the file of outlines that the maps are drawn from."""

import gzip
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from resource_centre.content.outlines.building import Place, Sources, build_maps
from resource_centre.content.outlines.geojson import OutlineFileError
from resource_centre.content.outlines.map_file import OUTLINES_FILE, OutlineMap, encoded
from resource_centre.content.territories import Territory, TerritoryAncestor, TerritoryLevel
from resource_centre.management.plain import PlainCommand, write_whole

#: Years that a map may bear.
YEARS = range(1789, 2101)


class Command(PlainCommand):
    """The same files twice give the same bytes. Nothing is written unless both files can be drawn."""

    help = "Draw the outlines of regions and départements from two GeoJSON files, plain or gzip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare both files, --output, --source and --year."""
        parser.add_argument("regions", type=Path, help="GeoJSON in degrees; a code in code, insee or id")
        parser.add_argument("departements", type=Path, help="the same, for départements")
        parser.add_argument("--output", type=Path, default=OUTLINES_FILE, help="file to write (default: ours)")
        parser.add_argument("--source", default="", help="whom to credit (default: the names of the files)")
        parser.add_argument("--year", type=int, help="from when these limits hold")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, write, then say what is drawn and what is not."""
        regions, departements, output = options["regions"], options["departements"], options["output"]
        if options["year"] is not None and options["year"] not in YEARS:
            raise CommandError(f"--year is a year from {YEARS[0]} to {YEARS[-1]}. Nothing was written.")
        credit = options["source"] or f"{regions.name}, {departements.name}"
        places = places_of_today()
        if not places:
            raise CommandError("No territory is loaded. Run load_territories first: outlines are checked against it.")
        try:
            maps = build_maps(Sources(regions, departements, credit, options["year"]), places)
            written = encoded(maps).encode()
            replace_file(output, written)
        except OutlineFileError as error:
            raise CommandError(f"{error}. Nothing was written.") from error
        self._report(maps, places)
        self.stdout.write(f"{output}: {len(written)} bytes, {len(gzip.compress(written, mtime=0))} as gzip")

    def _report(self, maps: Mapping[str, OutlineMap], places: tuple[Place, ...]) -> None:
        for level, drawn in maps.items():
            keys = {outline.key for outline in drawn.outlines}
            bare = sorted(place.key for place in places if place.key.startswith(f"{level}:") and place.key not in keys)
            self.stdout.write(f"{level}: {len(keys)} outlines; none for {', '.join(bare) or 'no territory'}")


def places_of_today() -> tuple[Place, ...]:
    """The active regions and départements of the table (two queries)."""
    levels = (TerritoryLevel.REGION, TerritoryLevel.DEPARTEMENT)
    pairs = TerritoryAncestor.objects.filter(territory__level=levels[1], ancestor__level=levels[0])
    regions = {pair.territory_id: pair.ancestor.key for pair in pairs.select_related("ancestor")}
    rows = Territory.objects.filter(level__in=levels, is_active=True).order_by("level", "code")
    return tuple(Place(row.key, row.name, regions.get(row.pk, "")) for row in rows)


def replace_file(path: Path, data: bytes) -> None:
    """Write the file of outlines, whole or not at all. Raises OutlineFileError."""
    try:
        if path.is_dir():
            raise OutlineFileError(f"{path}: it is a folder")
        write_whole(path, data)
    except OSError as error:
        raise OutlineFileError(f"{path}: it cannot be written ({error.strerror})") from error
