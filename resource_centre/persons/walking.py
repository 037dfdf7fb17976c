"""Exporting what is held on a person, and forgetting it: the same walk, over the same holders."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from resource_centre.persons.holders import all_holders
from resource_centre.persons.person import Person


class NotErased(Exception):
    """Why nothing was forgotten of somebody, in a sentence."""


class StillStaff(NotErased):
    """An account that works in the admin is not closed by a form or a command: its rights are taken away first."""

    def __str__(self) -> str:
        return _("This account works in the administration of the site: take its rights away first.")


class KeptByTheSite(NotErased):
    """Rows of the host's own tables keep the account: they are deleted, or made over to nobody, first.

    tables: what they hold, {"invoices": 2}.
    """

    def __init__(self, tables: Mapping[str, int]) -> None:
        super().__init__()
        self.tables = tables

    def __str__(self) -> str:
        rows = ", ".join(f"{name} ({count})" for name, count in self.tables.items())
        return _("The site keeps data that this account stands in, so nothing was deleted: %(rows)s.") % {"rows": rows}


@dataclass(frozen=True)
class Held:
    """What one holder has: Held("watches", "What you watch", "", ({"created_at": …},))."""

    name: str
    label: str
    kept: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Erased:
    """What was forgotten by one holder."""

    name: str
    count: int


def held_on(person: Person, *, at_once: bool = False) -> tuple[Held, ...]:
    """Everything that is held on somebody, holders with nothing included. at_once: without what is slow to find."""
    return tuple(
        Held(one.name, str(one.label), str(one.kept), tuple(dict(row) for row in one.export(person)))
        for one in all_holders()
        if not (at_once and one.is_slow)
    )


def as_json(person: Person, held: Sequence[Held]) -> str:
    """The file that a person receives: {"address": "…", "exported_at": "2026-11-28T…", "held": {"watches": [{…}]}}."""
    told = {
        "address": person.address,
        "names": (*person.names, *person.called),
        "exported_at": timezone.now(),
        "held": {one.name: one.rows for one in held},
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"


def kept_sentences(held: Sequence[Held]) -> tuple[str, ...]:
    """What stays of what somebody has here, and why, each sentence once."""
    return tuple(dict.fromkeys(one.kept for one in held if one.kept and one.rows))


class ErasePerson:
    """Forgets somebody, accounts included: whole, or not at all."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def check(self) -> None:
        """Raise StillStaff."""
        accounts = get_user_model()._default_manager.filter(pk__in=self.person.user_ids)
        if any(user.is_superuser or user.has_perm("wagtailadmin.access_admin") for user in accounts):
            raise StillStaff

    def execute(self) -> tuple[Erased, ...]:
        """What each holder forgot, in its order. Raises NotErased."""
        self.check()
        try:
            with transaction.atomic():
                return tuple(Erased(one.name, one.forget(self.person)) for one in all_holders())
        except ProtectedError as error:
            kept = error.protected_objects
        except RestrictedError as error:
            kept = error.restricted_objects
        raise KeptByTheSite(Counter(str(row._meta.verbose_name_plural) for row in kept))
