"""manage.py check_links [--limit N]: whether the links of published pages still lead somewhere."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from resource_centre.management.plain import PlainCommand
from resource_centre.workflow.link_checks.checking import check_links

#: The largest --limit: more takes weeks.
MOST = 1_000_000


class Command(PlainCommand):
    """Run it each day: an address is visited once a week at most."""

    help = "Visits the addresses outside that published pages bear, those that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much is done at most."""
        parser.add_argument("--limit", type=int, default=None, help="most addresses visited in this run")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what was found."""
        limit = options["limit"]
        if limit is not None and not 0 <= limit <= MOST:
            raise CommandError(f"--limit is a number of addresses: 0 to {MOST}.")
        found = check_links(limit)
        self.stdout.write(f"checked={found.checked} ok={found.ok} dead={found.dead} unsure={found.unsure}")
