"""The search index of a test: its own, in a folder that goes with the test."""

import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from resource_centre.access.principal import ANONYMOUS, Principal
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery import indexer
from resource_centre.discovery.changes import RESOURCES
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.queries import Found, find
from resource_centre.outbox import rows
from resource_centre.search.criteria import Criteria, Ring
from resource_centre.search.documents import MOST_CHARACTERS


def index_settings(folder: Path) -> dict[str, Any]:
    """The plugin's settings with an index and private files in that folder, which nothing updates but the test."""
    return {
        **settings.RESOURCE_CENTRE,
        "SEARCH_DIR": str(folder),
        "PRIVATE_FILES": str(folder / "private"),
        "INDEXING": "worker",
    }


def end_indexers() -> None:
    """Wait for the threads that bring the index up to date: they would find the index of the test that follows."""
    for thread in threading.enumerate():
        if thread.name == indexer.THREAD:
            indexer._indexing.asked.set()  # end its pause
            thread.join(30)
            assert not thread.is_alive()


class UpToDateClient(Client):
    """Sends what waits in the outbox before it asks, as the process that made the change would have done."""

    def request(self, **request: Any) -> Any:
        """Bring the index up to date, then ask."""
        bring_up_to_date()
        return super().request(**request)


def search(
    centre: ResourceCentrePage, text: str = "", reader: Principal = ANONYMOUS, ring: Ring = Ring.INSIDE, **picked: str
) -> Found:
    """Search an index that is up to date: search(centre, "inclusion", theme="mediation")."""
    bring_up_to_date()
    criteria = Criteria(text, {facet: (key,) for facet, key in picked.items()}, ring=ring)
    return find(centre, criteria, Access.of(reader), Listing.EVERY)


def titles(centre: ResourceCentrePage, text: str = "", reader: Principal = ANONYMOUS, **picked: str) -> set[str]:
    """Titles of what is found."""
    return {one.page.title for one in search(centre, text, reader, **picked).hits}


def counts(centre: ResourceCentrePage, facet: str, reader: Principal = ANONYMOUS) -> dict[str, int]:
    """The counts of a facet: {"mediation": 3}."""
    return {bucket.key: bucket.count for bucket in search(centre, reader=reader).results.facet(facet).buckets}


def spoil(page: Resource) -> None:
    """Make a page whose document no engine can hold, behind everybody's back."""
    page.body = [("text", f"<p>{'m' * (MOST_CHARACTERS + 1)}</p>")]
    Resource.objects.filter(pk=page.pk).update(body=page.body)
    rows.record(RESOURCES, [str(page.uuid)])
