"""What a change concerns in the index: a resource itself, or all those that depend on what changed.

A change that concerns many is one row, spread out when it is delivered. Each key says what: "tree:12" everything below
a page, "actor:34" what an organisation has a part in, "concept:5" what is filed under a term, "territory:6", "all".
"""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Page

from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import Involvement, ResourceConcept, ResourceTerritory
from resource_centre.content.vocabularies import Concept, ConceptTree
from resource_centre.outbox import rows

RESOURCES, SPREAD = "index", "index.spread"
EVERYTHING = "all"


def record_resources(uuids: Iterable[object]) -> None:
    """These resources have changed, or are no more."""
    rows.record(RESOURCES, map(str, uuids))


def record_spread(*keys: str) -> None:
    """What depends on these has changed."""
    rows.record(SPREAD, keys)


def spread_out(most: int | None = None) -> int:
    """Turn each change that concerns many into a change of each; the number of resources concerned.

    most: leave those that concern more than so many.
    """
    concerned = 0
    for waiting in rows.pending(SPREAD):
        uuids = set(dependents(waiting.key))
        if most is not None and len(uuids) > most:
            continue
        rows.record_in_turn(RESOURCES, uuids)
        rows.mark_delivered(SPREAD, {waiting.key: waiting.version})
        concerned += len(uuids)
    return concerned


def dependents(key: str) -> Iterable[str]:
    """UUIDs of the resources that a key concerns; none for what is no more."""
    sort, _separator, name = key.partition(":")
    pages = Resource.objects.all()
    if key != EVERYTHING:
        pages = pages.filter(_concerned(sort, int(name)))
    return (str(uid) for uid in pages.order_by().values_list("uuid", flat=True).iterator())


def _concerned(sort: str, pk: int) -> Q:
    if sort == "tree":
        path = Page.objects.filter(pk=pk).values_list("path", flat=True).first()
        if path is None:
            return Q(pk__in=())
        involved = Involvement.objects.filter(actor__path__startswith=path)
        return Q(path__startswith=path) | Q(pk__in=involved.values("resource"))
    if sort == "actor":
        return Q(pk__in=Involvement.objects.filter(actor=pk).values("resource"))
    if sort == "territory":
        return Q(pk__in=ResourceTerritory.objects.filter(territory=pk).values("resource"))
    return Q(pk__in=ResourceConcept.objects.filter(concept__in=_terms_moved_with(pk)).values("resource"))


def _terms_moved_with(pk: int) -> set[int]:
    """A term, those below it, and those that one of these replaces."""
    tree = ConceptTree(Concept.objects.filter(vocabulary__concepts=pk))
    below = tree.subtree_ids(pk)
    replaced = Concept.objects.filter(replaced_by__in=below).values_list("pk", flat=True)
    return {*below, *replaced}
