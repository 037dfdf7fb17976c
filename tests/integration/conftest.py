"""What tests of contributions and reviews begin with; a file that means something else by these names has its own."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import WorkflowPage

from resource_centre.workflow.tasks import SubstanceReview
from tests.factories import make_centre, publish
from tests.support.reviewing import Desk, an_editor, coming_in, make_desk, person, signed_in


@pytest.fixture
def centre() -> Any:
    """The centre of a test."""
    return make_centre()


@pytest.fixture
def writer() -> Client:
    """The browser of somebody with an account and no right."""
    return signed_in(person("ada"))


@pytest.fixture
def editor() -> Any:
    """Somebody of the editors' group, where a test needs no desk."""
    return an_editor()


@pytest.fixture
def desk() -> Desk:
    """A centre whose changes are read in two steps, and its people."""
    return make_desk()


@pytest.fixture
def page(desk: Desk) -> Any:
    """A practice of that centre, published."""
    return publish(desk.centre, "practice", "Une pratique", summary="Un résumé.")


@pytest.fixture
def alone(desk: Desk) -> Desk:
    """A centre without steps: whoever publishes decides."""
    WorkflowPage.objects.filter(page=desk.centre).delete()
    return desk


@pytest.fixture
def expert(desk: Desk) -> Any:
    """Whom the first step names, who publishes nothing."""
    task = SubstanceReview.objects.get()
    task.reviewer = coming_in("experte")
    task.save()
    return task.reviewer
