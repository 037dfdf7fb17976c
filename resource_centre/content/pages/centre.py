"""The centre and its lists: the pages under which resources live."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from resource_centre.content.blocks import SHORT_TEXT_FEATURES
from resource_centre.content.fields import CleanRichTextField
from resource_centre.content.kind_index_form import KindIndexForm
from resource_centre.content.kinds import KindSpec, kind_by_code
from resource_centre.content.rendering import render


class RestrictionsAtOnce(Page):
    """Reads the view restrictions of a page as Wagtail does, aliases included, in one query rather than two."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Restrictions on the page, above it, and on the sources of those that are aliases."""
        line = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        own, through_alias = models.Q(page__path__in=line, page__alias_of=None), models.Q(page__aliases__path__in=line)
        found: models.QuerySet[PageViewRestriction] = PageViewRestriction.objects.filter(own | through_alias)
        return found.distinct()


class ResourceCentrePage(RoutablePageMixin, RestrictionsAtOnce):
    """The root of one centre. Several may live on a site; every query is scoped to one."""

    introduction = CleanRichTextField(_("introduction"), blank=True, features=SHORT_TEXT_FEATURES)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types: ClassVar = ["resource_centre.KindIndexPage"]

    class Meta:
        verbose_name = _("resource centre")
        verbose_name_plural = _("resource centres")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Leave the centre on the request: lists and menus below it need not ask the database for it again."""
        request.resource_centre = self  # type: ignore[attr-defined]  # read back by web's `centre_of`
        return super().route(request, path_components)

    @path("")
    def home(self, request: HttpRequest) -> HttpResponse:
        """The centre's front page."""
        return render(request, self)

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

    @path("r/<uuid:uid>/", name="permalink")
    def permalink(self, request: HttpRequest, uid: Any) -> HttpResponse:
        """The address of a resource that never changes, whatever its title or place becomes."""
        return render(request, self, "permalink", uid=str(uid))


class KindIndexPage(RestrictionsAtOnce):
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
