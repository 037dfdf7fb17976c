"""manage.py search_log tidy: delete the searches that are too old to be kept."""

from argparse import ArgumentParser
from typing import Any

from resource_centre.discovery.staff.search_log import KEPT_DAYS, delete_old_searches
from resource_centre.management.plain import PlainCommand


class Command(PlainCommand):
    """Run each day, unless `contributions tidy` is: it does the same."""

    help = f"Deletes the searches of the log that are older than {KEPT_DAYS} days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        self.actions(parser, "step")("tidy", help="delete what is too old")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it, and say how much was done."""
        self.stdout.write(f"deleted={delete_old_searches()}")
