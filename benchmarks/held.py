"""Memory that a process alone holds."""

import gc
import re
from collections.abc import Iterable
from pathlib import Path

#: The line that begins a mapping: addresses, rights, offset, device, inode, and the file if there is one.
_MAPPING = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+\s*(.*)$")


def private_bytes(mappings: Iterable[str], without: str) -> int:
    """Bytes that a process alone holds, from the lines of its smaps, those of files of one folder left out."""
    total, is_counted = 0, True
    for line in mappings:
        if found := _MAPPING.match(line):
            is_counted = not found.group(1).startswith(without)
        elif is_counted and line.startswith(("Private_Clean:", "Private_Dirty:")):
            total += int(line.split()[1]) * 1024
    return total


def held(without: str) -> int:
    """Bytes that this process alone holds now, those of files of one folder left out."""
    gc.collect()
    with Path("/proc/self/smaps").open(encoding="utf-8", errors="replace") as mappings:
        return private_bytes(mappings, without)
