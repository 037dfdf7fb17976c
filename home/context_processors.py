"""What the demo site's frame needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Name of the site, and this same page's address in each language of the interface."""
    here = request.get_full_path()
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "language_addresses": [(code, name, translate_url(here, code)) for code, name in settings.LANGUAGES],
    }
