"""What a host includes in its own addresses: `path("", include("resource_centre.urls"))`, before Wagtail's."""

from resource_centre.web.urls import urlpatterns

__all__ = ["urlpatterns"]
