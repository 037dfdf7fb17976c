"""The centre and its lists: the pages under which resources live."""

import hashlib
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from resource_centre.content.blocks import SHORT_TEXT_FEATURES
from resource_centre.content.centre_form import CentreForm
from resource_centre.content.fields import CleanRichTextField
from resource_centre.content.kind_index_form import KindIndexForm
from resource_centre.content.kinds import KindSpec, kind_by_code
from resource_centre.content.passwords import PasswordAsked
from resource_centre.content.rendering import render
from resource_centre.content.restrictions import RestrictionsAtOnce
from resource_centre.content.reviewed_versions import ReviewedVersions
from resource_centre.content.saving import SavedWhole


class ResourceCentrePage(SavedWhole, ReviewedVersions, PasswordAsked, RoutablePageMixin, RestrictionsAtOnce):
    """The root of one centre. Several may live on a site; every query is scoped to one."""

    introduction = CleanRichTextField(_("introduction"), blank=True, features=SHORT_TEXT_FEATURES)
    charter = CleanRichTextField(
        _("charter of contributions"),
        blank=True,
        features=["h3", *SHORT_TEXT_FEATURES],
        help_text=_(
            "What is published and under which licence, how people treat one another. Whoever contributes for the "
            "first time is asked to accept it, and again when it changes. Empty: nothing is asked."
        ),
    )

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("charter")]
    base_form_class = CentreForm
    subpage_types: ClassVar = ["resource_centre.KindIndexPage"]

    class Meta:
        verbose_name = _("resource centre")
        verbose_name_plural = _("resource centres")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Leave the centre on the request: lists and menus below it need not ask the database for it again."""
        request.resource_centre = self  # type: ignore[attr-defined]  # read back by web's `centre_of`
        self.keep_restrictions(request)
        return super().route(request, path_components)

    @path("")
    def home(self, request: HttpRequest) -> HttpResponse:
        """The centre's front page."""
        return render(request, self)

    @property
    def charter_version(self) -> str:
        """Sixteen characters that stand for the charter as it reads today; "" without one."""
        words = " ".join(strip_tags(self.charter).split())
        return hashlib.sha256(self.charter.encode()).hexdigest()[:16] if words else ""

    @path("charte/", name="charter")
    def charter_page(self, request: HttpRequest) -> HttpResponse:
        """The charter of contributions."""
        return render(request, self, "charter")

    @path("themes/", name="themes")
    def themes(self, request: HttpRequest) -> HttpResponse:
        """All themes, as a tree."""
        return render(request, self, "themes")

    @path("themes/<slug:code>/", name="theme")
    def theme(self, request: HttpRequest, code: str) -> HttpResponse:
        """One theme and what is filed under it."""
        return render(request, self, "theme", code=code)

    @path("territoires/", name="territories")
    def territories(self, request: HttpRequest) -> HttpResponse:
        """Places that resources speak of."""
        return render(request, self, "territories")

    @path("territoires/<slug:key>/", name="territory")
    def territory(self, request: HttpRequest, key: str) -> HttpResponse:
        """One place: `key` is level-code, "region-53"."""
        return render(request, self, "territory", key=key)

    @path("recherche/", name="search")
    def search(self, request: HttpRequest) -> HttpResponse:
        """The search: the address is its state."""
        return render(request, self, "search")

    @path("recherche/filtres/<slug:code>/", name="facet")
    def facet(self, request: HttpRequest, code: str) -> HttpResponse:
        """Every value of one facet."""
        return render(request, self, "facet", code=code)

    @path("r/<uuid:uid>/", name="permalink")
    def permalink(self, request: HttpRequest, uid: Any) -> HttpResponse:
        """The address of a resource that never changes, whatever its title or place becomes."""
        return render(request, self, "permalink", uid=str(uid))


def centre_above(page: Page, *, inclusive: bool = False) -> ResourceCentrePage | None:
    """The centre that a page is in, the nearest; None for a page that is in none. inclusive: a centre is its own."""
    found: ResourceCentrePage | None = ResourceCentrePage.objects.ancestor_of(page, inclusive=inclusive).last()
    return found


class KindIndexPage(SavedWhole, ReviewedVersions, PasswordAsked, RestrictionsAtOnce):
    """The list of one kind of resource, and the parent of its pages."""

    kind_code = models.CharField(_("kind"), max_length=50)
    introduction = CleanRichTextField(_("introduction"), blank=True, features=SHORT_TEXT_FEATURES)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("kind_code"), FieldPanel("introduction")]
    base_form_class = KindIndexForm
    parent_page_types: ClassVar = ["resource_centre.ResourceCentrePage"]

    class Meta:
        verbose_name = _("list of resources")
        verbose_name_plural = _("lists of resources")

    @property
    def kind(self) -> KindSpec | None:
        """What this page lists; None when a host removed the kind."""
        return kind_by_code(self.kind_code)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the child page, or the resource that once bore that name (an actor's alias)."""
        self.keep_restrictions(request)
        try:
            return super().route(request, path_components)
        except Http404:
            if len(path_components) != 1:
                raise
            return RouteResult(self, kwargs={"missing_slug": path_components[0]})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list; or, for an unknown slug, the redirection of an alias or a 404."""
        request.is_preview = False  # type: ignore[attr-defined]  # Wagtail's own flag on the request
        if missing_slug := kwargs.get("missing_slug"):
            return render(request, self, "alias", slug=missing_slug)
        return render(request, self)
