"""Rich text as a person types it in a plain field, and back: paragraphs, items, bold, italic, links.

"<p>Un <b>mot</b></p><ul><li>a</li></ul>" is "Un **mot**\\n\\n- a". Marks: **bold**, *italic*, ^above^, ~below~,
[words](https://…), "- " and "1. " for items, two spaces before them for those below an item and before what goes on in
the item itself, "## " for headings; a backslash takes a mark for itself. A link to a page or a document of the site is
[words](page:12); only those that the text held before are taken back, as are its rules ("---").
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from resource_centre.content.html import clean_html
from resource_centre.contribution.line_marks import INTERNAL, line_html
from resource_centre.contribution.merging.paragraphs import cut, items_of
from resource_centre.contribution.word_marks import PART, parted_words
from resource_centre.text.readable import seen

_INLINE = {"b": "**", "strong": "**", "i": "*", "em": "*", "sup": "^", "sub": "~"}
_HEADINGS = {"h2": "## ", "h3": "### ", "h4": "#### "}
_SPECIAL = re.compile(r"([*^~\[\]])")
#: A backslash of the text itself, until its line is whole: clean HTML holds no such character. It is written twice
#: before a mark only, where it would take the mark for itself.
_BACKSLASH = "\0"
_BACKSLASHES = re.compile(r"(\0+)([\\*^~\[\]]?)")
_LEADING = re.compile(r"^(\0*(?:#{2,4} |- |\d+\. ))")
_ESCAPED_LEADING = re.compile(r"^\\(?=\\*(?:#{2,4} |- |\d+\. ))")
#: How a rule is shown: typed, it is three signs.
_RULE = "---"
_ITEM = re.compile(r"^ *(?:(-)|\d+\.) (.*)$", re.S)
#: An item in which nothing stands yet.
_BARE_ITEM = re.compile(r"^ *(?:-|\d+\.) ?$")
_HEADING = re.compile(r"^(#{2,4}) (.*)$", re.S)
#: How far in the items below an item stand, and its own next lines.
_STEP = 2
#: Two pieces side by side that are marked alike are one: their marks would else touch, and be read as others.
_PARTED = re.compile(r"</(b|strong|i|em|sup|sub)><\1>")
_EMPTY_LINES = re.compile(r"\n\s*\n")


class _Writer(HTMLParser):
    """Writes marks while it reads cleaned HTML.

    inline: the marks that are open; the last `held` of them are written with the next word, so that each touches one.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.text = ""
        self.lists: list[list[str | int]] = []
        self.links: list[str] = []
        self.inline: list[str] = []
        self.held = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.flush()
            self.lists.append([tag, 0])
        elif tag == "li" and self.lists:
            self.flush()
            self.lists[-1][1] = int(self.lists[-1][1]) + 1
            self.text = "- " if self.lists[-1][0] == "ul" else f"{self.lists[-1][1]}. "
        elif tag in {"p", "blockquote"} or tag in _HEADINGS:
            self._begin(tag)
        elif tag == "hr":
            self.flush()
            self.blocks.extend([] if self.lists else [_RULE])
        elif tag == "br":
            self._break()
        elif tag == PART and not any(self.links):
            self._part()
        elif tag == "a":
            self._open_link(dict(attrs))
        elif tag in _INLINE:
            self.inline.append("" if _INLINE[tag] in self.inline else _INLINE[tag])
            self.held += 1

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
        elif tag in _INLINE and self.inline:
            mark = self.inline.pop()
            if self.held:
                self.held -= 1
            else:
                self._close(mark)

    def handle_data(self, data: str) -> None:
        words = _SPECIAL.sub(r"\\\1", data.replace("\\", _BACKSLASH).replace("\n", " "))
        begins = not self.text or self.text.endswith("\n")
        space = words[: len(words) - len(words.lstrip())]
        self.text += space
        if words := words[len(space) :]:
            begins = not self._write_held() and begins
            self.text += _LEADING.sub(r"\\\1", words) if begins else words

    def _begin(self, tag: str) -> None:
        """Begin a paragraph or a heading; the first of an item is the item itself, the others go on in it."""
        if not (self.lists and _BARE_ITEM.match(self.text)):
            self.flush()
        self.text += "" if self.lists else _HEADINGS.get(tag, "")

    def _open_link(self, found: dict[str, str | None]) -> None:
        kind = found.get("linktype") or ""
        target = f"{kind}:{found.get('id')}" if kind in {"page", "document"} else found.get("href") or ""
        self.links.append(re.sub(r"[\s]", "%20", target))
        if target:
            self._write_held()
            self.text += "["

    def _write_held(self) -> bool:
        """Write the marks that wait for a word; whether there was one."""
        marks = "".join(self.inline[len(self.inline) - self.held :])
        self.text += marks
        self.held = 0
        return bool(marks)

    def _close(self, mark: str) -> None:
        """Write a closing mark at the last word."""
        words = self.text.rstrip()
        self.text = f"{words}{mark}{self.text[len(words) :]}"

    def _part(self) -> None:
        """Close the marks that are open, to open them again on the next line: none goes beyond one."""
        for mark in reversed(self.inline[: len(self.inline) - self.held]):
            self._close(mark)
        self.held = len(self.inline)

    def _break(self) -> None:
        """Begin a line; the words of a link and of a heading stand on one."""
        if any(self.links) or _HEADING.match(self.text):
            self.text += " "
        else:
            self._part()
            self.text += "\n"

    def flush(self) -> None:
        """End a paragraph or an item; items of one list, and of those below it, are lines of one block, and so is what
        goes on in an item: "- a\\n  - b\\n  of a again".
        """
        self._part()
        text, self.text = self.text.strip(), ""
        text = _BACKSLASHES.sub(lambda run: run[1] * (2 if run[2] else 1) + run[2], text).replace(_BACKSLASH, "\\")
        if not text or (self.lists and _BARE_ITEM.match(text)):
            return
        is_after_item = bool(self.blocks and _ITEM.match(self.blocks[-1]))
        is_item = bool(_ITEM.match(text))
        if not self.lists or not (is_item or is_after_item):
            self.blocks.append(text)
            return
        text = _EMPTY_LINES.sub("\n", text).replace("\n", "\n" + " " * (_STEP * len(self.lists)))
        text = " " * (_STEP * (len(self.lists) - is_item)) + text
        is_first = is_item and len(self.lists) == 1 and self.lists[0][1] == 1
        if is_after_item and not is_first:
            self.blocks[-1] += f"\n{text}"
        else:
            self.blocks.append(text)


def to_marks(html: str) -> str:
    """Stored rich text as typed text: what nobody sees of it is not given to type, and no change."""
    writer = _Writer()
    clean = clean_html(html)
    while clean != (joined := _PARTED.sub("", clean)):
        clean = joined
    writer.feed(parted_words(clean))
    writer.close()
    writer.flush()
    return seen("\n\n".join(writer.blocks))


def internal_links(html: str) -> frozenset[str]:
    """Links to pages and documents that a text holds: {"page:12"}."""
    return frozenset(target for target in re.findall(r"\]\((\w+:\d+)\)", to_marks(html)) if INTERNAL.match(target))


def from_marks(text: str, internal: frozenset[str] = frozenset()) -> str:
    """Typed text as clean rich text; `internal` are the links to pages and documents that may stay."""
    return clean_html("".join(part for chunk in _chunks(text) for part in _parts(chunk, internal)))


def retyped(text: str, before: str) -> str:
    """Typed text as clean rich text, where `before` stood: an element of it whose marks nobody touched keeps its very
    HTML, which may say more than marks do, and links to pages and documents that it held may stay.
    """
    chunks, internal, known = _chunks(text), internal_links(before), _by_first_chunk(before)
    items = _items_by_marks(before)
    written: list[str] = []
    place = 0
    while place < len(chunks):
        found = known.get(chunks[place], [])
        rank = next((rank for rank, (own, _) in enumerate(found) if chunks[place : place + len(own)] == own), None)
        if rank is None:
            written.extend(_with_items(part, items) for part in _parts(chunks[place], internal))
            place += 1
        else:
            own, html = found.pop(rank)
            written.append(html)
            place += len(own)
    return clean_html("".join(written))


def _by_first_chunk(html: str) -> dict[str, list[tuple[list[str], str]]]:
    """The elements of a text by the first chunk of their marks, the longest first: {"un": [(["un"], "<p>un</p>")]}."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for element in cut(clean_html(html)) or ():
        chunks = _chunks(to_marks(element))
        if chunks:
            found.setdefault(chunks[0], []).append((chunks, element))
    for elements in found.values():
        elements.sort(key=lambda one: -len(one[0]))
    return found


def _items_by_marks(html: str) -> dict[str, list[str]]:
    """The items of the lists of a text by their marks: {"- un": ["<li><p>un</p></li>"]}."""
    found: dict[str, list[str]] = {}
    for element in cut(clean_html(html)) or ():
        for item in items_of(element):
            found.setdefault(_item_marks(item), []).append(item)
    return found


def _with_items(element: str, known: dict[str, list[str]]) -> str:
    """A list whose items that say what a known one said are that one, each once; any other element as it is."""
    items = items_of(element) if known else ()
    if not items:
        return element
    kept = (known.get(_item_marks(item)) or [item] for item in items)
    return f"{element[:4]}{''.join(own.pop(0) for own in kept)}{element[-5:]}"


def _item_marks(item: str) -> str:
    return to_marks(f"<ul>{item}</ul>")


def _chunks(text: str) -> list[str]:
    """What blank lines part."""
    chunks = (chunk.strip("\n") for chunk in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip()))
    return [chunk for chunk in chunks if chunk.strip()]


def _parts(chunk: str, internal: frozenset[str]) -> Iterator[str]:
    paragraph: list[str] = []
    items: list[tuple[int, str, str]] = []
    for raw in [*(line for line in chunk.splitlines() if line.strip()), ""]:
        line = raw.strip()
        item, heading = _ITEM.match(line), _HEADING.match(line)
        if items and line and not (item or heading) and _indent(raw) >= items[0][0] + _STEP:
            _go_on(items, _indent(raw), line_html(_ESCAPED_LEADING.sub("", line), internal))
            continue
        if items and not item:
            yield _lists(items)
            items = []
        if paragraph and (item or heading or not line):
            yield f"<p>{'<br/>'.join(paragraph)}</p>"
            paragraph = []
        if item:
            items.append((_indent(raw), "ul" if item[1] else "ol", line_html(item[2], internal)))
        elif heading:
            yield f"<h{len(heading[1])}>{line_html(heading[2], internal)}</h{len(heading[1])}>"
        elif line:
            paragraph.append(line_html(_ESCAPED_LEADING.sub("", line), internal))


def _go_on(items: list[tuple[int, str, str]], indent: int, line: str) -> None:
    """An item goes on, on a line of its own: the last one, or one above it, below whose items the line then stands."""
    last, tag, words = items[-1]
    if indent >= last + _STEP:
        items[-1] = last, tag, f"{words}<br/>{line}"
    else:
        items.append((indent - _STEP, "", line))


def _indent(line: str) -> int:
    """How far in a line stands, whatever it is indented with."""
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def _lists(items: Iterable[tuple[int, str, str]]) -> str:
    """Items, each with how far in it stands, as lists: one that stands further in than the item above is below it, and
    one that is of no list goes on in the item that stands there.

    [(0, "ul", "a"), (2, "ul", "b"), (0, "", "c")] gives "<ul><li>a<ul><li>b</li></ul>c</li></ul>".
    """
    written: list[str] = []
    opened: list[tuple[int, str]] = []
    for indent, tag, words in items:
        if not tag:
            while opened[-1][0] > indent:
                written.append(f"</li></{opened.pop()[1]}>")
            written.append(words)
            continue
        while opened and _ends(opened, indent, tag):
            written.append(f"</li></{opened.pop()[1]}>")
        if opened and indent < opened[-1][0] + _STEP:
            written.append("</li>")
        else:
            opened.append((indent, tag))
            written.append(f"<{tag}>")
        written.append(f"<li>{words}")
    return "".join([*written, *(f"</li></{tag}>" for _indent, tag in reversed(opened))])


def _ends(opened: list[tuple[int, str]], indent: int, tag: str) -> bool:
    """Whether the innermost list goes no further: the item is of a list above, or of another sort at its place."""
    inner, sort = opened[-1]
    is_above = len(opened) > 1 and indent <= inner - _STEP
    return is_above or (tag != sort and indent < inner + _STEP)


def plain_words(html: str) -> str:
    """The words of rich text, a line a paragraph, without any mark or address."""
    bare = re.sub(r"<(?:br|/p|ul|ol|li|/li|/h\d|/blockquote)\b[^>]*>", "\n", clean_html(html))
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
