"""Settings of that site: modelsearch, which is all of `wagtail.search`, on its database backend.

The SQLite file is named by the environment. It is given all that it may have: a write-ahead log, and the file mapped in
memory; the filling of it ends with ANALYZE, without which SQLite takes seconds for a page with words.
"""

import os

SECRET_KEY = "for-a-measure-on-this-machine"  # noqa: S105 - nothing is served
INSTALLED_APPS = ["django.contrib.contenttypes", "modelsearch", "benchmarks.searching.wagtail_site"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("BENCHMARK_DATABASE", ":memory:"),
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=8589934592;",
        },
    }
}
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
