"""Registers what answers for each page model."""

from wagtail.models import Page

from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.rendering import register_renderer
from resource_centre.web import gone, search_views, views
from resource_centre.web.resource_views import render_permalink, render_resource


def register_renderers() -> None:
    """Called once, when the app is ready."""
    register_renderer(Resource, render_resource)
    register_renderer(KindIndexPage, views.kind_list)
    register_renderer(KindIndexPage, gone.render_missing, "alias")
    register_renderer(Page, views.password_needed, "password")
    register_renderer(ResourceCentrePage, views.centre_home)
    register_renderer(ResourceCentrePage, views.charter, "charter")
    register_renderer(ResourceCentrePage, views.themes, "themes")
    register_renderer(ResourceCentrePage, views.theme, "theme")
    register_renderer(ResourceCentrePage, views.territories, "territories")
    register_renderer(ResourceCentrePage, views.territory, "territory")
    register_renderer(ResourceCentrePage, search_views.search, "search")
    register_renderer(ResourceCentrePage, search_views.facet_values, "facet")
    register_renderer(ResourceCentrePage, render_permalink, "permalink")
