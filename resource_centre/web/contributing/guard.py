"""What stands before a form that anybody may send: an expired token, a robot, a flood. What was typed is given back.

The views that use it are exempt from Django's middleware, which would answer an expired form by a page without the
text: `is_genuine` makes the same check, and the view shows the form again with all that it held.
"""

import hashlib
import hmac
import time
from collections.abc import Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from resource_centre import conf
from resource_centre.web.contributing.proof import PART, is_missing

SALT = "resource_centre.form"
#: Seconds in which nobody reads a form and fills it in.
FASTEST = 3
#: The field that only robots fill in, and the one that says when the form was shown.
TRAP, SHOWN = "homepage", "shown"
#: What is said above a form that is given back.
EXPIRED = _("The form had expired. Nothing is lost: read it over, then go on.")
#: After how many seconds a cache that does not answer is asked again.
AWAY = 60
#: One line, one machine even, has all the addresses of IPv6 that begin alike for so many bits (RFC 6177).
ONE_LINE = 64


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def is_genuine(request: HttpRequest) -> bool:
    """Whether a post comes from a form of ours that this browser was shown."""

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    check = _Check(answer)
    check.process_request(request)
    return check.process_view(request, answer, (), {}) is None


def stamp(**values: Any) -> str:
    """A signed note of what a form was made from, and when."""
    return signing.dumps({**values, "at": int(time.time())}, salt=SALT, compress=True)


def read_stamp(text: str) -> dict[str, Any] | None:
    """The note; None when it is not ours."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return found


class Guard(forms.Form):
    """Hidden fields of such a form."""

    homepage = forms.CharField(required=False, label=_("Leave this empty"))

    def __init__(self, data: Any, shown_at: int | None) -> None:
        super().__init__(data)
        self.shown_at = shown_at

    def clean(self) -> dict[str, Any]:
        """Refuse what no person does; a person who meets this sends again."""
        cleaned = super().clean() or {}
        if cleaned.get(TRAP):
            words = _("A field that nobody sees was filled in, perhaps by your browser: it is empty again. Send again.")
            raise forms.ValidationError(words)
        if self.shown_at is None or time.time() - self.shown_at < FASTEST:
            raise forms.ValidationError(_("That was very quick: read it once more, then send again."))
        return cleaned


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the nearest address that no trusted proxy of the host wrote."""
    proxies = conf.trusted_proxies()
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(passed) >= proxies:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """What one sender has: "2001:db8:1:2::/64" of "2001:db8:1:2::7"; of IPv4 the address itself, however written."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, ONE_LINE), strict=False))


def flood_wait(request: HttpRequest, *more: str) -> int:
    """Count one sending, and for each of the others (an e-mail address); beyond a limit, the seconds until one may send
    again, otherwise 0.

    An account answers for what it sends; who has none is known by a network address. An office, or a day of writing
    together, has one address for many accounts. Where a proof of work is asked for, what comes without one is allowed a
    part of it only. Asked once for a post.

    Counted in Django's cache under keys that nobody can read back. A cache that does not answer counts as a flood:
    writing waits, reading does not.
    """
    limits, part = conf.contribution_limits(), PART if is_missing(request) else 1
    if request.user.is_authenticated:
        found = [_wait(f"account:{request.user.pk}", limits["account"], part)]
    else:
        found = [wait_at_doors(request, part)]
    found += [_wait(f"mail:{one.lower()}", limits["email"], part) for one in more if one]
    return max(found)


def wait_at_doors(request: HttpRequest, part: int = 1) -> int:
    """The same for one who tries addresses, with an account or without: whoever guesses links has many accounts."""
    return _wait(f"address:{network_of(address_of(request))}", conf.contribution_limits()["address"], part)


def flooded_words(wait: int) -> str:
    """What is said above a form that is given back for a flood: "… send again in 12 minutes." for 700."""
    minutes = -(-wait // 60)
    if minutes < 60:
        return ngettext(
            "Many contributions came from here. Nothing is lost: send again in %(count)d minute.",
            "Many contributions came from here. Nothing is lost: send again in %(count)d minutes.",
            minutes,
        ) % {"count": minutes}
    hours = -(-minutes // 60)
    return ngettext(
        "Many contributions came from here. Nothing is lost: send again in %(count)d hour.",
        "Many contributions came from here. Nothing is lost: send again in %(count)d hours.",
        hours,
    ) % {"count": hours}


def too_many(response: HttpResponse, wait: int) -> HttpResponse:
    """An answer to a flood, for people and for programs: its status, and in how many seconds to send again."""
    response.status_code = 429
    response.headers["Retry-After"] = str(wait)
    return response


def _wait(name: str, limit: Sequence[int], part: int) -> int:
    most, seconds = limit
    turn, gone = divmod(int(time.time()), seconds)
    secret = settings.SECRET_KEY.encode()
    key = "resource_centre.flood." + hmac.new(secret, f"{name}:{turn}".encode(), hashlib.sha256).hexdigest()[:40]
    try:
        cache.add(key, 0, timeout=seconds)
        return seconds - gone if int(cache.incr(key)) > max(1, most // part) else 0
    except Exception:
        return AWAY
