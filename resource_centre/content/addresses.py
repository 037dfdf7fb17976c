"""What answers an address of the site. A page at one that another part answers is published, and never read."""

from uuid import uuid4

from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

#: How Wagtail names what answers its pages: its pattern takes most addresses, those of no page too.
PAGES = "wagtail_serve"


def refusal_of(parent: Page, slug: str) -> str:
    """Why no page below `parent` bears that slug: something else would answer its address. "" when it may."""
    address = answered_elsewhere(parent, slug)
    words = _(
        "The slug “%(slug)s” makes the address %(address)s, which another part of the site answers: choose another."
    )
    return words % {"slug": slug, "address": address} if address else ""


def answered_elsewhere(parent: Page, slug: str) -> str:
    """The address of a page of that slug, "/admin/", where it leads to something else of the site; else "".

    Whatever answers a page that would stand beside it, of a name that nobody chose, is what serves pages: Wagtail's own
    view, or one that a host put in its place.
    """
    with override(parent.locale.language_code):  # the address without a language before it, where there are both
        parts = parent.get_url_parts()
        if parts is None:
            return ""
        address, beside = (f"{parts[2].rstrip('/')}/{one}/" for one in (slug, uuid4().hex))
        there, pages = match_at(address), match_at(beside)
    return "" if there is None or pages is None or there.func is pages.func else address


def match_at(address: str) -> ResolverMatch | None:
    """What answers an address of this site, "/admin/"; None for nothing."""
    try:
        return resolve(address.removeprefix(get_script_prefix().rstrip("/")))
    except Resolver404:
        return None
