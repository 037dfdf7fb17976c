"""How an address of the history finds its centre."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from resource_centre.web.centre_files import readable_centre_at
from resource_centre.web.contributing.centres import ElsewhereNow, led_on
from resource_centre.web.gone import answer_or_gone


@require_safe
def read_under_centre(
    request: HttpRequest, place: str, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    """Find the centre, and let it answer; search engines are asked to leave what is past alone."""
    centre = readable_centre_at(request, place)
    try:
        response = answer_or_gone(request, centre, answer, **words)
    except ElsewhereNow as found:
        response = led_on(request, centre, found.centre)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
