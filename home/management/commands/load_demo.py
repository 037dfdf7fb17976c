"""Load the demonstration: real, sourced content, and accounts to try the site."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from home.demo_files import DemoContentError, read_content
from home.demo_loading import ORIGIN, PASSWORD, accounts, load_demo
from home.demo_teams import demo_address
from resource_centre.content.pages.base import Resource
from resource_centre.discovery.indexer import held
from resource_centre.management.plain import PlainCommand


class Command(PlainCommand):
    """Idempotent: what exists is left to its editors."""

    help = "Load the demonstration content and accounts. Never on a production database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --force and --even-in-production."""
        parser.add_argument("--force", action="store_true", help="look again at every file, even if none changed")
        parser.add_argument(
            "--even-in-production",
            action="store_true",
            help="load accounts whose password is public into a site with DEBUG off or content of its own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse, or load and say what was done."""
        if not options["even_in_production"]:
            self._refuse_production()
        try:
            with held():
                report = load_demo(read_content(), force=options["force"], progress=self._progress)
        except DemoContentError as error:
            raise CommandError(f"{error}. Nothing was loaded.") from error
        if report.unchanged:
            self.stdout.write(f"The demo is up to date: {report.kept} resources.")
        else:
            self.stdout.write(
                f"Demo: {report.created} resource{'s' if report.created > 1 else ''} created, {report.kept} kept."
            )
        self.stdout.write(f"Accounts, all with the password “{PASSWORD}”:")
        for account in accounts():
            where = (
                "" if account.group or account.is_superuser else f", at /espace/ as {demo_address(account.username)}"
            )
            self.stdout.write(f"  {account.username:<13} {account.role}{where}")

    def _refuse_production(self) -> None:
        if not settings.DEBUG:
            raise CommandError("DEBUG is off: this looks like a public site, where demo accounts would be a door.")
        others = Resource.objects.exclude(origin=ORIGIN).count()
        if others and not Resource.objects.filter(origin=ORIGIN).exists():
            raise CommandError(f"This database holds {others} resource(s) of its own: the demo is not mixed with them.")

    def _progress(self, done: int, total: int) -> None:
        self.progress(done, total, after=" resources")
