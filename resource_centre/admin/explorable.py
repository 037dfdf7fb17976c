"""Which pages the admin may name to somebody: the title of a page of another centre may be a secret."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


def without_others_pages(user: Any, things: Iterable[Model]) -> list[Model]:
    """Leave out the pages that the user does not meet in Wagtail's explorer; what is not a page stays (one query)."""
    found = list(things)
    asked = [thing.pk for thing in found if isinstance(thing, Page)]
    own = set(page_permission_policy.explorable_instances(user).filter(pk__in=asked).values_list("pk", flat=True))
    return [thing for thing in found if not isinstance(thing, Page) or thing.pk in own]
