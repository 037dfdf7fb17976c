"""Numbers in addresses: one that no key can be names nothing, and is no error."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from resource_centre.content.keys import BEYOND, key_in, row_with_key
from resource_centre.content.pages.base import Resource
from resource_centre.content.vocabularies import Concept
from tests.factories import concept, make_centre, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
NO_KEYS = (0, BEYOND - 1, BEYOND, 10**30)


def test_a_row_is_found_by_its_key_and_by_nothing_else() -> None:
    page, term = publish(make_centre(), "practice", "Une pratique"), concept("theme", "eau")
    for rows, there in ((Resource.objects.all(), page), (Concept.objects.all(), term)):
        found: Any = row_with_key(rows, there.pk)
        assert found.pk == there.pk
        assert row_with_key(rows.exclude(pk=there.pk), there.pk) is None
        assert [row_with_key(rows, number) for number in NO_KEYS] == [None] * len(NO_KEYS)


def test_digits_name_a_key_or_none() -> None:
    assert [key_in(text) for text in ("12", "²", "-1", "", str(BEYOND), "9" * 5_000)] == [12, 0, 0, 0, 0, 0]
    assert key_in(str(BEYOND - 1)) == BEYOND - 1


@pytest.mark.parametrize("name", ["archive", "restore", "review"])
def test_an_address_that_bears_one_is_absent(name: str, admin_client: Client) -> None:
    for number in NO_KEYS:
        assert admin_client.get(reverse(f"resource_centre_{name}", args=[number])).status_code == 404
