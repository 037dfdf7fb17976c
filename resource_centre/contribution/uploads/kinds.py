"""The kinds of files that are taken: what each is called, how its name ends, how its content is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from PIL import features

from resource_centre import conf


class Family(StrEnum):
    """How a kind is checked."""

    PDF = "pdf"
    ODF = "odf"
    OOXML = "ooxml"
    TEXT = "text"
    IMAGE = "image"


@dataclass(frozen=True)
class FileKind:
    """FileKind("pdf", "PDF", Family.PDF, "application/pdf", ("pdf",)).

    mark: what the content must name: the media type that an OpenDocument or EPUB file bears, the main part of an Office
    file ("wordprocessingml.document.main"), the format by which Pillow knows an image.
    """

    code: str
    label: str
    family: Family
    media_type: str
    extensions: tuple[str, ...]
    mark: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it is shown, rather than offered to be read."""
        return self.family is Family.IMAGE


@dataclass(frozen=True)
class Limits:
    """What one draft may hold: bytes of a file, files, bytes of all of them; pixels of an image."""

    size: int
    files: int
    total: int
    pixels: int


def file_limits() -> Limits:
    """The limits of this site."""
    found = conf.file_limits()
    return Limits(found["size"], found["files"], found["total"], found["pixels"])


_ODF = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."

KINDS: tuple[FileKind, ...] = (
    FileKind("pdf", "PDF", Family.PDF, "application/pdf", ("pdf",)),
    FileKind("odt", "ODT", Family.ODF, f"{_ODF}text", ("odt",), f"{_ODF}text"),
    FileKind("ods", "ODS", Family.ODF, f"{_ODF}spreadsheet", ("ods",), f"{_ODF}spreadsheet"),
    FileKind("odp", "ODP", Family.ODF, f"{_ODF}presentation", ("odp",), f"{_ODF}presentation"),
    FileKind("epub", "EPUB", Family.ODF, "application/epub+zip", ("epub",), "application/epub+zip"),
    FileKind(
        "docx", "DOCX", Family.OOXML, f"{_OFFICE}wordprocessingml.document", ("docx",),
        "wordprocessingml.document.main+xml",
    ),
    FileKind(
        "xlsx", "XLSX", Family.OOXML, f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), "spreadsheetml.sheet.main+xml"
    ),
    FileKind(
        "pptx", "PPTX", Family.OOXML, f"{_OFFICE}presentationml.presentation", ("pptx",),
        "presentationml.presentation.main+xml",
    ),
    FileKind("csv", "CSV", Family.TEXT, "text/csv", ("csv",)),
    FileKind("txt", "TXT", Family.TEXT, "text/plain", ("txt",)),
    FileKind("jpeg", "JPEG", Family.IMAGE, "image/jpeg", ("jpg", "jpeg"), "JPEG"),
    FileKind("png", "PNG", Family.IMAGE, "image/png", ("png",), "PNG"),
    FileKind("webp", "WEBP", Family.IMAGE, "image/webp", ("webp",), "WEBP"),
    FileKind("avif", "AVIF", Family.IMAGE, "image/avif", ("avif",), "AVIF"),
)  # fmt: skip
BY_CODE: Mapping[str, FileKind] = {kind.code: kind for kind in KINDS}
#: What this machine's Pillow must know besides, to read such an image.
_FEATURES = {"webp": "webp", "avif": "avif"}


def offered_kinds(*, images: bool) -> tuple[FileKind, ...]:
    """Images, or documents, that this site takes: what Wagtail's own settings leave out is left out here."""
    name = "WAGTAILIMAGES_EXTENSIONS" if images else "WAGTAILDOCS_EXTENSIONS"
    named = getattr(settings, name, None)
    return tuple(
        kind
        for kind in KINDS
        if kind.is_image is images
        and (named is None or set(kind.extensions) & {str(one).lower() for one in named})
        and (kind.code not in _FEATURES or features.check(_FEATURES[kind.code]))
    )
