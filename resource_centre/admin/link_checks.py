"""Checks of links, browsed with wagtail-modeladmin: read only, for those who decide on a page that bears the link."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter, display
from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from resource_centre.admin.flat_lists import FlatAdmin
from resource_centre.admin.own_centres import centre_numbered, centres_of
from resource_centre.admin.reference_data import LoggedIndex, ReadOnly
from resource_centre.admin.steering.scope import Scope, usual_period
from resource_centre.content.days import site_day
from resource_centre.workflow.link_checks.models import LinkCheck, LinkUse

#: What the address calls the centre, as reports do.
CENTRE = "centre"


class ListedOnly(ReadOnly):
    """A page of its own would show any link to anybody of the staff: the list alone knows whose pages bear it."""

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """Nobody."""
        return False


class OfCentre(SimpleListFilter):
    """By centre: its links, and how many of its pages bear each."""

    title, parameter_name = _("centre"), CENTRE

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Those on which this user decides."""
        return [(str(centre.pk), centre.title) for centre in centres_of(request.user)]

    def queryset(self, request: Any, queryset: QuerySet[LinkCheck]) -> QuerySet[LinkCheck]:
        """As it is for no centre, and for one that is not theirs."""
        asked = self.value()
        centre = centre_numbered(asked, centres_of(request.user)) if asked else None
        return queryset if centre is None else _borne(queryset, Scope(request.user, usual_period(), centre))


def _borne(links: QuerySet[LinkCheck], scope: Scope) -> QuerySet[LinkCheck]:
    """Links that published pages of the scope bear, with how many of these bear each, as reports count.

    A use is forgotten at the next check only: the page may be published no more.
    """
    pages = scope.resources().values("pk")
    own = LinkUse.objects.filter(resource__in=pages).values("link")
    count = Count("uses__resource", filter=Q(uses__resource__in=pages), distinct=True)
    return links.filter(pk__in=own).annotate(page_count=count)


class LinkCheckAdmin(FlatAdmin):
    """Addresses outside, and what came of the last visit. Only a check writes here."""

    model = LinkCheck
    menu_label = _("Links to other sites")
    menu_icon = "link-external"
    add_to_admin_menu = False
    base_url_path = "resource-centre/link-checks"
    permission_helper_class = ListedOnly
    history_view_enabled = False
    index_view_class = LoggedIndex
    list_display: ClassVar = ("address", "state", "why", "failing", "checked", "pages")
    list_filter: ClassVar = ("state", OfCentre)
    list_export: ClassVar = ("url", "state", "why", "first_failed_at", "last_checked_at", "pages")
    export_filename = "links"
    search_fields: ClassVar = ("url",)
    list_per_page = 50

    def get_queryset(self, request: Any) -> QuerySet[LinkCheck]:
        """Links of the published pages on which this user decides."""
        return _borne(super().get_queryset(request), Scope(request.user, usual_period()))

    @display(description=_("address"), ordering="url")
    def address(self, link: LinkCheck) -> str:
        """The address as a link, its site knowing nothing of where one comes from."""
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', link.url)

    @display(description=_("reason"))
    def why(self, link: LinkCheck) -> str:
        """The reason in the language of the interface."""
        return link.why

    @display(description=_("fails since"), ordering="first_failed_at")
    def failing(self, link: LinkCheck) -> str:
        """The day of the first failure since it last answered."""
        return _day(link.first_failed_at)

    @display(description=_("last checked on"), ordering="last_checked_at")
    def checked(self, link: LinkCheck) -> str:
        """The day of the last visit."""
        return _day(link.last_checked_at)

    @display(description=_("pages"), ordering="page_count")
    def pages(self, link: Any) -> int:
        """How many pages bear it."""
        return int(link.page_count)


def _day(moment: datetime | None) -> str:
    return date_format(site_day(moment), "SHORT_DATE_FORMAT") if moment else ""
