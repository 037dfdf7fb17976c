"""Addresses of a page in another language, for the frame of the site."""

from django import template

from home.languages import in_language as address_in

register = template.Library()


@register.filter
def in_language(address: str, code: str) -> str:
    """{{ canonical|in_language:"en" }}: the same page in that language."""
    return address_in(address, code)
