"""The demo on one's own machine: works without any environment variable."""

from .base import *  # noqa: F403 - settings modules are read as one namespace
from .base import env

DEBUG = env.bool("DEBUG", default=True)
# Only ever used on one's own machine; production refuses to start without its own key.
SECRET_KEY = env.str("SECRET_KEY", default="demo-key-for-one-machine-never-for-production")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
