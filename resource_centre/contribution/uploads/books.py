"""Pages inside a book (EPUB): whatever its list of parts calls them, none may hold a script.

Source: EPUB 3.3, 6.2 "Scripted content documents": a page or a drawing of a book is XML, and its reader runs scripts.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.parsers import expat

from django.utils.translation import gettext as _

from resource_centre.contribution.uploads.errors import FileDamaged, FileRefused

#: Bytes of one page, and of all pages of a book: a long novel is one or two million.
MOST_OF_ONE, MOST_OF_ALL = 5_000_000, 60_000_000
_HEAD = 64
#: What may stand before the first "<": marks of an encoding, blanks, and the noughts of UTF-16.
_BEFORE = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_SCRIPTS = ("javascript:", "data:text/html")
_BLANKS = re.compile(r"[\x00-\x20]+")


def check_book(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raise FileRefused for a book whose pages hold a script, or too long to be looked at; FileDamaged for a page that
    no reader can open."""
    pages = [part for part in parts if _is_page(archive, part)]
    if sum(part.file_size for part in pages) > MOST_OF_ALL or any(part.file_size > MOST_OF_ONE for part in pages):
        raise FileRefused(_("The pages of this book are too long to be checked: send it in several files."))
    for part in pages:
        check_page(archive.read(part))


def check_page(data: bytes) -> None:
    """Raise FileRefused when a page in XML holds a script, FileDamaged when it is no XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _refuse_scripts
    parser.EntityDeclHandler = _refuse_entities
    parser.ProcessingInstructionHandler = _refuse_style_sheets
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise FileDamaged from error


def _is_page(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """By its first character: a list of parts may call a page an image."""
    with archive.open(part) as content:
        return content.read(_HEAD).lstrip(_BEFORE).startswith(b"<")


def _refuse_scripts(name: str, attributes: Mapping[str, str]) -> None:
    """name: "http://www.w3.org/1999/xhtml script"; so are the attributes that have a namespace."""
    if _local(name) == "script" or any(_runs(_local(key), value) for key, value in attributes.items()):
        raise FileRefused(_("This book holds scripts: save it without them, then send it."))


def _runs(name: str, value: str) -> bool:
    """An attribute that is a script or leads to one, be it one of several values: values="#a;javascript:x()"."""
    addresses = _BLANKS.sub("", value).lower().split(";")
    return name.startswith("on") or name == "srcdoc" or any(one.startswith(_SCRIPTS) for one in addresses)


def _refuse_entities(*_declared: object) -> None:
    """An entity may stand for anything, a script or a thousand million letters."""
    raise FileRefused(_("A page of this book defines words of its own (entities): save it without them, then send it."))


def _refuse_style_sheets(target: str, data: str) -> None:
    """A style sheet in XSLT makes another page of it, scripts included."""
    if target == "xml-stylesheet" and "xsl" in data.lower():
        raise FileRefused(_("This book holds scripts: save it without them, then send it."))


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()
