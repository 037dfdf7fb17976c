"""Pages that are kept behind a password: it is asked for in the frame of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from resource_centre.content.rendering import render


class PasswordAsked:
    """Put before the bases of a page."""

    password_required_template: str | None

    def serve_password_required_response(self, request: HttpRequest, form: Any, action_url: str) -> HttpResponse:
        """Wagtail's own page for that stands alone, without style; one that a host chose is left to the host."""
        if self.password_required_template or hasattr(settings, "WAGTAIL_PASSWORD_REQUIRED_TEMPLATE"):
            answer: HttpResponse = super().serve_password_required_response(  # type: ignore[misc]  # Wagtail's page
                request, form, action_url
            )
            return answer
        return render(request, self, "password", form=form, action_url=action_url)
