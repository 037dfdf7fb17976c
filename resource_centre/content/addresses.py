"""What answers an address of the site. A page at one that another part answers is published, and never read."""

from uuid import uuid4

from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext as _
from wagtail.models import Page

#: How Wagtail names what answers its pages: its pattern takes most addresses, those of no page too.
PAGES = "wagtail_serve"


def refusal_of(parent: Page, slug: str) -> str:
    """Why no page below `parent` bears that slug: something else would answer its address. "" when it may."""
    address = answered_elsewhere(parent, slug)
    words = _(
        "The slug “%(slug)s” makes the address %(address)s, which the site keeps for something else: choose another."
    )
    return words % {"slug": slug, "address": address} if address else ""


def answered_elsewhere(parent: Page, slug: str) -> str:
    """The address of a page of that slug, "/admin/", where it leads to something else of the site; else "".

    Whatever answers a page that would stand beside it, of a name that nobody chose, is what serves pages: Wagtail's own
    view, or one that a host put in its place. That it answers in another language, by another pattern of
    `i18n_patterns`, is something else: "/en/" is then the front page in English.
    """
    with override(parent.locale.language_code):  # the address without a language before it, where there are both
        parts = parent.get_url_parts()
        if parts is None:
            return ""
        address, beside = (f"{parts[2].rstrip('/')}/{one}/" for one in (slug, uuid4().hex))
        there, pages = match_at(address), match_at(beside)
    if pages is None or (there is not None and (there.func, there.route) == (pages.func, pages.route)):
        return ""
    return address


def match_at(address: str) -> ResolverMatch | None:
    """What answers an address of this site, "/admin/"; None for nothing.

    It is read in the language that it begins with, as a request is by `LocaleMiddleware`: in English for "/en/", and
    for "/en-pratique/", of which Django takes the first letters for a language.
    """
    path = address.removeprefix(get_script_prefix().rstrip("/"))
    with override(get_language_from_path(path) or get_language()):
        try:
            return resolve(path)
        except Resolver404:
            return None
