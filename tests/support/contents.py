"""Contents of pages in the shape of revisions, and random edits of them, each told by a word of its own.

A content here is open (the body is a list of blocks); `stored` gives what a revision holds.
"""

import copy
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.merging.model_shape import shape_of
from resource_centre.contribution.merging.shape import BOOKKEEPING

Content = dict[str, Any]
PRACTICE = shape_of(Practice)
PAGE = 14
FIELDS = ("title", "summary", "status", "date_from", "website", "scale_actors", "to_confirm")
TEXTS = ("problem", "actions", "results")
_WORD = re.compile(r"[a-z]+\d+w")
_PARAGRAPH = re.compile(r"<(p|ul|h3)>.*?</\1>")


@dataclass
class Editor:
    """Somebody who edits a content at random; their words begin with their name, so that they are found again."""

    name: str
    random: random.Random
    content: Content
    number: int = 0

    def word(self) -> str:
        self.number += 1
        return f"{self.name}{self.number}w"

    def new_id(self) -> str:
        self.number += 1
        return f"{self.name}-{self.number}"


def words_of(value: Any) -> set[str]:
    """The words of a value, wherever they stand in it."""
    return set(_WORD.findall(json.dumps(value, default=repr)))


def make_content(seed: int) -> Content:
    """A practice with every sort of thing in it. Each part of it holds words of its own."""
    words = Editor("base", random.Random(seed), {})  # noqa: S311 - a test's content
    chance = words.random
    body = [_block(words, kind) for kind in ("heading", "text", "list", "quote", "text", "callout", "text")]
    chance.shuffle(body)
    rows = chance.randint(2, 4)
    return {
        "pk": PAGE,
        "path": "0001",
        "live": True,
        "latest_revision": 3,
        **{name: words.word() for name in FIELDS},
        **{name: paragraphs(words, chance.randint(0, 4)) for name in TEXTS},
        "extra": {"a": words.word(), "b": [words.word(), words.word()]},
        "body": body,
        "sources": [source(words, pk=number + 1) for number in range(rows)],
        "figures": [figure(words, pk=number + 1) for number in range(2)],
        "concept_links": [subject(number + 1, pk=number + 1) for number in range(3)],
        "territory_links": [place(number + 1, pk=number + 1) for number in range(3)],
    }


def paragraphs(words: Editor, count: int) -> str:
    return "".join(paragraph(words) for _number in range(count))


def paragraph(words: Editor) -> str:
    form = words.random.choice(("<p>{} <b>{}</b></p>", "<ul><li>{}</li><li>{}</li></ul>", "<h3>{} {}</h3>"))
    return form.format(words.word(), words.word())


def _block(words: Editor, kind: str) -> Content:
    makers: dict[str, Callable[[], Any]] = {
        "heading": lambda: {"text": words.word(), "level": "2"},
        "text": lambda: paragraphs(words, words.random.randint(1, 5)),
        "list": lambda: [_item(words) for _number in range(words.random.randint(2, 4))],
        "quote": lambda: {"text": words.word(), "author": words.word(), "source": "", "url": ""},
        "callout": lambda: {"title": words.word(), "text": paragraphs(words, 2)},
    }
    return {"type": kind, "value": makers[kind](), "id": words.new_id()}


def _item(words: Editor) -> Content:
    return {"type": "item", "value": words.word(), "id": words.new_id()}


def source(words: Editor, pk: int | None = None) -> Content:
    row = {
        "title": words.word(),
        "url": f"https://{words.word()}.fr/",
        "author": words.word(),
        "date": None,
        "page": "",
    }
    return {"pk": pk, "sort_order": pk, "resource": PAGE, **row}


def figure(words: Editor, pk: int | None = None) -> Content:
    row = {"label": words.word(), "value": words.word(), "unit": "", "date": "2018"}
    return {"pk": pk, "sort_order": pk, "resource": PAGE, **row}


def subject(concept: int, pk: int | None = None) -> Content:
    return {"pk": pk, "sort_order": pk, "resource": PAGE, "concept": concept, "is_main": False}


def place(territory: int, pk: int | None = None) -> Content:
    row = {"territory": territory, "alias": None, "role": "concerns", "state": "confirmed"}
    return {"pk": pk, "sort_order": pk, "resource": PAGE, **row}


def stored(content: Content) -> Content:
    """As a revision holds it."""
    return {**copy.deepcopy(content), "body": json.dumps(content["body"])}


def essence(content: Content) -> Content:
    """What of a stored content is content: no bookkeeping, no keys and ranks of rows."""
    kept = {name: value for name, value in content.items() if name not in BOOKKEEPING}
    for name, shape in PRACTICE.rows.items():
        if name in kept:
            kept[name] = [{field: row.get(field) for field in shape.fields} for row in kept[name]]
    return {**kept, "body": json.loads(kept["body"])}


# Edits: each changes the editor's content and names what it touched, "" when there was nothing to touch.


def edit_field(editor: Editor) -> str:
    name = editor.random.choice(FIELDS)
    return _reword(editor, editor.content, name, name)


def edit_text(editor: Editor) -> str:
    name = editor.random.choice(TEXTS)
    return _edit_paragraphs(editor, editor.content, name, name)


def edit_extra(editor: Editor) -> str:
    return _reword(editor, editor.content["extra"], "a", "extra.a")


def edit_block(editor: Editor) -> str:
    """Inside a block."""
    block = _one_of(editor, editor.content["body"])
    if block is None:
        return ""
    value, where = block["value"], f"body.{block['id']}"
    if block["type"] == "text":
        return _edit_paragraphs(editor, block, "value", where)
    if block["type"] == "list":
        return _edit_items(editor, value, where, lambda: _item(editor), "value")
    name = editor.random.choice(sorted(value))
    if block["type"] == "callout" and name == "text":
        return _edit_paragraphs(editor, value, name, f"{where}.{name}")
    return _reword(editor, value, name, f"{where}.{name}")


def edit_blocks(editor: Editor) -> str:
    """Add, remove or move one."""
    kind = editor.random.choice(("heading", "text", "list", "quote", "callout"))
    return _edit_items(editor, editor.content["body"], "body", lambda: _block(editor, kind))


def edit_sources(editor: Editor) -> str:
    return _edit_items(editor, editor.content["sources"], "sources", lambda: source(editor), "title", "author")


def edit_figures(editor: Editor) -> str:
    return _edit_items(editor, editor.content["figures"], "figures", lambda: figure(editor), "value")


def edit_subjects(editor: Editor) -> str:
    """Put one of six subjects on, or take it off."""
    rows = editor.content["concept_links"]
    concept = editor.random.randint(1, 6)
    if any(row["concept"] == concept for row in rows):
        rows[:] = [row for row in rows if row["concept"] != concept]
    else:
        rows.append(subject(concept))
    return f"concept_links.{concept}"


def edit_place(editor: Editor) -> str:
    row = _one_of(editor, editor.content["territory_links"])
    if row is None:
        return ""
    name, values = editor.random.choice((("role", ("implemented_in", "spread_to")), ("state", ("to_confirm",))))
    row[name] = editor.random.choice(values)
    return f"territory_links.{row['territory']}.{name}"


EDITS: tuple[Callable[[Editor], str], ...] = (
    *(edit_field, edit_text, edit_extra, edit_block, edit_block, edit_blocks),
    *(edit_sources, edit_figures, edit_subjects, edit_place),
)


def _edit_items(editor: Editor, items: list[Content], where: str, make: Callable[[], Content], *names: str) -> str:
    """Add, remove, move or change an item of a list."""
    what = editor.random.choice(("add", "remove", "move", *(["change"] if names else [])))
    if what == "add":
        items.insert(editor.random.randint(0, len(items)), make())
        return f"{where}.+{editor.name}"
    item = _one_of(editor, items)
    if item is None:
        return ""
    name = f"{where}.{item.get('id') or item.get('pk') or editor.name}"
    if what == "change":
        return _reword(editor, item, editor.random.choice(names), name)
    items.remove(item)
    if what == "remove":
        return name
    items.insert(editor.random.randint(0, len(items)), item)
    return f"{where}.@order"


def _edit_paragraphs(editor: Editor, holder: Content, name: str, where: str) -> str:
    """Add, remove or reword a paragraph."""
    parts = [found[0] for found in _PARAGRAPH.finditer(holder[name])]
    what = editor.random.choice(("add", "remove", "reword")) if parts else "add"
    index = editor.random.randint(0, len(parts) - (what != "add"))
    parts[index : index + (what != "add")] = [] if what == "remove" else [paragraph(editor)]
    holder[name] = "".join(parts)
    return where


def _reword(editor: Editor, holder: Content, name: str, where: str) -> str:
    holder[name] = f"https://{editor.word()}.fr/" if name in ("url", "website") else editor.word()
    return where


def _one_of(editor: Editor, items: Sequence[Content]) -> Content | None:
    return editor.random.choice(items) if items else None
