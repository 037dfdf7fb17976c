"""The demo site's own app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Front page, fixed pages and demo content."""

    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what the libraries of accounts hold on a person, and listen to them, once their models are loaded."""
        from home.accounts import confirming, held

        held.register()
        confirming.connect()
