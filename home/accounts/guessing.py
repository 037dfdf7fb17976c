"""What django-axes counts failed sign-ins by: the name or address that was typed, in whichever form."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def name_typed(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Wagtail's admin asks for a `username`, allauth for a `login`; folded, so that capitals are no way round."""
    found = {**(credentials or {})}
    if request is not None:
        found = {"username": request.POST.get("username") or request.POST.get("login"), **found}
    return str(found.get("email") or found.get("username") or "").strip().lower()[:255]
