"""Writing documents: the rows of each, and the sets that it enters and leaves, in one transaction."""

import json
import sqlite3
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pyroaring import BitMap

from resource_centre.search.documents import Document, Removal, typed_words
from resource_centre.search.engine import Change, Fate, Written
from resource_centre.search.engines.embedded.analysed import Analysed, AnalysedText, Averages, Bag, Totals
from resource_centre.search.engines.embedded.bitmaps import ValueKey, own, within
from resource_centre.search.engines.embedded.checking import checksum
from resource_centre.search.engines.embedded.schema import ALL, CHUNK, GENERATIONS, MOST_NAMED
from resource_centre.search.errors import DocumentRefused

#: The parts of a document that are shown: their number in the table.
PARTS = range(3)
TITLE, SUMMARY, BODY = PARTS


class Writer:
    """Writes into one file. Sets of documents are kept until `flush`, so that many documents rewrite each once."""

    def __init__(self, db: sqlite3.Connection, default_language: str) -> None:
        self.db, self.default_language = db, default_language
        self._entering: dict[int, set[int]] = defaultdict(set)
        self._leaving: dict[int, set[int]] = defaultdict(set)
        self._values: dict[ValueKey, int] = {}
        self._touched: set[int] = set()
        self._generation = 0

    @contextmanager
    def transaction(self, *, flush: bool = True) -> Iterator[None]:
        """All or nothing; with `flush`, readers see the new generation once it ends."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            (generation,) = self.db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
            self._generation = generation + 1
            yield
            if flush:
                self.flush()
            self._tell_touched()
            self.db.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (self._generation,))
            self.db.execute("COMMIT")
        except BaseException:
            self._forget()
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def _forget(self) -> None:
        self._entering.clear()
        self._leaving.clear()
        self._values.clear()
        self._touched.clear()

    def _tell_touched(self) -> None:
        """Name the documents of this generation; for too many, say that all may have changed."""
        told = self._touched if len(self._touched) <= MOST_NAMED else {ALL}
        self.db.executemany("INSERT INTO touched VALUES (?, ?)", [(self._generation, pk) for pk in told])
        self.db.execute("DELETE FROM touched WHERE generation < ?", (self._generation - GENERATIONS,))
        self._touched.clear()

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Each change by its version, inside a transaction."""
        averages = Totals.read(self.db).averages
        return tuple(self._one(change, averages) for change in changes)

    def _one(self, change: Change, averages: Averages) -> Written:
        row = self.db.execute("SELECT id, version FROM doc WHERE uuid = ?", (change.id,)).fetchone()
        gone = self.db.execute("SELECT version FROM gone WHERE uuid = ?", (change.id,)).fetchone()
        known = max(row[1] if row else 0, gone[0] if gone else 0)
        if change.version < known or (change.version == known and row is None):
            return Written(change.id, Fate.OLDER, held=known)
        if isinstance(change, Removal):
            if row:
                self._remove(row[0])
            self.db.execute("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", _summed(change.id, change.version))
            return Written(change.id, Fate.WRITTEN)
        try:
            change.check()
        except DocumentRefused as error:
            return Written(change.id, Fate.REFUSED, error.reason)
        if row:
            self._remove(row[0])
        self._add(change, row[0] if row else None, averages)
        if gone:
            self.db.execute("DELETE FROM gone WHERE uuid = ?", (change.id,))
        return Written(change.id, Fate.WRITTEN)

    def _remove(self, pk: int) -> None:
        self._touched.add(pk)
        (carried, typed) = self.db.execute("SELECT carried, typed FROM doc WHERE id = ?", (pk,)).fetchone()
        (stems, exacts) = self.db.execute("SELECT stems, exacts FROM posted WHERE id = ?", (pk,)).fetchone()
        for table, words in (("stem", stems), ("exact", exacts), ("typed", typed)):
            self.db.execute(f"INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', ?, ?)", (pk, words))
        title, body = self.db.execute("SELECT title_length, body_length FROM bag WHERE id = ?", (pk,)).fetchone()
        self._count(-1, -title, -body)
        for table in ("doc", "bag", "shown", "posted", "point"):
            self.db.execute(f"DELETE FROM {table} WHERE id = ?", (pk,))
        for value in array("I", carried):
            self._entering[value].discard(pk)
            self._leaving[value].add(pk)

    def _add(self, document: Document, pk: int | None, averages: Averages) -> None:
        analysed = Analysed.of(document, self.default_language)
        carried = sorted({self._value(key) for key in values_of(document)})
        typed = typed_words(document)
        row = _summed(
            document.id,
            document.version,
            document.collection,
            json.dumps(sorted(document.access)),
            document.language,
            document.updated,
            document.published,
            document.title_key,
            document.dated,
            document.expires.timestamp() if document.expires else None,
            array("I", carried).tobytes(),
            typed,
        )
        pk = self.db.execute("INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (pk, *row)).lastrowid
        assert pk is not None  # noqa: S101 - for the types: SQLite always gives the id of a row just inserted
        self._touched.add(pk)
        self._add_words(pk, analysed, typed, averages)
        points = [(pk, *_summed(*place.on_sphere)) for place in dict.fromkeys(document.places)]
        self.db.executemany("INSERT INTO point VALUES (?, ?, ?, ?, ?)", points)
        for value in carried:
            self._leaving[value].discard(pk)
            self._entering[value].add(pk)

    def _add_words(self, pk: int, analysed: Analysed, typed: str, averages: Averages) -> None:
        titles, texts = analysed.titles, analysed.texts
        stems = Bag.of([text.stems for text in titles], [text.stems for text in texts])
        exacts = Bag.of([text.exacts for text in titles], [text.exacts for text in texts])
        classed, in_order = stems.classed(analysed.language, averages), analysed.exact_words
        weighed = _summed(stems.title_length, stems.body_length, stems.packed, exacts.packed)
        self.db.execute("INSERT INTO bag VALUES (?, ?, ?, ?, ?, ?)", (pk, *weighed))
        shown = ((TITLE, analysed.title), (SUMMARY, analysed.summary), (BODY, analysed.body))
        self.db.executemany(
            "INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(pk, *_summed(part, *_shown(text))) for part, text in shown if text.text],
        )
        self.db.execute("INSERT INTO posted VALUES (?, ?, ?)", (pk, classed, in_order))
        for table, words in (("stem", classed), ("exact", in_order), ("typed", typed)):
            self.db.execute(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", (pk, words))
        self._count(1, stems.title_length, stems.body_length)
        self._learn_letters(in_order)

    def _count(self, documents: int, title_words: int, body_words: int) -> None:
        more = {"documents": documents, "title_words": title_words, "body_words": body_words}
        self.db.executemany("UPDATE meta SET value = value + ? WHERE key = ?", [(n, key) for key, n in more.items()])

    def _learn_letters(self, words: str) -> None:
        """Keep the letters that words are made of: those that a typing error may have replaced."""
        (alphabet,) = self.db.execute("SELECT value FROM meta WHERE key = 'alphabet'").fetchone()
        if more := set(words) - set(alphabet) - {" "}:
            self.db.execute("UPDATE meta SET value = ? WHERE key = 'alphabet'", ("".join(sorted({*alphabet, *more})),))

    def _value(self, key: ValueKey) -> int:
        if key not in self._values:
            row = self.db.execute("SELECT id FROM value WHERE field = ? AND key = ?", key).fetchone()
            if row is None:
                row = (self.db.execute("INSERT INTO value (field, key) VALUES (?, ?)", key).lastrowid,)
            self._values[key] = row[0]
        return self._values[key]

    def flush(self) -> None:
        """Write the sets that have changed, chunk by chunk."""
        for value in self._entering.keys() | self._leaving.keys():
            entering, leaving = BitMap(self._entering.get(value, ())), BitMap(self._leaving.get(value, ()))
            for chunk in sorted({pk // CHUNK for pk in entering | leaving}):
                self._flush_chunk(value, chunk, entering, leaving)
        self._entering.clear()
        self._leaving.clear()

    def _flush_chunk(self, value: int, chunk: int, entering: BitMap, leaving: BitMap) -> None:
        row = self.db.execute("SELECT ids FROM bitmap WHERE value = ? AND chunk = ?", (value, chunk)).fetchone()
        documents = BitMap.deserialize(row[0]) if row else BitMap()
        here = BitMap(range(chunk * CHUNK, (chunk + 1) * CHUNK))
        documents = (documents - leaving) | (entering & here)
        ids = documents.serialize()
        self.db.execute(
            "INSERT OR REPLACE INTO bitmap VALUES (?, ?, ?, ?, ?)",
            (value, chunk, self._generation, zlib.crc32(ids), ids),
        )


def _summed(*columns: object) -> tuple[object, ...]:
    return *columns, checksum(*columns)


def _shown(text: AnalysedText) -> tuple[str, str, str, bytes]:
    return text.text, " ".join(text.exacts), " ".join(text.stems), text.packed_places


def values_of(document: Document) -> Iterator[ValueKey]:
    """Every set that a document is in."""
    yield "collection", document.collection
    yield "language", document.language
    for token in document.access:
        yield "access", token
    for facet, values in document.values.items():
        for key in values.within:
            yield within(facet), key
        for key in values.own:
            yield own(facet), key
