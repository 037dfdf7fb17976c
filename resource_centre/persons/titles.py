"""What pages are called, for whoever may read them today: told by the package that knows who may (`access`)."""

from collections.abc import Callable, Collection, Mapping

from resource_centre.persons.person import Person

#: The titles that a person may be told, of the pages with these numbers: {12: "Des lacs propres"}.
Telling = Callable[[Person, Collection[int]], Mapping[int, str]]

_told_by: list[Telling] = []


def register_titles(telling: Telling) -> None:
    """Called once, at start, by whoever knows what somebody may read."""
    _told_by.append(telling)


def titles_for(person: Person, numbers: Collection[int]) -> Mapping[int, str]:
    """The titles that the person may be told; a page that they may not read any more is left out."""
    return {pk: title for telling in _told_by for pk, title in telling(person, numbers).items()} if numbers else {}
