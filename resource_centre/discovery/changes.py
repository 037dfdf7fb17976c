"""What a change concerns in the index: a resource itself, or all those that depend on what changed.

A change that concerns many is one row, spread out when it is delivered. Each key says what: "tree:12" everything below
a page, "actor:34" what an organisation has a part in, "concept:5" what is filed under a term, "territory:6", "all".
"""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q
from wagtail.models import Page

from resource_centre import conf
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import Involvement, ResourceConcept, ResourceTerritory
from resource_centre.content.vocabularies import Concept, ConceptTree
from resource_centre.outbox import rows
from resource_centre.outbox.rows import Waiting

RESOURCES, SPREAD = "index", "index.spread"
#: What the engine that stands in was not told yet. Versions are those of RESOURCES.
STANDBY = "index.standby"
EVERYTHING = "all"


def record_resources(uuids: Iterable[object]) -> None:
    """These resources have changed, or are no more."""
    keys = tuple(map(str, uuids))
    for queue in queues():
        rows.record(queue, keys)


def queues() -> tuple[str, ...]:
    """Topics that a change of a resource goes to: a version that is raised is told to every engine."""
    return (RESOURCES, STANDBY) if conf.has_standby() else (RESOURCES,)


def record_again(uuids: Iterable[str]) -> None:
    """As `record_resources`, by whoever indexes and has no transaction open."""
    keys = tuple(uuids)
    for queue in queues():
        rows.record_in_turn(queue, keys)


def raise_above(held: Mapping[str, int]) -> None:
    """Change each resource in a version above the one that an index holds of it."""
    rows.raise_above(RESOURCES, held)
    if conf.has_standby():
        rows.record_in_turn(STANDBY, held)


def versions_of(uuids: Collection[str]) -> dict[str, int]:
    """The newest version of each resource; a first one is made for those that have none."""
    rows.ensure(RESOURCES, uuids)
    return rows.versions(RESOURCES, uuids)


def record_spread(*keys: str) -> None:
    """What depends on these has changed."""
    rows.record(SPREAD, keys)


def spread_out(most: int | None = None) -> int:
    """Turn each change that concerns many into a change of each; the number of resources concerned.

    most: concern no more resources than that, and look at no more changes, since a request waits; the others are left.
    """
    if most is not None:
        return _spread_out(rows.pending(SPREAD, most), most)
    concerned = 0
    while waiting := rows.pending(SPREAD):
        concerned += _spread_out(waiting)
    return concerned


def _spread_out(changes: Iterable[Waiting], most: int | None = None) -> int:
    concerned = 0
    for waiting in changes:
        room = None if most is None else most - concerned
        uuids = set(dependents(waiting.key, None if room is None else room + 1))
        if room is not None and len(uuids) > room:
            continue
        record_again(uuids)
        rows.mark_delivered(SPREAD, {waiting.key: waiting.version})
        concerned += len(uuids)
    return concerned


def dependents(key: str, limit: int | None = None) -> Iterable[str]:
    """UUIDs of the resources that a key concerns, the first ones of them where there is a limit; none for what is no
    more."""
    sort, _separator, name = key.partition(":")
    pages = Resource.objects.all()
    if key != EVERYTHING:
        pages = pages.filter(_concerned(sort, int(name)))
    return (str(uid) for uid in pages.order_by().values_list("uuid", flat=True)[:limit].iterator())


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
