"""A centre whose changes are read in two steps, and the people of each."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import TaskState

from resource_centre.access.groups import ensure_groups
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.workflow.setup import ensure_workflow
from tests.factories import make_centre
from tests.support.contributing import content_with


@dataclass(frozen=True)
class Desk:
    """Two people of each group: the substance is read by `reviewer` or `other_reviewer`, the form by `editor` or…"""

    centre: Any
    editor: Any
    other_editor: Any
    reviewer: Any
    other_reviewer: Any


def make_desk() -> Desk:
    """The groups, the workflow of the centre, and its people."""
    centre = make_centre()
    ensure_groups()
    ensure_workflow(centre)
    return Desk(
        centre,
        person("redaction", "Resource centre editors"),
        person("redaction-2", "Resource centre editors"),
        person("relecture", "Resource centre reviewers"),
        person("relecture-2", "Resource centre reviewers"),
    )


def person(name: str, *groups: str, **fields: Any) -> Any:
    """An account of those groups."""
    model = get_user_model()
    address = f"{name}@example.org"
    signed_in_by = {model.USERNAME_FIELD: address if model.USERNAME_FIELD == "email" else name}
    user = model.objects.create_user(**{"email": address, **signed_in_by}, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def coming_in(name: str) -> Any:
    """Somebody who comes into the admin, and publishes nothing."""
    user = person(name)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def an_editor() -> Any:
    """Somebody of the editors' group, where a test needs no desk."""
    ensure_groups()
    return person("redaction", "Resource centre editors")


def signed_in(user: Any) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def submitted(page: Any, user: Any, **changes: Any) -> TaskState:
    """A draft of that page with these fields changed, written and handed in by that person; the step that waits."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision(user=user, log_action=True, clean=False)
    page.refresh_from_db()
    page.get_workflow().start(page, user)
    return waiting_step(page)


def waiting_step(thing: Any) -> TaskState:
    """The step at which a page or a proposal waits."""
    state: TaskState = type(thing)._default_manager.get(pk=thing.pk).current_workflow_task_state
    return state


def proposal_of(desk: Desk, page: Any, by: Any = None, **changes: Any) -> Proposal:
    """A proposal of an account, in its first step."""
    author = by or person(f"auteur-{page.pk}-{Proposal.objects.count()}")
    draft = Draft(content_with(page), content_with(page, **changes), page.live_revision_id)
    writer = Author(user=author, name="Ada", is_credited=True)
    return SubmitProposal(page, desk.centre, draft, writer, About(), Access.of(ANONYMOUS)).execute()
