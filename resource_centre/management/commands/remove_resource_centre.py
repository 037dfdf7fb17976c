"""Delete everything that the plugin put in a site, before its tables are removed."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page

from resource_centre.access.groups import RemovedGroup, remove_groups
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.indexer import held
from resource_centre.management.plain import PlainCommand
from resource_centre.search.errors import SearchError
from resource_centre.workflow.leaving import remove_from_workflows

NEXT = "Next: manage.py migrate resource_centre zero"
#: Rows of others that are named when they keep a page from being deleted.
NAMED = 3


class Command(PlainCommand):
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
        if not options["yes"]:
            _ask()
        with held():
            groups = _delete(centres)
        for group in groups:
            self.stdout.write(_told(group))
        try:
            current_engine().remove()
        except (SearchError, OSError) as error:
            raise CommandError(
                f"The pages are deleted, the search index could not be: {error} Delete it where it is. {NEXT}"
            ) from error
        self.stdout.write(f"Deleted, the search index too. {NEXT}")


def _ask() -> None:
    """Go on if somebody says so. Raises CommandError."""
    try:
        answer = input("Type “delete” to go on: ")
    except EOFError as error:
        raise CommandError("Nothing was deleted: nobody is there to answer. Add --yes.") from error
    if answer != "delete":
        raise CommandError("Nothing was deleted.")


def _delete(centres: Sequence[ResourceCentrePage]) -> Sequence[RemovedGroup]:
    """All or nothing, all centres in one deletion: pages of one may cite those of another. Raises CommandError."""
    try:
        with transaction.atomic():
            remove_from_workflows()
            for centre in centres:
                for page in Page.objects.descendant_of(centre, inclusive=True).specific().iterator():
                    DeletePageAction(page).log_deletion(page)
            Page.objects.filter(pk__in=[centre.pk for centre in centres]).delete()
            return remove_groups()
    except (ProtectedError, RestrictedError) as error:
        rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        named = sorted(f"{row._meta.label} {row.pk}" for row in rows)
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        raise CommandError(
            f"Nothing was deleted: {', '.join(named[:NAMED])}{more} point to pages of the centre, and forbid it. "
            "Delete or change those first."
        ) from error


def _told(group: RemovedGroup) -> str:
    if group.deleted:
        return f"group {group.name}: deleted"
    return (
        f"group {group.name}: kept with its members, for its name is not the plugin's; {group.rights} right(s) of the "
        "plugin taken off it. Look at what it may do in Settings > Groups."
    )
