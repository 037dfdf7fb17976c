"""One line of typed text as HTML: its marks and its links; what is neither stays as it was typed.

A mark touches the words that it marks: "bénévoles* et salariés*" and "5 * 3" have none. Inside a word it is one only
where its pair stands in the same word, as in "H~2~O": "10~20 et 30~40" has none. Two stars touch a word and no more is
asked of them: nobody means anything else by them. A backslash before a mark takes it for itself, and is a backslash
anywhere else: "C:\\temp".
"""

import re
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.html import escape

from resource_centre.content.fields import validate_web_address

INTERNAL = re.compile(r"^(page|document):(\d+)$")
_BOLD = "**"
_TAGS = {_BOLD: "b", "*": "i", "^": "sup", "~": "sub"}
# No bracket opens within the words of a link, and a run of backslashes is read at once: each place is tried once,
# whatever somebody types.
_TOKEN = re.compile(
    r"(?P<pairs>(?:\\\\)*)\\(?P<sign>[*^~\[\]])|(?P<doubled>(?:\\\\)+)(?=[*^~\[\]])|\\+"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])*)\]\((?P<target>[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)"
    r"|(?P<marks>\*{1,3}|[\^~])"
)
_SPACE = re.compile(r"\s")
#: What opens before a word and what closes after one: a mark between a word and these touches no word of its own.
_OPENING, _CLOSING = frozenset("([{«“‘"), frozenset(")]}»”,;:.!?…")
#: An address as people say it: "www.avise.org", "avise.org/bilan".
_BARE_ADDRESS = re.compile(r"^(?:www\.|(?:[\w-]+\.)+[a-z]{2,}/)", re.I)


def line_html(text: str, internal: frozenset[str]) -> str:
    """A line as HTML; `internal` are the links to pages and documents that may stay: {"page:12"}."""
    return _Line(internal).read(text)


@dataclass(frozen=True)
class _Opened:
    """A mark that waits for its pair: where it is written, in which word of the line."""

    mark: str
    place: int
    word: int
    is_inside: bool


class _Line:
    """Writes HTML while it reads marks. Of each mark, one at most is open."""

    def __init__(self, internal: frozenset[str]) -> None:
        self.internal = internal
        self.written: list[str] = []
        self.opened: list[_Opened] = []
        self.word = 0

    def read(self, text: str) -> str:
        """The whole line; a mark that nothing closes is itself."""
        end = 0
        for token in _TOKEN.finditer(text):
            self._words(text[end : token.start()])
            end = token.end()
            if token["marks"]:
                before = text[max(token.start() - 1, 0) : token.start()]
                for mark in self._parted(token["marks"]):
                    self._mark(mark, before, text[end : end + 1])
            elif token["target"]:
                self.word += bool(_SPACE.search(token["words"]))
                self.written.append(_link(line_html(token["words"], self.internal), token["target"], self.internal))
            else:
                self.written.append(escape(_said(token)))
        self._words(text[end:])
        self._give_up(self.opened)
        return "".join(self.written)

    def _words(self, words: str) -> None:
        self.word += bool(_SPACE.search(words))
        self.written.append(escape(words))

    def _parted(self, marks: str) -> tuple[str, ...]:
        """Three stars are bold and italic; which of the two is inside is known when one closes."""
        if marks != "***":
            return (marks,)
        return ("*", "**") if self.opened and self.opened[-1].mark == "*" else ("**", "*")

    def _mark(self, mark: str, before: str, after: str) -> None:
        is_inside = mark != _BOLD and before.isalnum() and after.isalnum()
        rank = next((rank for rank, one in enumerate(self.opened) if one.mark == mark), None)
        if rank is not None and _may_close(mark, before, after) and self._is_pair(self.opened[rank], is_inside):
            rank = self._innermost(rank)
            self._give_up(self.opened[rank + 1 :])
            del self.opened[rank:]
            self.written.append(f"</{_TAGS[mark]}>")
            return
        if not _may_open(mark, before, after):
            self.written.append(mark)
            return
        if rank is not None:
            self._give_up([self.opened.pop(rank)])
        self.opened.append(_Opened(mark, len(self.written), self.word, is_inside))
        self.written.append(f"<{_TAGS[mark]}>")

    def _is_pair(self, first: _Opened, is_inside: bool) -> bool:
        return first.word == self.word or not (first.is_inside or is_inside)

    def _innermost(self, rank: int) -> int:
        """The rank of a mark that closes: of two that were opened by the same three stars, it is the inner one."""
        if rank != len(self.opened) - 2 or self.opened[-1].place != self.opened[rank].place + 1:
            return rank
        outer, inner = self.opened[rank], self.opened[-1]
        self.opened[rank] = replace(inner, place=outer.place)
        self.opened[-1] = replace(outer, place=inner.place)
        for one in self.opened[rank:]:
            self.written[one.place] = f"<{_TAGS[one.mark]}>"
        return rank + 1

    def _give_up(self, opened: list[_Opened]) -> None:
        """Marks that were none stand as they were typed."""
        for one in opened:
            self.written[one.place] = one.mark


def _said(token: re.Match[str]) -> str:
    """A run of backslashes: before a mark, two are one, and the last takes the mark for itself."""
    if token["sign"]:
        return "\\" * (len(token["pairs"]) // 2) + token["sign"]
    return "\\" * (len(token["doubled"]) // 2) if token["doubled"] else token[0]


def _may_open(mark: str, before: str, after: str) -> bool:
    touches = bool(after) and not after.isspace()
    return touches and (mark == _BOLD or after not in _CLOSING or not before.strip())


def _may_close(mark: str, before: str, after: str) -> bool:
    touches = bool(before) and not before.isspace()
    return touches and (mark == _BOLD or before not in _OPENING or not after.strip())


def _link(words: str, target: str, internal: frozenset[str]) -> str:
    """A link; where the address is none, what was typed."""
    inside = INTERNAL.match(target)
    if inside:
        return f'<a linktype="{inside[1]}" id="{inside[2]}">{words}</a>' if target in internal else words
    address = f"https://{target}" if _BARE_ADDRESS.match(target) else target
    if not address.startswith(("mailto:", "tel:")):
        try:
            validate_web_address(address)
        except ValidationError:
            return f"[{words}]({escape(target)})"
    return f'<a href="{escape(address)}">{words}</a>'
