"""A flat listing for each kind: columns and filters that help to find what to work on."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn, PageTypeColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from resource_centre.access.contribution import decided_by
from resource_centre.access.visibility import published_today
from resource_centre.admin.page_choices import PageChoiceFilter
from resource_centre.admin.steering.themes import filed_under
from resource_centre.content.days import site_today
from resource_centre.content.kinds import KindSpec, all_kinds, kind_model
from resource_centre.content.pages.base import Resource, ResourceStatus
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import THEME, Concept, ConceptTree

#: Picked as a theme: pages that have none.
NO_THEME = "none"
#: Name of the listing of all kinds.
EVERY_KIND = "resource_centre_resource"


class ResourceFilterSet(WagtailFilterSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """What an editor looks for: a theme, a state, what is late or unconfirmed."""

    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"),
        queryset=lambda _request: Concept.objects.of(THEME),
        null_label=_("None"),
        null_value=NO_THEME,
        method="filter_theme",
    )
    status = django_filters.ChoiceFilter(label=_("State of the thing described"), choices=ResourceStatus.choices)
    late = django_filters.BooleanFilter(label=_("Review is late"), method="filter_late")
    undated = django_filters.BooleanFilter(label=_("No date to re-read"), field_name="review_by", lookup_expr="isnull")
    unreviewed = django_filters.BooleanFilter(label=_("Never re-read"), field_name="reviewed_on", lookup_expr="isnull")
    unconfirmed = django_filters.BooleanFilter(label=_("Something to confirm"), method="filter_unconfirmed")
    live = django_filters.BooleanFilter(label=_("Published"), method="filter_live")
    latest_revision_created_at = django_filters.DateFromToRangeFilter(label=_("Updated"), widget=DateRangePickerWidget)
    centre = PageChoiceFilter(label=_("Centre"), queryset=lambda request: _centres(request), method="filter_centre")
    decided = django_filters.BooleanFilter(label=_("I decide on it"), method="filter_decided")

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    def filter_theme(self, pages: QuerySet[Resource], _name: str, theme: Concept | str) -> QuerySet[Resource]:
        """The theme and everything below it, each page once, as reports file them; or pages without theme.

        A theme in use has the pages of those that it replaces; one that is replaced still has its own here.
        """
        if not isinstance(theme, Concept):
            with_theme = ResourceConcept.objects.filter(concept__vocabulary__code=THEME)
            return pages.exclude(pk__in=with_theme.values("resource"))
        is_replaced = theme.replaced_by_id is not None
        below = ConceptTree.of(THEME).subtree_ids(theme.pk) if is_replaced else filed_under(theme.code)
        return pages.filter(pk__in=Resource.objects.filter(concept_links__concept__in=below).values("pk"))

    def filter_live(self, pages: QuerySet[Resource], _name: str, live: bool) -> QuerySet[Resource]:
        """Pages that readers may meet today, which reports count; or all the others, those that expired included."""
        published = Resource.objects.filter(published_today()).values("pk")
        return pages.filter(pk__in=published) if live else pages.exclude(pk__in=published)

    def filter_late(self, pages: QuerySet[Resource], _name: str, late: bool) -> QuerySet[Resource]:
        """Pages whose review date has passed; or all the others, those without a date included."""
        overdue = pages.filter(review_by__lt=site_today())
        return overdue if late else pages.exclude(pk__in=overdue.values("pk"))

    def filter_unconfirmed(self, pages: QuerySet[Resource], _name: str, wanted: bool) -> QuerySet[Resource]:
        """Pages that say what is still to confirm; or all the others."""
        return pages.exclude(to_confirm="") if wanted else pages.filter(to_confirm="")

    def filter_centre(self, pages: QuerySet[Resource], _name: str, centre: ResourceCentrePage) -> QuerySet[Resource]:
        """Pages of one centre."""
        return pages.filter(path__startswith=centre.path)

    def filter_decided(self, pages: QuerySet[Resource], _name: str, wanted: bool) -> QuerySet[Resource]:
        """Pages on which this user decides, which reports count; or all the others."""
        decided = decided_by(self.request.user).values("pk")
        return pages.filter(pk__in=decided) if wanted else pages.exclude(pk__in=decided)


class EveryKindFilterSet(ResourceFilterSet):
    """The same for the list of all kinds, where one may be picked."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=lambda: [(kind.code, kind.label) for kind in all_kinds()], method="filter_kind"
    )

    def filter_kind(self, pages: QuerySet[Resource], _name: str, kind: str) -> QuerySet[Resource]:
        """Pages of one kind."""
        return pages.filter(pk__in=kind_model(kind)._default_manager.values("pk"))


def _centres(request: Any) -> QuerySet[ResourceCentrePage]:
    """Centres that this user meets in the explorer."""
    return ResourceCentrePage.objects.filter(pk__in=page_permission_policy.explorable_instances(request.user))


class ResourceListing(PageListingViewSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """All pages of one kind, wherever they are."""

    filterset_class = ResourceFilterSet
    columns: ClassVar = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="page"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("period", label=_("Dates"), sort_key="date_from", width="16%"),
        DateColumn("review_by", label=_("Re-read before"), sort_key="review_by", width="12%"),
        DateColumn(
            "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="12%"
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    ]


class EveryKindListing(ResourceListing):
    """All resources of all kinds; the kind stands in the place of the dates. Nothing is added here: a kind is."""

    name = EVERY_KIND
    url_prefix = "resource-centre/all"
    model = Resource
    filterset_class = EveryKindFilterSet
    columns: ClassVar = [
        *ResourceListing.columns[:2],
        PageTypeColumn("type", label=_("Kind"), accessor="page_type_display_name", width="12%"),
        *ResourceListing.columns[3:],
    ]
    icon = "list-ul"
    menu_label = _("All resources")
    add_to_admin_menu = False

    def get_common_view_kwargs(self, **kwargs: Any) -> Any:
        """Without the button that adds."""
        return super().get_common_view_kwargs(**{"add_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        """Without the page that asks where to add."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "choose_parent"]


def _listing(kind: KindSpec) -> ResourceListing:
    """Without a `menu_order` of its own, which Wagtail would obey before the place that the menu gives it."""
    return ResourceListing(
        f"resource_centre_{kind.code}",
        url_prefix=f"resource-centre/{kind.code}",
        model=kind_model(kind.code),
        icon=kind.icon,
        menu_label=kind.plural,
        add_to_admin_menu=False,
    )


def resource_listings() -> list[Any]:
    """One listing of all kinds, then one for each registered kind, in their order."""
    return [EveryKindListing(), *(_listing(kind) for kind in all_kinds())]
