"""The search index of a test: its own, in a folder that goes with the test."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from resource_centre.content.territory_names import forget_names
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.lists import forget_lists
from resource_centre.discovery.places import forget_places
from resource_centre.discovery.reference import forget_reference
from resource_centre.discovery.synonyms import forget_synonyms


def index_settings(folder: Path) -> dict[str, Any]:
    """The plugin's settings with an index in that folder, which nothing updates but the test."""
    return {**settings.RESOURCE_CENTRE, "SEARCH_DIR": str(folder), "INDEXING": "worker"}


def forget_all() -> None:
    """Forget what was kept of reference data: a roll-back takes the stamps back too."""
    for forget in (forget_names, forget_lists, forget_places, forget_reference, forget_synonyms):
        forget()


class UpToDateClient(Client):
    """Sends what waits in the outbox before it asks, as the process that made the change would have done."""

    def request(self, **request: Any) -> Any:
        """Bring the index up to date, then ask."""
        bring_up_to_date()
        return super().request(**request)
