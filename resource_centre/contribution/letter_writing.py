"""Writing a mail from its templates, in one language: the first line of the text is the subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.utils.translation import override


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


def reachable(pk: int | str) -> Any | None:
    """The account of that number, if it is in use and can be written to."""
    return get_user_model()._default_manager.filter(pk=pk, is_active=True).exclude(email="").first()


def language_of(user: Any) -> str:
    """The language that an account chose in Wagtail; "" when it chose none."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile is not None else ""
