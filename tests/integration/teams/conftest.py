"""An organisation whose team is asked for, invited and left."""

from typing import Any

import pytest

from tests.factories import publish


@pytest.fixture
def actor(centre: Any) -> Any:
    return publish(centre, "actor", "Association des lacs")
