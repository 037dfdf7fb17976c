"""Whose password an account has, when its address is confirmed for the first time by a code that signs in.

Anybody may sign up with the address of somebody else, and choose a password: that account waits for a code which only
the owner of the address reads. The owner is then told that there is an account, and signs in by a code: from that
moment on the password of the other one would open it.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from django.http import HttpRequest

#: What allauth calls the ways in.
CODE, PASSWORD = "code", "password"


def connect() -> None:
    """Called once, at start."""
    authentication_step_completed.connect(on_step_completed, dispatch_uid="home.accounts.confirming")


def on_step_completed(request: HttpRequest, user: Any, method: str, email: str | None = None, **_kwargs: Any) -> None:
    """Take away a password that was chosen before the address was confirmed, unless it was typed in this browser."""
    if method != CODE or not email or not user.has_usable_password():
        return
    if EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists():
        return
    if PASSWORD not in {one["method"] for one in get_authentication_records(request, user)}:
        user.set_unusable_password()
        user.save(update_fields=["password"])
