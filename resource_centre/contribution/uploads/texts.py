"""Files of plain text: nothing in them that a browser or a spreadsheet would take for something else."""

import re

from django.utils.translation import gettext as _

from resource_centre.contribution.uploads.errors import FileRefused

#: How a page, a drawing or a script begins, once what may stand before it is taken away.
_MARKUP = re.compile(
    rb"<(?:!doctype|!--|\?xml|\?php|html|head|body|svg|script|iframe|meta|title|style|a\s|img|div)", re.IGNORECASE
)
#: What a spreadsheet would reckon, or run, when it opens the table: after an equals sign; after a sign of a number,
#: what calls something, "+CMD|…" or "@SUM(…": a figure or a dash is none.
_FORMULA = re.compile(rb"(?:^|[;,\t\r\n])[ \"']*(?:=|[-+@]\s{0,9}[\w.]{1,99}[(|])")
_BOM = b"\xef\xbb\xbf"
#: Characters that no text holds: all controls but tabs, line ends and page breaks.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def looks_like_markup(data: bytes) -> bool:
    """Whether a browser that guesses would show it as a page."""
    return _MARKUP.match(data[:4_096].removeprefix(_BOM).lstrip()) is not None


def check_text(data: bytes, *, is_table: bool = False) -> None:
    """Raise FileRefused unless it is a text, in UTF-8 or in the letters of Western Europe; a table without formulas."""
    if looks_like_markup(data):
        raise FileRefused(_("This is a web page or a drawing in SVG, which can hold scripts: send a PDF or an image."))
    if is_table and _FORMULA.search(data):
        raise FileRefused(_("This table holds formulas, cells that begin with “=”: put their values, then send it."))
    if _CONTROLS.search(data):
        raise FileRefused(_("This file is no plain text: save it as text in UTF-8, then send it."))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            data.decode("cp1252")
        except UnicodeDecodeError as error:
            words = _("This file is no plain text: save it as text in UTF-8, then send it.")
            raise FileRefused(words) from error
