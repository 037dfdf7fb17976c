"""Where what is watched is read."""

from django.http import HttpRequest

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.watching.subjects import Subject
from resource_centre.web.presenters.common import Link, foreign
from resource_centre.web.presenters.places import place_url
from resource_centre.web.presenters.themes import theme_url


def subject_link(subject: Subject, centre: ResourceCentrePage, request: HttpRequest) -> Link:
    """The page of a resource, of a theme or of a territory in that centre."""
    if subject.resource is not None:
        page = subject.resource
        return Link(page.title, page.get_url(request) or "", foreign(page.language))
    if subject.concept is not None:
        return Link(subject.label, theme_url(centre, subject.concept.code, request))
    key = subject.territory.key if subject.territory is not None else ""
    return Link(subject.label, place_url(centre, key, request))
