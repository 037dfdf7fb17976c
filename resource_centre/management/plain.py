"""What our commands share: what goes wrong outside them is one sentence, and a file is written whole or not at all."""

import os
import secrets
import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError, OperationalError

_Done = TypeVar("_Done")
#: Seconds for which a command goes on trying while another program writes the same, and between two tries.
LONGEST_WAIT, PAUSE = 30.0, 0.2
#: What a shell reads of a program that Ctrl+C stopped.
STOPPED = 130
#: What every command of Django takes; one of several actions knows only what is said to it.
OF_DJANGO = ArgumentParser(add_help=False, argument_default=SUPPRESS)
OF_DJANGO.add_argument("-v", "--verbosity", type=int, choices=range(4), help=SUPPRESS)
for _option in ("--settings", "--pythonpath"):
    OF_DJANGO.add_argument(_option, help=SUPPRESS)
for _option in ("--traceback", "--no-color", "--force-color", "--skip-checks"):
    OF_DJANGO.add_argument(_option, action="store_true", help=SUPPRESS)


class PlainCommand(BaseCommand):
    """A command whose database may be away, and that somebody may stop. `--traceback` still shows where it was."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """As Django does. Raises CommandError, of one sentence, for both."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise CommandError(f"The database refused: {said}. {_what_to_do(said)}") from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped.", returncode=STOPPED) from error

    @staticmethod
    def actions(parser: ArgumentParser, name: str) -> Callable[..., ArgumentParser]:
        """What adds an action to a command that has several, its name in `options[name]`.

        An action takes Django's own options too: `resource_index rebuild --settings mysite.settings.production`.
        """
        return partial(parser.add_subparsers(dest=name, required=True).add_parser, parents=[OF_DJANGO])

    def progress(self, done: int, total: int, *, before: str = "", after: str = "") -> None:
        """Draw a bar where somebody watches, "[####      ] 4/10" between those words; a log file gets none."""
        if self.stderr.isatty():
            bar = f"[{'#' * (30 * done // max(total, 1)):<30}]"
            self.stderr.write(f"\r{before}{bar} {done}/{total}{after}", ending="\n" if done == total else "")


def _what_to_do(said: str) -> str:
    """What helps against what a database said: SQLite refuses whoever comes while another one writes."""
    if "locked" in said:
        return "Another program is writing to it: run this again once it is done."
    return "After an install or an upgrade, run `manage.py migrate` first."


def after_others(work: Callable[[], _Done]) -> _Done:
    """What `work` gives, which is done whole or not at all: begun again where another program was faster.

    SQLite refuses whoever comes second, and a row that both make is refused to one of them. Raises DatabaseError once
    it has tried for LONGEST_WAIT seconds.
    """
    end = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            return work()
        except (OperationalError, IntegrityError) as error:
            is_another = isinstance(error, IntegrityError) or "lock" in str(error)  # "database is locked", "deadlock"
            if not is_another or time.monotonic() >= end:
                raise
        time.sleep(PAUSE)


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file whole or not at all: readers see the former one until the new one is complete.

    mode: rights of the file, less the umask. What is no file (a pipe, /dev/stdout) is written to as it is. Raises
    OSError.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    place = path.resolve()  # a link stays a link
    unfinished = place.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
        unfinished.replace(place)
    finally:
        with suppress(OSError):  # it would be said in place of what went wrong
            unfinished.unlink(missing_ok=True)
