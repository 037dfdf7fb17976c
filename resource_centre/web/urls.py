"""Addresses that are not pages."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from resource_centre.web.health import health
from resource_centre.web.sitemap import PublicPages

urlpatterns = [
    path("sante/", health, name="resource_centre_health"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicPages}}, name="resource_centre_sitemap"),
]
