"""Delete everything that the plugin put in a site, before its tables are removed."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from resource_centre import conf
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.indexer import held
from resource_centre.workflow.leaving import remove_from_workflows


class Command(BaseCommand):
    """Deletes centres with all their pages and revisions, our steps of workflows, our groups, the index. Asks first."""

    help = "Delete every centre with its pages, and the plugin's groups. Run it before `migrate resource_centre zero`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --yes."""
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what goes, ask, delete."""
        centres = list(ResourceCentrePage.objects.all())
        pages = sum(centre.get_descendant_count() + 1 for centre in centres)
        self.stdout.write(f"{len(centres)} centre(s), {pages} page(s) and their revisions will be deleted.")
        if not options["yes"] and input("Type “delete” to go on: ") != "delete":
            raise CommandError("Nothing was deleted.")
        with held(), transaction.atomic():
            remove_from_workflows()
            for centre in centres:
                ResourceCentrePage.objects.get(pk=centre.pk).delete()
            Group.objects.filter(name__in=[conf.editors_group(), conf.reviewers_group()]).delete()
        current_engine().remove()
        self.stdout.write("Deleted, the search index too. Next: manage.py migrate resource_centre zero")
