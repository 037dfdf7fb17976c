"""Citations of a page: one sentence, BibTeX, RIS."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from resource_centre.content.dates import PartialDate, day_in_words

BIBTEX_TYPE = "text/x-bibtex; charset=utf-8"
RIS_TYPE = "application/x-research-info-systems; charset=utf-8"

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_LATEX_CHARACTERS = re.compile("|".join(re.escape(char) for char in _LATEX))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


@dataclass(frozen=True)
class Work:
    """What a citation says of a page.

    date: when the work appeared, if the page describes one. version: day of the page's last publication.
    url: its permanent address. identifiers: {"doi": "10.1000/182", "isbn": "…"}.
    """

    key: str
    kind_code: str
    title: str
    authors: tuple[str, ...]
    centre: str
    date: PartialDate | None
    version: datetime.date | None
    url: str
    language: str
    summary: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> str:
        """Year of the work, else of the page; "" for a page never published."""
        if self.date is not None:
            return str(self.date.year)
        return str(self.version.year) if self.version else ""


def cite_as_text(work: Work) -> str:
    """ "A. Author, “Title”, Centre, version of 12 October 2026, https://…/r/…/."; what is unknown is left out."""
    version = ""
    if work.version:
        version = _("version of %(date)s") % {"date": day_in_words(work.version)}
    parts = (", ".join(work.authors), _("“%(title)s”") % {"title": work.title}, work.centre, version, work.url)
    return _one_line(", ".join(part for part in parts if part)) + "."


def cite_as_bibtex(work: Work) -> str:
    """A BibTeX entry: @techreport for a study, @misc for any other page. Braces and accents are safe in titles."""
    fields = {
        "title": f"{{{_latex(work.title)}}}",
        "author": " and ".join(f"{{{_latex(name)}}}" for name in work.authors or (work.centre,) if name),
        "year": work.year,
        "institution" if work.kind_code == "study" else "howpublished": _latex(work.centre),
        "doi": _bare(work.identifiers.get("doi", "")),
        "isbn": _bare(work.identifiers.get("isbn", "")),
        "url": _bare(work.url),
        "language": _bare(work.language),
        "note": _latex(f"Version {work.version.isoformat()}") if work.version else "",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    entry = "techreport" if work.kind_code == "study" else "misc"
    return f"@{entry}{{{_key(work)},\n" + ",\n".join(lines) + "\n}\n"


def cite_as_ris(work: Work) -> str:
    """A RIS record: RPRT for a study, COMP for a tool, ELEC for any other page. Lines end with CR LF."""
    kinds = {"study": "RPRT", "tool": "COMP"}
    lines = [("TY", kinds.get(work.kind_code, "ELEC")), ("TI", work.title)]
    lines += [("AU", name) for name in work.authors]
    lines += [
        ("PY", work.year),
        ("PB", work.centre),
        ("AB", work.summary),
        ("DO", work.identifiers.get("doi", "")),
        ("SN", work.identifiers.get("isbn", "")),
        ("UR", work.url),
        ("LA", work.language),
        ("Y2", work.version.strftime("%Y/%m/%d") if work.version else ""),
    ]
    kept = [f"{tag}  - {_one_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*kept, "ER  - ", ""])


def _latex(text: str) -> str:
    return _LATEX_CHARACTERS.sub(lambda match: _LATEX[match[0]], _one_line(text))


def _bare(text: str) -> str:
    """Identifiers and addresses are read as they are: only what would end the field is taken out."""
    return re.sub(r"[{}\\\s]", "", _one_line(text))


def _one_line(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()


def _key(work: Work) -> str:
    return re.sub(r"[^a-z0-9-]", "", f"{work.key}-{work.year}".lower()).strip("-") or "page"
