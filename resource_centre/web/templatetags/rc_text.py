"""Printing words that people wrote: rich text, dates, languages, blocks of a body."""

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.blocks import StructValue
from wagtail.models import Page
from wagtail.rich_text import RichText

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content import blocks
from resource_centre.content.dates import PartialDate, day_in_words
from resource_centre.web.contributing.proof import widget
from resource_centre.web.presenters.links import LinkedPage, load_surroundings
from resource_centre.web.presenters.resource_body import block_value
from resource_centre.web.presenters.resource_material import RENDITION, StoredFile, load_files, load_pictures
from resource_centre.web.presenters.resource_view import Picture
from resource_centre.web.rich_text import LinkTargets, html_for_reader, stored_links

register = template.Library()

_BLOCK_TYPES: dict[type, str] = {
    blocks.HeadingBlock: "heading",
    blocks.QuoteBlock: "quote",
    blocks.FigureBlock: "figure",
    blocks.DocumentBlock: "document",
    blocks.CalloutBlock: "callout",
    blocks.ResourceBlock: "resource",
    blocks.EmbedBlock: "embed",
}


class LoneSources:
    """What a block or text printed outside a resource's page names: asked of the database as it is met."""

    def __init__(self, request: HttpRequest | None) -> None:
        self.request = request or HttpRequest()
        self.access = access_of_request(request) if request else Access.of(ANONYMOUS)

    def html(self, stored: str) -> SafeString:
        """Rich text with the links that this reader may follow."""
        links = stored_links([stored])
        pages = load_surroundings(Page(), links.pages, self.access, self.request).pages if links.pages else {}
        files = load_files(links.documents)
        addresses = {pk: page.url for pk, page in pages.items()}
        return html_for_reader(
            stored,
            LinkTargets(addresses, {pk: (file.url, f"{file.format}, {file.weight}") for pk, file in files.items()}),
        )

    def page(self, pk: int) -> LinkedPage | None:
        """A page, if this reader may see it."""
        return load_surroundings(Page(), [pk], self.access, self.request).pages.get(pk)

    def file(self, pk: int) -> StoredFile | None:
        """A document."""
        return load_files([pk]).get(pk)

    def picture(self, pk: int) -> Picture | None:
        """An image as a rendition."""
        return load_pictures({pk: RENDITION}).get(pk)


@register.simple_tag(takes_context=True)
def rc_richtext(context: template.Context, value: Any) -> SafeString:
    """Print rich text: stored text is cleaned and its links filtered for this reader; ready HTML is left alone."""
    if isinstance(value, SafeString):
        return value
    stored = value.source if isinstance(value, RichText) else str(value or "")
    return LoneSources(context.get("request")).html(stored)


@register.simple_tag(takes_context=True)
def rc_block(context: template.Context, value: Any) -> Any:
    """What a block's template prints: a presented value as it is, Wagtail's own presented first; None if hidden."""
    if not isinstance(value, StructValue):
        return value
    block_type = _BLOCK_TYPES.get(type(value.block), "")
    return block_value(block_type, value.block.get_prep_value(value), LoneSources(context.get("request")))


@register.filter
def rc_date(value: Any) -> str:
    """A date in words, at its own precision: "2012", "March 2016", "12 February 2015"; "" for none."""
    if isinstance(value, PartialDate):
        return value.in_words()
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return day_in_words(value) if isinstance(value, date) else ""


@register.filter
def rc_clause(text: str) -> str:
    """A note that something follows on its line: "Two towns." gives "Two towns"; "etc." and "..." keep their stop."""
    return text[:-1] if text.endswith(".") and not text.endswith(("..", "etc.")) else text


@register.filter
def rc_lang(code: str) -> SafeString | str:
    """The attribute ` lang="en"` for words that are not in the interface's language; "" otherwise."""
    return format_html(' lang="{}"', code) if code else ""


@register.inclusion_tag("resource_centre/contribution/proof.html", takes_context=True)
def rc_proof(context: dict[str, Any]) -> dict[str, Any]:
    """In a form that anybody may send: the widget of the proof of work, where the site asks this person for one."""
    request = context.get("request")
    return widget(request) if request is not None else {}
