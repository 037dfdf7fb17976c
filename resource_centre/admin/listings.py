"""A flat listing for each kind: columns and filters that help to find what to work on."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from resource_centre.content.kinds import KindSpec, all_kinds, kind_model
from resource_centre.content.pages.base import Resource, ResourceStatus
from resource_centre.content.vocabularies import THEME, Concept, ConceptTree


class ResourceFilterSet(WagtailFilterSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """What an editor looks for: a theme, a state, what is late or unconfirmed."""

    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"), queryset=lambda _request: Concept.objects.of(THEME), method="filter_theme"
    )
    status = django_filters.ChoiceFilter(label=_("State of the thing described"), choices=ResourceStatus.choices)
    late = django_filters.BooleanFilter(label=_("Review is late"), method="filter_late")
    unconfirmed = django_filters.BooleanFilter(label=_("Something to confirm"), method="filter_unconfirmed")
    live = django_filters.BooleanFilter(label=_("Published"))
    latest_revision_created_at = django_filters.DateFromToRangeFilter(label=_("Updated"), widget=DateRangePickerWidget)

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    def filter_theme(self, pages: QuerySet[Resource], _name: str, theme: Concept) -> QuerySet[Resource]:
        """The theme and everything below it, each page once."""
        below = ConceptTree.of(THEME).subtree_ids(theme.pk)
        return pages.filter(pk__in=Resource.objects.filter(concept_links__concept__in=below).values("pk"))

    def filter_late(self, pages: QuerySet[Resource], _name: str, late: bool) -> QuerySet[Resource]:
        """Pages whose review date has passed; or all the others, those without a date included."""
        overdue = pages.filter(review_by__lt=timezone.localdate())
        return overdue if late else pages.exclude(pk__in=overdue.values("pk"))

    def filter_unconfirmed(self, pages: QuerySet[Resource], _name: str, wanted: bool) -> QuerySet[Resource]:
        """Pages that say what is still to confirm; or all the others."""
        return pages.exclude(to_confirm="") if wanted else pages.filter(to_confirm="")


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


def _listing(kind: KindSpec) -> ResourceListing:
    return ResourceListing(
        f"resource_centre_{kind.code}",
        url_prefix=f"resource-centre/{kind.code}",
        model=kind_model(kind.code),
        icon=kind.icon,
        menu_label=kind.plural,
        menu_order=kind.order,
        add_to_admin_menu=False,
    )


def resource_listings() -> list[Any]:
    """One listing for each registered kind, in their order."""
    return [_listing(kind) for kind in all_kinds()]
