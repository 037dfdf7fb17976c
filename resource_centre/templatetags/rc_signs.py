"""Entry point of the library `rc_signs`."""

from resource_centre.web.templatetags.rc_signs import register

__all__ = ["register"]
