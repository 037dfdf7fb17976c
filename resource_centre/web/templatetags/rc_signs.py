"""The sign of each kind, drawn inline; a host's own kind without a sign has the plugin's plain one."""

from django import template

register = template.Library()


@register.simple_tag
def kind_sign(code: str) -> list[str]:
    """Templates to try for a kind, the first that exists being used: a host overrides or adds its own."""
    return [f"resource_centre/signs/{code}.svg", "resource_centre/signs/resource.svg"]
