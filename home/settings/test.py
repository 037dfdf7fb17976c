"""Settings of the test suite: fast hashes, no cache between tests, its own database."""

from .base import *  # noqa: F403 - settings modules are read as one namespace
from .base import RESOURCE_CENTRE, STORAGES, VAR_DIR, env

DEBUG = False
SECRET_KEY = "tests"  # noqa: S105 - not a secret: the test database is thrown away
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
MEDIA_ROOT = VAR_DIR / "test-media"

DATABASES = {"default": env.db_url("DATABASE_URL", default="sqlite:///:memory:")}

INSTALLED_APPS = [*INSTALLED_APPS, "tests.host_invoices", "tests.ninth_kind"]

# A test that wants threads which index or write the log of searches, or a node, says so: what is made outside of a
# test starts none.
RESOURCE_CENTRE = {**RESOURCE_CENTRE, "ELASTICSEARCH": None, "INDEXING": "worker", "SEARCH_LOG": False}

# A test signs people in without a request, which axes asks for; the one about guessing switches it on.
AXES_ENABLED = False
