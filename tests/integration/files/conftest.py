"""The browser of an editor who decides on files."""

from typing import Any

import pytest
from django.test import Client

from tests.support.reviewing import signed_in


@pytest.fixture
def desk(editor: Any) -> Client:
    return signed_in(editor)
