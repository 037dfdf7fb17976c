"""A small world whose reports have exact figures, and the pages of others beside it."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowTask

from resource_centre.access.membership_models import Membership
from resource_centre.admin.steering.scope import Period
from resource_centre.content.facts import Figure
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceTerritory
from resource_centre.contribution.models import Proposal, ProposalEvent
from resource_centre.workflow.link_checks.models import LinkCheck, LinkReason, LinkUse, digest_of
from tests.factories import concept, make_centre, publish, tag, territory
from tests.support.staff import publisher_of

#: A word of the pages, proposals, links and organisation of the other centre.
CANARY = "canarivoisin"
PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
QUERY = "?from=2026-01-01&to=2026-06-30"


def at(day: int, month: int = 3) -> datetime:
    """Ten o'clock of a day of 2026."""
    return timezone.make_aware(datetime(2026, month, day, 10))


def a_world() -> SimpleNamespace:
    """Two centres, one of which is another one's business."""
    centre, other = make_centre(), make_centre("autre", "Autre centre")
    editor = publisher_of(centre, "ada")
    education = concept("theme", "education", "Éducation")
    school = concept("theme", "ecole", "École", parent=education)
    bretagne = territory("region", "53", "Bretagne")
    ille = territory("departement", "35", "Ille-et-Vilaine", bretagne)
    territory("region", "11", "Île-de-France")
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
    """A proposal of a page, or of a new one, with these dates."""
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
    """Links that are dead or alive, in sources."""
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


def address(code: str, query: str = QUERY) -> str:
    """Where a report is."""
    return reverse("resource_centre_steering_report", args=[code]) + query
