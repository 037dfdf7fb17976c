"""Folders for faults: one that other accounts may enter, one on a small disk."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.requirements import missing


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every account may read: those that pytest makes are its own account's alone."""
    folder = Path(tempfile.mkdtemp(prefix="index-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """An empty disk of that size, in memory. The test is skipped where none may be mounted."""
    with open_folder() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=755", "tmpfs", str(folder)]
        mount_tool = shutil.which("mount")
        if mount_tool is None or subprocess.run(mount, capture_output=True, timeout=30, check=False).returncode:  # noqa: S603
            missing("mount", "no disk may be mounted by this account")
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], timeout=30, check=True)  # noqa: S603, S607


def only_root() -> None:
    """Skip the test where another account cannot be taken."""
    if os.geteuid():
        missing("root", "another account can only be taken by root")
