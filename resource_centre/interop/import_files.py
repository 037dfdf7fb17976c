"""A file of import lines, read as a stream, as often as needed."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from resource_centre.interop.import_lines import MAX_LINE_BYTES

#: Told of progress: (bytes read, of how many).
Progress = Callable[[int, int], None]
_CHUNK = 1 << 20


class ImportFileError(Exception):
    """The file cannot be read at all; the message says what to do."""


@dataclass(frozen=True)
class LineFile:
    """Lines of a file as bytes. A line beyond MAX_LINE_BYTES comes cut, one byte too long, and is refused later."""

    path: Path
    progress: Progress = lambda _done, _total: None

    def __iter__(self) -> Iterator[bytes]:
        total, done, shown = self.path.stat().st_size, 0, -1
        with self.path.open("rb") as file:
            while line := file.readline(MAX_LINE_BYTES + 1):
                done += len(line)
                if not line.endswith(b"\n"):
                    done += _skip_line(file.readline) if len(line) > MAX_LINE_BYTES else 0
                yield line
                if total and (percent := 100 * done // total) != shown:
                    shown = percent
                    self.progress(done, total)

    def check(self) -> None:
        """Raise ImportFileError when there is no such file, or it is a folder, a device, or no text in UTF-8."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            if self.path.is_dir():
                raise ImportFileError(f"{self.path} is a folder: name one file of JSON lines in it")
            if not self.path.exists():
                raise ImportFileError(f"There is no file {self.path}: check its name")
            if not self.path.is_file():  # it is read twice, which a pipe does not allow
                raise ImportFileError(f"{self.path} is a device or a pipe: save its lines in a file first")
            with self.path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise ImportFileError(
                f"{self.path} is not text in UTF-8: save it again with that encoding, or name another file"
            ) from error
        except OSError as error:
            raise ImportFileError(
                f"{self.path} cannot be read ({error.strerror}): check its name and its rights"
            ) from error


def _skip_line(readline: Callable[[int], bytes]) -> int:
    skipped = 0
    while part := readline(_CHUNK):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
