"""A proof of work, where a site asks for one: the browser of whoever has no account works a second before it sends.

Made and checked here (django-altcha, an extra): no third party is asked anything. Without scripts there is no proof,
and no form is closed for that: what is sent without one only counts against a lower limit.
"""

import json
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre import conf

APP = "django_altcha"
#: The field that the widget fills in.
FIELD = "proof"
#: Numbers among which the browser looks: about a second on a slow telephone.
HARDEST = 50_000
#: Without a proof, this part of what is allowed with one.
PART = 4


def is_asked(request: HttpRequest) -> bool:
    """Whether this person is asked for one: somebody without account, where the site wants it."""
    user: Any = getattr(request, "user", None)
    return is_on() and not (user is not None and user.is_authenticated)


def is_on() -> bool:
    """Whether the site wants it and can check it."""
    return conf.asks_proof_of_work() and can_check()


def can_check() -> bool:
    """Whether the extra is there."""
    return apps.is_installed(APP)


def is_missing(request: HttpRequest) -> bool:
    """Whether a post lacks the proof that is asked for. One that was used, altered, or is too old is none.

    Asked once for a post: a proof serves once.
    """
    if not is_asked(request):
        return False
    from django_altcha import AltchaField  # an extra, that most sites do not have

    try:
        AltchaField().clean(request.POST.get(FIELD, "")[:10_000])
    except ValidationError:
        return True
    return False


def widget(request: HttpRequest) -> dict[str, Any]:
    """What the template of the widget prints, the question included; {} where nothing is asked."""
    if not is_asked(request):
        return {}
    from django_altcha import get_altcha_challenge
    from django_altcha.conf import get_setting

    return {
        "field": FIELD,
        "script": get_setting("ALTCHA_JS_URL"),
        "challenge": json.dumps({**get_altcha_challenge(max_number=HARDEST).to_dict(), "maxnumber": HARDEST}),
        "words": json.dumps(_words()),
    }


def _words() -> dict[str, str]:
    return {
        "ariaLinkLabel": "ALTCHA",
        "error": _("This could not be checked: you can send all the same."),
        "expired": _("This has expired: you can send all the same."),
        "label": _("I am not a robot"),
        "required": "",
        "verified": _("Checked: you can send."),
        "verifying": _("Your browser works for a second…"),
        "waitAlert": _("Your browser works for a second…"),
    }
