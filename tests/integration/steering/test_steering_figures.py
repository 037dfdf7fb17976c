"""What reports by which a centre is steered count: exact figures of a small world, and the lists behind them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowTask

from resource_centre.admin.steering.ageing import compute_ageing
from resource_centre.admin.steering.barriers import Barrier, barriers_of, compute_barriers, jumps
from resource_centre.admin.steering.coverage import compute_coverage
from resource_centre.admin.steering.dead_links import compute_dead_links
from resource_centre.admin.steering.delays import compute_delays
from resource_centre.admin.steering.disputed import compute_disputes
from resource_centre.admin.steering.partners import compute_partners
from resource_centre.admin.steering.refusals import compute_refusals
from resource_centre.admin.steering.scope import Scope
from resource_centre.content.pages.base import Resource
from resource_centre.workflow.link_checks.models import LinkCheck, LinkUse, digest_of
from tests.factories import concept, publish, restrict, tag
from tests.support.html import parsed
from tests.support.staff import publisher_of
from tests.support.steering import CANARY, PERIOD, QUERY, address, at

pytestmark = pytest.mark.django_db


def test_delays_count_what_waits_today_and_what_was_decided_in_the_period(scope: Scope) -> None:
    found = compute_delays(scope)
    kinds = {line.kind: (line.waiting, line.decided, line.delay) for line in found.kinds}
    assert kinds["practice"] == (2, 3, 4.0)
    assert kinds["tool"] == (0, 2, 3.5)
    assert kinds["study"] == (0, 0, None)
    assert kinds[""] == (2, 5, 4.0)
    assert {line.kind: line.oldest for line in found.kinds}["practice"] == at(5)
    (step,) = found.steps
    assert (step.name, step.waiting, step.oldest) == ("Fond", 1, at(1))
    assert (step.approved, step.rejected, step.delay) == (1, 0, 3.0)


def test_ageing_counts_late_pages_and_those_without_date_by_kind_and_theme(scope: Scope, world: Any) -> None:
    found = compute_ageing(scope)
    assert {kind: (age.pages, age.late, age.undated) for kind, age in found.kinds.items() if age.pages} == {
        "practice": (2, 1, 1),
        "tool": (1, 0, 0),
        "actor": (1, 0, 0),
        "": (4, 1, 1),
    }
    assert found.kinds["practice"].oldest == world.yesterday
    themes = [(line.label, line.depth, line.age.pages, line.age.late, line.late) for line in found.themes]
    assert themes == [
        ("Éducation", 0, 2, 1, {"practice": 1}),
        ("École", 1, 1, 1, {"practice": 1}),
        ("", 0, 2, 0, {}),
    ]


def test_partners_are_told_what_became_of_what_they_proposed(scope: Scope, world: Any) -> None:
    found = {line.partner: line for line in compute_partners(scope)}
    own, hidden, nobody = found[world.partner.pk], found[world.hidden_partner.pk], found[0]
    assert (own.name, own.submitted, own.accepted, own.partly, own.refused, own.delay) == ("Partenaire", 3, 1, 0, 1, 3)
    assert (hidden.name, hidden.submitted, hidden.partly, hidden.delay) == ("", 1, 1, 1)
    assert (nobody.submitted, nobody.accepted, nobody.refused) == (3, 0, 1)


def test_refusals_say_when_and_why(scope: Scope) -> None:
    found = compute_refusals(scope)
    assert [(one.title, one.kind, one.refused_at, one.why) for one in found.refusals] == [
        ("Un outil", "tool", at(8), "Déjà là."),
        ("Sans date", "practice", at(3), "=SOMME(A1)"),
    ]
    assert {line.kind: (line.decided, line.refused) for line in found.kinds} == {"practice": (3, 1), "tool": (2, 1)}


def test_figures_disagree_on_one_page_or_between_pages_for_one_population(scope: Scope) -> None:
    found = compute_disputes(scope)
    assert [(one.label, [said.value for said in one.values]) for one in found.within] == [
        ("Projets", ["5 000", "4 858"])
    ]
    assert [(one.label, sorted(said.value for said in one.values)) for one in found.across] == [
        ("Ateliers", ["3", "4"])
    ]


def test_dead_links_name_the_pages_on_which_one_decides(scope: Scope, world: Any) -> None:
    found = compute_dead_links(scope)
    assert {str(state): count for state, count in found.states} == {"unchecked": 0, "ok": 1, "unsure": 0, "dead": 1}
    assert [(link.url, link.pages) for link in found.dead] == [
        ("https://example.org/mort", ((world.late.pk, "En retard"),))
    ]


def test_coverage_counts_places_inside_a_region_and_writes_noughts(scope: Scope) -> None:
    found = compute_coverage(scope)
    lines = {line.label: (line.pages, dict(line.counts)) for line in found.lines}
    assert lines == {
        "": (4, {"region:53": 2, "region:11": 0, "none": 2}),
        "Éducation": (2, {"region:53": 2, "region:11": 0, "none": 0}),
        "École": (1, {"region:53": 1, "region:11": 0, "none": 0}),
    }


def test_coverage_is_what_the_public_search_finds(scope: Scope, client: Client) -> None:
    found = compute_coverage(scope)
    for line in found.lines:
        for key, count in line.counts.items():
            theme = {"theme": line.code} if line.code else {}
            answer = client.get(f"{found.address}recherche.json", {**theme, "territory": key})
            assert answer.json()["total"] == count, (line.label, key)


def test_barriers_are_counted_once_a_page(scope: Scope, world: Any) -> None:
    found = compute_barriers(scope)
    assert [(page.pk, page.met) for page in found.found] == [(world.late.pk, {Barrier.HEADINGS: 1, Barrier.VIDEO: 1})]
    assert (found.count(Barrier.VIDEO), found.count(Barrier.VIDEO, "tool"), found.pages["practice"]) == (1, 0, 2)


def test_what_keeps_a_reader_out_of_a_body() -> None:
    body = [
        {"type": "figure", "value": {"image": 1, "alternative": "", "is_decorative": False}},
        {"type": "figure", "value": {"image": 1, "alternative": "Un atelier", "is_decorative": False}},
        {"type": "figure", "value": {"image": 1, "alternative": "", "is_decorative": True}},
        {"type": "text", "value": "<h2>Un</h2><p>…</p><h4>Trop bas</h4>"},
        {"type": "embed", "value": {"transcript": "<p>Tout est dit.</p>"}},
    ]
    assert sorted(barriers_of(body)) == [Barrier.HEADINGS, Barrier.IMAGE]
    assert list(jumps([2, 3, 4, 2, 4, 4, 2])) == [4]
    assert list(jumps([3, 2])) == [3]


def test_a_figure_leads_to_the_list_of_what_it_counts(world: Any, client: Client) -> None:
    """Followed as a person would, whatever the address of the list: one row of each table."""
    client.force_login(world.editor)
    rows = (("waiting", "proposals", 1), ("waiting", "steps", 1), ("ageing", "kinds", 1), ("ageing", "themes", 3))
    for code, table, row in (*rows, ("partners", "partners", 1), ("partners", "partners", 3)):
        cells = parsed(client.get(address(code))).select(f"#{table} tbody tr:nth-child({row}) td a")
        followed = {str(cell["href"]): int(cell.find(string=True).strip()) for cell in cells}
        assert any(followed.values())
        for url, number in list(followed.items())[:3]:
            listed = parsed(client.get(url))
            lines = listed.select("table.listing tbody tr")
            assert len(lines) == number, (code, url)


def test_figures_and_lists_hold_the_same_pages_of_one_centre(world: Any, client: Client) -> None:
    """Whoever decides on both centres picks one; a page of it has expired, a link of it is on a draft, too."""
    both = publisher_of(world.centre.get_parent(), "eve")
    gone = publish(world.centre, "practice", "Périmée", review_by=world.yesterday)
    Resource.objects.filter(pk=gone.pk).update(expire_at=timezone.now() - timedelta(days=1))
    url = "https://example.org/brouillon"
    link = LinkCheck.objects.create(url=url, digest=digest_of(url), host="example.org", state="dead")
    LinkUse.objects.create(link=link, resource=gone.resource_ptr, place="source")
    client.force_login(both)
    query = f"{QUERY}&centre={world.centre.pk}"
    for code, table in (("waiting", "steps"), ("links", "states"), ("ageing", "kinds")):
        links = parsed(client.get(address(code, query))).select(f"#{table} tbody td a")
        followed = {str(link["href"]): int(link.find(string=True).strip()) for link in links}
        assert any(followed.values()), code
        for url, number in followed.items():
            lines = parsed(client.get(url)).select("table.listing tbody tr, .result-list table tbody tr")
            assert len(lines) == number, (code, url)


def test_pages_of_a_replaced_theme_are_listed_under_the_one_that_replaces_it(world: Any, client: Client) -> None:
    old = concept("theme", "ancienne", "Ancienne école")
    publish(world.centre, "tool", "D’avant", concept_links=tag(old))
    old.replaced_by = world.school
    old.save()
    line = next(one for one in compute_ageing(Scope(world.editor, PERIOD)).themes if one.label == "École")
    assert line.age.pages == 2
    client.force_login(world.editor)
    listing = reverse("resource_centre_resource:index")
    for theme, number in ((world.school, 2), (world.education, 3), (old, 1)):
        answer = client.get(listing, {"live": "true", "decided": "true", "theme": theme.pk})
        assert answer.context["paginator"].count == number, theme


def test_coverage_leaves_out_what_no_search_of_its_reader_finds(world: Any) -> None:
    restrict(publish(world.centre, "tool", "Au mot de passe"), "password", password="x")  # noqa: S106 - no secret
    found = compute_coverage(Scope(world.editor, PERIOD))
    assert found.lines[0].pages == 4


@pytest.mark.parametrize("query", ["", "?task=x", "?task=0&status=approved", f"?task={'9' * 40}"])
def test_a_step_that_there_is_not_has_no_list(query: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    assert client.get(reverse("resource_centre_steering_steps") + query).status_code == 404


def test_the_name_of_a_step_of_others_is_told_to_nobody_else(world: Any, client: Client) -> None:
    theirs, mine = GroupApprovalTask.objects.create(name=CANARY), GroupApprovalTask.objects.get(name="Fond")
    workflow = Workflow.objects.create(name="Autre relecture")
    WorkflowTask.objects.create(workflow=workflow, task=theirs)
    neighbour = publish(world.other, "tool", "Chez le voisin")
    workflow.start(neighbour, None)
    steps = reverse("resource_centre_steering_steps")
    both = publisher_of(world.centre.get_parent(), "eve")
    for user, task, status in ((world.editor, theirs, 404), (world.editor, mine, 200), (both, theirs, 200)):
        client.force_login(user)
        assert client.get(steps, {"task": task.pk}).status_code == status
    answers = [
        {"task": theirs.pk, "centre": world.centre.pk},
        {"task": theirs.pk, "from": "2001-01-01", "to": "2001-02-01"},
    ]
    assert [client.get(steps, query).status_code for query in answers] == [200, 200], "a choice of the form"


def test_a_figure_of_barriers_leads_to_the_pages_that_have_it(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    assert "En retard" in client.get(address("accessibility", "?only=video&only=practice")).content.decode()
    assert "En retard" not in client.get(address("accessibility", "?only=video&only=tool")).content.decode()


def test_what_waits_at_a_step_has_no_period_and_no_day_of_decision_and_a_way_back(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    task = TaskState.objects.filter(status="in_progress").values_list("task", flat=True)[0]
    address = reverse("resource_centre_steering_steps")
    waiting, approved = (
        parsed(client.get(address, {"task": task, "status": one})) for one in ("in_progress", "approved")
    )
    assert len(waiting.select(".rc-steering thead th")) == 2
    assert not waiting.select("input[type=date]")
    assert approved.select("input[type=date]")
    way_back = waiting.select_one(f"a[href^='{reverse('resource_centre_steering_report', args=['waiting'])}']")
    assert way_back
    assert client.get(str(way_back["href"])).status_code == 200
