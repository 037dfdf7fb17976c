"""Who decides on a proposal and reads its decision, who writes in a draft and follows it, in which order seats come."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import GroupApprovalTask, PageLogEntry, Revision, WorkflowState

from resource_centre.access.contribution import is_by
from resource_centre.access.membership_models import Membership, MembershipRequest
from resource_centre.access.memberships import may_follow, may_write, memberships_of, requests_decided_by
from resource_centre.access.principal import ANONYMOUS, Principal
from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.decide import AskForChanges
from resource_centre.contribution.deciding import (
    active_tasks,
    decides_on,
    people_who_decide,
    proposals_decided_by,
    reads_decisions_on,
)
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.steps import leave_review
from resource_centre.contribution.writers import wrote
from resource_centre.workflow.tasks import FormReview, SubstanceReview
from tests.factories import fresh, make_centre, publish
from tests.integration.test_review import proposal_of, read
from tests.support.drafting import begun
from tests.support.html import parsed
from tests.support.reviewing import Desk, coming_in, person, signed_in, submitted
from tests.support.staff import publisher_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def test_whom_a_step_names_decides_reads_and_is_told_while_the_author_answers_too(
    desk: Desk, page: Any, expert: Any
) -> None:
    proposal, stranger = proposal_of(desk, page, summary="Proposé."), coming_in("passante")
    closed = coming_in("partie")
    closed.is_active = False
    for user, is_theirs in ((expert, True), (stranger, False), (closed, False), (None, False)):
        assert decides_on(user, proposal) is is_theirs
        assert reads_decisions_on(user, proposal) is is_theirs
    assert list(people_who_decide(proposal)) == [expert]
    AskForChanges(proposal, expert, "Une source ?").execute()
    sent_back = Proposal.objects.get(pk=proposal.pk)
    assert sent_back.current_workflow_task is None, "with its author"
    assert reads_decisions_on(expert, sent_back)
    assert reads_decisions_on(desk.editor, sent_back), "publishes the page"
    assert not reads_decisions_on(stranger, sent_back)
    assert list(people_who_decide(sent_back)) == [expert]


def test_without_steps_those_who_publish_are_told(alone: Desk, page: Any) -> None:
    proposal = proposal_of(alone, page, summary="Proposé.")
    told = {user.username for user in people_who_decide(proposal)}
    assert told == {"redaction", "redaction-2", "relecture", "relecture-2"}
    assert decides_on(alone.editor, proposal)
    assert not decides_on(person("passante"), proposal)


def test_steps_are_listed_once_each_without_those_that_were_switched_off(desk: Desk) -> None:
    switched_off = FormReview.objects.create(name="Ancienne", active=False)
    user = type(desk.editor).objects.get(pk=desk.editor.pk)
    user._group_approval_task_checks = {switched_off.pk: True}  # where Wagtail keeps what it asked
    found = active_tasks(user)
    theirs = {type(task): user._group_approval_task_checks[task.pk] for task in found}
    assert theirs == {GroupApprovalTask: False, SubstanceReview: False, FormReview: True}, "Wagtail's own is the first"
    assert len(found) == len(theirs)
    assert user._group_approval_task_checks[switched_off.pk], "what was asked before stays known"


def test_each_finds_what_waits_for_them_in_a_step_or_without_one(desk: Desk, page: Any, expert: Any) -> None:
    in_step = proposal_of(desk, page, summary="En relecture.")
    assert list(proposals_decided_by(expert)) == [in_step]
    assert not proposals_decided_by(desk.editor).exists(), "the editors' step comes next"
    PassStep(in_step, expert, read(in_step)).execute()
    assert list(proposals_decided_by(desk.editor)) == [in_step]
    assert not proposals_decided_by(expert).exists()
    leave_review(Proposal.objects.get(pk=in_step.pk), None)
    assert list(proposals_decided_by(desk.other_reviewer)) == [in_step], "no step holds it any more: who publishes"
    beside = proposal_of(desk, publish(desk.centre, "practice", "Autre"), summary="En relecture.")
    assert list(proposals_decided_by(desk.editor)) == [in_step], "the other is the expert's"
    assert list(proposals_decided_by(expert)) == [beside]


def test_a_change_and_a_new_resource_without_steps_are_found_where_one_publishes(alone: Desk, page: Any) -> None:
    elsewhere = make_centre("ailleurs", "Ailleurs")
    change = proposal_of(alone, page, summary="Proposé.")
    new = begun(signed_in(person("ada")), alone.centre)
    Proposal.objects.filter(pk=new.pk).update(status=Status.SUBMITTED, submitted_at=timezone.now())
    # A draft of a page in review, whose number is that of the proposal: they are told apart by what they are.
    held = publish(alone.centre, "practice", "Autre")
    workflow = WorkflowState.objects.create(
        base_content_type=held.get_base_content_type(),
        content_type=held.get_content_type(),
        object_id=str(held.pk),
        workflow=desk_workflow(),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    WorkflowState.objects.filter(pk=workflow.pk).update(object_id=str(change.pk))
    assert set(proposals_decided_by(alone.editor)) == {change, new}
    assert not proposals_decided_by(publisher_of(elsewhere, "ailleurs")).exists()
    assert set(proposals_decided_by(publisher_of(page, "page"))) == {change}


def desk_workflow() -> Any:
    """The workflow that the desk was made with."""
    return SubstanceReview.objects.get().workflows.get()


def test_a_draft_is_written_by_its_author_and_by_the_team_for_which_it_is(desk: Desk) -> None:
    actor, other = publish(desk.centre, "actor", "Association"), publish(desk.centre, "actor", "Autre")
    ada, grace, joan = person("ada"), person("grace"), person("joan")
    Membership.objects.create(actor=actor, user=grace)
    Membership.objects.create(actor=other, user=joan)
    may = {
        user: (
            may_write(Principal(user_id=user.pk), ada.pk, actor.pk),
            may_write(Principal(user_id=user.pk), ada.pk, None),
            may_follow(Principal(user_id=user.pk), ada.pk, "", actor.pk),
            may_follow(Principal(user_id=user.pk), ada.pk, "", None),
        )
        for user in (ada, grace, joan)
    }
    assert may[ada] == (True, True, True, True)
    assert may[grace] == (True, False, True, False)
    assert may[joan] == (False, False, False, False)
    assert not may_write(ANONYMOUS, None, actor.pk)


def test_a_proposal_is_followed_by_its_account_or_without_one_by_who_holds_its_link(desk: Desk) -> None:
    ada, grace = person("ada"), person("grace")
    assert may_follow(Principal(user_id=ada.pk), ada.pk, "ada@example.org", None)
    assert not may_follow(Principal(user_id=grace.pk), ada.pk, "ada@example.org", None)
    assert not may_follow(ANONYMOUS, ada.pk, "ada@example.org", None), "of an account: its link alone opens nothing"
    assert may_follow(ANONYMOUS, None, "lectrice@example.org", None)
    assert not may_follow(ANONYMOUS, None, "", None), "forgotten: of nobody"


def test_what_was_written_by_an_address_is_by_its_account(desk: Desk) -> None:
    ada, grace = person("ada"), person("grace")
    mute = person("muette")
    mute.email = ""
    assert is_by(ada, ada.pk, "")
    assert is_by(ada, None, "ADA@example.org")
    assert not is_by(grace, ada.pk, "ada@example.org")
    assert not is_by(mute, None, "")
    assert not is_by(None, None, "")


def test_seats_and_requests_come_in_the_order_of_their_dates(desk: Desk, django_assert_num_queries: Any) -> None:
    ada, now = person("ada"), timezone.now()
    actors = [publish(desk.centre, "actor", title) for title in ("Un", "Deux", "Trois")]
    for actor, days in zip(actors, (1, 5, 5), strict=True):
        Membership.objects.create(actor=actor, user=ada)
        Membership.objects.filter(actor=actor).update(since=now - timedelta(days=days))
        request = MembershipRequest.objects.create(actor=actor, user=person(f"pour-{actor.pk}"))
        MembershipRequest.objects.filter(pk=request.pk).update(created_at=now - timedelta(days=days))
    Membership.objects.create(actor=actors[0], user=person("grace"))
    MembershipRequest.objects.create(actor=publish(make_centre("ailleurs", "Ailleurs"), "actor", "Loin"), user=ada)
    with django_assert_num_queries(1):
        assert [seat.actor.title for seat in memberships_of(ada)] == ["Deux", "Trois", "Un"]
    asked = requests_decided_by(publisher_of(desk.centre, "centre"))
    with django_assert_num_queries(1):
        found = [(one.actor.title, one.user.username) for one in asked]
    assert found == [(actor.title, f"pour-{actor.pk}") for actor in (actors[1], actors[2], actors[0])]


def saved(page: Any, by: Any, **more: Any) -> Revision:
    """A version that somebody saved in Wagtail's form, which writes it in the log."""
    revision: Revision = fresh(page).save_revision(user=by, log_action=True, **more)
    return revision


def writers(page: Any, *people: Any) -> list[Any]:
    """Those of them who wrote a part of what the page is now, as the database has it."""
    return [one for one in people if wrote(fresh(page), one)]


def test_whoever_saved_a_version_since_the_live_one_wrote_a_part_of_the_draft(desk: Desk, page: Any) -> None:
    ada, grace, joan = person("ada"), person("grace"), person("joan")
    fresh(page).save_revision()
    assert writers(page, ada, None, AnonymousUser()) == [], "of nobody, nobody wrote it"
    read = saved(page, ada)
    saved(publish(desk.centre, "practice", "Autre"), grace)
    assert writers(page, ada, grace) == [ada], "of this page alone"
    read.publish(user=joan, skip_permission_checks=True)
    assert writers(page, ada, joan) == [], "what is published is no draft any more"
    draft = saved(page, grace)
    assert writers(page, ada, grace) == [grace]
    Revision.objects.filter(pk=draft.pk).update(created_at=read.created_at - timedelta(days=1))
    PageLogEntry.objects.all().delete()
    assert writers(page, ada, grace) == [grace], "a clock that was put back hides nothing"
    assert read.pk < draft.pk
    Revision.objects.filter(pk=read.pk).update(created_at=timezone.now() + timedelta(days=1))
    fresh(page).latest_revision.publish(log_action=False)
    assert writers(page, ada, grace) == [ada], "saved again under its number, as Wagtail keeps what is being typed"


def test_the_log_keeps_who_wrote_in_versions_that_were_cleared_away(
    desk: Desk, page: Any, django_assert_num_queries: Any
) -> None:
    ada, grace, joan, hedy = (person(name) for name in ("ada", "grace", "joan", "hedy"))
    draft = publish(desk.centre, "practice", "Jamais publiée", live=False, owner=hedy)
    assert writers(draft, ada, hedy) == [hedy], "who made the page"
    first = fresh(page).live_revision
    saved(page, ada)
    saved(page, grace, previous_revision=first)
    saved(page, joan, changed=False)
    Revision.objects.for_instance(page).exclude(pk=first.pk).delete()
    assert writers(page, ada, grace, joan, hedy) == [ada, grace], "a button pressed for nothing writes nothing"
    log(page, "wagtail.lock", user=hedy, content_changed=True)
    assert writers(page, hedy) == []
    draft = fresh(page)
    with django_assert_num_queries(2):  # asked of each draft that waits for somebody, on Wagtail's home
        assert wrote(draft, ada)


@pytest.mark.parametrize("action", ["wagtail.publish", "wagtail.publish.scheduled"])
def test_what_was_written_before_a_publication_is_not_of_the_draft_that_follows(
    desk: Desk, page: Any, action: str
) -> None:
    ada, grace = person("ada"), person("grace")
    read = saved(page, ada)
    published = PageLogEntry.objects.filter(page=page.pk, revision=read.pk).exclude(action="wagtail.edit")
    read.publish(log_action=action)
    assert [entry.action for entry in published] == [action]
    assert writers(page, ada) == [], "her line in the log comes after her version, and before its publication"
    saved(page, grace).delete()
    assert writers(page, grace) == [grace]
    log(page, "wagtail.workflow.start", revision=read)
    publish(desk.centre, "practice", "Autre")
    assert writers(page, grace) == [grace], "neither publishes this page"
    read.publish(log_action=action)
    assert writers(page, grace) == [], "what was cleared away came before the last publication"
    published.delete()
    assert writers(page, ada, grace) == [ada, grace], "without a line of it, since the version itself"


def test_a_reviewer_reads_who_wrote_the_draft_and_not_who_wrote_what_is_live(desk: Desk, page: Any) -> None:
    saved(page, person("ada", last_name="Ada")).publish()
    state = submitted(fresh(page), person("grace", last_name="Grace"), summary="Relu.")
    shown = parsed(signed_in(desk.reviewer).get(reverse("resource_centre_step", args=[state.pk])))
    written = next(one for one in shown.select("dt") if one.get_text() == _("Written by")).find_next("ul")
    assert [one.get_text().split(",")[0] for one in written.select("li")] == ["Grace"]


def test_only_pages_and_proposals_are_written_by_somebody(desk: Desk) -> None:
    with pytest.raises(TypeError, match=f"who writes a {type(desk.editor).__name__}"):
        wrote(desk.editor, desk.editor)


def test_a_proposal_is_of_its_author_and_of_whoever_put_a_part_of_it_in_other_words(alone: Desk, page: Any) -> None:
    ada, grace, joan = person("ada"), person("grace"), person("joan")
    proposal = proposal_of(alone, page, by=ada, summary="Proposé.")
    proposal.writers.add(grace)
    people = (ada, grace, joan, None, AnonymousUser())
    assert [wrote(proposal, one) for one in people] == [True, True, False, False, False]
    proposal.author, proposal.author_email = None, "Joan@example.org"
    assert [wrote(proposal, one) for one in people] == [False, True, True, False, False]
