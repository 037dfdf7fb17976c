"""What is deleted with a page is said before, and a way to keep it is offered."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import ngettext, override

from resource_centre.access.membership_models import Membership
from resource_centre.admin.deletion import quoted
from resource_centre.content.pages.actor import Actor
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.models import Proposal
from tests.factories import make_centre, publish
from tests.support.html import parsed
from tests.support.reviewing import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def deletion_of(page: Any) -> str:
    """Where Wagtail asks whether it is to be deleted."""
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def bulk_deletion_of(*pages: Any) -> str:
    """Where Wagtail deletes many."""
    query = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'delete'))}?{query}"


def told(answer: Any) -> str:
    """The messages at the top of a page of the admin, links as they are."""
    return "".join(map(str, parsed(answer).select(".messages ul > li")))


def test_who_deletes_a_page_is_told_of_proposals_and_offered_the_archive(admin_client: Client) -> None:
    centre = make_centre()
    page, other = publish(centre, "practice", "Pratique"), publish(centre, "practice", "Autre")
    for status in ("accepted", "refused"):
        Proposal.objects.create(centre=centre, resource=page, status=status)
    Thread.objects.create(resource=page, number=1, title="Une question")
    words = told(admin_client.get(deletion_of(page)))
    assert "2 propos" in words
    assert "1 discussion" in words
    assert reverse("resource_centre_archive", args=[page.pk]) in words
    assert told(admin_client.get(deletion_of(other))) == ""
    whole = told(admin_client.get(deletion_of(page.get_parent())))
    assert "2 propos" in whole
    assert "<a " not in whole, "a list is not archived"
    Proposal.objects.create(centre=centre, kind_code="practice", status="submitted")
    assert "3 propos" in told(admin_client.get(deletion_of(centre))), "a new page has no address yet"
    admin_client.post(deletion_of(page))
    assert not type(page).objects.filter(pk=page.pk).exists(), "and it is their decision"


def test_who_deletes_a_merged_page_is_told_that_its_address_leads_nowhere(admin_client: Client) -> None:
    centre = make_centre()
    kept, merged = publish(centre, "actor", "Gardée"), publish(centre, "actor", "Fusionnée", live=False)
    Actor.objects.filter(pk=merged.pk).update(merged_into=kept)
    words = told(admin_client.get(deletion_of(merged)))
    assert "Gardée" in words
    assert "Fusionnée" in words
    assert told(admin_client.get(deletion_of(kept.get_parent()))) == "", "both would go"


def test_who_deletes_an_organisation_is_told_of_its_team(admin_client: Client) -> None:
    centre = make_centre()
    actor, other = publish(centre, "actor", "Association"), publish(centre, "actor", "Autre")
    for name in ("ada", "grace"):
        Membership.objects.create(actor=actor, user=person(name))
    words = told(admin_client.get(deletion_of(actor)))
    assert (
        ngettext("the place of %(count)d person in a team", "the places of %(count)d people in teams", 2) % {"count": 2}
        in words
    )
    assert reverse("resource_centre_archive", args=[actor.pk]) in words
    assert told(admin_client.get(deletion_of(other))) == ""
    admin_client.post(bulk_deletion_of(actor, other))
    assert Membership.objects.count() == 2


def test_pages_with_which_more_goes_are_not_deleted_in_bulk(admin_client: Client) -> None:
    centre = make_centre()
    page, other = publish(centre, "practice", "Pratique"), publish(centre, "practice", "Autre")
    Proposal.objects.create(centre=centre, resource=page, status="accepted")
    answer = admin_client.post(bulk_deletion_of(page, other), follow=True)
    with override("fr"):
        assert quoted("Pratique") in told(answer)
    assert type(page).objects.filter(pk__in=[page.pk, other.pk]).count() == 2
    admin_client.post(bulk_deletion_of(other))
    assert not type(page).objects.filter(pk=other.pk).exists()
