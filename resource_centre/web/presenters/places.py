"""Addresses of places in a centre, and the places that resources speak of most."""

from collections import Counter

from django.db.models import QuerySet
from django.http import HttpRequest

from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory
from resource_centre.web.presenters.common import CountedLink

PLACES_SHOWN = 12


def centre_url(centre: ResourceCentrePage, request: HttpRequest) -> str:
    """Address of a centre in the language of the interface, with its final slash."""
    return centre.get_url(request) or "/"


def territory_url(centre: ResourceCentrePage, territory: Territory, request: HttpRequest) -> str:
    """Address of a territory in a centre: "/centre/territoires/region-53/"."""
    return f"{centre_url(centre, request)}territoires/{territory.slug}/"


def most_frequent_places(
    request: HttpRequest, centre: ResourceCentrePage, resources: QuerySet[Resource]
) -> tuple[CountedLink, ...]:
    """Places named by these resources, the most frequent first (two queries)."""
    rows = ResourceTerritory.objects.filter(resource__in=resources.order_by().values("pk"))
    found = Counter(place for place, _resource in set(rows.values_list("territory_id", "resource_id")))
    most = found.most_common(PLACES_SHOWN)
    places = Territory.objects.in_bulk([pk for pk, _count in most])
    return tuple(CountedLink(places[pk].label, territory_url(centre, places[pk], request), count) for pk, count in most)
