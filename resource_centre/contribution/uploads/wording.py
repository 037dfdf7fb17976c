"""Files in the words of a difference: their name, their weight, for whom they can be read."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from resource_centre.content.languages import language_name
from resource_centre.contribution.uploads.contents import PROPOSED, is_proposed, words_of


def document_words(row: Mapping[str, Any], published: Mapping[int, Any]) -> str:
    """A row: "Bilan 2024: bilan.pdf (PDF, 1.2 MB, new file)", then its language, and how it can be read.

    published: Wagtail's documents by their keys.
    """
    document = published.get(row.get("document") or 0)
    known = f"{document.title} ({document.filename})" if document is not None else _("a file that is gone")
    file = words_of(row[PROPOSED]) if is_proposed(row) else known
    title = row.get("title")
    states = {True: _("accessible"), False: _("not accessible"), None: _("accessibility unknown")}
    first = _("%(label)s: %(value)s") % {"label": title, "value": file} if title else file
    details = (
        language_name(str(row.get("language") or "")) if row.get("language") else "",
        states[row.get("is_accessible")],
    )
    alternative = str(row.get("alternative") or "")
    said = _("Alternative: %(text)s") % {"text": alternative} if alternative else ""
    return "\n".join(line for line in (first, ", ".join(filter(None, details)), said) if line)


def figure_words(value: Mapping[str, Any]) -> str:
    """The file of a figure, when it is a new one, and that it is a decoration, when it says nothing."""
    decorative = _("decoration") if value.get("is_decorative") else ""
    return ", ".join(filter(None, (words_of(value[PROPOSED]) if is_proposed(value) else "", decorative)))
