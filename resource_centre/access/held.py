"""What is held on a person about accounts and teams."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, Page
from wagtail.permissions import page_permission_policy

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.access.principal import ANONYMOUS, principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.persons.holders import Table, Words, deleted, emptied, register_holders
from resource_centre.persons.person import Person
from resource_centre.persons.titles import register_titles

#: Never exported: it is no information on the person, and it is a danger in a file.
_SECRET = frozenset({"password"})


def register() -> None:
    """Called once, at start."""
    register_holders(
        [
            Table(
                "memberships", _("Your seats in teams"), Membership,
                lambda who: who.is_account("user"), ("actor__uuid", "role", "since"), deleted,
                pages=("actor",),
            ),
            Table(
                "membership_requests", _("Your requests to join a team"), MembershipRequest,
                lambda who: who.is_account("user"),
                ("actor__uuid", "message", "state", "reason", "created_at", "decided_at"), deleted,
                pages=("actor",),
            ),
            Table(
                "invitations", _("Invitations that were sent to your address"), Invitation,
                lambda who: who.has_address("email") | (who.is_account("used_by") & Q(email="")),
                ("actor__uuid", "email", "role", "created_at", "expires_at", "used_at"), deleted,
                pages=("actor",),
            ),
        ]
    )  # fmt: skip
    profile = [_profile()] if apps.is_installed("wagtail.users") else []
    register_holders([*profile, _log_of_accounts(), Sessions(), _account()], last=True)
    register_titles(titles_told)


def titles_told(person: Person, numbers: Collection[int]) -> Mapping[int, str]:
    """Titles of the pages that somebody may read today, or edits, and of the organisations of whose team they are."""
    accounts = list(get_user_model()._default_manager.filter(pk__in=person.user_ids))
    told = Access.of(ANONYMOUS).q() | Q(pk__in=Membership.objects.filter(user__in=person.user_ids).values("actor"))
    for user in accounts:
        edited = page_permission_policy.instances_user_has_permission_for(user, "change")
        told |= Access.of(principal_of_user(user)).q() | Q(pk__in=edited.values("pk"))
    return dict(Page.objects.filter(told, pk__in=numbers).values_list("pk", "title"))


def _account() -> Table:
    model = get_user_model()
    columns = tuple(one.attname for one in model._meta.concrete_fields if one.name not in _SECRET)
    return Table("account", _("Your account"), model, lambda who: Q(pk__in=who.user_ids), columns, _close)


def _close(rows: QuerySet[Any], _person: Person) -> int:
    """One by one, so that whatever the host does when an account goes is done."""
    accounts = list(rows)
    for account in accounts:
        account.delete()
    return len(accounts)


def _profile() -> Table:
    model = apps.get_model("wagtailusers", "UserProfile")
    columns = ("preferred_language", "current_time_zone", "avatar")
    return Table("admin_profile", _("Your preferences"), model, lambda who: who.is_account("user"), columns, _no_face)


def _no_face(rows: QuerySet[Any], person: Person) -> int:
    """A row that is deleted leaves its file behind, which goes once all else that is forgotten is sure to be."""
    for profile in rows.exclude(avatar=""):
        avatar = profile.avatar
        transaction.on_commit(partial(avatar.storage.delete, avatar.name), robust=True)
    return deleted(rows, person)


def _log_of_accounts() -> Table:
    """Wagtail's log of what administrators did with the account keeps its name beside each line."""
    return Table(
        "account_log", _("What administrators did with your account"), ModelLogEntry, Person.is_subject,
        ("action", "label", "timestamp"), emptied(label="–", data={}),
        _("The dates of what was done with your account stay, without your name."),
    )  # fmt: skip


def _is_of(session: Mapping[str, Any], numbers: Collection[str], address: str) -> bool:
    """Whether somebody is signed in there, or was about to be: an unfinished sign-in bears the address."""
    return session.get(SESSION_KEY) in numbers or bool(address and address.lower() in str(session).lower())


class Sessions:
    """Sessions that are open, where they are kept in the database: those of other stores end by themselves."""

    name, kept, is_slow = "sessions", "", True
    label: Words = _("Browsers that are signed in")

    def export(self, person: Person) -> Iterable[Mapping[str, Any]]:
        """Until when each lasts."""
        return [{"expires_at": row.expire_date} for row in self._rows(person)]

    def forget(self, person: Person) -> int:
        """End them."""
        rows = self._rows(person)
        for row in rows:
            row.delete()
        return len(rows)

    def _rows(self, person: Person) -> list[Any]:
        """What a session holds is signed text: each is read."""
        if not (person.user_ids or person.address) or not apps.is_installed("django.contrib.sessions"):
            return []
        store = import_module(settings.SESSION_ENGINE).SessionStore
        model = getattr(store, "get_model_class", lambda: None)()
        if model is None:
            return []
        numbers = {str(pk) for pk in person.user_ids}
        rows = model.objects.iterator(chunk_size=500)
        return [row for row in rows if _is_of(row.get_decoded(), numbers, person.address)]
