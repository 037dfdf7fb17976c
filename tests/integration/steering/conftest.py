"""The world of the reports, made once for each file, and what its editor steers."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from resource_centre.admin.steering.scope import Scope
from tests.support.file_world import kept_for_the_file
from tests.support.steering import PERIOD, a_world


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with kept_for_the_file(django_db_blocker):
        yield a_world()


@pytest.fixture
def world(kept: SimpleNamespace) -> SimpleNamespace:
    """The same for each test; what reports kept is forgotten."""
    cache.clear()
    return kept


@pytest.fixture
def scope(world: SimpleNamespace) -> Scope:
    return Scope(world.editor, PERIOD)
