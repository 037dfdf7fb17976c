"""The blocks of a resource's body: few, semantic, each with its own template under blocks/.

Block names are stored data: they do not change. Text is cleaned at each write (`clean_html`), images have an
alternative text for this use, videos come from a list of providers and are cited, never framed.
"""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from resource_centre import conf
from resource_centre.content.fields import validate_web_address
from resource_centre.content.html import clean_html

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "superscript", "subscript"]
SHORT_TEXT_FEATURES = ["bold", "italic", "link", "ul"]


class CleanRichTextBlock(blocks.RichTextBlock):
    """Rich text whose stored form is always clean, whoever wrote it."""

    def get_prep_value(self, value: Any) -> str:
        """Clean what goes to the database or into a revision."""
        return clean_html(super().get_prep_value(value) or "")

    def to_python(self, value: Any) -> RichText:
        """Clean what comes from the database: rows written behind our back included."""
        return super().to_python(clean_html(value or ""))


class HeadingBlock(blocks.StructBlock):
    """A heading inside the body. The page's title is the only h1; levels start at 2."""

    text = blocks.CharBlock(label=_("text"), max_length=200)
    level = blocks.ChoiceBlock(choices=[("2", _("section")), ("3", _("sub-section"))], default="2", label=_("level"))

    class Meta:
        icon = "title"
        label = _("heading")
        template = "resource_centre/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with who said them and where."""

    text = blocks.TextBlock(label=_("quotation"))
    author = blocks.CharBlock(label=_("author"), required=False, max_length=200)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=255)
    url = blocks.URLBlock(label=_("address"), required=False, validators=[validate_web_address])

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "resource_centre/blocks/quote.html"


class FigureBlock(blocks.StructBlock):
    """An image with the alternative text of this use: the same image says different things on two pages."""

    image = ImageChooserBlock(label=_("image"))
    alternative = blocks.CharBlock(
        label=_("alternative text"),
        required=False,
        max_length=250,
        help_text=_("What a person who cannot see the image must know. Left empty only for a decoration."),
    )
    is_decorative = blocks.BooleanBlock(label=_("decoration"), required=False)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=255)
    credit = blocks.CharBlock(label=_("credit and licence"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("figure")
        template = "resource_centre/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        """Ask for the alternative text, or for the box that says there is nothing to say."""
        cleaned = super().clean(value)
        if not cleaned["alternative"] and not cleaned["is_decorative"]:
            raise StructBlockValidationError(
                {"alternative": ValidationError(_("Describe the image, or tick “decoration”."))}
            )
        return cleaned


class DocumentBlock(blocks.StructBlock):
    """A file, printed with its format, weight and language."""

    document = DocumentChooserBlock(label=_("document"))
    language = blocks.CharBlock(label=_("language"), required=False, max_length=8, default="fr")

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "resource_centre/blocks/document.html"


class CalloutBlock(blocks.StructBlock):
    """A short aside that must not be missed."""

    title = blocks.CharBlock(label=_("title"), max_length=100)
    text = CleanRichTextBlock(label=_("text"), features=SHORT_TEXT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("callout")
        template = "resource_centre/blocks/callout.html"


class ResourceBlock(blocks.StructBlock):
    """A link to another resource, with the reason to read it. Printed only for those who may see its page."""

    page = blocks.PageChooserBlock(label=_("resource"), page_type="resource_centre.Resource")
    reason = blocks.CharBlock(label=_("why read it"), required=False, max_length=255)

    class Meta:
        icon = "link"
        label = _("link to a resource")
        template = "resource_centre/blocks/resource.html"


class EmbedBlock(blocks.StructBlock):
    """A video cited by title and address. Nothing is fetched from its provider until the reader follows the link."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    url = blocks.URLBlock(label=_("address"), validators=[validate_web_address])
    transcript = CleanRichTextBlock(label=_("transcript or summary"), required=False, features=SHORT_TEXT_FEATURES)

    class Meta:
        icon = "media"
        label = _("video")
        template = "resource_centre/blocks/embed.html"

    def clean(self, value: Any) -> Any:
        """Accept only the providers of the setting EMBED_PROVIDERS."""
        cleaned = super().clean(value)
        providers = conf.embed_providers()
        if urlsplit(cleaned["url"]).hostname not in providers:
            message = _("Videos may come from: %(providers)s.")
            raise StructBlockValidationError(
                {"url": ValidationError(message, params={"providers": ", ".join(sorted(providers))})}
            )
        return cleaned


class BodyBlock(blocks.StreamBlock):
    """The body of a resource."""

    heading = HeadingBlock()
    text = CleanRichTextBlock(label=_("text"), features=TEXT_FEATURES, template="resource_centre/blocks/text.html")
    list = blocks.ListBlock(
        blocks.CharBlock(max_length=500), label=_("list"), icon="list-ul", template="resource_centre/blocks/list.html"
    )
    quote = QuoteBlock()
    figure = FigureBlock()
    document = DocumentBlock()
    callout = CalloutBlock()
    resource = ResourceBlock()
    embed = EmbedBlock()
