"""Cleaning HTML: the one list of what rich text may hold, on write and again at render.

Two lists, because stored rich text is Wagtail's own dialect (`<a linktype="page" id="3">`,
`<embed embedtype="image">`) and rendered rich text is plain HTML. One parser for both (nh3), so that no
difference between parsers lets anything through. Source: ARCHITECTURE.md, decision 12.
"""

import re
from collections.abc import Iterable, Set

import nh3
from django.utils.html import escape
from wagtail.rich_text import expand_db_html

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "em",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "strong",
        "sub",
        "sup",
        "ul",
        "q",
        "cite",
    ]
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href", "title", "hreflang"}, "*": {"lang"}, "abbr": {"title"}}
_STORED_ATTRIBUTES: dict[str, set[str]] = {
    **_ATTRIBUTES,
    "a": _ATTRIBUTES["a"] | {"linktype", "id"},
    "p": {"data-block-key"},
    "li": {"data-block-key"},
    "h2": {"data-block-key"},
    "h3": {"data-block-key"},
    "h4": {"data-block-key"},
    "blockquote": {"data-block-key"},
}
_BLOCK_KEY = re.compile(r" data-block-key=\"[^\"]*\"")
# What is cleaned holds no bare bracket within an attribute, and no link within another. Plain texts go through these
# too, and may hold anything: no part is tried twice from the same place.
_LINK = re.compile(r"<a\b([^<>]*)>((?:(?!<a\b).)*?)</a>", re.S)
_TO_PAGE = re.compile(r"(?<!\S)linktype=\"page\"")
#: A number that any database compares.
_PAGE_ID = re.compile(r"(?<!\S)id=\"(\d{1,18})\"", re.A)


def clean_html(html: str) -> str:
    """Keep only what our rich text may hold, in Wagtail's stored dialect.

    '<p onclick="x()">a<script>b</script></p>' becomes '<p>a</p>'. Cleaning twice changes nothing more.
    """
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_STORED_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        clean_content_tags={"script", "style", "iframe", "object", "template", "svg", "math"},
    )
    # As Wagtail's editor writes them: it opens no text that has a `<br>`, and takes `&nbsp;` for a change. Brackets and
    # ampersands of the text itself are escaped.
    return cleaned.replace("<br>", "<br/>").replace("<hr>", "<hr/>").replace("&nbsp;", "\u00a0")


def without_keys(html: str) -> str:
    """Clean rich text without the keys that Wagtail's editor gives to its blocks: whether two texts say the same."""
    return _BLOCK_KEY.sub("", clean_html(html))


def linked_page_ids(html: str) -> set[int]:
    """Ids of the pages that a piece of stored rich text links to."""
    return {page for match in _LINK.finditer(html) if (page := _page_of(match)) is not None}


def _page_of(link: re.Match[str]) -> int | None:
    """The page that a link leads to, None where it leads elsewhere."""
    named = _PAGE_ID.search(link[1]) if _TO_PAGE.search(link[1]) else None
    return int(named[1]) if named else None


def without_links(html: str, page_ids: Set[int]) -> str:
    """Stored rich text in which links to those pages have kept their words and lost where they led."""
    return _LINK.sub(lambda match: match[2] if _page_of(match) in page_ids else match[0], html)


def with_other_links(html: str, before: int, after: int) -> str:
    """Stored rich text in which links to the page `before` lead to the page `after`."""
    return _LINK.sub(lambda match: _relinked(match, before, after), html)


def _relinked(link: re.Match[str], before: int, after: int) -> str:
    if _page_of(link) != before:
        return link[0]
    attributes = _PAGE_ID.sub(f'id="{after}"', link[1], count=1)
    return f"<a{attributes}>{link[2]}</a>"


def render_rich_text(html: str) -> str:
    """Turn stored rich text into HTML for a browser, cleaned once more."""
    return nh3.clean(
        expand_db_html(clean_html(html)),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        link_rel="noopener",
        clean_content_tags={"script", "style", "iframe", "object", "template", "svg", "math"},
    )


def plain_text_to_html(text: str) -> str:
    """Turn plain paragraphs into our rich text: blank lines part paragraphs, "- " begins an item.

    "One.\\n\\n- a\\n- b" becomes "<p>One.</p><ul><li>a</li><li>b</li></ul>".
    """
    return "".join(_paragraph(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _paragraph(block: str) -> str:
    lines = [line.strip() for line in block.strip().splitlines()]
    if all(line.startswith(("- ", "* ")) for line in lines):
        return f"<ul>{_items(line[2:] for line in lines)}</ul>"
    return f"<p>{'<br/>'.join(escape(line) for line in lines)}</p>"


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line.strip())}</li>" for line in lines)
