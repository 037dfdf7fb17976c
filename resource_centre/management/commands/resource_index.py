"""The search index: make it again, keep it up to date, say how it is, repair what differs."""

import json
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections

from resource_centre import conf
from resource_centre.discovery import indexer
from resource_centre.discovery.destinations import destinations
from resource_centre.discovery.health import index_health
from resource_centre.discovery.indexer import Delivery
from resource_centre.discovery.sweeping import sweep
from resource_centre.management.plain import PlainCommand
from resource_centre.search.errors import EngineUnavailable, RebuildRunning, SearchError
from resource_centre.text.analysis import analyzer_for

#: Seconds between two looks at the outbox, and between two comparisons of the database and the index.
PAUSE, SWEEP_EVERY = 1.0, 3_600
#: Changes delivered between two looks at whether to stop.
AT_ONCE = 500


class Command(PlainCommand):
    """Each action may run beside a site that answers, and beside another one of itself."""

    help = "Rebuild, update, compare or describe the search index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the actions."""
        action = self.actions(parser, "action")
        action("rebuild", help="make a new index and put it in place of the old one")
        status = action("status", help="say how the index is; fails when it does not answer")
        status.add_argument("--json", action="store_true", help="as one line of JSON")
        action("sweep", help="compare the database and the index, both ways, and repair")
        run = action("run", help="deliver what changes until stopped")
        run.add_argument("--once", action="store_true", help="deliver what waits now, then stop")
        analyze = action("analyze", help="one text a line on standard input, its terms as JSON on output")
        analyze.add_argument("--lang", default="fr", help="language of the texts")
        analyze.add_argument("--exact", action="store_true", help="unstemmed terms")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the actions; what goes wrong is one sentence."""
        try:
            getattr(self, f"_{options['action']}")(options)
        except (SearchError, OSError) as error:
            raise CommandError(str(error)) from error

    def _rebuild(self, _options: dict[str, Any]) -> None:
        documents = [indexer.rebuild(self.progress, to=to) for to in destinations()]
        self.stdout.write(f"documents={documents[-1]}")

    def _status(self, options: dict[str, Any]) -> None:
        health = index_health(with_drift=True)
        if options["json"]:
            self.stdout.write(json.dumps(health.as_dict()))
        else:
            for name, value in health.as_dict().items():
                self.stdout.write(f"{name:<24} {value}")
            for row in health.parked_rows:
                self.stdout.write(f"parked: {row.key}: {row.error}")
        if health.reason:
            self.stderr.write(health.reason)
        if not health.is_ready:
            sys.exit(1)

    def _sweep(self, _options: dict[str, Any]) -> None:
        differences = sum(map(sweep, destinations()))
        done = sum((indexer.deliver(to=to) for to in destinations()), Delivery())
        self.stdout.write(f"differences={differences} written={done.written} refused={done.refused + done.failed}")

    def _run(self, options: dict[str, Any]) -> None:
        if options["once"]:
            done = indexer.bring_up_to_date()
            self.stdout.write(f"written={done.written} refused={done.refused + done.failed}")
            return
        # Not an exception: raised while Python calls back from C, it would be lost, and the process would never stop.
        is_told_to_stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda _number, _frame: is_told_to_stop.set())
        self.stdout.write("Delivering changes to the search index. Stop with Ctrl+C.")
        self._swept = 0.0
        try:
            while not is_told_to_stop.is_set():
                if self._turn() < AT_ONCE:
                    is_told_to_stop.wait(PAUSE)
        except KeyboardInterrupt:
            pass
        self.stdout.write("Stopped.")

    def _turn(self) -> int:
        """One look; how much it did. An engine or a database that does not answer is said, and asked again."""
        try:
            if not self._swept or time.monotonic() - self._swept > SWEEP_EVERY:
                indexer.bring_up_to_date(AT_ONCE)
                for to in destinations():
                    sweep(to)
                self._swept = time.monotonic()
            return indexer.bring_up_to_date(AT_ONCE).handled
        except (EngineUnavailable, RebuildRunning) as error:
            self.stderr.write(str(error))
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer: {error}")
            close_old_connections()
        return 0

    def _analyze(self, options: dict[str, Any]) -> None:
        analyzer = analyzer_for(options["lang"] or conf.content_languages()[0])
        analyse = analyzer.exact_terms if options["exact"] else analyzer.terms
        try:
            for line in sys.stdin:
                self.stdout.write(json.dumps(analyse(line.rstrip("\n")), ensure_ascii=False))
        except UnicodeError as error:
            raise CommandError(f"Texts are read and written as UTF-8: {error}.") from error
