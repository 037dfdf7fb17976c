"""Holding a page while something is decided about it."""

from resource_centre.content.holding import hold_page
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import NotAllowed


def hold_resource(resource: Resource) -> Resource:
    """The page, read anew, whose row nobody else changes until the end of the transaction.

    Raises NotAllowed when it was deleted meanwhile: a view answers as for what is not there.
    """
    if hold_page(resource.pk) is None:
        raise NotAllowed
    return Resource.objects.get(pk=resource.pk)
