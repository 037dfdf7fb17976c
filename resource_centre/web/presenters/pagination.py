"""Numbered links between the pages of a list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from resource_centre.search.errors import PageOutOfRange

NEIGHBOURS = 2

#: Gives the address of a page number.
Address = Callable[[int], str]


@dataclass(frozen=True)
class PageLink:
    """A numbered page: no address for the current one; a gap has neither number nor address."""

    number: int
    url: str
    is_gap: bool = False


@dataclass(frozen=True)
class Pagination:
    """Where the reader is in a list."""

    number: int
    last: int
    links: tuple[PageLink, ...]
    previous: str
    next: str


def last_page(total: int, each: int, number: int) -> int:
    """The number of the last page of a list; there is one at least. Raises PageOutOfRange for a number beyond."""
    last = max(1, -(-total // each))
    if not 1 <= number <= last:
        raise PageOutOfRange(number, last)
    return last


def numbered(here: str) -> Address:
    """Addresses of pages that a number alone tells apart: "/centre/liens/", then "/centre/liens/?page=2"."""
    return lambda number: f"{here}?page={number}" if number > 1 else here


def paginate(number: int, last: int, address: Address) -> Pagination | None:
    """Numbered links: the first, the last, and those around here; None when there is one page only."""
    if last < 2:
        return None
    shown = {1, last, *range(max(1, number - NEIGHBOURS), min(last, number + NEIGHBOURS) + 1)}
    return Pagination(
        number=number,
        last=last,
        links=tuple(_with_gaps(sorted(shown), number, address)),
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if number < last else "",
    )


def _with_gaps(numbers: Iterable[int], current: int, address: Address) -> Iterable[PageLink]:
    before = 0
    for number in numbers:
        if number - before > 1:
            yield PageLink(0, "", is_gap=True)
        yield PageLink(number, "" if number == current else address(number))
        before = number
