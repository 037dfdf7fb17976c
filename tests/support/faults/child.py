"""A Python process of our own that runs one function, and is spoken to in lines of JSON.

    with Child("tests.support.faults.engine_roles:search", folder=str(folder)) as reader:
        assert reader.hear() == "ready"
        reader.tell("stop")
        assert reader.hear() == {"questions": 812, "errors": {}}

The function is given a `Line` and the arguments, all of which are JSON; what it returns is the last line heard.
"""

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[3]
#: Seconds that a process may take to say something.
PATIENCE = 60.0


class ChildFailed(RuntimeError):
    """The process ended, or fell silent, before it had said what was waited for; the message is what it wrote."""


class Child:
    """One process. Leaving the block ends it, whatever it does."""

    def __init__(self, role: str, *, environment: Mapping[str, str] | None = None, **arguments: Any) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._heard = b""
        command = [sys.executable, "-m", "tests.support.faults.child", role, json.dumps(arguments)]
        self.process = subprocess.Popen(  # noqa: S603 - our own code
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

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
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(word).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, seconds: float = PATIENCE) -> Any:
        """The next line that it says. Raises ChildFailed."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while b"\n" not in self._heard:
            left = max(0.0, deadline - time.monotonic())
            is_heard, _writable, _failed = select.select([self.process.stdout], [], [], left)
            piece = os.read(self.process.stdout.fileno(), 65_536) if is_heard else b""
            if not piece:
                raise ChildFailed(f"silent for {seconds} s" if not is_heard else f"ended: {self._said()}")
            self._heard += piece
        line, _newline, self._heard = self._heard.partition(b"\n")
        return json.loads(line)

    def _said(self) -> str:
        """The way it ended, and the end of what it wrote about it."""
        code = self.process.wait(timeout=PATIENCE)
        self._errors.seek(0)
        return f"exit status {code}. {self._errors.read().decode(errors='replace')[-3_000:]}"

    def has_died_of(self, number: int) -> bool:
        """Whether that signal ended it."""
        return self.process.wait(timeout=PATIENCE) == -number


class Line:
    """The other end, in the process itself."""

    def say(self, what: Any) -> None:
        """A line of JSON, at once."""
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    def hear(self) -> Any:
        """Wait for a word; None when nobody is there any more."""
        line = sys.stdin.buffer.readline()
        return json.loads(line) if line else None

    def is_told(self, seconds: float = 0.0) -> bool:
        """Whether a word waits, or the other side is gone."""
        return bool(select.select([sys.stdin], [], [], seconds)[0])


def main(role: str, arguments: str) -> None:
    """Run the role that is named "module:function"."""
    module, _colon, name = role.partition(":")
    line = Line()
    line.say(getattr(importlib.import_module(module), name)(line, **json.loads(arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
