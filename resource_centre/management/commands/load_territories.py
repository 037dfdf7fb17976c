"""Load the territories of France, from the shipped file or from another of the same form."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from resource_centre.content.territories import Territory
from resource_centre.content.territory_files import TerritoryFileError
from resource_centre.content.territory_loading import TERRITORIES_FILE, load_territories
from resource_centre.discovery.indexer import held
from resource_centre.management.plain import PlainCommand


class Command(PlainCommand):
    """Idempotent: the same file twice costs one look at its digest."""

    help = "Load territories, what contains them, and the names that no longer exist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE and --force."""
        parser.add_argument("file", nargs="?", type=Path, default=TERRITORIES_FILE, help="CSV, plain or gzip")
        parser.add_argument("--force", action="store_true", help="load again even if the files have not changed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what is there."""
        try:
            with held():
                report = load_territories(options["file"], force=options["force"], progress=self._progress)
        except TerritoryFileError as error:
            raise CommandError(f"{error}. Nothing was changed.") from error
        if report.unchanged:
            self.stdout.write("Territories are up to date.")
            return
        self.stdout.write(f"created={report.created} updated={report.updated} retired={report.retired}")
        self.stdout.write(f"ancestors={report.ancestors} former names={report.aliases}")
        levels = Counter(Territory.objects.filter(is_active=True).values_list("level", flat=True))
        self.stdout.write(", ".join(f"{level} {count}" for level, count in sorted(levels.items())))

    def _progress(self, what: str, done: int, total: int) -> None:
        self.progress(done, total, before=f"{what:<12} ")
