"""Plain text with a few Markdown marks, as the blocks of a body.

"## Titre" and "### Titre" are headings (a single "#" too: the page has its own title), "- " and "1. " begin items,
"> " a quotation; blank lines part paragraphs. Inside: **bold**, *italic*, [words](https://…). Anything else is text.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape

from resource_centre.content.fields import validate_web_address

Block = tuple[str, Any]

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_ITEM = re.compile(r"^(?:[-*+•]|(\d+)[.)])\s+(.*)$")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(\s*(\S+?)(?:\s+&quot;.*?&quot;)?\s*\)")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^)]*\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__")
_ITALIC = re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")
HEADING_LENGTH = 200


def body_blocks(text: str) -> list[Block]:
    """The blocks of a text: "## A\\n\\nB" gives [("heading", {"text": "A", "level": "2"}), ("text", "<p>B</p>")]."""
    chunks = (chunk for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if chunk.strip())
    blocks = [block for chunk in chunks for block in _chunk_blocks(chunk)]
    return list(_joined(blocks))


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """One text block for paragraphs that follow one another: a block a paragraph would be a burden to edit."""
    for kind, group in groupby(blocks, key=lambda block: block[0]):
        if kind == "text":
            yield kind, "".join(value for _kind, value in group)
        else:
            yield from group


def _chunk_blocks(chunk: str) -> Iterator[Block]:
    lines = [line.strip() for line in chunk.splitlines() if line.strip()]
    for kind, group in groupby(lines, key=_kind_of_line):
        found = list(group)
        if kind == "heading":
            yield from (_heading(line) for line in found)
        elif kind == "quote":
            yield (
                "quote",
                {"text": " ".join(line.lstrip("> ").strip() for line in found), "author": "", "source": "", "url": ""},
            )
        elif kind == "item":
            tag = "ol" if found[0][0].isdecimal() else "ul"
            items = "".join(f"<li>{inline_html(_item_text(line))}</li>" for line in found)
            yield "text", f"<{tag}>{items}</{tag}>"
        else:
            yield "text", f"<p>{'<br/>'.join(inline_html(line) for line in found)}</p>"


def _kind_of_line(line: str) -> str:
    if _HEADING.match(line):
        return "heading"
    if line.startswith(">"):
        return "quote"
    return "item" if _ITEM.match(line) else "text"


def _heading(line: str) -> Block:
    match = _HEADING.match(line)
    marks, words = match.groups() if match else ("##", line)
    return "heading", {"text": plain(words)[:HEADING_LENGTH], "level": "2" if len(marks) <= 2 else "3"}


def _item_text(line: str) -> str:
    match = _ITEM.match(line)
    return match[2] if match else line


def plain(text: str) -> str:
    """The words of a text without its marks."""
    bare = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    bare = _ITALIC.sub(lambda match: match[1] or match[2], _BOLD.sub(lambda match: match[1] or match[2], bare))
    return _ESCAPED.sub(r"\1", bare).strip()


def inline_html(text: str) -> str:
    """One line as HTML, escaped first, then given back its few marks."""
    html = _LINK.sub(_link, _IMAGE.sub(r"\1", escape(text)))
    html = _BOLD.sub(lambda match: f"<b>{match[1] or match[2]}</b>", html)
    html = _ITALIC.sub(lambda match: f"<i>{match[1] or match[2]}</i>", html)
    return _ESCAPED.sub(r"\1", html)


def _link(match: re.Match[str]) -> str:
    words, address = match[1], match[2].replace("&amp;", "&")
    try:
        validate_web_address(address)
    except ValidationError:
        return words
    # The marks of italics may stand in an address; as entities they are no marks any more.
    safe = escape(address).replace("_", "&#95;").replace("*", "&#42;")
    return f'<a href="{safe}">{words}</a>'
