"""The demo site's front page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from home.front import first_centre


class HomePage(Page):
    """The promise of the site in one sentence, in each language, above what the centre holds."""

    promise_fr = models.CharField(_("promise, in French"), max_length=300, blank=True)
    promise_en = models.CharField(_("promise, in English"), max_length=300, blank=True)
    lead_fr = models.CharField(_("what one finds here, in French"), max_length=300, blank=True)
    lead_en = models.CharField(_("what one finds here, in English"), max_length=300, blank=True)

    template = "home/home_page.html"
    max_count = 1
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("promise_fr"),
        FieldPanel("promise_en"),
        FieldPanel("lead_fr"),
        FieldPanel("lead_en"),
    ]

    class Meta:
        verbose_name = _("front page")

    @property
    def promise(self) -> str:
        """The promise in the language of the interface."""
        return self._in_language("promise")

    @property
    def lead(self) -> str:
        """What one finds here, in the language of the interface."""
        return self._in_language("lead")

    def _in_language(self, name: str) -> str:
        english: str = getattr(self, f"{name}_en")
        return english if (get_language() or "").startswith("en") and english else getattr(self, f"{name}_fr")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the centre holds, as this reader sees it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["centre"] = first_centre(request)
        return context


class DemoRelease(models.Model):
    """Which demo content was loaded last, so that loading it again costs nothing."""

    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("load of the demo")

    def __str__(self) -> str:
        return self.digest[:12]
