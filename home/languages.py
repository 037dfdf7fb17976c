"""Addresses of one page in the languages of the interface."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import get_script_prefix


def in_language(address: str, code: str) -> str:
    """The same address in a language: "/en/centre/?page=2" is "/centre/?page=2" in French, which has no prefix.

    Addresses of this site differ by their prefix alone. Django's `translate_url` only knows those of `i18n_patterns`:
    contributions and histories are outside, their route takes whatever comes before the centre, a prefix too.
    """
    parts = urlsplit(address)
    below = get_script_prefix().rstrip("/")
    others = [f"/{one}" for one, _name in settings.LANGUAGES if one != settings.LANGUAGE_CODE]
    own = parts.path.removeprefix(below)
    path = next((own.removeprefix(one) for one in others if own.startswith(f"{one}/")), own)
    prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
    return urlunsplit(parts._replace(path=f"{below}{prefix}{path}"))
