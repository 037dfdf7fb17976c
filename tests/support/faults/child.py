"""A Python process of our own that runs one function, and is spoken to in lines of JSON.

    with Child("tests.support.faults.engine_roles:watch_states", folder=str(folder)) as reader:
        assert reader.hear() == "ready"
        reader.tell("stop")
        assert reader.hear()["mixed"] == 0

The function is given a `Line` and the arguments, all of which are JSON; what it returns is the last line heard. Where
DJANGO_SETTINGS_MODULE is among the variables given, Django is set up first.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import django

from tests.support.faults.lines import PATIENCE, Ear, Ended, Line, say

ROOT = Path(__file__).parents[3]
_DJANGO = "SETTINGS_OF_A_CHILD"


class ChildFailed(RuntimeError):
    """The process ended before it had said what was waited for; the message is what it wrote."""


class Child:
    """One process. Leaving the block ends it, whatever it does."""

    def __init__(self, role: str, *, environment: Mapping[str, str] | None = None, **arguments: Any) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        command = [sys.executable, "-m", "tests.support.faults.child", role, json.dumps(arguments)]
        variables = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(  # noqa: S603 - our own code
            command,
            cwd=ROOT,
            env={**variables, **_with_django(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._said, self._ear = self.process.stdin, Ear(self.process.stdout.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        for pipe in (self.process.stdin, self.process.stdout, self._errors):
            if pipe is not None:
                pipe.close()

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def tell(self, word: Any) -> None:
        """Say something to it."""
        say(self._said.fileno(), word)

    def hear(self, seconds: float = PATIENCE) -> Any:
        """The next line that it says. Raises ChildFailed, Silent."""
        try:
            return self._ear.hear(seconds)
        except Ended as error:
            raise ChildFailed(self._last_words()) from error

    def leave(self) -> Any:
        """Say that nothing more will be said; its last line."""
        self._said.close()
        return self.hear()

    def _last_words(self) -> str:
        """The way it ended, and the end of what it wrote about it."""
        code = self.process.wait(timeout=PATIENCE)
        self._errors.seek(0)
        return f"exit status {code}. {self._errors.read().decode(errors='replace')[-4_000:]}"

    def has_died_of(self, number: int) -> bool:
        """Whether that signal ended it."""
        return self.process.wait(timeout=PATIENCE) == -number


def _with_django(environment: Mapping[str, str]) -> dict[str, str]:
    module = environment.get("DJANGO_SETTINGS_MODULE", "")
    return {**environment, _DJANGO: module}


def main(role: str, arguments: str) -> None:
    """Run the role that is named "module:function"."""
    if os.environ.get(_DJANGO):
        django.setup()
    module, _colon, name = role.partition(":")
    line = Line(sys.stdin.fileno(), os.dup(sys.stdout.fileno()))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what commands print is no word of the conversation
    line.say(getattr(importlib.import_module(module), name)(line, **json.loads(arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
