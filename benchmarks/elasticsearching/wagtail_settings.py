"""The site of one model, searched by Wagtail's own Elasticsearch backend on the node that the environment names.

The backend is the one for Elasticsearch 9; the three of modelsearch differ in nothing that is asked here.
"""

import os
from typing import Any

from benchmarks.searching.wagtail_site.settings import *  # noqa: F403 - settings modules are read as one namespace

_NODE: Any = {
    "BACKEND": "modelsearch.backends.elasticsearch9",
    "URLS": [os.environ.get("BENCHMARK_NODE", "")],
    "INDEX_PREFIX": os.environ.get("BENCHMARK_PREFIX", ""),
    "TIMEOUT": 60,
}
MODELSEARCH_BACKENDS = {"default": _NODE}
