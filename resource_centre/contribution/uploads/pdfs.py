"""What a PDF could do besides being read: run a script, start a program, carry other files."""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from resource_centre.contribution.uploads.errors import FileDamaged, FileRefused

#: Bytes unpacked of all the compressed lists of objects together.
MOST_UNPACKED = 100_000_000
#: What some programs write after the end.
_AFTER = 1_024
_HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_BEFORE = 4_096


def check_pdf(data: bytes) -> None:
    """Raise FileRefused for what is no PDF, is protected, or does more than show its pages.

    Names are looked for in the whole file, as they are and with their characters in hexadecimal, and in the lists of
    objects, which are compressed. A script needs its name /JavaScript, whatever holds it.
    """
    if not data.startswith(b"%PDF-"):
        raise FileRefused(_("The content of this file is not a PDF, whatever its name says."))
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise FileRefused(_("This PDF is not complete: its end is missing. Send it again."))
    if len(data) - end > _AFTER or b"PK\x03\x04" in data[end:]:
        raise FileRefused(_("Something was added after the end of this file: save it again, then send it."))
    plain = _unhexed(data)
    if b"/Encrypt" in plain:
        raise FileRefused(_("This file is protected by a password: send one that everybody can open."))
    _check_names(plain)
    for objects in _lists_of_objects(data):
        _check_names(_unhexed(objects))


def _unhexed(data: bytes) -> bytes:
    """Names in their plain form: "/J#61vaScript" is "/JavaScript"."""
    return _HEXED.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _check_names(data: bytes) -> None:
    if b"/JavaScript" in data:
        raise FileRefused(_("This PDF holds a script (JavaScript): save it without, then send it."))
    if b"/Launch" in data:
        raise FileRefused(_("This PDF starts a program when it is opened: save it without that action, then send it."))
    if b"/EmbeddedFile" in data or b"/RichMedia" in data:
        raise FileRefused(_("This PDF carries other files inside: send them one by one."))


def _lists_of_objects(data: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for found in _STREAM.finditer(data):
        # Where an object begins: its dictionary says what the stream is.
        said = _unhexed(data[max(0, found.start() - _BEFORE) : found.start()].rpartition(b" obj")[2])
        if b"/ObjStm" not in said:
            continue
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        filters = re.findall(rb"/(\w+Decode)", said)
        if filters not in ([], [b"FlateDecode"]):
            raise FileRefused(_("This PDF is compressed in a way that cannot be checked: save it again, then send it."))
        unpacked = _inflated(packed, left) if filters else packed
        left -= len(unpacked)
        if left <= 0:
            raise FileRefused(_("Unpacked, this file would be far too big: it is not taken."))
        yield unpacked


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, max(most, 1))
    except zlib.error as error:
        raise FileDamaged from error
