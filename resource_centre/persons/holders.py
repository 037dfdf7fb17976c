"""Who holds something on a person. A package declares each of its tables once; nobody lists them a second time."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from resource_centre.persons.person import Person

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
    """

    name: str
    label: Words
    model: type[Model]
    whose: Callable[[Person], Q]
    columns: tuple[str, ...]
    forgetting: Forgetting
    kept: Words = ""
    is_slow: bool = False

    def rows(self, person: Person) -> QuerySet[Any]:
        """Those of that person, each once, the oldest first."""
        theirs = self.model._default_manager.filter(self.whose(person)).values("pk")
        return self.model._default_manager.filter(pk__in=theirs).order_by("pk")

    def export(self, person: Person) -> Iterable[Mapping[str, Any]]:
        """The columns of each row."""
        return self.rows(person).values(*self.columns)

    def forget(self, person: Person) -> int:
        """As its declaration says."""
        return self.forgetting(self.rows(person), person)


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


def without_address(*columns: str) -> Forgetting:
    """Take the address out of texts that the person wrote, and leave the rest of what they say."""

    def rub_out(rows: QuerySet[Any], person: Person) -> int:
        if not person.address:
            return 0
        touched = 0
        for column in columns:
            for pk, text in rows.filter(**{f"{column}__icontains": person.address}).values_list("pk", column):
                rows.model._default_manager.filter(pk=pk).update(**{column: rubbed_out(text, person.address)})
                touched += 1
        return touched

    return rub_out


def rubbed_out(text: str, words: str, instead: str = "…") -> str:
    """A text without these words, whatever their capitals: "Ask Ada@b.org." without "ada@b.org" is "Ask …." then.

    Whole words only: "Eve" is not taken out of "Even".
    """
    if not words:
        return text
    return re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _found: instead, text, flags=re.IGNORECASE)


_holders: dict[str, Holder] = {}
_last: dict[str, Holder] = {}


def register_holders(holders: Sequence[Holder], *, last: bool = False) -> None:
    """Add holders, in the order in which they are walked. last: after all the others (the account itself)."""
    for holder in holders:
        (_last if last else _holders)[holder.name] = holder


def all_holders() -> tuple[Holder, ...]:
    """Everybody, in order."""
    return (*_holders.values(), *_last.values())
