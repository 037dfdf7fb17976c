"""Addresses of the site itself, and of nothing else: what a visitor follows from a search never leads elsewhere."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.models import Site


def site_path(typed: str, site: Site | None) -> str:
    """The path of an address of that site: "https://www.example.org/contact/" and "/contact/" give "/contact/".

    The path of an address of another site would lead elsewhere on this one.

    Raises ValidationError for anything that leads, or that a browser could read as leading, elsewhere.
    """
    text = typed.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in {"http", "https"} and site is not None and parts.hostname == site.hostname.lower():
        text = parts._replace(scheme="", netloc="").geturl() or "/"
    if not is_site_path(text):
        raise ValidationError({"path": _("Write an address of this site, which begins with a slash: /contact/")})
    return text


def is_site_path(text: str) -> bool:
    """Whether a browser stays on the site: "/contact/" and not "//elsewhere", "/\\\\elsewhere" or "javascript:"."""
    return text.startswith("/") and text.isprintable() and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
