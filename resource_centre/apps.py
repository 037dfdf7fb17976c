"""Django's entry to the plugin: wiring at start-up, no rule."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourceCentreConfig(AppConfig):
    """One app, one migration history."""

    name = "resource_centre"
    label = "resource_centre"
    verbose_name = _("Resource centre")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what Django cannot find by itself, once models are loaded."""
        from resource_centre import checks  # noqa: F401 - registers the checks; models must be loaded
        from resource_centre.access import held as access
        from resource_centre.content import references
        from resource_centre.contribution import held as contribution
        from resource_centre.contribution import receivers as contributing
        from resource_centre.contribution.uploads import receivers as uploads
        from resource_centre.discovery import held as discovery
        from resource_centre.discovery.receivers import connect
        from resource_centre.outbox import held as outbox
        from resource_centre.web.renderers import register_renderers
        from resource_centre.workflow import held as reviewing
        from resource_centre.workflow import receivers as workflow

        register_renderers()
        references.connect()
        connect()
        workflow.connect()
        uploads.connect()
        contributing.connect()
        for package in (reviewing, contribution, discovery, access, outbox):
            package.register()
