"""The partners' workspace: a host includes it where its pages begin, in `i18n_patterns` if it has several languages.

`path("espace/", include("resource_centre.workspace_urls"))`. A host that leaves it out has no workspace.
"""

from resource_centre.web.workspace.urls import urlpatterns

__all__ = ["urlpatterns"]
