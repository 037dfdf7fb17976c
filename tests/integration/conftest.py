"""What tests of reviews begin with; a file that means something else by these names has its own."""

from typing import Any

import pytest

from tests.factories import publish
from tests.support.reviewing import Desk, make_desk


@pytest.fixture
def desk() -> Desk:
    """A centre whose changes are read in two steps, and its people."""
    return make_desk()


@pytest.fixture
def page(desk: Desk) -> Any:
    """A practice of that centre, published."""
    return publish(desk.centre, "practice", "Une pratique", summary="Un résumé.")
