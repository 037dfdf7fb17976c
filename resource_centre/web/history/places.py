"""How an address of the history finds its centre."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from resource_centre.web.centre_files import readable_centre_at
from resource_centre.web.contributing.centres import answered


@require_safe
def read_under_centre(
    request: HttpRequest, place: str, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    """Find the centre, and let it answer; search engines are asked to leave what is past alone, and shared caches too:
    what is told differs by reader."""
    response = answered(request, readable_centre_at(request, place), answer, **words)
    response.headers["X-Robots-Tag"] = "noindex"
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response
