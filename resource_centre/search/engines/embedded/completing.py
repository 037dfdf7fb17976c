"""Titles begun: "silv" leads to Silver Geek, "jaccede" to Jaccède."""

from itertools import islice

from pyroaring import BitMap

from resource_centre.search.engines.embedded.schema import named, quoted
from resource_centre.search.engines.embedded.store import Snapshot
from resource_centre.text.acronyms import acronyms_joined
from resource_centre.text.folding import fold

#: Titles that are looked at, when so many begin alike.
LOOKED_AT = 60


def complete(snapshot: Snapshot, visible: BitMap, typed: str, size: int) -> tuple[str, ...]:
    """Public ids of documents in view whose title begins so, then of those that have the words anywhere.

    Every word is looked for without accents, an acronym without its dots; the last one may be unfinished.
    """
    folded = fold(typed)
    if not folded or size < 1:
        return ()
    found = dict.fromkeys(_beginning(snapshot, visible, folded, size))
    if len(found) < size:
        found |= dict.fromkeys(_holding(snapshot, visible, fold(acronyms_joined(typed)).split(), size))
    return tuple(islice(found, size))


def _beginning(snapshot: Snapshot, visible: BitMap, folded: str, size: int) -> list[str]:
    rows = snapshot.db.execute(
        "SELECT id, uuid FROM doc WHERE title_key >= ? AND title_key < ? ORDER BY title_key, uuid LIMIT ?",
        (folded, f"{folded}\U0010ffff", LOOKED_AT),
    )
    return list(islice((uuid for pk, uuid in rows if pk in visible), size))


def _holding(snapshot: Snapshot, visible: BitMap, words: list[str], size: int) -> list[str]:
    asked = " AND ".join((*(quoted(word) for word in words[:-1]), f"{quoted(words[-1])}*"))
    rows = snapshot.db.execute("SELECT rowid FROM typed WHERE typed MATCH ?", (asked,))
    ids = list(islice((pk for (pk,) in rows if pk in visible), LOOKED_AT))
    found = snapshot.db.execute(
        f"SELECT uuid FROM doc WHERE id IN ({named(ids)}) ORDER BY LENGTH(title_key), title_key, uuid LIMIT ?",
        (size,),
    )
    return [uuid for (uuid,) in found]
