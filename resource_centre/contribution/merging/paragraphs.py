"""Cutting stored rich text into its paragraphs, so that two people may change two of them."""

import re

#: Elements that stand by themselves at the top of a text.
_BLOCKS = frozenset(
    [
        *(
            "address",
            "blockquote",
            "details",
            "div",
            "dl",
            "embed",
            "figure",
            "hr",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "ul",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    ]
)
_EMPTY = frozenset(["br", "col", "embed", "hr", "img", "input", "wbr"])
#: One tag; a ">" may stand inside a quoted attribute.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_BLOCK_KEY = re.compile(r" data-block-key=\"[^\"]*\"")


_LIST = re.compile(r"<(ul|ol)>(.*)</\1>", re.S)


def cut(html: str, blocks: frozenset[str] = _BLOCKS) -> tuple[str, ...] | None:
    """The top-level elements of a text, whose sum is the text; None when it cannot be cut safely.

    "<p>a</p><ul><li>b</li></ul>" gives ("<p>a</p>", "<ul><li>b</li></ul>"); "" gives (); "a <b>b</b>" and
    "<p>a" give None: no element at the top, or one that does not end.
    """
    parts: list[str] = []
    open_tags: list[str] = []
    begin = position = 0
    while (found := html.find("<", position)) != -1:
        tag = _TAG.match(html, found)
        outside = not open_tags and html[position:found].strip()
        if tag is None or outside or not _follow(tag, open_tags, blocks):
            return None
        position = tag.end()
        if not open_tags:
            parts.append(html[begin:position])
            begin = position
    if open_tags or html[begin:].strip():
        return None
    return _with_tail(parts, html[begin:])


def items_of(element: str) -> tuple[str, ...]:
    """The items of a list: "<ul><li>a</li></ul>" gives ("<li>a</li>",). None of what is no list, or is cut unsafely."""
    found = _LIST.fullmatch(element)
    return (cut(found[2], frozenset(["li"])) or ()) if found else ()


def plain(paragraph: str) -> str:
    """A paragraph as it is compared: the keys that the editor gives to paragraphs are its own business."""
    return _BLOCK_KEY.sub("", paragraph)


def _follow(tag: re.Match[str], open_tags: list[str], blocks: frozenset[str]) -> bool:
    """Go through a tag; False when no careful reader would know what it closes, or where its text belongs."""
    closes, name, rest = tag[1], tag[2].lower(), tag[3]
    if closes:
        return bool(open_tags) and open_tags.pop() == name
    if not open_tags and name not in blocks:
        return False
    if name not in _EMPTY and not rest.endswith("/"):
        open_tags.append(name)
    return True


def _with_tail(parts: list[str], tail: str) -> tuple[str, ...] | None:
    """Give the white space of the end to the last part: nothing of the text is lost."""
    if not tail:
        return tuple(parts)
    return (*parts[:-1], parts[-1] + tail) if parts else None
