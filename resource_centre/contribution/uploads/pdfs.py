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
#: The word and the rest of its line, as readers take it.
_STREAM = re.compile(rb"(?<!end)stream[^\r\n]{0,200}(?:\r\n|\r|\n)")
#: How a list of objects begins: their numbers and places, two by two, or a remark.
_NUMBERS = re.compile(rb"[\s\x00]*(?:%|\d+\s+\d+\s)")
#: Bytes that are unpacked at a time.
_PIECE = 4_096


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
    """Every list, unpacked, whatever its dictionary says of itself: readers that follow its number ask no more.

    A dictionary is all that stands since the stream before, however long: what would end it may stand in a text of it.
    Each byte is read once: a stream that does not end reaches to the end of the one in which it stands.
    """
    left, before, end = MOST_UNPACKED, 0, 0
    for found in _STREAM.finditer(data):
        said, before = _unhexed(data[before : found.start()]), found.end()
        if end < before:
            end = data.find(b"endstream", before)
            end = end if end >= 0 else len(data)
        packed = memoryview(data)[before:end]
        filters = re.findall(rb"/(\w+Decode)", said)
        is_told = b"/ObjStm" in said
        if is_told and not set(filters) <= {b"FlateDecode"}:
            raise FileRefused(_("This PDF is compressed in a way that cannot be checked: save it again, then send it."))
        if not is_told and not (b"/First" in said and _looks_like_a_list(packed)):
            continue
        unpacked = _inflated(packed, left, is_told=is_told) if filters else bytes(packed[: left + 1])
        left -= len(unpacked)
        if left <= 0:
            raise FileRefused(_("Unpacked, this file would be far too big: it is not taken."))
        yield unpacked


def _looks_like_a_list(packed: memoryview) -> bool:
    first = packed[:_PIECE]
    return any(_NUMBERS.match(one) for one in (bytes(first), _inflated(first, _PIECE, is_told=False)))


def _inflated(packed: memoryview, most: int, *, is_told: bool) -> bytes:
    """What is compressed there, at most so much of it. Raises FileDamaged where it is said to be, and is not."""
    reader, found = zlib.decompressobj(), bytearray()
    try:
        for place in range(0, len(packed), _PIECE):
            piece: bytes = bytes(packed[place : place + _PIECE])
            while piece and not reader.eof and len(found) < most:
                found += reader.decompress(piece, most - len(found))
                piece = reader.unconsumed_tail
            if reader.eof or len(found) >= most:
                break
    except zlib.error as error:
        if is_told:
            raise FileDamaged from error
    return bytes(found)
