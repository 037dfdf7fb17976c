"""The review queue: everything that waits for one person, late first, and what may be done of it from the list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import TaskState, WorkflowState

from resource_centre.access.membership_models import MembershipRequest, RequestState
from resource_centre.content.pages.practice import Practice
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory
from resource_centre.contribution.models import ProblemReport, Proposal, ReportReason, Status
from resource_centre.workflow.handling import AssignItem, PostponeItem, find_item
from resource_centre.workflow.queue import Wanted, waiting_for
from resource_centre.workflow.records import Handling, Sort
from resource_centre.workflow.tasks import SubstanceReview
from tests.factories import index_of, publish
from tests.support.contributing import letters
from tests.support.html import parsed
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
QUEUE = "/admin/resource-centre/queue/"


def test_each_value_of_the_queue_bears_the_name_of_its_column_which_a_phone_shows(desk: Desk, page: Any) -> None:
    minor = proposal_of(desk, page, summary="Proposé")
    Proposal.objects.filter(pk=minor.pk).update(significance="minor")
    table = parsed(signed_in(desk.reviewer).get(QUEUE)).select_one("table.rc-blocks")
    names = [one.get_text(strip=True) for one in table.select("thead th")]
    said = [str(cell.get("data-rc-column", "")) for cell in table.select("tbody tr")[0].select("td")]
    assert [f"{name}{gettext(':')}" for name in names if name != gettext("Page")] == [one for one in said if one]
    assert len(said) == len(names) == 8
    assert not table.find_parent(class_="rc-waiting"), "nothing scrolls sideways"


def reported(page: Any) -> ProblemReport:
    return ProblemReport.objects.create(resource_id=page.pk, reason=ReportReason.WRONG, text="Faux.")


def titles(answer: Any) -> list[str]:
    return [link.text for link in parsed(answer).select(".rc-queue__table td.title a")]


def sorts(user: Any, **wanted: Any) -> list[str]:
    return [one.sort for one in waiting_for(user, Wanted(**wanted))]


def test_all_that_waits_is_in_one_list_and_what_is_late_comes_first(desk: Desk, page: Any) -> None:
    actor = publish(desk.centre, "actor", "Association")
    MembershipRequest.objects.create(actor=actor, user=person("ada"))
    late = reported(actor)
    ProblemReport.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=40))
    proposal_of(desk, page, summary="Proposé")
    other = publish(desk.centre, "practice", "Autre")
    submitted(other, desk.editor, summary="Brouillon")
    assert sorts(desk.reviewer) == [Sort.REPORT, Sort.MEMBER, Sort.PROPOSAL, Sort.STEP]
    assert sorts(desk.editor) == [Sort.REPORT, Sort.MEMBER]  # the rest is for the people of the first step
    answer = signed_in(desk.reviewer).get(QUEUE)
    assert titles(answer)[0] == "Association"
    assert "4 " in parsed(answer).select_one(".rc-queue [role=status]").text


def test_a_draft_of_a_list_or_of_the_centre_waits_in_the_queue_and_is_decided_in_its_own_form(desk: Desk) -> None:
    listed, centre = index_of(desk.centre, "practice"), desk.centre.specific
    steps = [submitted(one, desk.editor, title=f"{one.title} !") for one in (listed, centre)]
    assert sorts(desk.reviewer) == sorts(desk.reviewer, words="!") == [Sort.STEP, Sort.STEP]
    assert sorts(desk.reviewer, kind="practice") == sorts(desk.reviewer, words="rien") == []
    browser = signed_in(desk.reviewer)
    assert {*titles(browser.get(QUEUE))} == {"Pratiques !", "Centre !"}
    (mailed,) = [one for one in letters() if one.to == [desk.reviewer.email] and "Pratiques !" in one.subject]
    address = re.search(r"https?://[^/]+(/\S+/review/\S+)", mailed.body).group(1)
    assert address == reverse("resource_centre_step", args=[steps[0].pk])
    answer = browser.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("wagtailadmin_pages:edit", args=[listed.pk]), 302)]
    assert answer.status_code == 200


def test_the_address_holds_the_filters_and_each_narrows(desk: Desk, page: Any) -> None:
    actor = publish(desk.centre, "actor", "Association")
    reported(actor)
    minor = proposal_of(desk, page, summary="Proposé")
    Proposal.objects.filter(pk=minor.pk).update(significance="meaning")
    assert sorts(desk.reviewer, sort="report") == [Sort.REPORT]
    assert sorts(desk.reviewer, kind="practice") == [Sort.PROPOSAL]
    assert sorts(desk.reviewer, significance="meaning") == [Sort.PROPOSAL]
    assert sorts(desk.reviewer, significance="minor") == []
    assert sorts(desk.reviewer, words="assoc") == [Sort.REPORT]
    assert sorts(desk.reviewer, is_late=True) == []
    region = Territory.objects.create(
        level="region", code="53", name="Bretagne", label="Bretagne (région)", folded_name="bretagne", level_rank=2
    )
    ResourceTerritory.objects.create(resource_id=page.pk, territory=region)
    browser = signed_in(desk.reviewer)
    for typed in ("region:53", "bretagne", "Bretagne (région)"):
        named = browser.get(QUEUE, {"territory": typed})
        assert titles(named) == ["Une pratique"], typed
        assert parsed(named).find("input", attrs={"name": "territory"})["value"] == region.label
    answer = browser.get(f"{QUEUE}?territory=nulle-part&sort=x&kind=y&late=2&p=99&q=%00")
    assert (answer.status_code, len(titles(answer))) == (200, 2)
    assert "nulle-part" in parsed(answer).select_one(".help-warning").text


def test_what_is_taken_given_or_put_off_says_so_and_nonsense_is_refused(desk: Desk, page: Any) -> None:
    proposal = proposal_of(desk, page, summary="Proposé")
    address, browser = reverse("resource_centre_handle", args=["proposal", proposal.pk]), signed_in(desk.reviewer)
    browser.post(address, {"act": "take"})
    proposal.refresh_from_db()
    row = Handling.objects.get(sort="proposal", item_id=proposal.pk)
    assert (row.assignee, proposal.status) == (desk.reviewer, Status.IN_REVIEW)
    assert sorts(desk.reviewer, whose="mine") == [Sort.PROPOSAL]
    assert sorts(desk.other_reviewer, whose="nobody") == []
    browser.post(address, {"act": "assign", "to": str(desk.other_reviewer.pk)})
    row.refresh_from_db()
    assert row.assignee == desk.other_reviewer
    stranger = person("ailleurs")
    for posted in (
        {"act": "assign", "to": str(stranger.pk)},
        {"act": "assign", "to": "²"},
        {"act": "assign", "to": str(9**40)},
        {"act": "postpone", "until": "2001-01-01"},
        {"act": "postpone", "until": "demain"},
        {"act": "postpone", "until": "2999-01-01"},
    ):
        answer = browser.post(address, {**posted, "next": "https://example.org/"}, follow=True)
        assert answer.redirect_chain[0][0] == QUEUE
        assert parsed(answer).select(".messages li"), posted
    due = timezone.localdate() + timedelta(days=30)
    browser.post(address, {"act": "postpone", "until": due.isoformat()})
    row.refresh_from_db()
    assert (row.assignee, row.due_on) == (desk.other_reviewer, due)
    for typed in ("²", str(9**40)):
        assert browser.get(f"/admin/resource-centre/reports/?report={typed}").status_code == 200
    for typed in ("abc", "", "²", str(9**40)):
        assert browser.post("/admin/resource-centre/reports/", {"report": typed}).status_code == 404
    for other in (stranger, desk.editor):
        signed_in(other).post(address, {"act": "take"})
    row.refresh_from_db()
    assert row.assignee == desk.other_reviewer


def test_what_is_given_and_put_off_at_once_is_given_and_put_off(desk: Desk, page: Any) -> None:
    proposal, due = proposal_of(desk, page, summary="Proposé"), timezone.localdate() + timedelta(days=30)
    item = find_item("proposal", proposal.pk, desk.reviewer)

    class AssignItemSlowly(AssignItem):
        def change(self, row: Handling) -> None:
            PostponeItem(item, desk.other_reviewer, due).execute()
            super().change(row)

    AssignItemSlowly(item, desk.reviewer, desk.other_reviewer).execute()
    row = Handling.objects.get()
    assert (row.assignee, row.due_on) == (desk.other_reviewer, due)


def test_what_is_late_is_not_put_off_to_the_day_that_is_past(desk: Desk, page: Any) -> None:
    proposal = proposal_of(desk, page, summary="Proposé")
    for days, shown in ((3, True), (-3, False)):
        due = timezone.localdate() + timedelta(days=days)
        Handling.objects.filter(sort="proposal", item_id=proposal.pk).update(due_on=due)
        answer = signed_in(desk.reviewer).get(reverse("resource_centre_proposal", args=[proposal.pk]))
        assert parsed(answer).select_one("[name=until]")["value"] == (due.isoformat() if shown else "")


def test_only_minor_changes_are_accepted_from_the_list_and_what_moved_is_named(desk: Desk, page: Any) -> None:
    pages = [publish(desk.centre, "practice", f"Page {number}", summary="Avant.") for number in range(3)]
    fine, moved, meant = (proposal_of(desk, one, summary="Après.") for one in pages)
    Proposal.objects.filter(pk=meant.pk).update(significance="meaning")
    browser = signed_in(desk.reviewer)
    boxes = {str(box["value"]) for box in parsed(browser.get(QUEUE)).select("[name=minor]")}
    assert {box.split()[0] for box in boxes} == {str(fine.pk), str(moved.pk)}
    Proposal.objects.filter(pk=moved.pk).update(content={**moved.content, "summary": "Encore."})
    forged = f"{meant.pk} {meant.digest}:{pages[2].live_revision_id}:0"
    answer = browser.post(QUEUE, {"minor": [*boxes, forged, "x", "0 ", "² ²:²:²", f"{9**40} x"]}, follow=True)
    said = " ".join(item.text for item in parsed(answer).select(".messages li"))
    assert "Page 1" in said
    assert "Page 2" in said
    states = {one.pk: Proposal.objects.get(pk=one.pk).status for one in (fine, moved, meant)}
    assert states == {fine.pk: Status.IN_REVIEW, moved.pk: Status.SUBMITTED, meant.pk: Status.SUBMITTED}
    last = signed_in(desk.editor)
    last.post(QUEUE, {"minor": [str(box["value"]) for box in parsed(last.get(QUEUE)).select("[name=minor]")]})
    assert Practice.objects.get(pk=pages[0].pk).summary == "Après."


def test_what_was_ticked_and_waits_elsewhere_by_now_is_said(desk: Desk, page: Any) -> None:
    proposal_of(desk, page, summary="Après.")
    browser, other = signed_in(desk.reviewer), signed_in(desk.other_reviewer)
    boxes = [str(box["value"]) for box in parsed(browser.get(QUEUE)).select("[name=minor]")]
    other.post(QUEUE, {"minor": boxes})
    nothing_ticked, passed = (
        parsed(browser.post(QUEUE, posted, follow=True)).select_one(".messages").text
        for posted in ({}, {"minor": boxes})
    )
    assert "1 " in passed
    assert nothing_ticked not in passed


def test_the_number_of_queries_does_not_grow_with_what_waits(desk: Desk, page: Any) -> None:
    browser = signed_in(desk.reviewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(QUEUE).status_code == 200
        return len(seen)

    def add(number: int) -> None:
        one = publish(desk.centre, "practice", f"Page {number}")
        proposal_of(desk, one, summary="Après.")
        reported(one)
        submitted(publish(desk.centre, "practice", f"Brouillon {number}"), desk.editor, summary="x")

    add(0)
    queries()
    few = queries()
    for number in range(1, 4):
        add(number)
        # Nor with the steps of other centres, whoever they name.
        step = SubstanceReview.objects.create(name=f"Ailleurs {number}", reviewer=desk.other_editor)
        step.groups.set(Group.objects.filter(name="Resource centre editors"))
    assert queries() <= few <= 20


def test_nothing_waits_is_said_with_what_to_do_next(desk: Desk, page: Any) -> None:
    Practice.objects.filter(pk=page.pk).update(review_by=timezone.localdate() - timedelta(days=3))
    text = signed_in(desk.reviewer).get(QUEUE).content.decode()
    assert "Une pratique" in text
    assert "Une pratique" not in signed_in(desk.reviewer).get(f"{QUEUE}?q=introuvable").content.decode()


def test_who_looked_after_what_waits_no_more_is_forgotten_and_the_rest_kept(desk: Desk, page: Any) -> None:
    actor = publish(desk.centre, "actor", "Association")
    things = {
        Sort.STEP: submitted(publish(desk.centre, "practice", "Autre"), desk.editor, summary="Brouillon"),
        Sort.PROPOSAL: proposal_of(desk, page, summary="Proposé"),
        Sort.REPORT: reported(page),
        Sort.MEMBER: MembershipRequest.objects.create(actor=actor, user=person("ada")),
    }
    for sort, thing in things.items():
        Handling.objects.update_or_create(sort=sort, item_id=thing.pk, defaults={"assignee": desk.reviewer})
        Handling.objects.create(sort=sort, item_id=999_999, assignee=desk.reviewer)
    call_command("contributions", "tidy")
    kept = Handling.objects.values_list("sort", "item_id")
    assert set(kept) == {(str(sort), thing.pk) for sort, thing in things.items()}
    things[Sort.STEP].workflow_state.cancel(user=desk.editor)
    Proposal.objects.update(status=Status.NEEDS_CHANGES)
    ProblemReport.objects.update(closed_at=timezone.now())
    MembershipRequest.objects.update(state=RequestState.REFUSED)
    call_command("contributions", "tidy")
    assert [row.sort for row in Handling.objects.all()] == [Sort.PROPOSAL]
    Proposal.objects.update(status=Status.REFUSED)
    call_command("contributions", "tidy")
    assert not Handling.objects.exists()


def test_things_of_a_host_whose_keys_are_no_numbers_wait_elsewhere(desk: Desk, page: Any) -> None:
    """Wagtail's workflows take anything: a host's rows beside ours are no error of the database, nor in the list."""
    state = submitted(page, desk.editor, summary="Brouillon")
    proposal_of(desk, publish(desk.centre, "practice", "Autre"), summary="Proposé")
    foreign = ContentType.objects.get_for_model(Territory)
    for key in ("0b4a9e2c-no-number", str(page.pk)):
        flow = WorkflowState.objects.create(
            content_type=foreign, base_content_type=foreign, object_id=key, workflow=state.workflow_state.workflow
        )
        TaskState.objects.create(workflow_state=flow, task=state.task, revision=state.revision, status=state.status)
    assert sorts(desk.reviewer) == [Sort.STEP, Sort.PROPOSAL]


def test_what_waits_since_a_moment_ago_waits_less_than_a_minute(desk: Desk, page: Any) -> None:
    submitted(page, desk.editor, summary="Nouveau.")
    shown = parsed(signed_in(desk.reviewer).get(reverse("resource_centre_queue"))).select("tbody time[datetime*=T]")
    assert [one.text for one in shown] == [gettext("less than a minute")]
