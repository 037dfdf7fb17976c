"""Published pages that name somebody: no program rewrites what editors published, so that one of them looks at each."""

from collections.abc import Iterator, Mapping
from typing import Any

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.marks import plain_words
from resource_centre.contribution.surface import content_of
from resource_centre.persons.holders import names_them
from resource_centre.persons.person import Person


def pages_that_name(person: Person) -> Iterator[Resource]:
    """Live pages of which the text holds the address or a whole name of that person. Reads all that there are."""
    if person.known_by:
        for page in Resource.objects.filter(live=True).order_by("pk").specific().iterator(chunk_size=200):
            if any(names_them(text, person) for text in _texts(content_of(page))):
                yield page


def _texts(content: Any) -> Iterator[str]:
    """The texts of a content, each as it is stored and as it is read: a name may begin in bold."""
    if isinstance(content, str):
        yield content
        if "<" in content:
            yield plain_words(content)
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            yield from _texts(value)
