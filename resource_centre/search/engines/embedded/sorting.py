"""Every order that is not relevance. Few hits: their keys are read. Many: the index of the order is walked."""

from collections.abc import Iterable, Iterator
from itertools import islice
from math import sqrt

from pyroaring import BitMap

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Place
from resource_centre.search.engines.embedded.schema import named
from resource_centre.search.engines.embedded.store import Snapshot

_ORDERS = {
    Sort.UPDATED: ("doc_updated", "updated DESC, uuid"),
    Sort.PUBLISHED: ("doc_published", "published DESC, uuid"),
    Sort.TITLE: ("doc_title", "title_key, uuid"),
    Sort.DATE: ("doc_dated", "dated = '', dated, uuid"),
}
_NEAREST = """
SELECT doc.id FROM doc LEFT JOIN (SELECT id, MAX(x * ? + y * ? + z * ?) AS near FROM point GROUP BY id) USING (id)
{chosen} ORDER BY near DESC NULLS LAST, uuid
"""
#: A key read apart costs as much as so many steps along an index.
STEPS_A_READ = 5
#: Ids named in a query at the most; beyond, all rows are walked and the others passed over.
MOST_NAMED = 5_000


def page(snapshot: Snapshot, documents: BitMap, sort: Sort, origin: Place | None, offset: int, size: int) -> list[int]:
    """Ids of hits `offset` to `offset + size` in that order; equals in order of their public id."""
    if not size or offset >= len(documents):
        return []
    if sort is Sort.PROXIMITY and origin is not None:
        chosen = f"WHERE doc.id IN ({named(documents)})" if len(documents) <= MOST_NAMED else ""
        rows = snapshot.db.execute(_NEAREST.format(chosen=chosen), origin.on_sphere)
        return list(islice(_inside(rows, documents), offset, offset + size))
    index, order = _ORDERS.get(sort, _ORDERS[Sort.UPDATED])
    if len(documents) < sqrt(snapshot.bitmaps.totals.documents * (offset + size) / STEPS_A_READ):
        rows = snapshot.db.execute(f"SELECT id FROM doc WHERE id IN ({named(documents)}) ORDER BY {order}")
    else:
        rows = snapshot.db.execute(f"SELECT id FROM doc INDEXED BY {index} ORDER BY {order}")
    return list(islice(_inside(rows, documents), offset, offset + size))


def _inside(rows: Iterable[tuple[int]], documents: BitMap) -> Iterator[int]:
    return (pk for (pk,) in rows if pk in documents)
