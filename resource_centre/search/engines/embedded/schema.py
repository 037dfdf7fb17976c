"""The tables of an index, and the name of their form.

A file is only read by the code that would write the same one: `SCHEMA_NAME` changes with the tables, with the chain of
analysis and with the languages, and names the file.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence

#: Raised by hand when what is stored changes and the tables do not.
FORM = 4
#: Characters that stand inside analysed words, beside letters and digits.
_INSIDE_WORDS = "'.,:;_#*|\""
#: Between two texts of a document, so that no phrase runs from one into the next. No word is written so.
BETWEEN_TEXTS = "|"
#: Stands for a stop word where stems are kept beside the words they come from.
NO_STEM = "-"

#: Documents of one row of a set.
CHUNK = 65_536
#: Generations that name the documents which they wrote; how many are named and mended; what stands for more.
GENERATIONS, MOST_NAMED, ALL = 200, 60, -1

#: Tables whose rows carry the sum of their other columns (`checking.checksum`).
SUMMED = ("doc", "point", "gone", "bag", "shown")
#: Tables of words, each beside what it was given.
WORDS = ("stem", "exact", "typed")

_TOKENIZER = "ascii tokenchars '{}'".format(_INSIDE_WORDS.replace("'", "''")).replace('"', '""')

TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE doc (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    collection TEXT NOT NULL,
    access TEXT NOT NULL,
    language TEXT NOT NULL,
    updated INTEGER NOT NULL,
    published INTEGER NOT NULL,
    title_key TEXT NOT NULL,
    dated TEXT NOT NULL,
    expires REAL,
    carried BLOB NOT NULL,
    typed TEXT NOT NULL,
    sum INTEGER NOT NULL
);
CREATE INDEX doc_updated ON doc (updated DESC, uuid);
CREATE INDEX doc_published ON doc (published DESC, uuid);
CREATE INDEX doc_title ON doc (title_key, uuid);
CREATE INDEX doc_dated ON doc (dated = '', dated, uuid);
CREATE INDEX doc_expires ON doc (expires) WHERE expires IS NOT NULL;
-- Points on a sphere of radius one.
CREATE TABLE point (id INTEGER NOT NULL, x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX point_id ON point (id);
CREATE TABLE gone (uuid TEXT PRIMARY KEY, version INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;

-- For scores: how often each word stands in the titles and in the texts.
CREATE TABLE bag (
    id INTEGER PRIMARY KEY,
    title_length INTEGER NOT NULL,
    body_length INTEGER NOT NULL,
    stems TEXT NOT NULL,
    exacts TEXT NOT NULL,
    sum INTEGER NOT NULL
);
-- For extracts: each text with its words, their stems and their places.
CREATE TABLE shown (
    id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    text TEXT NOT NULL,
    exacts TEXT NOT NULL,
    stems TEXT NOT NULL,
    places BLOB NOT NULL,
    sum INTEGER NOT NULL,
    PRIMARY KEY (id, part)
);
-- What the tables of words were given: FTS5 wants it back to delete, and compares itself with it when it is checked.
CREATE TABLE posted (id INTEGER PRIMARY KEY, stems TEXT NOT NULL, exacts TEXT NOT NULL);
CREATE VIEW stem_given AS SELECT id, stems AS words FROM posted;
CREATE VIEW exact_given AS SELECT id, exacts AS words FROM posted;
CREATE VIEW typed_given AS SELECT id, typed AS words FROM doc;

CREATE TABLE value (id INTEGER PRIMARY KEY, field TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (field, key));
CREATE TABLE bitmap (
    value INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (value, chunk)
);
CREATE INDEX bitmap_changed ON bitmap (changed);
-- Documents written by the last generations, so that what a reader knows of words is mended, not read again.
CREATE TABLE touched (generation INTEGER NOT NULL, id INTEGER NOT NULL);
CREATE INDEX touched_generation ON touched (generation);

CREATE VIRTUAL TABLE stem USING fts5(words, content='stem_given', content_rowid='id', columnsize=0, detail=none,
    tokenize="{_TOKENIZER}");
CREATE VIRTUAL TABLE exact USING fts5(words, content='exact_given', content_rowid='id', columnsize=0, detail=full,
    tokenize="{_TOKENIZER}");
CREATE VIRTUAL TABLE typed USING fts5(words, content='typed_given', content_rowid='id', columnsize=0, detail=none,
    prefix='1 2 3 4', tokenize="{_TOKENIZER}");
CREATE VIRTUAL TABLE stem_words USING fts5vocab(stem, row);
CREATE VIRTUAL TABLE exact_words USING fts5vocab(exact, row);
"""


def schema_name(languages: Sequence[str]) -> str:
    """The name of the form of a file, sixteen characters: it changes whenever an old file would answer otherwise."""
    form = f"{FORM}\n{TABLES}\n{','.join(languages)}"
    return hashlib.sha256(form.encode()).hexdigest()[:16]


def create(db: sqlite3.Connection, languages: Sequence[str]) -> None:
    """Make the tables of an empty file."""
    db.executescript(TABLES)
    db.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [
            ("schema", schema_name(languages)),
            ("generation", 1),
            ("documents", 0),
            ("title_words", 0),
            ("body_words", 0),
            ("alphabet", ""),
        ],
    )


def quoted(words: str) -> str:
    """A string of FTS5's query language, in which nothing is an operator."""
    return '"{}"'.format(words.replace('"', '""'))


def named(ids: Iterable[int]) -> str:
    """Ids in a query: whole numbers, so many that placeholders would cost more than the question."""
    return ",".join(map(str, ids))
