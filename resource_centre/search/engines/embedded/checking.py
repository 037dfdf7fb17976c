"""Whether a file still holds what was written in it.

SQLite knows its own structure and has no sums of what it stores: a bit that a disk turned inside a text or in the list
of a word's documents would be answered from. So rows carry a sum of theirs, tables of words are compared with what they
were given, and totals are counted again. A hundred megabytes take about half a second.
"""

import sqlite3
from zlib import crc32

from resource_centre.search.engines.embedded.files import PATIENCE, named_errors
from resource_centre.search.engines.embedded.schema import SUMMED, WORDS
from resource_centre.search.errors import IndexDamaged

#: Milliseconds that a check waits for whoever writes, before it goes without the tables of words.
PATIENCE_TO_CHECK = 500
#: Errors that say nothing of what the file holds: somebody else writes it, or the disk is full.
_PASSING = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
)
#: Totals kept beside what they are totals of; sets are never newer than the generation that is told.
_TOTALS = """
SELECT (SELECT COUNT(*) FROM doc) = documents.value
    AND (SELECT TOTAL(title_length) FROM bag) = titles.value
    AND (SELECT TOTAL(body_length) FROM bag) = bodies.value
    AND (SELECT IFNULL(MAX(changed), 0) FROM bitmap) <= generation.value
FROM meta AS documents, meta AS titles, meta AS bodies, meta AS generation
WHERE documents.key = 'documents' AND titles.key = 'title_words' AND bodies.key = 'body_words'
    AND generation.key = 'generation'
"""


def checksum(*columns: object) -> int:
    """The sum of a row: checksum("0f…", 3, None) is a whole number that any change of a value changes."""
    total = 0
    for column in columns:
        total = crc32(column if isinstance(column, bytes) else f"{column}\n".encode(), total)
    return total


def check(db: sqlite3.Connection, *, may_write: bool) -> None:
    """Look at everything. Raises IndexDamaged.

    may_write: the tables of words are looked at too, which SQLite allows to those who may write alone, one at a time.
    """
    with named_errors():
        try:
            db.execute("BEGIN")
            is_sound = _has_structure(db) and _has_rows(db) and _has_totals(db)
            db.execute("ROLLBACK")
            if is_sound and may_write:
                _check_words(db)
        except sqlite3.Error as error:
            if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _PASSING:
                raise
            raise IndexDamaged(f"The search index is damaged ({error}): it must be rebuilt.") from error
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
    if not is_sound:
        raise IndexDamaged("The search index does not hold what was written in it: it must be rebuilt.")


def _has_structure(db: sqlite3.Connection) -> bool:
    return bool(db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))


def _has_rows(db: sqlite3.Connection) -> bool:
    db.create_function("checksum", -1, checksum, deterministic=True)
    for table in SUMMED:
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        columns = ", ".join(name for name in names if name not in ("id", "sum"))
        if db.execute(f"SELECT 1 FROM {table} WHERE checksum({columns}) <> sum LIMIT 1").fetchone() is not None:
            return False
    return True


def _has_totals(db: sqlite3.Connection) -> bool:
    return bool(db.execute(_TOTALS).fetchone() == (1,)) and _knows_its_letters(db)


def _knows_its_letters(db: sqlite3.Connection) -> bool:
    row = db.execute("SELECT value FROM meta WHERE key = 'alphabet'").fetchone()
    letters = {letter for (term,) in db.execute("SELECT term FROM exact_words") for letter in term}
    return row is not None and letters <= set(row[0])


def _check_words(db: sqlite3.Connection) -> None:
    """Compare the tables of words with what they were given. Nothing is written: SQLite reads that in this form."""
    db.execute(f"PRAGMA busy_timeout={PATIENCE_TO_CHECK}")
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:  # somebody writes for long, or the file belongs to another account
        return
    finally:
        db.execute(f"PRAGMA busy_timeout={PATIENCE * 1_000}")
    for table in WORDS:
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    db.execute("ROLLBACK")
