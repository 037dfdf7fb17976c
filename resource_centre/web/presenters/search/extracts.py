"""Extracts as HTML: escaped here, whoever wrote them."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from resource_centre.search.results import Extract
from resource_centre.web.presenters.common import cut


def marked(extract: Extract, fallback: str = "") -> SafeString:
    """The extract with what was found between <mark>, or the beginning of another text when nothing was.

    Extract((("Un ", False), ("lieu", True))) gives "Un <mark>lieu</mark>"; "<b>" in a text gives "&lt;b&gt;".
    """
    if not extract.parts:
        return format_html("{}", cut(fallback))
    pieces = ((format_html("<mark>{}</mark>", text) if is_marked else text,) for text, is_marked in extract.parts)
    return format_html_join("", "{}", pieces)
