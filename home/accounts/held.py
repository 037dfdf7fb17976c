"""What the libraries of accounts hold on a person: the plugin knows none of them."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from resource_centre.persons.holders import Table, deleted, emptied, register_holders
from resource_centre.persons.person import Person


def register() -> None:
    """Called once, at start."""
    register_holders(
        [
            Table(
                "addresses", _("E-mail addresses of your account"), EmailAddress,
                lambda who: who.is_account("user") | who.has_address("email"),
                ("email", "verified", "primary"), deleted,
            ),
            Table(
                "second_factor", _("Your second factor"), Authenticator, lambda who: who.is_account("user"),
                ("type", "created_at", "last_used_at"), deleted,
            ),
            Table(
                "django_admin_log", _("What administrators did with your account in Django’s admin"), LogEntry,
                Person.is_subject,
                ("action_time", "object_repr", "change_message"), emptied(object_repr="–", change_message=""),
                _("The dates of what was done with your account stay, without your name."),
            ),
            *(_attempts(model) for model in (AccessAttempt, AccessFailureLog, AccessLog)),
        ]
    )  # fmt: skip


def _attempts(model: type[Model]) -> Table:
    """Wrong passwords are counted by what was typed: an address, or the name of an account."""

    def whose(person: Person) -> Q:
        found = person.has_address("username")
        for name in person.names:
            found |= Q(username__iexact=name)
        return found

    label = _("Sign-ins that failed")
    return Table(model._meta.model_name or "", label, model, whose, ("attempt_time", "username", "ip_address"), deleted)
