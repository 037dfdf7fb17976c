"""Registers the plugin with Wagtail. Each body lives in the package it belongs to."""

from typing import Any

from django.db.models import ForeignKey
from django.urls import path
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.snippets.models import register_snippet

from resource_centre.admin import deletion, index_panel, members, proposals, reports
from resource_centre.admin.correspondences import CorrespondenceAdmin
from resource_centre.admin.duplicates import duplicates_urls
from resource_centre.admin.listings import resource_listings
from resource_centre.admin.menu import contribution_items, menu_group, upkeep_items
from resource_centre.admin.outbox import OutboxAdmin, outbox_urls, register_outbox_actions
from resource_centre.admin.reference_data import TerritoryAdmin, TerritoryAliasAdmin
from resource_centre.admin.territory_views import territory_suggestions
from resource_centre.admin.vocabulary_views import ConceptViewSet, VocabularyViewSet
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.territory_fields import SUGGESTIONS_URL, FormerTerritoryField, TerritoryField
from resource_centre.contribution.duplicates.log_actions import register_merge_actions
from resource_centre.contribution.log_actions import register_log_actions

_listings = resource_listings()
_snippets = [ConceptViewSet(), VocabularyViewSet()]
_reference_data: list[Any] = [TerritoryAdmin(), TerritoryAliasAdmin(), CorrespondenceAdmin(), OutboxAdmin()]

for _viewset in _snippets:
    register_snippet(_viewset)
for _model_admin in _reference_data:
    _model_admin.register_with_wagtail()

# Thousands of options make no select box: wherever a form names a territory, it is a text field.
register_form_field_override(ForeignKey, to=Territory, override={"form_class": TerritoryField})
register_form_field_override(ForeignKey, to=TerritoryAlias, override={"form_class": FormerTerritoryField})


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    """Addresses used by the admin's own forms."""
    return [
        path("resource-centre/suggestions/territories/", territory_suggestions, name=SUGGESTIONS_URL),
        path("resource-centre/proposals/", proposals.proposal_list, name=proposals.LIST_URL),
        path("resource-centre/proposals/<int:pk>/", proposals.proposal_detail, name=proposals.DETAIL_URL),
        path("resource-centre/members/", members.request_list, name=members.LIST_URL),
        path("resource-centre/members/<int:pk>/", members.request_detail, name=members.DETAIL_URL),
        path("resource-centre/reports/", reports.report_list, name=reports.LIST_URL),
        *duplicates_urls(),
        *outbox_urls(),
    ]


@hooks.register("register_admin_viewset")
def register_listings() -> list[Any]:
    """One listing a kind."""
    return _listings


@hooks.register("register_admin_menu_item")
def register_menu() -> Any:
    """One group for all that concerns the centre."""
    return menu_group([*contribution_items(), *_listings, *_snippets, *_reference_data, *upkeep_items()])


hooks.register("register_log_actions", register_log_actions)
hooks.register("register_log_actions", register_merge_actions)
hooks.register("register_log_actions", register_outbox_actions)
hooks.register("construct_homepage_panels", index_panel.construct_homepage_panels)
hooks.register("before_delete_page", deletion.before_delete_page)
hooks.register("before_bulk_action", deletion.before_bulk_action)
