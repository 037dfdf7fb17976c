"""The demo site's front page."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    """The promise of the site in one sentence, in each language, above what the centre holds."""

    promise_fr = models.CharField("promesse", max_length=300, blank=True)
    promise_en = models.CharField("promise", max_length=300, blank=True)

    template = "home/home_page.html"
    max_count = 1
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("promise_fr"), FieldPanel("promise_en")]
