"""Mails to a person: rows of the outbox, which hold numbers and no text; files, where Django writes mail in some."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.models import ProblemReport, ProposalEvent
from resource_centre.contribution.posting import TOPIC
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.outbox.models import OutboxEntry
from resource_centre.persons.holders import Table, Words, deleted
from resource_centre.persons.person import Person


def own_proposals(person: Person, to: str = "") -> Q:
    """Proposals of that person, by account or by address; `to` leads to them from other rows: "thread__proposal__"."""
    return person.is_account(f"{to}author") | proposals_by_address(person, to)


def proposals_by_address(person: Person, to: str = "") -> Q:
    """Those that were sent without an account."""
    return person.has_address(f"{to}author_email") & Q(**{f"{to}author": None})


def mails() -> Table:
    """Mails of this package and of accounts in general."""
    return mails_table("mails", _("Mails to you, sent or waiting"), keys_of)


def mails_table(name: str, label: Words, keys: Callable[[Person], Q]) -> Table:
    """Rows of the outbox with those keys: what waits leaves no more."""
    columns = ("key", "changed_at", "version", "delivered_version", "parked_at")
    return Table(name, label, OutboxEntry, lambda who: Q(topic=TOPIC) & keys(who), columns, deleted)


def keys_of(person: Person) -> Q:
    """Keys as `mail_rows`, `member_mails`, `watching.keys` and `discussion.keys` make them."""
    found = Q(pk__in=())
    for pk in person.user_ids:
        found |= (
            Q(key__endswith=f":user:{pk}")
            | Q(key__regex=rf"^left:[0-9]+:{re.escape(str(pk))}:[0-9]+$")
            | Q(key__startswith=f"digest:{pk}:")
        )
    watching = person.is_account("user") | person.has_address("email")
    exact = [
        *_keys(ProposalEvent, own_proposals(person, "proposal__"), "event:{}:author"),
        *_keys(Message, proposals_by_address(person, "thread__proposal__"), "message:{}:author"),
        *_keys(ProblemReport, person.has_address("email"), "report:{}:reader"),
        *_keys(Invitation, person.has_address("email"), "invitation:{}:address"),
        *_keys(Invitation, person.is_account("by"), "invitation:{}:sender"),
        *_keys(MembershipRequest, person.is_account("user"), "joining:{}:person"),
        *_keys(Watch, person.is_account("watcher__user") | person.has_address("watcher__email"), "watch:{}"),
    ]
    found |= Q(key__in=exact)
    for start in (
        *_keys(Watcher, watching, "news:{}:"), *_keys(Membership, person.is_account("user"), "seat:{}:")
    ):  # fmt: skip
        found |= Q(key__startswith=start)
    return found


def _keys(model: type[Model], whose: Q, form: str) -> list[str]:
    return [form.format(pk) for pk in model._default_manager.filter(whose).values_list("pk", flat=True)]


class LettersInFiles:
    """Mails that Django's file backend wrote, where a site has it: each file that names the address is deleted."""

    name, kept, is_slow = "letters_in_files", "", True
    label: Words = _("Mails to you, kept in files")

    def export(self, person: Person) -> Iterable[Mapping[str, Any]]:
        """When each was written."""
        return [{"written_at": datetime.fromtimestamp(one.stat().st_mtime, UTC)} for one in self._files(person)]

    def forget(self, person: Person) -> int:
        """Delete them, once all else that is forgotten is sure to be."""
        files = self._files(person)
        transaction.on_commit(partial(_remove, files), robust=True)
        return len(files)

    def _files(self, person: Person) -> list[Path]:
        if not person.address:
            return []
        words = person.address.lower().encode()
        found = (file for folder in _folders() for file in sorted(folder.glob("*.log")))
        return [one for one in found if words in one.read_bytes().lower()]


def _folders() -> list[Path]:
    """Where Django's file backend writes: EMAIL_FILE_PATH, or from Django 6.1 on the folder of each of the MAILERS."""
    mailers: Mapping[str, Any] = getattr(settings, "MAILERS", None) or {}
    named = [getattr(settings, "EMAIL_FILE_PATH", None)]
    named += [one.get("OPTIONS", {}).get("file_path") for one in mailers.values()]
    return [folder for folder in sorted({Path(name) for name in named if name}) if folder.is_dir()]


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
