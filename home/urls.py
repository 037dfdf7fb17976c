"""Addresses of the demo site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home import views
from search.views import search

handler404 = "home.views.not_found"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("robots.txt", views.robots, name="robots"),
    path("", include("resource_centre.urls")),
]

if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

# The same addresses in both languages of the interface: French without a prefix, English under /en/.
urlpatterns += i18n_patterns(
    path("espace/", include("resource_centre.workspace_urls")),
    path("compte/", include("home.accounts.urls")),
    path("recherche/", search, name="site_search"),
    path("plan-du-site/", views.site_map, name="site_map"),
    path("aide/", views.fixed_page, {"name": "help"}, name="help"),
    path("contact/", views.fixed_page, {"name": "contact"}, name="contact"),
    path("accessibilite/", views.fixed_page, {"name": "accessibility"}, name="accessibility"),
    path("sobriete/", views.sobriety, name="sobriety"),
    path("mentions-legales/", views.fixed_page, {"name": "legal"}, name="legal"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
