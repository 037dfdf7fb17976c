"""Prepare a site for the plugin: vocabularies, groups and their rights, a workflow, and a first centre if asked."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Site

from resource_centre.access.groups import ensure_groups
from resource_centre.content.centre_setup import ensure_centre, ensure_lists
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.vocabulary_loading import VocabularyFileError, load_vocabularies
from resource_centre.discovery.indexer import held
from resource_centre.management.plain import PlainCommand, after_others
from resource_centre.workflow.setup import ensure_workflow


class Command(PlainCommand):
    """Idempotent, all or nothing: creates what is missing, keeps what editors and administrators changed."""

    help = "Create the starter vocabularies, the groups and their rights, (with --centre) a first centre, a workflow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --centre and --title."""
        parser.add_argument(
            "--centre", metavar="SLUG", help="create a centre with this slug under the default site's root"
        )
        parser.add_argument("--title", help="title of the centre that --centre creates (“Resource centre”, translated)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        slug = options["centre"]
        parent = None if slug is None else _parent_of_centre(slug)
        try:
            done = after_others(lambda: _set_up(parent, slug, options["title"]))
        except VocabularyFileError as error:
            raise CommandError(f"{error}. Nothing was changed.") from error
        except ValidationError as error:
            raise CommandError(f"{_refusal(error)} Nothing was changed.") from error
        self.stdout.write("\n".join(done))


def _set_up(parent: Page | None, slug: str, title: str | None) -> Sequence[str]:
    """All or nothing; what was done, a line each."""
    with held(), transaction.atomic():
        done = [f"vocabulary {one.code}: {one.created} created, {one.kept} kept" for one in load_vocabularies()]
        if parent is not None:
            with override("en"):  # what Wagtail refuses is said in the language of commands
                centre = ensure_centre(parent, _title(parent) if title is None else title.strip(), slug)
            done.append(f"centre {centre.title}: {centre.url}")
        return [*done, *_set_up_lists(), *_set_up_people()]


def _title(parent: Page) -> str:
    """What a centre is called when nobody says it, in the language of the site."""
    with override(parent.locale.language_code):
        return _("Resource centre")


def _set_up_lists() -> Iterator[str]:
    """A centre that was made in the admin has no list at all; one that has some keeps those that its editors chose."""
    for centre in ResourceCentrePage.objects.all():
        if not KindIndexPage.objects.child_of(centre).exists():
            yield f"lists of {centre.title}: {ensure_lists(centre)} created"


def _set_up_people() -> Iterator[str]:
    for group in ensure_groups():
        done = f"group {group.name}: {'created' if group.created else 'kept'}, {group.centres} centre(s)"
        yield f"{done}, added: {', '.join(group.added) or 'nothing'}"
    centres = list(ResourceCentrePage.objects.all())
    for centre in centres:
        report = ensure_workflow(centre)
        yield f"workflow of {report.centre}: {report.workflow} {'created' if report.created else 'kept'}"
    if not centres:
        yield "No centre yet: run again with --centre SLUG, or create one in the admin and run again."


def _parent_of_centre(slug: str) -> Page:
    """The page that a new centre goes under. Raises CommandError before anything is written."""
    if not slug.strip():
        raise CommandError("--centre: give the slug of the centre, the last word of its address.")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise CommandError("There is no default site: create one in Settings > Sites, then run this again.")
    return site.root_page


def _refusal(error: ValidationError) -> str:
    """What is wrong with each option: "--centre: The slug 'centre' is already in use…"."""
    with override("en"):
        if not hasattr(error, "error_dict"):
            return f"--centre: {' '.join(error.messages)}"
        said = {
            "--centre" if field == "slug" else "--title": " ".join(messages)
            for field, messages in error.message_dict.items()
        }
    return " ".join(f"{option}: {words}" for option, words in said.items())
