"""Reports by which a centre is steered: exact figures of a small world, and nothing of the pages of others."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Site, TaskState, Workflow, WorkflowTask

from resource_centre.access.membership_models import Membership
from resource_centre.admin.steering.ageing import compute_ageing
from resource_centre.admin.steering.barriers import Barrier, barriers_of, compute_barriers, jumps
from resource_centre.admin.steering.coverage import compute_coverage
from resource_centre.admin.steering.dead_links import compute_dead_links
from resource_centre.admin.steering.delays import compute_delays
from resource_centre.admin.steering.disputed import compute_disputes
from resource_centre.admin.steering.partners import compute_partners
from resource_centre.admin.steering.refusals import compute_refusals
from resource_centre.admin.steering.reports import REPORTS
from resource_centre.admin.steering.scope import Period, Scope
from resource_centre.content.facts import Figure
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory, TerritoryAncestor
from resource_centre.contribution.models import Proposal, ProposalEvent
from resource_centre.workflow.link_checks.models import LinkCheck, LinkReason, LinkUse, digest_of
from tests.factories import concept, make_centre, publish, restrict, tag
from tests.support.bulk import many_pages
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed
from tests.support.staff import publisher_of

pytestmark = pytest.mark.django_db

#: A word of the pages, proposals, links and organisation of the other centre.
CANARY = "canarivoisin"
PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
QUERY = "?from=2026-01-01&to=2026-06-30"


def at(day: int, month: int = 3) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, 10))


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Two centres, one of which is another one's business."""
    with kept_for_the_file(django_db_blocker):
        yield a_world()


@pytest.fixture
def world(kept: SimpleNamespace) -> SimpleNamespace:
    """The same for each test; what reports kept is forgotten."""
    cache.clear()
    return kept


def a_world() -> SimpleNamespace:
    centre, other = make_centre(), make_centre("autre", "Autre centre")
    editor = publisher_of(centre, "ada")
    education = concept("theme", "education", "Éducation")
    school = concept("theme", "ecole", "École", parent=education)
    bretagne, ille = region("53", "Bretagne"), place("departement", "35", "Ille-et-Vilaine", 2)
    region("11", "Île-de-France")
    TerritoryAncestor.objects.create(territory=ille, ancestor=bretagne)
    yesterday = timezone.localdate() - timedelta(days=1)
    late = publish(
        centre,
        "practice",
        "En retard",
        review_by=yesterday,
        concept_links=tag(school),
        territory_links=[ResourceTerritory(territory=ille)],
        figures=[
            *(Figure(label="Projets", value="5 000", unit="projets"), Figure(label="projets", value="4 858")),
            *(Figure(label="Parts", value="12"), Figure(label="parts", value="12")),
            Figure(label="Ateliers", value="3", population="Bretagne"),
        ],
        body=[
            ("heading", {"text": "Trop bas", "level": "3"}),
            ("embed", {"title": "Film", "url": "https://vimeo.com/1", "transcript": ""}),
        ],
    )
    undated = publish(
        centre,
        "practice",
        "Sans date",
        reviewed_on=yesterday,
        concept_links=tag(education),
        territory_links=[ResourceTerritory(territory=bretagne)],
        figures=[Figure(label="Ateliers", value="4", population="bretagne"), Figure(label="Lieux", value="1")],
    )
    tool = publish(centre, "tool", "À jour", review_by=date(2100, 1, 1), figures=[Figure(label="Lieux", value="2")])
    publish(centre, "practice", "Brouillon", live=False, review_by=yesterday, concept_links=tag(school))
    partner = publish(centre, "actor", "Partenaire", review_by=date(2100, 1, 1))
    # A first publication sets the clock; this one comes from before there was a clock.
    Resource.objects.filter(pk=undated.pk).update(review_by=None)
    found = SimpleNamespace(**{name: value for name, value in locals().items() if name != "found"})
    add_neighbours(found)
    add_proposals(found)
    add_steps(found)
    add_links(found)
    return found


def region(code: str, name: str) -> Territory:
    return place("region", code, name, 1)


def place(level: str, code: str, name: str, rank: int) -> Territory:
    return Territory.objects.create(
        level=level, code=code, name=name, label=name, folded_name=name.lower(), level_rank=rank
    )


def add_neighbours(world: SimpleNamespace) -> None:
    """What nobody of the first centre may read of the other one."""
    world.neighbour = publish(
        world.other,
        "practice",
        f"{CANARY} page",
        review_by=world.yesterday,
        concept_links=tag(world.school),
        figures=[Figure(label=f"{CANARY} chiffre", value=value) for value in ("1", "2")],
        body=[("embed", {"title": "Film", "url": "https://vimeo.com/2", "transcript": ""})],
    )
    world.hidden_partner = publish(world.other, "actor", f"{CANARY} organisation", live=False)
    propose(world, world.neighbour, "refused", at(1), at(3), why=f"{CANARY} raison")


def propose(
    world: SimpleNamespace, page: Any, status: str, sent: datetime, decided: Any = None, why: str = "", **fields: Any
) -> Proposal:
    proposal = Proposal.objects.create(
        centre=world.other if page is getattr(world, "neighbour", None) else world.centre,
        resource=page and page.resource_ptr,
        status=status,
        submitted_at=sent,
        decided_at=decided,
        **fields,
    )
    if why:
        ProposalEvent.objects.create(proposal=proposal, kind="refused", why=why)
    return proposal


def add_proposals(world: SimpleNamespace) -> None:
    """Seven in the period, one before it, one that is still written."""
    from django.contrib.auth import get_user_model

    member = get_user_model().objects.create_user("membre")
    Membership.objects.create(user=member, actor=world.partner)
    propose(world, world.late, "submitted", at(10))
    propose(world, world.late, "in_review", at(5), author=member)
    propose(world, world.late, "accepted", at(1), at(5), organisation=world.partner)
    propose(world, world.undated, "refused", at(1), at(3), why="=SOMME(A1)", organisation=world.partner)
    propose(world, world.tool, "partly_accepted", at(1), at(2), organisation=world.hidden_partner)
    propose(world, world.tool, "withdrawn", at(1))
    propose(world, None, "refused", at(2), at(8), why="Déjà là.", kind_code="tool", content={"title": "Un outil"})
    propose(world, world.late, "accepted", timezone.make_aware(datetime(2025, 3, 1)), at(1, 5))
    Proposal.objects.create(centre=world.centre, resource=world.late.resource_ptr, status="draft")


def add_steps(world: SimpleNamespace) -> None:
    """One page that waits at the first step of a workflow, one that left it after three days."""
    task, workflow = GroupApprovalTask.objects.create(name="Fond"), Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for page in (world.late, world.undated, world.neighbour):
        workflow.start(page, None)
    TaskState.objects.update(started_at=at(1))
    TaskState.objects.filter(workflow_state__object_id=str(world.undated.pk)).update(
        status="approved", finished_at=at(4)
    )


def add_links(world: SimpleNamespace) -> None:
    for name, state, pages in (
        ("mort", "dead", [world.late, world.neighbour]),
        ("vivant", "ok", [world.late]),
        (CANARY, "dead", [world.neighbour]),
    ):
        url = f"https://example.org/{name}"
        link = LinkCheck.objects.create(
            url=url, digest=digest_of(url), host="example.org", state=state, reason=LinkReason.STATUS, code=404
        )
        for page in pages:
            LinkUse.objects.create(link=link, resource=page.resource_ptr, place="source")


@pytest.fixture
def scope(world: SimpleNamespace) -> Scope:
    return Scope(world.editor, PERIOD)


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


def address(code: str, query: str = QUERY) -> str:
    return reverse("resource_centre_steering_report", args=[code]) + query


@pytest.mark.parametrize("code", [report.code for report in REPORTS])
def test_nothing_of_a_centre_of_others_is_in_a_report(code: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    answer = client.get(address(code))
    assert answer.status_code == 200
    assert CANARY not in answer.content.decode()
    tables = [section["id"] for section in parsed(answer).select("section[id]")]
    for table in tables:
        assert CANARY not in client.get(address(code, f"{QUERY}&export=csv&table={table}")).content.decode()


def test_nothing_is_counted_for_whoever_decides_nowhere(world: Any, client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("nulle-part")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    scope = Scope(user, PERIOD)
    assert compute_ageing(scope).kinds[""].pages == compute_delays(scope).kinds[-1].waiting == 0
    assert compute_partners(scope) == compute_refusals(scope).refusals == compute_dead_links(scope).dead == ()
    client.force_login(user)
    for code in [report.code for report in REPORTS]:
        answer = client.get(address(code)).content.decode()
        assert "En retard</a>" not in answer
        assert "Partenaire" not in answer


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


@pytest.mark.parametrize(
    "query", ["?from=hier&to=2026-01-01", "?from=2026-02-30", "?from=2026-06-01&to=2026-01-01", "?to=0001-01-01"]
)
def test_a_period_that_makes_no_sense_is_told_in_a_sentence(query: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    for url in (address("waiting", query), reverse("resource_centre_steering_proposals") + query):
        answer = client.get(url)
        assert answer.status_code == 400
        assert parsed(answer).select_one("[role=alert]")


@pytest.mark.parametrize(
    "query", ["?p-list=-4", "?partner=x&state=y", f"?partner={'9' * 40}", "?kind=%00", "?centre=x"]
)
def test_what_else_makes_no_sense_is_left_out(query: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    assert client.get(reverse("resource_centre_steering_proposals") + query).status_code == 200


def test_a_report_is_kept_ten_minutes_and_dated_and_may_be_computed_again(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    first = client.get(address("ageing")).context["screen"]
    Resource.objects.filter(pk=world.undated.pk).update(review_by=world.yesterday)
    kept = client.get(address("ageing")).context["screen"]
    again = client.get(address("ageing", f"{QUERY}&again=1")).context["screen"]
    counted = [screen.tables[0].table.rows[-1].cells[2].value for screen in (first, kept, again)]
    assert counted == [1, 1, 2]
    assert first.computed_at == kept.computed_at < again.computed_at


def test_whoever_loses_a_right_reads_nothing_that_was_kept(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    assert "En retard" in client.get(address("accessibility")).content.decode()
    world.editor.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
    assert ">En retard<" not in client.get(address("accessibility")).content.decode()


@pytest.mark.parametrize("change", ["restriction", "group"])
def test_coverage_that_was_kept_follows_what_its_reader_may_read(change: str, world: Any, client: Client) -> None:
    group = Group.objects.create(name="Lecture")
    if change == "group":
        world.editor.groups.add(group)
        restrict(world.tool, "groups", groups=[group])
    client.force_login(world.editor)
    pages = [client.get(address("coverage")).context["screen"].tables[0].table.rows[0].cells[1].value]
    if change == "group":
        world.editor.groups.remove(group)
    else:
        restrict(world.tool, "groups", groups=[group])
    pages.append(client.get(address("coverage")).context["screen"].tables[0].table.rows[0].cells[1].value)
    assert pages == [4, 3]


def test_no_cell_of_an_export_is_a_formula_and_numbers_stay_numbers(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    taken = client.get(address("refusals", f"{QUERY}&export=csv&table=refusals"))
    assert taken["Content-Disposition"] == 'attachment; filename="refusals-refusals.csv"'
    rows = list(csv.reader(StringIO(taken.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["Déjà là.", "'=SOMME(A1)"]
    taken = client.get(address("refusals", f"{QUERY}&export=xlsx&table=refusals"))
    cells = [row[3] for row in openpyxl.load_workbook(BytesIO(taken.content)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("Déjà là.", "s"), ("=SOMME(A1)", "s")]
    taken = client.get(address("refusals", f"{QUERY}&export=xlsx&table=kinds"))
    numbers = [row[1] for row in openpyxl.load_workbook(BytesIO(taken.content)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in numbers] == [(3, "n"), (2, "n")]
    assert PageLogEntry.objects.filter(action="resource_centre.report_exported", page=world.centre).count() == 3


@pytest.mark.parametrize("place", ["list of tools", "centre", "nowhere"])
def test_whoever_takes_a_report_away_is_in_the_log_where_its_pages_are(
    place: str, world: Any, client: Client, django_user_model: Any
) -> None:
    if place == "nowhere":
        user = django_user_model.objects.create_user("ailleurs")
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    else:
        user = publisher_of(world.tool.get_parent() if place == "list of tools" else world.centre, "outilleuse")
    client.force_login(user)
    assert client.get(address("refusals", f"{QUERY}&export=csv&table=refusals")).status_code == 200
    said = PageLogEntry.objects.filter(action="resource_centre.report_exported", user=user)
    home = Site.objects.get(is_default_site=True).root_page_id
    assert list(said.values_list("page", flat=True)) == [home if place == "nowhere" else world.centre.pk]


def test_no_cell_of_an_export_by_wagtail_itself_is_a_formula(world: Any, admin_client: Client) -> None:
    publish(world.centre, "tool", "=1+1")
    taken = admin_client.get(reverse("wagtailadmin_reports:aging_pages"), {"export": "csv"}).getvalue().decode()
    assert "'=1+1" in taken


def test_a_report_costs_the_same_whatever_it_counts(
    world: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.editor)
    for page in many_pages(world.centre, "study", 30):
        Figure.objects.create(resource=page, label="Lieux", value=str(page.pk), population="Bretagne")
        propose(world, page, "accepted", at(1), at(2), organisation=world.partner)
    for report in REPORTS:
        client.get(address(report.code))  # what Django and Wagtail remember of the site
        with django_assert_max_num_queries(24):  # coverage also asks what its reader may read
            client.get(address(report.code, f"{QUERY}&again=1"))
    with django_assert_max_num_queries(16):
        client.get(reverse("resource_centre_steering_proposals") + QUERY)


def test_the_home_of_the_admin_names_five_late_pages_and_says_nothing_of_none(
    world: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.editor)
    page = parsed(client.get(reverse("wagtailadmin_home")))
    assert [link.text for link in page.select("#late-to-re-read-section td.title a")] == ["En retard"]
    assert "En retard" in [link.text for link in page.select("#never-re-read-section td.title a")]
    assert CANARY not in str(page)
    many_pages(world.centre, "study", 20, describe=lambda rank, one: setattr(one, "review_by", date(2020, 1, 1 + rank)))
    with django_assert_max_num_queries(50):
        page = parsed(client.get(reverse("wagtailadmin_home")))
    assert [link.text for link in page.select("#late-to-re-read-section td.title a")] == [
        f"Page {n}" for n in range(1, 6)
    ]
    assert "21" in page.select_one("#late-to-re-read-section").text
    assert parsed(client.get(page.select_one("#late-to-re-read-section p a")["href"])).text.count("Page 2") > 1
    Resource.objects.update(review_by=None, reviewed_on=world.yesterday)
    page = parsed(client.get(reverse("wagtailadmin_home")))
    assert page.select("#late-to-re-read-section, #never-re-read-section") == []


def test_the_menu_of_reports_leads_to_all_of_them(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("resource_centre_steering") in home
    listed = parsed(client.get(reverse("resource_centre_steering")))
    assert len(listed.select(".rc-steering__reports a")) == len(REPORTS)
