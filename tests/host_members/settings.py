"""Settings of the tests, for that host."""

from home.settings.test import *  # noqa: F403 - settings modules are read as one namespace
from home.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.host_members"]
AUTH_USER_MODEL = "host_members.Member"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
