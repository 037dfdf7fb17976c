"""Where files wait: out of the folders that a web server shows, each under its number alone.

Nothing here knows what a file is, or whose. A file without a row is one whose transaction failed, or whose process was
killed: `orphans` finds it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from resource_centre import conf

#: What is being copied into public folders is noted here until that is certain.
COPIES = "copies"


def private_storage() -> Any:
    """The storage that the setting PRIVATE_FILES names in STORAGES, or one on a folder that only this account reads."""
    alias = conf.private_storage_alias()
    if alias and alias in settings.STORAGES:
        return storages[alias]
    return FileSystemStorage(
        location=conf.private_folder(), base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


def path_of(uid: UUID) -> str:
    """Its place: "3f/3f0c…"."""
    return f"{uid.hex[:2]}/{uid.hex}"


def put(uid: UUID, data: bytes) -> None:
    """Keep a file. Raises OSError when the disk takes no more."""
    private_storage().save(path_of(uid), ContentFile(data))


def opened(uid: UUID) -> IO[bytes]:
    """Open a file to read it. Raises FileNotFoundError."""
    found: IO[bytes] = private_storage().open(path_of(uid))
    return found


def remove(uid: UUID) -> None:
    """Delete a file; nothing when it is gone."""
    private_storage().delete(path_of(uid))


def put_note(name: str, text: str) -> None:
    """Write a note about a copy, in place of the one before."""
    storage = private_storage()
    storage.delete(f"{COPIES}/{name}")
    storage.save(f"{COPIES}/{name}", ContentFile(text.encode()))


def notes() -> Iterator[tuple[str, str, datetime]]:
    """Notes that are still there: (name, text, when it was written)."""
    storage = private_storage()
    for name in _listed(COPIES)[1]:
        with storage.open(f"{COPIES}/{name}") as note:
            yield name, note.read().decode(), storage.get_modified_time(f"{COPIES}/{name}")


def remove_note(name: str) -> None:
    """The copy is certain, or was taken back."""
    private_storage().delete(f"{COPIES}/{name}")


def kept_before(moment: datetime) -> Iterator[UUID]:
    """Numbers of the files that were written before that moment."""
    storage = private_storage()
    for folder in _listed("")[0]:
        if folder == COPIES:
            continue
        for name in _listed(folder)[1]:
            try:
                uid = UUID(hex=name.partition("_")[0])
            except ValueError:
                continue
            if storage.get_modified_time(f"{folder}/{name}") < moment:
                yield uid


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, names = private_storage().listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    return folders, names
