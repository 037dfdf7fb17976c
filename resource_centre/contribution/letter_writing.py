"""Writing a mail from its templates, in one language: the first line of the text is the subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.utils import get_admin_base_url

from resource_centre.access.membership_models import Invitation, MembershipRequest
from resource_centre.contribution.models import Proposal
from resource_centre.persons.person import AccountKey


@dataclass(frozen=True)
class Letter:
    """A mail ready to go. headers: besides the usual ones, (("List-Unsubscribe", "<https://…>"),)."""

    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


def written(name: str, to: str, language: str, context: Mapping[str, Any]) -> Letter:
    """The mail of that name, to that address."""
    with override(language):
        subject, _newline, text = render_to_string(f"resource_centre/mail/{name}.txt", dict(context)).partition("\n")
        html = render_to_string(f"resource_centre/mail/{name}.html", {**context, "subject": " ".join(subject.split())})
    return Letter(to, " ".join(subject.split())[:200], text.strip() + "\n", html)


def admin_url(name: str, *arguments: object) -> str:
    """A whole address of the admin, in the active language: of "resource_centre_step" and 12."""
    return f"{get_admin_base_url() or ''}{reverse(name, args=arguments)}"


def account_in(who: str) -> AccountKey:
    """The account that the end of a mail's key names, whatever keys of accounts are: "7" of "user:7"."""
    return who.removeprefix("user:")


def reachable(pk: AccountKey) -> Any | None:
    """The account of that key, if it is in use and can be written to; nobody for what can be no key of one."""
    accounts = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    try:
        return accounts.filter(pk=pk).first()
    except (ValidationError, ValueError):  # a UUID says the first, a number the second
        return None


def language_of(user: Any) -> str:
    """The language in which to write to an account, whatever process sends the mail; "" where nobody knows.

    The one that it chose in Wagtail, else the one in which it did something here last. Whoever works in the admin and
    did neither reads the site's.
    """
    has_profile = getattr(user, "wagtail_userprofile", None) is not None
    return chosen_language(user) or _last_language(user) or (settings.LANGUAGE_CODE if has_profile else "")


def chosen_language(user: Any) -> str:
    """The one that an account chose in Wagtail; "" for none."""
    profile = getattr(user, "wagtail_userprofile", None)
    return str(profile.preferred_language) if profile is not None else ""


def _last_language(user: Any) -> str:
    """That of the last proposal, request to join or invitation of an account; "" without any."""
    dated = (
        Proposal.objects.filter(author=user).order_by("-created_at").values_list("created_at", "language"),
        MembershipRequest.objects.filter(user=user).order_by("-created_at").values_list("created_at", "language"),
        Invitation.objects.filter(used_by=user).order_by("-used_at").values_list("used_at", "language"),
    )
    found = [row for rows in dated for row in rows[:1]]
    return str(max(found)[1]) if found else ""
