"""A practice that names an actor, of which readers propose changes, and the browser of an editor."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import publish
from tests.support.proposing import a_practice
from tests.support.reviewing import signed_in


@pytest.fixture
def actor(centre: Any) -> Any:
    return publish(centre, "actor", "Acteur premier")


@pytest.fixture
def page(centre: Any, actor: Any) -> Any:
    return a_practice(centre, actor)


@pytest.fixture
def desk(editor: Any) -> Client:
    return signed_in(editor)
