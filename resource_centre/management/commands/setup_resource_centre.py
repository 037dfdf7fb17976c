"""Prepare a site for the plugin: vocabularies, groups and their rights, a workflow, and a first centre if asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from resource_centre.access.groups import ensure_groups
from resource_centre.content.centre_setup import ensure_centre
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabulary_loading import VocabularyFileError, load_vocabularies
from resource_centre.discovery.indexer import held
from resource_centre.workflow.setup import ensure_workflow


class Command(BaseCommand):
    """Idempotent: creates what is missing, keeps what editors changed."""

    help = "Create the starter vocabularies, the groups and their rights, (with --centre) a first centre, a workflow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --centre and --title."""
        parser.add_argument(
            "--centre", metavar="SLUG", help="create a centre with this slug under the default site's root"
        )
        parser.add_argument("--title", default="Centre de ressources", help="title of the centre that --centre creates")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        with held():
            self._set_up(options)

    def _set_up(self, options: dict[str, Any]) -> None:
        try:
            for vocabulary in load_vocabularies():
                self.stdout.write(f"vocabulary {vocabulary.code}: {vocabulary.created} created, {vocabulary.kept} kept")
        except VocabularyFileError as error:
            raise CommandError(str(error)) from error
        if options["centre"]:
            self._create_centre(options["centre"], options["title"])
        for group in ensure_groups():
            self.stdout.write(
                f"group {group.name}: {'created' if group.created else 'kept'}, {group.centres} centre(s)"
            )
        for centre in ResourceCentrePage.objects.all():
            report = ensure_workflow(centre)
            self.stdout.write(
                f"workflow of {report.centre}: {report.workflow} {'created' if report.created else 'kept'}"
            )
        if not ResourceCentrePage.objects.exists():
            self.stdout.write("No centre yet: run again with --centre SLUG, or create one in the admin and run again.")

    def _create_centre(self, slug: str, title: str) -> None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise CommandError("There is no default site: create one in Settings > Sites, then run this again.")
        centre = ensure_centre(site.root_page, title, slug)
        self.stdout.write(f"centre {centre.title}: {centre.url}")
