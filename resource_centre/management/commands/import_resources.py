"""Import resources from a file of JSON lines: one object a line, described in docs/reference/import.md."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError
from django.utils.translation import override

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.indexer import held
from resource_centre.interop.import_files import ImportFileError, LineFile
from resource_centre.interop.import_lines import LineError
from resource_centre.interop.importer import ImportReport, ImportResources
from resource_centre.management.plain import PlainCommand

_INDEX_LATE = "The search index is not up to date: run resource_index run --once."


class Command(PlainCommand):
    """Idempotent: the same file twice changes nothing. Pages that editors worked on are left to them."""

    help = "Import resources from a file of JSON lines into a centre."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE, --centre, --draft and --dry-run."""
        parser.add_argument("file", type=Path, metavar="FILE", help="one JSON object a line, UTF-8")
        parser.add_argument("--centre", metavar="SLUG", required=True, help="slug of the centre to import into")
        parser.add_argument("--draft", action="store_true", help="leave the pages unpublished")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import; errors go to standard error, what to look at and the counts to standard output."""
        lines = LineFile(options["file"], partial(self.progress, after=" bytes"))
        try:
            lines.check()
        except ImportFileError as error:
            raise CommandError(f"{error}. Nothing was imported.") from error
        with override("en"):  # reasons given by fields, too, are in the language of commands
            importer = ImportResources(
                _centre(options["centre"]),
                lines,
                publish=not options["draft"],
                dry_run=options["dry_run"],
                on_error=lambda error: self.stderr.write(str(error)),
                on_flag=self._flag,
            )
            if not importer.lookups.has_plain_role():
                self.stderr.write("There are no roles: actors are not linked. Run setup_resource_centre, then again.")
            report = self._execute(importer)
            if report.line_count == 0:
                self.stderr.write(f"There is no line in {lines.path}: nothing was imported.")
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this is what an import would do.")
        self._report(report)

    def _execute(self, importer: ImportResources) -> ImportReport:
        """Import. When a person, the database or the disk stops it: say how far it came, and what to do."""
        report = None
        try:
            with held():  # its end writes, too, and may be stopped
                report = importer.execute()
        except (KeyboardInterrupt, OSError, DatabaseError, InterfaceError) as error:
            stop = _stop(importer) if report is None else f"Every line was read ({_counts(report)}). {_INDEX_LATE}"
            raise CommandError(f"Stopped by {_reason(error)}. {stop}") from error
        return report

    def _flag(self, notice: LineError) -> None:
        self.stdout.write(f"flagged {notice}")

    def _report(self, report: ImportReport) -> None:
        if report.unknown_actor_count:
            self.stdout.write(f"{report.unknown_actor_count} names of actors are unknown; they are kept with the pages")
        if report.unknown_theme_count:
            self.stdout.write(f"{report.unknown_theme_count} themes are unknown; the most frequent:")
        for theme, count in report.unknown_themes:
            self.stdout.write(f"{count:>7}  {theme}")
        self.stdout.write(_counts(report))


def _counts(report: ImportReport) -> str:
    return (
        f"created={report.created} updated={report.updated} unchanged={report.unchanged} "
        f"flagged={report.flagged} rejected={report.rejected}"
    )


def _reason(error: BaseException) -> str:
    return "the keyboard" if isinstance(error, KeyboardInterrupt) else f"an error: {error}".rstrip(". ")


def _stop(importer: ImportResources) -> str:
    """How far an import came that was stopped: the line is the one that was not finished."""
    report = importer.report()
    reading = "the second reading, which links what stood further down" if importer.is_second_pass else "the file"
    if importer.dry_run:
        return f"It was at line {importer.at_line} of {reading}; nothing was written."
    return (
        f"It was at line {importer.at_line} of {reading}; {report.line_count} lines were done ({_counts(report)}). "
        f"Run the same command again: what is done stays, and the rest follows."
    )


def _centre(slug: str) -> ResourceCentrePage:
    found = list(ResourceCentrePage.objects.filter(slug=slug)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"Several centres have the slug “{slug}”: give one of them another slug in the admin.")
    known = ", ".join(ResourceCentrePage.objects.order_by("slug").values_list("slug", flat=True)) or "none"
    raise CommandError(f"There is no centre “{slug}” (there are: {known}): name one, or run setup_resource_centre.")
