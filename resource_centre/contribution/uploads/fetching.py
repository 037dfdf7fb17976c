"""What an Office file would fetch from elsewhere as soon as it is opened: a template with macros, an object that runs.

The file holds no macro itself: its relations say where the program is to look. Source: ECMA-376, part 2, 6.5
"Relationships".
"""

import zipfile
from collections.abc import Mapping, Sequence
from xml.parsers import expat

from django.utils.translation import gettext as _

from resource_centre.contribution.uploads.errors import FileDamaged, FileRefused

#: Bytes of all the lists of relations of a file.
MOST = 20_000_000
#: Relations that are followed without a click. A hyperlink, a picture or another workbook does nothing by itself.
_FOLLOWED = frozenset({"attachedtemplate", "oleobject", "frame", "subdocument"})
#: Another machine; what is on one's own is not.
_ELSEWHERE = ("http:", "https:", "ftp:", "mhtml:", "\\\\", "//", "file://///", "file:\\\\")


def check_relations(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raise FileRefused for a file that fetches something by itself, FileDamaged for a list that is no XML."""
    lists = [part for part in parts if part.filename.lower().endswith(".rels")]
    if sum(part.file_size for part in lists) > MOST:
        raise FileRefused(_("This file holds more parts than can be checked."))
    for part in lists:
        parser = expat.ParserCreate()
        parser.StartElementHandler = _refuse_fetching
        parser.EntityDeclHandler = _refuse_entities
        try:
            parser.Parse(archive.read(part), True)
        except (expat.ExpatError, LookupError) as error:
            raise FileDamaged from error


def _refuse_fetching(_name: str, attributes: Mapping[str, str]) -> None:
    said = {name.lower(): value.strip().lower() for name, value in attributes.items()}
    is_followed = said.get("type", "").rpartition("/")[2] in _FOLLOWED and said.get("targetmode") == "external"
    if is_followed and said.get("target", "").startswith(_ELSEWHERE):
        words = _("This file fetches something from elsewhere when it is opened: save it without that, then send it.")
        raise FileRefused(words)


def _refuse_entities(*_declared: object) -> None:
    """A list of relations needs none; one may stand for a thousand million letters."""
    raise FileDamaged
