"""The demo's settings, with the plain page, on the database that DATABASE_URL names."""

from home.settings.test import *  # noqa: F403 - settings modules are read as one namespace
from home.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.site.plain"]
