"""Published pages that name somebody: no program rewrites what editors published, so that one of them looks at each."""

import json
from collections.abc import Iterator

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.surface import content_of
from resource_centre.persons.holders import names_them
from resource_centre.persons.person import Person


def pages_that_name(person: Person) -> Iterator[Resource]:
    """Live pages of which the text holds the address or a whole name of that person. Reads all that there are."""
    if person.known_by:
        for page in Resource.objects.filter(live=True).order_by("pk").specific().iterator(chunk_size=200):
            if names_them(json.dumps(content_of(page), ensure_ascii=False), person):
                yield page
