"""SQL queries of every page of the demo. That they do not grow with rows is asserted by the tests, with 1 to 200 rows.

A process of its own reads the demo's database: `python -m benchmarks.queries` prints queries by address.
"""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measures import Measure
from tests.support.demo_site import ROOT, environment

MOST_ON_A_RESOURCE, MOST_ON_A_LIST = 25, 15


def measure(database: Path) -> list[Measure]:
    """The page of a resource and the list that ask most of the database."""
    command = [sys.executable, "-m", "benchmarks.queries"]
    output = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment(database), check=True, timeout=600, capture_output=True
    ).stdout
    found: dict[str, dict[str, int]] = json.loads(output)
    bars = {"resource page": MOST_ON_A_RESOURCE, "list": MOST_ON_A_LIST}
    return [
        Measure(f"queries of a {sort}, the most of {len(found[sort])}", max(found[sort].values()), "", bar)
        for sort, bar in bars.items()
    ]


def _count() -> dict[str, dict[str, int]]:
    from django.conf import settings
    from django.test import Client

    from resource_centre.content.pages.base import Resource
    from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
    from tests.support.html import queries

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    centre = ResourceCentrePage.objects.live().first()
    lists = [page.url for page in KindIndexPage.objects.live()]
    lists += [centre.url, *(f"{centre.url}{place}" for place in ("themes/", "territoires/", "territoires/country-FR/"))]
    resources = [page.url for page in Resource.objects.live().specific()]
    groups = {"resource page": resources, "list": ["/", *lists, "/plan-du-site/"]}
    return {sort: {address: queries(client, address) for address in addresses} for sort, addresses in groups.items()}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_count()))
