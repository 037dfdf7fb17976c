"""The sitemap for search engines: what anybody may read, by the same rule as everywhere."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page, Site

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import visible_to


class PublicPages(Sitemap[Page]):
    """Every page of the default site that an anonymous reader may see."""

    limit = 5_000

    def items(self) -> QuerySet[Page]:
        """Pages, oldest first, so that a page keeps its place in a long sitemap."""
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            return Page.objects.none()
        return visible_to(Page.objects.descendant_of(site.root_page, inclusive=True), ANONYMOUS).order_by("pk")

    def location(self, item: Page) -> str:
        """Address of a page, without its host."""
        url: str = item.get_url() or "/"
        return "/" + url.split("/", 3)[3] if "://" in url else url

    def lastmod(self, item: Page) -> datetime | None:
        """When its published content changed last."""
        changed: datetime | None = item.last_published_at
        return changed
