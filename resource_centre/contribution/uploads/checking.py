"""Whether a file may be kept: one function, which knows neither pages nor the database."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from resource_centre.content.weights import in_megabytes
from resource_centre.contribution.uploads.archives import check_archive
from resource_centre.contribution.uploads.errors import FileRefused
from resource_centre.contribution.uploads.kinds import KINDS, Family, FileKind, Limits, offered_kinds
from resource_centre.contribution.uploads.names import clean_name, extension_of
from resource_centre.contribution.uploads.pdfs import check_pdf
from resource_centre.contribution.uploads.pictures import cleaned_picture
from resource_centre.contribution.uploads.texts import check_text, looks_like_markup


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: CheckedFile("Bilan.pdf", <PDF>, b"%PDF-…"). Of an image, the content is a new one."""

    name: str
    kind: FileKind
    data: bytes

    @property
    def sha256(self) -> str:
        """The sum by which the same file is known again."""
        return hashlib.sha256(self.data).hexdigest()


def check_file(name: str, data: bytes, limits: Limits, *, images: bool) -> CheckedFile:
    """Check a document, or an image, as it was sent. Raises FileRefused with the reason.

    check_file("../Bilan.PDF", b"%PDF-1.7 …", limits, images=False) gives CheckedFile("Bilan.pdf", …).
    """
    cleaned = clean_name(name)
    if not cleaned:
        raise FileRefused(_("The file has no name that can be shown: rename it, then send it."))
    if not data:
        raise FileRefused(_("The file is empty."))
    if len(data) > limits.size:
        raise FileRefused(too_big(limits))
    kind = _kind_of(cleaned, data, images=images)
    if kind.is_image:
        data = cleaned_picture(data, kind, limits.pixels)
    elif kind.family is Family.PDF:
        check_pdf(data)
    elif kind.family is Family.TEXT:
        check_text(data, is_table=kind.code == "csv")
    else:
        check_archive(data, kind)
    return CheckedFile(cleaned, kind, data)


def too_big(limits: Limits) -> str:
    """What is said of a file that is too big, whoever notices it."""
    return _("This file is too big: %(most)s at most. Make it smaller, or give the address where it is.") % {
        "most": in_megabytes(limits.size)
    }


def _kind_of(name: str, data: bytes, *, images: bool) -> FileKind:
    """The kind that the name says, among those that are offered there. Raises FileRefused with the reason."""
    extension = extension_of(name)
    kind = next((one for one in KINDS if extension in one.extensions), None)
    offered = offered_kinds(images=images)
    if kind is not None and kind in offered:
        _check_beginning(kind, data)
        return kind
    if kind is not None and kind.is_image is not images:
        raise FileRefused(
            _("This is a document: add it under “Documents”.")
            if images
            else _("This is an image: add it under “Images”, with its alternative text.")
        )
    raise FileRefused(_why_not(extension, data, ", ".join(one.label for one in offered)))


def _why_not(extension: str, data: bytes, offered: str) -> str:
    if extension in {"svg", "svgz"} or (extension == "xml" and looks_like_markup(data)):
        return _("SVG drawings can hold scripts: export yours as PNG or PDF, then send it.")
    if extension in {"html", "htm", "xhtml", "mhtml", "mht"}:
        return _("Web pages can hold scripts: give the address, or print the page as a PDF.")
    if extension in {"docm", "xlsm", "pptm", "dotm", "xltm", "xlsb"}:
        return _("This file holds macros: save it without them, then send it.")
    if extension in {"doc", "xls", "ppt"}:
        return _("This is an old format: save it as %(new)sx or as PDF, then send it.") % {"new": extension.upper()}
    if extension in {"zip", "rar", "7z", "gz", "tar"}:
        return _("Archives are not taken: send the files that it holds one by one.")
    return _("Files of this kind are not taken here. These are: %(kinds)s.") % {"kinds": offered}


#: The first bytes of each kind; what is not here is looked at otherwise.
_BEGINNINGS = {"pdf": (b"%PDF-",), "jpeg": (b"\xff\xd8\xff",), "png": (b"\x89PNG\r\n\x1a\n",), "webp": (b"RIFF",)}


def _check_beginning(kind: FileKind, data: bytes) -> None:
    """The name and the content must say the same."""
    first = _BEGINNINGS.get(kind.code, (b"PK\x03\x04",) if kind.family in {Family.ODF, Family.OOXML} else ())
    is_right = not first or data.startswith(first)
    if kind.code == "webp":
        is_right = is_right and data[8:12] == b"WEBP"
    if kind.code == "avif":
        is_right = data[4:8] == b"ftyp" and data[8:12] in {b"avif", b"avis", b"mif1", b"miaf"}
    if not is_right:
        words = _("The name of this file says %(kind)s, its content says something else: save it again, then send it.")
        raise FileRefused(words % {"kind": kind.label})
