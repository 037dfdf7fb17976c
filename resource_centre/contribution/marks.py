"""Rich text as a person types it in a plain field, and back: paragraphs, items, bold, italic, links.

"<p>Un <b>mot</b></p><ul><li>a</li></ul>" is "Un **mot**\\n\\n- a". Marks: **bold**, *italic*, ^above^, ~below~,
[words](https://…), "- " and "1. " for items, "## " for headings; a backslash takes a mark for itself. A link to a page
or a document of the site is [words](page:12); only those that the text held before are taken back.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.utils.html import escape

from resource_centre.content.fields import validate_web_address
from resource_centre.content.html import clean_html

_INLINE = {"b": "**", "strong": "**", "i": "*", "em": "*", "sup": "^", "sub": "~"}
_TAGS = {"**": "b", "*": "i", "^": "sup", "~": "sub"}
_HEADINGS = {"h2": "## ", "h3": "### ", "h4": "#### "}
_SPECIAL = re.compile(r"([\\*^~\[\]])")
_LEADING = re.compile(r"^(\s*)(#{2,4} |- |\d+\. )")
# No bracket opens within the words of a link: each place is tried once, whatever somebody types.
_TOKEN = re.compile(r"\\(.)|\[((?:\\.|[^\[\]\\])*)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)|(\*{1,3}|[\^~])")
_ITEM = re.compile(r"^(?:(-)|\d+\.) (.*)$", re.S)
_HEADING = re.compile(r"^(#{2,4}) (.*)$", re.S)
_INTERNAL = re.compile(r"^(page|document):(\d+)$")


class _Writer(HTMLParser):
    """Writes marks while it reads cleaned HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.text = ""
        self.lists: list[list[str | int]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in {"ul", "ol"}:
            self.flush()
            self.lists.append([tag, 0, "- "])
        elif tag == "li" and self.lists:
            self.flush()
            self.lists[-1][1] = int(self.lists[-1][1]) + 1
            self.text = "- " if self.lists[-1][0] == "ul" else f"{self.lists[-1][1]}. "
        elif tag in {"p", "blockquote"} or tag in _HEADINGS:
            if not (self.lists and _ITEM.match(self.text)):
                self.flush()
            self.text += _HEADINGS.get(tag, "")
        elif tag == "br":
            self.text += "\n"
        elif tag == "a":
            kind = found.get("linktype") or ""
            target = f"{kind}:{found.get('id')}" if kind in {"page", "document"} else found.get("href") or ""
            self.links.append(re.sub(r"[\s]", "%20", target))
            self.text += "[" if target else ""
        else:
            self.text += _INLINE.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.flush()
            if self.lists:
                self.lists.pop()
        elif tag in {"p", "li", "blockquote"} or tag in _HEADINGS:
            self.flush()
        elif tag == "a":
            target = self.links.pop() if self.links else ""
            self.text += f"]({target})" if target else ""
        else:
            self.text += _INLINE.get(tag, "")

    def handle_data(self, data: str) -> None:
        words = _SPECIAL.sub(r"\\\1", data.replace("\n", " "))
        if not self.text or self.text.endswith("\n"):
            words = _LEADING.sub(r"\1\\\2", words)
        self.text += words

    def flush(self) -> None:
        """End a paragraph or an item; items of one list are lines of one block."""
        text, self.text = self.text.strip(), ""
        if not text:
            return
        is_item = bool(self.lists) and _ITEM.match(text) is not None
        if is_item and self.blocks and _ITEM.match(self.blocks[-1]) and int(self.lists[-1][1]) > 1:
            self.blocks[-1] += f"\n{text}"
        else:
            self.blocks.append(text)


def to_marks(html: str) -> str:
    """Stored rich text as typed text."""
    writer = _Writer()
    writer.feed(clean_html(html))
    writer.close()
    writer.flush()
    return "\n\n".join(writer.blocks)


def internal_links(html: str) -> frozenset[str]:
    """Links to pages and documents that a text holds: {"page:12"}."""
    return frozenset(target for target in re.findall(r"\]\((\w+:\d+)\)", to_marks(html)) if _INTERNAL.match(target))


def from_marks(text: str, internal: frozenset[str] = frozenset()) -> str:
    """Typed text as clean rich text; `internal` are the links to pages and documents that may stay."""
    chunks = (chunk.strip("\n") for chunk in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip()))
    return clean_html("".join(part for chunk in chunks if chunk.strip() for part in _parts(chunk, internal)))


def _parts(chunk: str, internal: frozenset[str]) -> Iterator[str]:
    lines = [line.strip() for line in chunk.splitlines() if line.strip()]
    paragraph: list[str] = []
    entries: list[str] = []
    tag = ""
    for line in [*lines, ""]:
        item, heading = _ITEM.match(line), _HEADING.match(line)
        kind = ("ul" if item[1] else "ol") if item else ""
        if entries and kind != tag:
            yield f"<{tag}>{''.join(f'<li>{entry}</li>' for entry in entries)}</{tag}>"
            entries = []
        if paragraph and (item or heading or not line):
            yield f"<p>{'<br/>'.join(paragraph)}</p>"
            paragraph = []
        tag = kind
        if item:
            entries.append(_inline(item[2], internal))
        elif heading:
            yield f"<h{len(heading[1])}>{_inline(heading[2], internal)}</h{len(heading[1])}>"
        elif line:
            paragraph.append(_inline(line, internal))


def _inline(text: str, internal: frozenset[str]) -> str:
    """One line as HTML; a mark that nothing closes is itself."""
    written: list[str] = []
    opened: list[tuple[str, int]] = []
    end = 0
    for token in _TOKEN.finditer(text):
        written.append(escape(text[end : token.start()]))
        end = token.end()
        if token[1] is not None:
            written.append(escape(token[1]))
        elif token[3] is not None:
            written.append(_link(_inline(token[2], internal), token[3], internal))
        else:
            for mark in _parted(token[4], opened):
                _mark(mark, written, opened)
    for mark, place in opened:
        written[place] = mark
    return "".join([*written, escape(text[end:])])


def _parted(marks: str, opened: list[tuple[str, int]]) -> tuple[str, ...]:
    """Three stars are bold and italic, closed in the order in which they were opened."""
    if marks != "***":
        return (marks,)
    return ("*", "**") if opened and opened[-1][0] == "*" else ("**", "*")


def _mark(mark: str, written: list[str], opened: list[tuple[str, int]]) -> None:
    if opened and opened[-1][0] == mark:
        opened.pop()
        written.append(f"</{_TAGS[mark]}>")
    elif any(mark == other for other, _place in opened):
        written.append(mark)
    else:
        opened.append((mark, len(written)))
        written.append(f"<{_TAGS[mark]}>")


def _link(words: str, target: str, internal: frozenset[str]) -> str:
    inside = _INTERNAL.match(target)
    if inside:
        return f'<a linktype="{inside[1]}" id="{inside[2]}">{words}</a>' if target in internal else words
    if not target.startswith(("mailto:", "tel:")):
        try:
            validate_web_address(target)
        except ValidationError:
            return words
    return f'<a href="{escape(target)}">{words}</a>'


def plain_words(html: str) -> str:
    """The words of rich text, a line a paragraph, without any mark or address."""
    bare = re.sub(r"<(?:br|/p|/li|/h\d|/blockquote)\b[^>]*>", "\n", clean_html(html))
    parser = _Words()
    parser.feed(bare)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.found).splitlines())
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
