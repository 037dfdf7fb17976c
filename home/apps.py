"""The demo site's own app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Front page, fixed pages and demo content."""

    name = "home"
    default_auto_field = "django.db.models.BigAutoField"
