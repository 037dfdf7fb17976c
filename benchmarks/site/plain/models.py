"""The plain page that pages of results are held against."""

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class PlainPage(Page):
    """A title and a rich text."""

    body = RichTextField()
    template = "plain/page.html"
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
