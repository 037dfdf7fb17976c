"""Numbered links between the pages of a list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
