"""What an export of what is held on somebody says of pages: the title only of those that they may read today."""

from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page

from resource_centre.access.membership_models import Membership, MembershipRequest
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.models import ProblemReport, Proposal
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.persons.holders import Table, all_holders
from resource_centre.persons.person import person_of, person_of_user
from resource_centre.persons.walking import as_json, held_on
from tests.factories import publish, restrict
from tests.support.reviewing import an_editor, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

HIDDEN = "Titre secret d’après"


def told(somebody: Any) -> dict[str, Any]:
    return {one.name: one.rows for one in held_on(somebody)}


def rename(page: Any) -> None:
    page.title = HIDDEN
    page.save_revision().publish()


def contribute(centre: Any, page: Any, user: Any) -> None:
    """A row of that account in each of the tables that lead to a page."""
    common = {"centre": centre, "resource": page.resource_ptr}
    Proposal.objects.create(**common, author=user)
    thread = Thread.objects.create(resource=page.resource_ptr, title="Une question", opened_by=user)
    Message.objects.create(thread=thread, by=user, name="Ada", text="Bonjour.")
    ProblemReport.objects.create(resource=page.resource_ptr, reason="wrong", email=user.email)
    Watch.objects.create(**common, watcher=Watcher.objects.create(user=user), secret="")


def ends_with_a_title_of_a_page(model: type[Model], column: str) -> bool:
    *way, last = column.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return last in {"title", "draft_title"} and issubclass(model, Page)


def test_no_table_exports_the_title_of_a_page_unasked() -> None:
    tables = [one for one in all_holders() if isinstance(one, Table)]
    assert sum(len(one.pages) for one in tables) > 10
    assert [(one.name, column) for one in tables for column in one.columns
            if ends_with_a_title_of_a_page(one.model, column)] == []  # fmt: skip


@pytest.mark.parametrize("hide", [lambda page: page.unpublish(), restrict, lambda page: restrict(page, "groups")])
def test_a_page_that_one_may_not_read_any_more_is_named_by_its_number_alone(centre: Any, hide: Any) -> None:
    ada, page = person("ada"), publish(centre, "practice", "Une pratique")
    contribute(centre, page, ada)
    who = person_of_user(ada)
    (line,) = told(who)["proposals"]
    assert (line["resource__title"], line["resource__uuid"], line["centre__title"]) == (
        "Une pratique", page.uuid, "Centre",
    )  # fmt: skip
    rename(page)
    assert HIDDEN in as_json(who, held_on(who)), "it is read by everybody yet"
    hide(page)
    held = told(who)
    is_open_to_accounts = page.get_view_restrictions().filter(restriction_type="login").exists()
    shown = HIDDEN if is_open_to_accounts else ""
    for name in ("proposals", "threads", "watches", "reports"):
        (line,) = held[name]
        assert (line["resource"], line["resource__uuid"], line["resource__title"]) == (page.pk, page.uuid, shown), name
    assert held["messages"][0]["thread__resource__title"] == shown
    assert (HIDDEN in as_json(who, held_on(who))) == is_open_to_accounts


def test_somebody_without_account_is_told_what_everybody_reads(centre: Any) -> None:
    page = publish(centre, "practice", "Une pratique")
    Proposal.objects.create(centre=centre, resource=page.resource_ptr, author_email="ada@example.org")
    assert told(person_of("ada@example.org"))["proposals"][0]["resource__title"] == "Une pratique"
    restrict(page)
    assert told(person_of("ada@example.org"))["proposals"][0]["resource__title"] == ""


def test_a_team_names_its_organisation_to_its_members_and_to_nobody_who_only_asked(centre: Any) -> None:
    ada, bea, actor = person("ada"), person("bea"), publish(centre, "actor", HIDDEN)
    Membership.objects.create(user=ada, actor=actor)
    MembershipRequest.objects.create(user=bea, actor=actor)
    actor.unpublish()
    (seat,) = told(person_of_user(ada))["memberships"]
    assert seat["actor__title"] == HIDDEN
    (asked,) = told(person_of_user(bea))["membership_requests"]
    assert (asked["actor__title"], asked["actor__uuid"]) == ("", actor.uuid)


def test_an_editor_is_told_what_they_edit_and_whoever_edits_no_more_is_not(centre: Any) -> None:
    editor, page = an_editor(), publish(centre, "practice", HIDDEN, live=False)
    Page.objects.filter(pk=page.pk).update(owner=editor, locked_by=editor, locked_at=timezone.now())
    page.resource_ptr.keeper = editor
    page.resource_ptr.save(update_fields=["keeper"])
    held = told(person_of_user(editor))
    assert (held["pages"][0]["title"], held["charge"][0]["title"]) == (HIDDEN, HIDDEN)
    editor.groups.clear()
    held = told(person_of_user(type(editor)._default_manager.get(pk=editor.pk)))
    assert (held["pages"][0]["title"], held["pages"][0]["pk"]) == ("", page.pk)
    assert (held["charge"][0]["title"], held["charge"][0]["uuid"]) == ("", page.uuid)
