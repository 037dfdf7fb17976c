"""Files that are zip archives (Office, OpenDocument, EPUB), looked at without unpacking them."""

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _

from resource_centre.contribution.uploads.books import check_book
from resource_centre.contribution.uploads.errors import FileDamaged, FileRefused
from resource_centre.contribution.uploads.fetching import check_relations
from resource_centre.contribution.uploads.kinds import Family, FileKind

BOOK = "epub"
#: Parts of one file, bytes that they would make, how much smaller a part of weight may be made, bytes read of one.
MOST_PARTS, MOST_BYTES, MOST_RATIO, MOST_READ = 3_000, 300_000_000, 150, 2_000_000
#: Below this, a part may be as compressible as it likes: an empty sheet is.
_LIGHT = 1_000_000
#: What reading a damaged archive raises.
_DAMAGED = (
    zipfile.BadZipFile, ValueError, EOFError, OSError, struct.error, zlib.error, NotImplementedError, RuntimeError
)  # fmt: skip
_FIRST, _END = b"PK\x03\x04", b"PK\x05\x06"
_PROGRAMS = re.compile(r"\.(?:exe|dll|bat|cmd|com|scr|vbs|js|mjs|jar|ps1|sh|msi|lnk|html?|svg)$", re.IGNORECASE)
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|Basic/.*|Scripts/.*|activeX/.*)$", re.IGNORECASE)


def check_archive(data: bytes, kind: FileKind) -> None:
    """Raise FileRefused unless it is a whole archive of that kind, harmless to unpack, and to open."""
    _check_ends(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(parts, len(data))
            _check_names(parts, kind)
            _check_kind(archive, parts, kind)
            if kind.code == BOOK:
                check_book(archive, parts)
            if kind.family is Family.OOXML:
                check_relations(archive, parts)
    except _DAMAGED as error:
        raise FileDamaged from error


def _check_ends(data: bytes) -> None:
    """An archive begins at its beginning, ends at its end, and says how many parts it has before they are read.

    Reading a list of half a million parts would take more memory than the file itself.
    """
    end = data.rfind(_END, max(0, len(data) - 65_600))
    if not data.startswith(_FIRST) or end < 0 or len(data) < end + 22:
        raise FileRefused(_("The content of this file is not what its name says: save it again, then send it."))
    count, size, comment = struct.unpack_from("<H", data, end + 10)[0], *struct.unpack_from("<I4xH", data, end + 12)
    if end + 22 + comment != len(data):
        raise FileRefused(_("Something was added after the end of this file: save it again, then send it."))
    if count > MOST_PARTS or size > MOST_PARTS * 400:
        raise FileRefused(_("This file holds more parts than can be checked."))


def _check_parts(parts: Sequence[zipfile.ZipInfo], length: int) -> None:
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    heavy = [part for part in parts if part.file_size > _LIGHT]
    is_bomb = unpacked > MOST_BYTES or any(part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in heavy)
    # Parts that lie over one another weigh more than the file that holds them.
    if is_bomb or packed > length or unpacked > MOST_RATIO * length + _LIGHT:
        raise FileRefused(_("Unpacked, this file would be far too big: it is not taken."))
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise FileDamaged  # no such format has other ways to pack: its readers would not open it
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused(_("This file is protected by a password: send one that everybody can open."))


def _check_names(parts: Sequence[zipfile.ZipInfo], kind: FileKind) -> None:
    names = [part.filename for part in parts]
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise FileRefused(_("This file would write outside of its own folder when it is unpacked: it is not taken."))
    if any(_MACROS.search(name) for name in names):
        raise FileRefused(_("This file holds macros: save it without them, then send it."))
    is_book = kind.code == BOOK  # which is made of HTML and SVG pages
    programs = [found[0].lower() for name in names if (found := _PROGRAMS.search(name))]
    if any(not (is_book and one in {".html", ".htm", ".svg"}) for one in programs):
        raise FileRefused(_("This file holds programs or scripts: save it without them, then send it."))


def _check_kind(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], kind: FileKind) -> None:
    first = min(parts, key=lambda part: part.header_offset, default=None)
    if first is None or first.header_offset != 0:
        raise FileRefused(_("The content of this file is not what its name says: save it again, then send it."))
    if kind.family is Family.ODF:
        said = _read(archive, "mimetype").decode("ascii", "replace").strip()
        is_right = said == kind.mark
    else:
        said = _read(archive, "[Content_Types].xml").decode("utf-8", "replace")
        if re.search("macroEnabled", said, re.IGNORECASE):
            raise FileRefused(_("This file holds macros: save it without them, then send it."))
        is_right = kind.mark in said
    if not is_right:
        raise FileRefused(_("The content of this file is not what its name says: save it again, then send it."))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part, b"" when there is none."""
    try:
        with archive.open(name) as part:
            return part.read(MOST_READ)
    except KeyError:
        return b""
