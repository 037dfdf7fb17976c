"""Who asks: the little that the rule of visibility needs to know of a visitor."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from resource_centre.persons.person import AccountKey


@dataclass(frozen=True)
class Principal:
    """A visitor, signed in or not.

    passed_passwords: ids of the password restrictions whose password this session has given.
    """

    user_id: AccountKey | None = None
    group_ids: frozenset[int] = field(default_factory=frozenset)
    is_superuser: bool = False
    passed_passwords: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        """True for somebody who signed in."""
        return self.user_id is not None

    @property
    def atoms(self) -> frozenset[str]:
        """What this principal has: {"public", "login", "g:3", "p:12"}."""
        found = {"public"} | {f"p:{pk}" for pk in self.passed_passwords}
        if self.is_authenticated:
            found |= {"login"} | {f"g:{pk}" for pk in self.group_ids}
        if self.is_authenticated and self.is_superuser:
            found.add("superuser")
        return frozenset(found)


ANONYMOUS = Principal()


def principal_of_user(user: Any, passed_passwords: Iterable[int] = ()) -> Principal:
    """The principal of an account (one query for its groups); ANONYMOUS for nobody or an inactive one."""
    passed = frozenset(passed_passwords)
    if not user.is_authenticated or not user.is_active:
        return Principal(passed_passwords=passed)
    return Principal(
        user_id=user.pk,
        group_ids=frozenset(user.groups.values_list("pk", flat=True)),
        is_superuser=user.is_superuser,
        passed_passwords=passed,
    )


def principal_of_request(request: HttpRequest) -> Principal:
    """The principal of a request. Reads the session, never writes it: no cookie is set on reading."""
    session = getattr(request, "session", None)
    passed = session.get(PageViewRestriction.passed_view_restrictions_session_key, []) if session else []
    user = getattr(request, "user", None)
    return Principal(passed_passwords=frozenset(passed)) if user is None else principal_of_user(user, passed)
