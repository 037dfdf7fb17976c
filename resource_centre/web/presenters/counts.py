"""How many resources: by kind, under each theme, in each territory. Documents are counted, never rows.

Each function reads what it needs in one or two queries, whatever the number of resources.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from resource_centre.content.kinds import kind_models
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceConcept, ResourceTerritory
from resource_centre.content.territories import TerritoryAncestor
from resource_centre.content.vocabularies import ConceptTree


def by_kind(resources: QuerySet[Resource]) -> Counter[str]:
    """Counter({"practice": 9, "tool": 13}). One query, and Django's own cache of content types."""
    kinds = {ContentType.objects.get_for_model(model).pk: model.kind.code for model in kind_models()}
    types = Counter(resources.order_by().values_list("content_type_id", flat=True))
    return Counter({kinds[pk]: count for pk, count in types.items() if pk in kinds})


def by_concept(resources: QuerySet[Resource], tree: ConceptTree) -> Mapping[int, int]:
    """{concept id: resources on it or anywhere below it}; a resource on two terms below counts once. One query."""
    holders: dict[int, set[int]] = {}
    rows = ResourceConcept.objects.filter(resource__in=resources.order_by().values("pk"))
    for resource_id, concept_id in rows.values_list("resource_id", "concept_id"):
        holders.setdefault(concept_id, set()).add(resource_id)
    return {
        node.concept.pk: len(
            set[int]().union(*(holders.get(below, set()) for below in tree.subtree_ids(node.concept.pk)))
        )
        for root in tree.roots()
        for node in root.walk()
    }


def by_territory(resources: QuerySet[Resource], territory_ids: Iterable[int]) -> Mapping[int, int]:
    """{territory id: resources in it or in anything inside it}. Two queries."""
    wanted = set(territory_ids)
    rows = ResourceTerritory.objects.filter(resource__in=resources.order_by().values("pk"))
    pairs = set(rows.values_list("territory_id", "resource_id"))
    holders: dict[int, set[int]] = {}
    for territory_id, resource_id in pairs:
        holders.setdefault(territory_id, set()).add(resource_id)
    inside: dict[int, set[int]] = {pk: set(holders.get(pk, ())) for pk in wanted}
    links = TerritoryAncestor.objects.filter(ancestor__in=wanted, territory__in=holders)
    for below, above in links.values_list("territory_id", "ancestor_id"):
        inside[above] |= holders[below]
    return {pk: len(found) for pk, found in inside.items()}
