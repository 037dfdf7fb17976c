"""Who is told that there is something to decide: exactly those who may, in one question."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page

from resource_centre.access.contribution import deciders_of, may_decide
from tests.factories import make_centre, publish
from tests.support.staff import publisher_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def test_those_who_are_told_are_those_who_may_decide(django_assert_num_queries: Any) -> None:
    accounts = get_user_model().objects
    page = publish(make_centre(), "tool", "Un outil")
    other = publish(make_centre("autre", "Autre centre"), "tool", "Ailleurs")
    for name, place in (("centre", make_centre()), ("liste", page.get_parent()), ("page", page), ("ailleurs", other)):
        publisher_of(place, name)
    both = accounts.create_user("deux-fois", email="deux@example.org")
    both.groups.set(Group.objects.filter(name__in=["Rédaction centre", "Rédaction page"]))
    gone = accounts.create_user("partie", email="partie@example.org", is_active=False)
    mute = accounts.create_user("sans-adresse")
    for user in (gone, mute):
        user.groups.set(both.groups.all())
    writer = publisher_of(page, "redactrice")
    writer.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
    accounts.create_superuser("boss", email="boss@example.org")
    accounts.create_superuser("boss-partie", email="gone@example.org", is_active=False)
    for place in (page, other, Page.objects.get(pk=make_centre().pk)):
        with django_assert_num_queries(1):
            told = sorted(user.username for user in deciders_of(place))
        asked = sorted(user.username for user in accounts.exclude(email="") if may_decide(user, place))
        assert told == asked
    assert sorted(user.username for user in deciders_of(page)) == ["boss", "centre", "deux-fois", "liste", "page"]
