"""Addresses of a centre and of its places."""

from django.http import HttpRequest

from resource_centre.content.pages.centre import ResourceCentrePage


def centre_url(centre: ResourceCentrePage, request: HttpRequest) -> str:
    """Address of a centre in the language of the interface, with its final slash."""
    return centre.get_url(request) or "/"


def place_url(centre: ResourceCentrePage, key: str, request: HttpRequest) -> str:
    """Address of a territory in a centre by its key: "/centre/territoires/region-53/"."""
    return f"{centre_url(centre, request)}territoires/{key.replace(':', '-')}/"
