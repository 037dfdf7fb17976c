"""Contents of pages in the shape of revisions, and random edits of them, each told by a word of its own.

`Content` here is open (streams are lists of blocks); `stored` gives what a revision holds.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from resource_centre.contribution.merging.model_shape import shape_of
from resource_centre.contribution.merging.shape import BOOKKEEPING
from resource_centre.content.pages.practice import Practice

Content = dict[str, Any]
PRACTICE = shape_of(Practice)
PAGE = 14
FIELDS = ("title", "summary", "status", "date_from", "website", "scale_actors", "to_confirm")
TEXTS = ("problem", "actions", "results")


@dataclass(frozen=True)
class Edit:
    """What somebody did. `added` are words that it brought, `removed` words that it took out; `touched` tells where."""

    touched: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass
class Editor:
    """Somebody who edits a content at random; their words begin with their name, so that they are found again."""

    name: str
    random: random.Random
    content: Content
    number: int = 0
    fresh: int = 0

    def word(self) -> str:
        self.number += 1
        return f"{self.name}{self.number}w"

    def new_id(self) -> str:
        self.fresh += 1
        return f"{self.name}-{self.fresh}"


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
    row = {"title": words.word(), "url": f"https://{words.word()}.fr/", "author": words.word(), "date": None, "page": ""}
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


# Edits. Each takes an editor, changes its content, and says what it did; None when there was nothing to do it to.


def edit_field(editor: Editor) -> Edit | None:
    name = editor.random.choice(FIELDS)
    return _replace(editor, editor.content, name, name)


def edit_text(editor: Editor) -> Edit | None:
    name = editor.random.choice(TEXTS)
    return _edit_paragraphs(editor, editor.content, name, name)


def edit_extra(editor: Editor) -> Edit | None:
    return _replace(editor, editor.content["extra"], "a", "extra.a")


def edit_block(editor: Editor) -> Edit | None:
    block = _chosen(editor, editor.content["body"])
    if block is None:
        return None
    value, where = block["value"], f"body.{block['id']}"
    if block["type"] == "text":
        return _edit_paragraphs(editor, block, "value", where)
    if block["type"] == "callout" and editor.random.random() < 0.5:
        return _edit_paragraphs(editor, value, "text", f"{where}.text")
    if block["type"] == "list":
        return _edit_items(editor, value, where, lambda: _item(editor), "value")
    name = editor.random.choice([name for name in value if name not in ("text", "level")] or ["text"])
    return _replace(editor, value, name, f"{where}.{name}")


def edit_blocks(editor: Editor) -> Edit | None:
    kind = editor.random.choice(("heading", "text", "list", "quote", "callout"))
    return _edit_items(editor, editor.content["body"], "body", lambda: _block(editor, kind), None)


def edit_sources(editor: Editor) -> Edit | None:
    return _edit_items(editor, editor.content["sources"], "sources", lambda: source(editor), "title", "author")


def edit_figures(editor: Editor) -> Edit | None:
    return _edit_items(editor, editor.content["figures"], "figures", lambda: figure(editor), "value")


def edit_subjects(editor: Editor) -> Edit | None:
    rows = editor.content["concept_links"]
    concept = editor.random.randint(1, 6)
    index = next((i for i, row in enumerate(rows) if row["concept"] == concept), None)
    if index is not None:
        del rows[index]
    else:
        rows.append(subject(concept))
    return Edit(f"concept_links.{concept}")


def edit_place(editor: Editor) -> Edit | None:
    row = _chosen(editor, editor.content["territory_links"])
    if row is None:
        return None
    name, values = editor.random.choice((("role", ("implemented_in", "spread_to")), ("state", ("to_confirm",))))
    row[name] = editor.random.choice(values)
    return Edit(f"territory_links.{row['territory']}.{name}")


EDITS: tuple[Callable[[Editor], Edit | None], ...] = (
    *(edit_field, edit_text, edit_extra, edit_block, edit_block, edit_blocks),
    *(edit_sources, edit_figures, edit_subjects, edit_place),
)


def _edit_items(
    editor: Editor, items: list[Content], where: str, make: Callable[[], Content], *names: str | None
) -> Edit | None:
    """Add, remove, move or change an item of a list."""
    what = editor.random.choice(("add", "remove", "move", "change"))
    if what == "add":
        item = make()
        items.insert(editor.random.randint(0, len(items)), item)
        return Edit(f"{where}.{item.get('id') or item}", added=words_of(item))
    item = _chosen(editor, items)
    if item is None:
        return None
    name = f"{where}.{item.get('id') or item.get('pk') or item}"
    if what == "change" and names[0]:
        field = editor.random.choice([name for name in names if name])
        return _replace(editor, item, field, f"{name}.{field}")
    items.remove(item)
    if what == "remove":
        return Edit(name, removed=words_of(item))
    items.insert(editor.random.randint(0, len(items)), item)
    return Edit(f"{where}.@order")


def _edit_paragraphs(editor: Editor, holder: Content, name: str, where: str) -> Edit | None:
    """Add, remove or reword a paragraph."""
    parts = holder[name].replace("><p", ">\n<p").replace("><ul", ">\n<ul").replace("><h3", ">\n<h3").split("\n")
    parts = [part for part in parts if part]
    what = editor.random.choice(("add", "remove", "change")) if parts else "add"
    index = editor.random.randint(0, len(parts) if what == "add" else len(parts) - 1)
    old = "" if what == "add" else parts[index]
    new = [] if what == "remove" else [paragraph(editor)]
    parts[index : index + (what != "add")] = new
    holder[name] = "".join(parts)
    # Who touches a text touches all of it for the sake of disjointness: numbers of paragraphs drift.
    return Edit(where, added=words_of(new), removed=words_of(old))


def _replace(editor: Editor, holder: Content, name: str, where: str) -> Edit:
    old = holder[name]
    holder[name] = f"https://{editor.word()}.fr/" if name in ("url", "website") else editor.word()
    return Edit(where, added=words_of(holder[name]), removed=words_of(old))


def _chosen(editor: Editor, items: Sequence[Content]) -> Content | None:
    return editor.random.choice(items) if items else None


def words_of(value: Any) -> tuple[str, ...]:
    """The words by which edits are told, in any value."""
    return tuple(_words(value))


def _words(value: Any) -> Iterator[str]:
    for part in json.dumps(value, default=repr).replace('"', " ").replace("/", " ").replace("<", " ").split():
        for word in part.replace(">", " ").replace(".", " ").replace("\\", " ").replace(",", " ").split():
            if word.endswith("w") and word[:-1].strip("abcdefghijklmnopqrstuvwxyz").isdigit():
                yield word
