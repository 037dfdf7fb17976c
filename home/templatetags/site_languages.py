"""Addresses of a page in another language, for the frame of the site."""

import re
from html import unescape

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from home.languages import in_language

register = template.Library()

_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


@register.filter
def with_alternates(head: SafeString) -> SafeString:
    """The head that a page wrote, and its canonical address in each language; a page that gives none, or asks not to
    be indexed, has none.

    Each page writes that itself: only what it wrote says which.
    """
    canonical = _CANONICAL.search(head)
    if canonical is None or "noindex" in head:
        return head
    address = unescape(canonical[1])
    links = ((code, in_language(address, code)) for code, _name in settings.LANGUAGES)
    return head + format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', links)
