"""Somebody about whom something is held: an address, the accounts that have it, the names that they go by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from resource_centre.persons.names import account_name, given_name

#: The key of an account: a number, a UUID, a word, as the host's model has it. It is compared and written, never read.
AccountKey = Any


@dataclass(frozen=True)
class Person:
    """Person("ada@example.org", (7,), ("Ada Lovelace", "ada")).

    names: those of the accounts; somebody else may have the same. called: what an operator, who has asked, says that
    this person and nobody else is called. keeps_name: leave the name beside what was published, where its author asked
    to be named.
    """

    address: str
    user_ids: tuple[AccountKey, ...] = ()
    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    keeps_name: bool = False

    @property
    def known_by(self) -> tuple[str, ...]:
        """What tells who they are in a text: the address, and whole names. One of one word is a word like another."""
        whole = (name for name in (*self.names, *self.called) if len(name.split()) > 1)
        return tuple(dict.fromkeys(words for words in (self.address, *whole) if words))

    def is_account(self, *fields: str) -> Q:
        """Rows of which one of these fields is an account of that person: person.is_account("author", "saved_by")."""
        found = Q(pk__in=())
        for field in fields:
            found |= Q(**{f"{field}__in": self.user_ids})
        return found

    def is_subject(self) -> Q:
        """Lines of a log, of Django's admin or of Wagtail, that are about an account of that person."""
        kind = ContentType.objects.get_for_model(get_user_model())
        return Q(content_type=kind, object_id__in=[str(pk) for pk in self.user_ids])

    def has_address(self, field: str) -> Q:
        """Rows of which that field is the address, whatever its capitals; nothing for somebody without address."""
        return Q(**{f"{field}__iexact": self.address}) if self.address else Q(pk__in=())


def person_of(address: str, called: Iterable[str] = (), *, keeps_name: bool = False) -> Person:
    """Whoever has that address, with the accounts that have it."""
    address = address.strip()
    users = list(_users().filter(email__iexact=address)) if address else []
    known = tuple(name.strip() for name in called if name.strip())
    return Person(address, tuple(user.pk for user in users), _names(users), known, keeps_name)


def person_of_user(user: Any, *, keeps_name: bool = False) -> Person:
    """Whoever has that account, with what its address holds besides: sites let no address in before it is confirmed."""
    return Person(user.email.strip(), (user.pk,), _names([user]), (), keeps_name)


def _users() -> Any:
    return get_user_model()._default_manager.all()


def _names(users: Sequence[Any]) -> tuple[str, ...]:
    found = [name for user in users for name in (given_name(user), account_name(user))]
    return tuple(dict.fromkeys(name for name in found if name))
