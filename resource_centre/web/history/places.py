"""How an address of the history finds its centre."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from resource_centre.access.visibility import access_of_request
from resource_centre.web.centre_files import centre_at


@require_safe
def read_under_centre(
    request: HttpRequest, place: str, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    """Find the centre, and let it answer; search engines are asked to leave what is past alone."""
    centre = centre_at(request, place)
    if not access_of_request(request).allows(centre):
        raise Http404
    response = answer(request, centre, **words)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
