"""Entry point of the library `rc_text`."""

from resource_centre.web.templatetags.rc_text import register

__all__ = ["register"]
