"""A button that is pressed twice: one watch, and no error, however the two requests meet."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.contribution.watching.changes import BeginWatching
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.contribution.watching.subjects import Subject
from resource_centre.outbox.models import OutboxEntry
from tests.integration.test_decision_races import RACES, at_once, world  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.mark.parametrize("has_account", [True, False])
def test_pressed_twice_at_once_is_one_watch(has_account: bool, world: Any) -> None:  # noqa: F811
    page, _first, _second = world
    centre = page.get_parent().get_parent().specific
    for race in range(RACES):
        email = f"ada{race}@example.org"
        user = get_user_model().objects.create_user(f"ada{race}", email=email) if has_account else None
        if race % 2:  # known already: nothing holds the others up before they look
            Watcher.objects.create(user=user, email="" if has_account else email)
        who = (Subject(resource=page), centre, Access.of(ANONYMOUS), user, email)
        found = at_once(*(BeginWatching(*who) for _press in range(4)))
        assert [one.pk for one in found] == [Watch.objects.latest("pk").pk] * 4, found
        assert (Watch.objects.count(), Watcher.objects.count()) == (race + 1, race + 1)
    mails = OutboxEntry.objects.filter(topic="mail", key__startswith="watch:").count()
    assert mails == (0 if has_account else RACES)
