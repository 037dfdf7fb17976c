"""Who holds something on a person. A package declares each of its tables once; nobody lists them a second time."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from resource_centre.persons.person import Person
from resource_centre.persons.titles import titles_for

#: Words that are translated when they are read.
Words = str | Promise


class Holder(Protocol):
    """Something that is held on a person. kept: what stays once the person is forgotten, and why; "" for nothing."""

    @property
    def name(self) -> str:
        """What it is called in an export: "proposals"."""

    @property
    def label(self) -> Words:
        """The same for people."""

    @property
    def kept(self) -> Words:
        """A sentence."""

    @property
    def is_slow(self) -> bool:
        """Whether finding it reads all that there is: left out of pages, never of a file nor of an erasure."""

    def export(self, person: Person) -> Iterable[Mapping[str, Any]]:
        """One mapping a row."""

    def forget(self, person: Person) -> int:
        """Forget the person; the number of rows that were changed or deleted."""


#: Forgets the person in these rows; the number of rows.
Forgetting = Callable[[QuerySet[Any], Person], int]


@dataclass(frozen=True)
class Table:
    """Rows of one model. The rows that are exported are, by construction, those in which the person is forgotten.

    Table("watches", _("What you watch"), Watch, lambda who: who.is_account("watcher__user"), ("created_at",), deleted)

    pages: columns that lead to a page, ("resource",), "pk" for rows that are pages: its title is told beside its number
    as it is today, and only to whom may read it. No column of `columns` is the title of a page.
    """

    name: str
    label: Words
    model: type[Model]
    whose: Callable[[Person], Q]
    columns: tuple[str, ...]
    forgetting: Forgetting
    kept: Words = ""
    is_slow: bool = False
    pages: tuple[str, ...] = ()

    def rows(self, person: Person) -> QuerySet[Any]:
        """Those of that person, each once, the oldest first."""
        theirs = self.model._default_manager.filter(self.whose(person)).values("pk")
        return self.model._default_manager.filter(pk__in=theirs).order_by("pk")

    def export(self, person: Person) -> Iterable[Mapping[str, Any]]:
        """The columns of each row, and the titles of its pages, "" for one that the person may not read any more."""
        rows = list(self.rows(person).values(*self.columns, *self.pages))
        titles = titles_for(person, {row[one] for row in rows for one in self.pages if row[one] is not None})
        return [{**row, **{_title(one): titles.get(row[one], "") for one in self.pages}} for row in rows]

    def forget(self, person: Person) -> int:
        """As its declaration says."""
        return self.forgetting(self.rows(person), person)


def _title(page: str) -> str:
    """What the title of a page is called in an export: "resource__title", of the row itself "title"."""
    return "title" if page == "pk" else f"{page}__title"


def deleted(rows: QuerySet[Any], _person: Person) -> int:
    """Delete the rows; their number, without what goes with them."""
    _total, by_model = rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    return int(by_model.get(rows.model._meta.label, 0))


def left(_rows: QuerySet[Any], _person: Person) -> int:
    """Change nothing here: what names the person goes elsewhere, with the account or with another table."""
    return 0


def emptied(**values: Any) -> Forgetting:
    """Write these values in the rows: emptied(email="")."""

    def write(rows: QuerySet[Any], _person: Person) -> int:
        return rows.order_by().update(**values)

    return write


def in_turn(*steps: Forgetting) -> Forgetting:
    """One after the other, on the same rows; the number of rows that the last one touched."""

    def run(rows: QuerySet[Any], person: Person) -> int:
        return [step(rows, person) for step in steps][-1]

    return run


def without_person(*columns: str) -> Forgetting:
    """Take what tells who the person is out of texts that they wrote, and leave the rest of what they say."""

    def rub_out(rows: QuerySet[Any], person: Person) -> int:
        touched = 0
        for column in columns:
            for pk, text in rows.exclude(**{column: ""}).values_list("pk", column):
                left_of_it = reduce(rubbed_out, person.known_by, text)
                if left_of_it != text:
                    rows.model._default_manager.filter(pk=pk).update(**{column: left_of_it})
                    touched += 1
        return touched

    return rub_out


def rubbed_out(text: str, words: str, instead: str = "…") -> str:
    """A text without these words, whatever their capitals: "Ask Ada@b.org." without "ada@b.org" is "Ask …." then.

    Whole words only: "Eve" is not taken out of "Even".
    """
    return re.sub(_pattern(words), lambda _found: instead, text, flags=re.IGNORECASE) if words else text


def names_them(text: str, person: Person) -> bool:
    """Whether a text holds anything that would be rubbed out of one of that person's own."""
    return any(re.search(_pattern(words), text, flags=re.IGNORECASE) for words in person.known_by)


def _pattern(words: str) -> str:
    """Whatever stands between them: a line may end there."""
    return r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"


_holders: dict[str, Holder] = {}
_last: dict[str, Holder] = {}


def register_holders(holders: Sequence[Holder], *, last: bool = False) -> None:
    """Add holders, in the order in which they are walked. last: after all the others (the account itself)."""
    for holder in holders:
        (_last if last else _holders)[holder.name] = holder


def all_holders() -> tuple[Holder, ...]:
    """Everybody, in order."""
    return (*_holders.values(), *_last.values())
