"""Rich text for a reader: links resolved from what was read once for the whole page.

Wagtail's own expansion asks the database again for each text; a body of a hundred texts would cost a hundred
queries, and would print the address of a page that this reader may not see.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from resource_centre.content.html import clean_html, render_rich_text

# What is read here was cleaned just before: every attribute is lower-case and between double quotes.
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S)
_TYPE = re.compile(r'\slinktype="(\w+)"')
_ID = re.compile(r'\sid="(\d+)"')


@dataclass(frozen=True)
class LinkTargets:
    """Where stored links lead for this reader. A page or document that is absent has no address.

    pages: {12: "/centre/outils/pana/"}. documents: {3: ("/documents/3/report.pdf", "PDF, 1.2 MB")}.
    """

    pages: Mapping[int, str] = field(default_factory=dict)
    documents: Mapping[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredLinks:
    """Ids of the pages and documents that stored texts link to."""

    pages: frozenset[int]
    documents: frozenset[int]


def stored_links(texts: Iterable[str]) -> StoredLinks:
    """Collect the links of several stored texts."""
    found: dict[str, set[int]] = {"page": set(), "document": set()}
    for text in texts:
        for match in _LINK.finditer(clean_html(text)) if "linktype" in text else ():
            kind, pk = _target(match[1])
            if kind in found:
                found[kind].add(pk)
    return StoredLinks(frozenset(found["page"]), frozenset(found["document"]))


def html_for_reader(stored: str, targets: LinkTargets) -> SafeString:
    """Turn stored rich text into HTML; a link without address keeps its words only. No query."""
    return mark_safe(render_rich_text(_LINK.sub(_resolver(targets), clean_html(stored))))  # noqa: S308 - nh3's output


def _resolver(targets: LinkTargets) -> Callable[[re.Match[str]], str]:
    def resolve(match: re.Match[str]) -> str:
        attributes, words = match[1], match[2]
        kind, pk = _target(attributes)
        if not kind:
            return match[0]
        if kind == "page" and pk in targets.pages:
            return f'<a href="{escape(targets.pages[pk])}">{words}</a>'
        if kind == "document" and pk in targets.documents:
            address, form = targets.documents[pk]
            return f'<a href="{escape(address)}">{words} ({escape(form)})</a>'
        return words

    return resolve


def _target(attributes: str) -> tuple[str, int]:
    """("page", 12) for a stored link; ("", 0) for an ordinary address."""
    kind, pk = _TYPE.search(attributes), _ID.search(attributes)
    if kind is None:
        return "", 0
    return kind[1], int(pk[1]) if pk else 0
