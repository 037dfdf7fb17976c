"""Registers the plugin with Wagtail. Each body lives in the package it belongs to."""

from typing import Any

from django.db.models import ForeignKey
from django.urls import path
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.snippets.models import register_snippet

from resource_centre.admin import (
    archiving,
    centre_addresses,
    deletion,
    export_sentences,
    held_edits,
    index_panel,
    late_panels,
    mail_panel,
    members,
    merged_pages,
    my_tasks,
    no_steps,
    opinions,
    page_chooser,
    page_header,
    proposals,
    queue,
    re_reading,
    refusals,
    reports,
    search_trial,
    searches_report,
    steps,
)
from resource_centre.admin.correspondences import CorrespondenceAdmin
from resource_centre.admin.duplicates import duplicates_urls
from resource_centre.admin.exporting import guard_exports_of_wagtail
from resource_centre.admin.link_checks import LinkCheckAdmin
from resource_centre.admin.listings import resource_listings
from resource_centre.admin.menu import contribution_items, menu_group, reports_item, upkeep_items
from resource_centre.admin.outbox import OutboxAdmin, outbox_urls, register_outbox_actions
from resource_centre.admin.reference_data import TerritoryAdmin, TerritoryAliasAdmin
from resource_centre.admin.search_log_admin import SearchLogAdmin
from resource_centre.admin.search_trial_panel import TRIAL_URL
from resource_centre.admin.search_words import (
    PromotionViewSet,
    SearchRedirectViewSet,
    SynonymSetViewSet,
    WantedResourceViewSet,
)
from resource_centre.admin.signed_out import keeping_path
from resource_centre.admin.steering import addresses as steering
from resource_centre.admin.steering import views as steering_views
from resource_centre.admin.territory_views import territory_suggestions
from resource_centre.admin.vocabulary_views import ConceptViewSet, VocabularyViewSet
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.territory_fields import SUGGESTIONS_URL, FormerTerritoryField, TerritoryField
from resource_centre.contribution.duplicates.log_actions import register_merge_actions
from resource_centre.contribution.log_actions import register_log_actions
from resource_centre.workflow.letters import STEP_URL
from resource_centre.workflow.log_actions import register_log_actions as register_review_actions

_listings = resource_listings()
_snippets = [ConceptViewSet(), VocabularyViewSet()]
_search_words = [SynonymSetViewSet(), PromotionViewSet(), SearchRedirectViewSet(), WantedResourceViewSet()]
_reference_data: list[Any] = [
    TerritoryAdmin(),
    TerritoryAliasAdmin(),
    CorrespondenceAdmin(),
    SearchLogAdmin(),
    LinkCheckAdmin(),
    OutboxAdmin(),
]

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
        path("resource-centre/queue/", queue.queue, name=queue.QUEUE_URL),
        path("resource-centre/queue/<slug:sort>/<int:pk>/", queue.handle, name=queue.HANDLE_URL),
        keeping_path("resource-centre/review/<int:pk>/", steps.step_detail, STEP_URL),
        keeping_path("resource-centre/review/<int:pk>/opinion/", opinions.ask, opinions.ASK_URL),
        path("resource-centre/opinions/<int:pk>/revoke/", opinions.revoke, name=opinions.REVOKE_URL),
        keeping_path("resource-centre/proposals/<int:pk>/", proposals.proposal_detail, proposals.DETAIL_URL),
        path("resource-centre/members/", members.request_list, name=members.LIST_URL),
        keeping_path("resource-centre/members/<int:pk>/", members.request_detail, members.DETAIL_URL),
        path("resource-centre/steering/", steering_views.report_index, name=steering.INDEX_URL),
        path("resource-centre/steering/proposals/", steering_views.proposal_list, name=steering.PROPOSALS_URL),
        path("resource-centre/steering/steps/", steering_views.step_list, name=steering.STEPS_URL),
        path("resource-centre/steering/<slug:code>/", steering_views.report_detail, name=steering.REPORT_URL),
        keeping_path("resource-centre/reports/", reports.report_list, reports.LIST_URL),
        path("resource-centre/to-re-read/", re_reading.list_of_pages, name=re_reading.LIST_URL),
        path("resource-centre/to-re-read/<int:pk>/", re_reading.review, name=re_reading.REVIEW_URL),
        keeping_path("resource-centre/archive/<int:pk>/", archiving.archive, archiving.ARCHIVE_URL),
        path("resource-centre/archive/<int:pk>/restore/", archiving.restore, name=archiving.RESTORE_URL),
        path("resource-centre/search-trial/<str:name>/", search_trial.try_search, name=TRIAL_URL),
        path(
            "resource-centre/searches-without-result/",
            searches_report.SearchesReport.as_view(),
            name=searches_report.REPORT_URL,
        ),
        *duplicates_urls(),
        *outbox_urls(),
    ]


@hooks.register("register_admin_viewset")
def register_listings() -> list[Any]:
    """One listing a kind, and what editors add to the search."""
    return [*_listings, *_search_words]


@hooks.register("register_admin_menu_item")
def register_menu() -> Any:
    """One group for all that concerns the centre."""
    upkeep = [*_search_words, *_reference_data, *upkeep_items()]
    return menu_group([*contribution_items(), *_listings, *_snippets, *upkeep])


@hooks.register("register_reports_menu_item")
def register_searches_report() -> Any:
    """Searches without result, among Wagtail's reports."""
    return searches_report.report_item()


guard_exports_of_wagtail()
refusals.guard_buttons_of_home()
page_chooser.guard_first_page()

hooks.register("register_reports_menu_item", reports_item)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_log_actions", register_review_actions)
hooks.register("register_page_header_buttons", page_header.header_buttons)
hooks.register("before_edit_page", page_header.before_edit_page)
hooks.register("before_edit_page", no_steps.before_edit_page)
hooks.register("before_create_page", no_steps.before_create_page)
hooks.register("construct_page_chooser_queryset", page_chooser.construct_page_chooser_queryset)
hooks.register("register_log_actions", register_merge_actions)
hooks.register("register_log_actions", register_outbox_actions)
hooks.register("construct_homepage_panels", index_panel.construct_homepage_panels)
hooks.register("construct_homepage_panels", my_tasks.construct_homepage_panels)
hooks.register("before_edit_page", refusals.before_edit_page)
hooks.register("construct_page_action_menu", refusals.construct_page_action_menu)
# First of all, a host's own included: the others are then asked once, within.
hooks.register("before_edit_page", held_edits.before_edit_page, order=-1_000)
hooks.register("register_log_actions", export_sentences.register_log_actions)
hooks.register("construct_homepage_panels", late_panels.construct_homepage_panels)
hooks.register("construct_homepage_panels", mail_panel.construct_homepage_panels)
hooks.register("before_delete_page", deletion.before_delete_page)
hooks.register("before_bulk_action", deletion.before_bulk_action)
hooks.register("before_move_page", centre_addresses.before_move_page)
hooks.register("before_copy_page", centre_addresses.before_copy_page)
hooks.register("before_bulk_action", centre_addresses.before_bulk_action)
hooks.register("before_bulk_action", merged_pages.before_bulk_action)
hooks.register("before_edit_page", merged_pages.before_edit_page)
