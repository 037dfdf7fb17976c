"""Two pages, or two terms, for one thing: all that names one names the other, nothing is lost, and it can be undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.access.memberships import requests_decided_by
from resource_centre.content.facts import Source
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.relations import ActorLink, Involvement, ResourceLink
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.duplicates.actors import MergeActors, plan_actors
from resource_centre.contribution.duplicates.errors import (
    AlreadyMerged,
    AlreadyUndone,
    CannotMerge,
    CannotUndo,
    PlanMoved,
)
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.contribution.duplicates.relations import relations_to
from resource_centre.contribution.duplicates.undoing import UndoMerge
from resource_centre.contribution.errors import ContentRefused, InvitationUnusable, NotAllowed
from resource_centre.contribution.inviting import AcceptInvitation
from resource_centre.contribution.models import ProblemReport, Proposal
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.interop.import_lookups import PLAIN_ROLE, Lookups
from resource_centre.workflow.archiving.changes import ArchiveResource, RestoreResource
from resource_centre.workflow.archiving.models import Archive
from tests.factories import concept, involvement, make_centre, publish, restrict
from tests.support.html import parsed
from tests.support.index import counts, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    """Somebody who may do everything."""
    return django_user_model.objects.create_superuser("boss")


class Twins:
    """Two pages for one organisation, named by a practice, a tool, and a study that names both."""

    def __init__(self) -> None:
        self.centre = make_centre()
        self.kept = publish(self.centre, "actor", "Sociétality")
        self.merged = publish(
            self.centre, "actor", "Societality SAS", sources=[Source(title="Journal officiel")],
            names=[ActorName(name="Sociétalité", kind="former")],
        )  # fmt: skip
        link = f'<p>Voir <a linktype="page" id="{self.merged.pk}">ce site</a>.</p>'
        self.practice = publish(
            self.centre, "practice", "Pratique", involvements=[involvement(self.merged)], body=[("text", link)]
        )
        self.tool = publish(self.centre, "tool", "Outil", involvements=[involvement(self.kept)])
        self.study = publish(
            self.centre, "study", "Étude", involvements=[involvement(self.kept), involvement(self.merged)]
        )

    def names(self, page: Any) -> set[str]:
        """Organisations of a page's live rows."""
        return set(Involvement.objects.filter(resource=page.pk).values_list("actor__title", flat=True))

    def found(self, actor: Actor) -> set[str]:
        """What the search finds with that organisation picked."""
        return titles(self.centre, actor=actor.slug)


@pytest.fixture
def twins() -> Twins:
    """The two, and what names them."""
    return Twins()


@pytest.mark.parametrize("target", [Actor, Concept])
def test_every_relation_to_what_can_be_merged_has_a_decision(target: Any) -> None:
    relations = relations_to(target)
    assert relations
    assert [one.name for one in relations if one.decision is None] == []


def test_all_that_names_the_merged_actor_names_the_kept_one(twins: Twins, boss: Any) -> None:
    before = twins.found(twins.kept) | twins.found(twins.merged)
    MergeActors(twins.kept, twins.merged, boss).execute()
    assert twins.names(twins.practice) == twins.names(twins.study) == {"Sociétality"}
    assert Involvement.objects.filter(resource=twins.study.pk).count() == 1, "the same twice is kept once"
    assert twins.found(twins.kept) == before == {"Pratique", "Outil", "Étude"}
    assert counts(twins.centre, "actor") == {twins.kept.slug: 3}
    twins.practice.refresh_from_db()
    assert f'id="{twins.kept.pk}"' in str(twins.practice.body.raw_data[0]["value"])
    assert [source.title for source in twins.kept.sources.all()] == ["Journal officiel"]
    assert {name.name for name in ActorName.objects.filter(actor=twins.kept)} == {"Sociétalité", "Societality SAS"}


def test_a_later_publication_does_not_bring_the_merged_actor_back(twins: Twins, boss: Any) -> None:
    draft = twins.tool
    draft.title = "Outil, en mieux"
    draft.involvements = [involvement(twins.kept), involvement(twins.merged, "financeur")]
    draft.save_revision()
    MergeActors(twins.kept, twins.merged, boss).execute()
    for page in (twins.practice, twins.tool, twins.kept):
        type(page).objects.get(pk=page.pk).get_latest_revision().publish()
    assert not Involvement.objects.filter(actor=twins.merged).exists()
    assert twins.names(twins.tool) == {"Sociétality"}
    assert Involvement.objects.filter(resource=twins.tool.pk).count() == 2
    assert twins.kept.sources.count() == 1
    assert twins.kept.names.count() == 2


def test_the_addresses_of_the_merged_actor_lead_to_the_kept_one(twins: Twins, boss: Any, client: Client) -> None:
    old = [
        twins.merged.url,
        f"{twins.merged.get_parent().url}societalite/",
        f"{twins.centre.url}r/{twins.merged.uuid}/",
    ]
    MergeActors(twins.kept, twins.merged, boss).execute()
    for address in old:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, twins.kept.url), address
    assert not Actor.objects.get(pk=twins.merged.pk).live
    assert titles(twins.centre, actor=twins.kept.slug) == {"Pratique", "Outil", "Étude"}
    shared = client.get(f"{twins.centre.url}recherche.json", {"actor": twins.merged.slug}).json()
    assert {hit["title"] for hit in shared["hits"]} == {"Pratique", "Outil", "Étude"}, "an address that was shared"
    concept("role", PLAIN_ROLE)
    assert Lookups.of(twins.centre).actor("", "Societality SAS") == twins.kept.pk, "what imports call by that name"


def test_an_undone_merge_leaves_everything_as_it_was(twins: Twins, boss: Any, client: Client) -> None:
    ActorLink.objects.create(actor=twins.kept, other=twins.merged, kind="partner_of")
    ResourceLink.objects.create(resource=twins.tool, target=twins.merged, kind="equips")
    Thread.objects.create(resource=twins.merged, number=1, title="Une question")
    Thread.objects.create(resource=twins.kept, number=1, title="Une autre")
    state = world()
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    assert not ActorLink.objects.exists(), "no actor is linked to itself"
    assert list(Thread.objects.order_by("number").values_list("number", "resource")) == [
        (1, twins.kept.pk), (2, twins.kept.pk),
    ]  # fmt: skip
    UndoMerge(merge, boss).execute()
    assert merge_of(merge).left == []
    assert world() == state
    assert client.get(twins.merged.url).status_code == 200
    assert twins.found(twins.merged) == {"Pratique", "Étude"}
    with pytest.raises(AlreadyUndone):
        UndoMerge(merge, boss).execute()


def test_what_changed_since_is_left_and_said(twins: Twins, boss: Any) -> None:
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    other = publish(twins.centre, "actor", "Autre")
    Involvement.objects.filter(resource=twins.practice.pk).update(actor=other)
    page = type(twins.study).objects.get(pk=twins.study.pk)
    page.summary = "Un mot de plus."
    page.save_revision().publish()
    UndoMerge(merge, boss).execute()
    assert {one["page"] for one in merge_of(merge).left} == {twins.practice.pk}
    assert twins.names(twins.practice) == {"Autre"}
    assert twins.names(twins.study) == {"Sociétality", "Societality SAS"}, "a newer version keeps its own changes"
    latest = type(twins.study).objects.get(pk=twins.study.pk).get_latest_revision().content
    assert {row["actor"] for row in latest["involvements"]} == {twins.kept.pk, twins.merged.pk}
    assert latest["summary"] == "Un mot de plus."


def test_teams_watches_and_reports_follow(twins: Twins, boss: Any, django_user_model: Any) -> None:
    both, one = (django_user_model.objects.create_user(name) for name in ("both", "one"))
    for user, actor in ((both, twins.kept), (both, twins.merged), (one, twins.merged)):
        Membership.objects.create(user=user, actor=actor)
    Watch.objects.create(watcher=Watcher.objects.create(user=one), centre=twins.centre, resource=twins.merged)
    ProblemReport.objects.create(resource=twins.merged, reason="duplicate")
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    assert set(Membership.objects.values_list("user", "actor")) == {(both.pk, twins.kept.pk), (one.pk, twins.kept.pk)}
    assert Watch.objects.get().resource_id == ProblemReport.objects.get().resource_id == twins.kept.pk
    UndoMerge(merge, boss).execute()
    assert Membership.objects.filter(actor=twins.merged).count() == 2


def test_who_leads_either_team_leads_the_one_that_is_kept(twins: Twins, boss: Any, django_user_model: Any) -> None:
    lead, other = (django_user_model.objects.create_user(name) for name in ("lead", "other"))
    for user, kept, merged in ((lead, "contributor", "lead"), (other, "lead", "contributor")):
        Membership.objects.create(user=user, actor=twins.kept, role=kept)
        Membership.objects.create(user=user, actor=twins.merged, role=merged)
    before = set(Membership.objects.values_list("pk", "user", "actor", "role"))
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    assert set(Membership.objects.values_list("user", "actor", "role")) == {
        (user.pk, twins.kept.pk, "lead") for user in (lead, other)
    }
    UndoMerge(merge, boss).execute()
    assert set(Membership.objects.values_list("pk", "user", "actor", "role")) == before
    assert merge_of(merge).left == []


def test_who_asked_both_teams_is_answered_once(twins: Twins, boss: Any, django_user_model: Any) -> None:
    user, until = django_user_model.objects.create_user("ada", email="ada@example.org"), timezone.now() + timedelta(9)
    for actor in (twins.kept, twins.merged):
        MembershipRequest.objects.create(user=user, actor=actor)
        Invitation.objects.create(actor=actor, email=user.email, secret="s", expires_at=until)  # noqa: S106
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    assert [one.actor_id for one in requests_decided_by(boss)] == [twins.kept.pk]
    for one in Invitation.objects.exclude(actor=twins.kept):
        with pytest.raises(InvitationUnusable):
            AcceptInvitation(one, user).execute()
    UndoMerge(merge, boss).execute()
    assert {one.actor_id for one in requests_decided_by(boss)} == {twins.kept.pk, twins.merged.pk}
    assert all(one.is_open for one in Invitation.objects.all())


def test_what_was_decided_since_stays_where_it_was_decided(twins: Twins, boss: Any) -> None:
    def proposed(status: str, **fields: Any) -> Proposal:
        return Proposal.objects.create(centre=twins.centre, resource=twins.merged, status=status, **fields)

    earlier, waiting = proposed("accepted", decided_at=timezone.now()), proposed("submitted")
    since, report = proposed("submitted"), ProblemReport.objects.create(resource=twins.merged, reason="duplicate")
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    Proposal.objects.filter(pk=since.pk).update(status="accepted", decided_at=timezone.now())
    ProblemReport.objects.filter(pk=report.pk).update(closed_at=timezone.now())
    UndoMerge(merge, boss).execute()
    on = dict(Proposal.objects.values_list("pk", "resource"))
    assert on == {earlier.pk: twins.merged.pk, waiting.pk: twins.merged.pk, since.pk: twins.kept.pk}
    assert ProblemReport.objects.get().resource_id == twins.kept.pk
    assert {one["what"] for one in merge_of(merge).left} == {
        "resource_centre.Proposal.resource", "resource_centre.ProblemReport.resource",
    }  # fmt: skip


def test_a_merge_is_undone_after_the_published_version_was_purged(twins: Twins, boss: Any, client: Client) -> None:
    twins.merged.title = "Un brouillon plus récent"
    twins.merged.save_revision()
    merge = MergeActors(twins.kept, Actor.objects.get(pk=twins.merged.pk), boss).execute()
    call_command("purge_revisions")
    UndoMerge(merge, boss).execute()
    page = Actor.objects.get(pk=twins.merged.pk)
    assert (page.live, page.live_revision, page.has_unpublished_changes) == (True, None, True)
    assert "Societality SAS" in client.get(page.url).content.decode()


def test_a_page_that_somebody_else_locked_is_left_alone(twins: Twins, boss: Any, django_user_model: Any) -> None:
    other = django_user_model.objects.create_superuser("other")
    for page in (twins.kept, twins.merged):
        Actor.objects.filter(pk=page.pk).update(locked=True, locked_by=other)
        with pytest.raises(CannotMerge, match=page.title):
            MergeActors(twins.kept, twins.merged, boss).execute()
        Actor.objects.filter(pk=page.pk).update(locked_by=boss)
    merge = MergeActors(twins.kept, twins.merged, boss).execute()
    with pytest.raises(CannotUndo, match=twins.kept.title):
        UndoMerge(merge, other).execute()
    UndoMerge(merge, boss).execute()


def test_two_confirmations_are_one_merge_and_a_stale_preview_none(twins: Twins, boss: Any) -> None:
    mark = plan_actors(twins.kept, twins.merged).mark
    publish(twins.centre, "event", "Rencontre", involvements=[involvement(twins.merged)])
    with pytest.raises(PlanMoved):
        MergeActors(twins.kept, twins.merged, boss, read=mark).execute()
    assert not Merge.objects.exists()
    MergeActors(twins.kept, twins.merged, boss, read=plan_actors(twins.kept, twins.merged).mark).execute()
    with pytest.raises(AlreadyMerged):
        MergeActors(twins.kept, twins.merged, boss).execute()


def test_only_who_may_publish_both_may_merge(twins: Twins, django_user_model: Any) -> None:
    reader = django_user_model.objects.create_user("ada")
    with pytest.raises(NotAllowed):
        MergeActors(twins.kept, twins.merged, reader).execute()


def test_a_closed_page_is_not_merged_into_an_open_one(twins: Twins, boss: Any) -> None:
    restrict(twins.merged, "login")
    with pytest.raises(CannotMerge, match="lecteurs|readers"):
        MergeActors(twins.kept, twins.merged, boss).execute()


def test_a_page_that_is_read_does_not_become_one_that_is_not(twins: Twins, boss: Any, client: Client) -> None:
    draft, other = (publish(twins.centre, "actor", title, live=False) for title in ("Brouillon", "Autre brouillon"))
    with pytest.raises(CannotMerge, match="Brouillon"):
        MergeActors(draft, twins.merged, boss).execute()
    assert client.get(twins.merged.url).status_code == 200
    assert twins.found(twins.merged) == {"Pratique", "Étude"}
    MergeActors(draft, other, boss).execute()
    MergeActors(twins.merged, draft, boss).execute()
    assert Merge.objects.count() == 2


@pytest.mark.parametrize("live", [True, False])
def test_what_a_date_will_publish_is_not_merged(live: bool, twins: Twins, boss: Any) -> None:
    page = publish(twins.centre, "actor", "Sociétalitie", live=live)
    page.go_live_at = timezone.now() + timedelta(days=7)
    page.save_revision().publish()
    with pytest.raises(CannotMerge, match="programmée|later"):
        MergeActors(twins.kept, Actor.objects.get(pk=page.pk), boss).execute()
    assert page.revisions.filter(approved_go_live_at__isnull=False).count() == 1


def test_a_date_of_what_was_merged_by_a_former_version_stops_one_run_alone(twins: Twins, boss: Any) -> None:
    """Wagtail forgets the date before it refuses: its next run, minutes later, publishes what comes after."""
    dated, later = due(twins.centre, "actor", "Sociétalitie", 2), due(twins.centre, "practice", "Plus tard", 1)
    Actor.objects.filter(pk=dated.pk).update(merged_into=twins.kept)
    with pytest.raises(ValidationError, match="fusionné"):
        call_command("publish_scheduled")
    call_command("publish_scheduled")
    for page in (dated, later):
        page.refresh_from_db()
    assert (dated.live, later.live) == (False, True)


def test_a_merged_page_does_not_come_out_of_the_archive(twins: Twins, boss: Any, client: Client) -> None:
    ArchiveResource(twins.merged, boss, "Plus rien.").execute()
    merge = MergeActors(twins.kept, Actor.objects.get(pk=twins.merged.pk), boss).execute()
    with pytest.raises(ContentRefused, match="Sociétality"):
        RestoreResource(twins.merged, boss).execute()
    client.force_login(boss)
    answer = client.post(reverse("resource_centre_restore", args=[twins.merged.pk]), follow=True)
    assert "Sociétality" in str(parsed(answer).select_one(".messages"))
    assert (Archive.objects.count(), Actor.objects.get(pk=twins.merged.pk).live) == (1, False)
    UndoMerge(merge, boss).execute()
    assert RestoreResource(twins.merged, boss).execute() is True


def due(centre: Any, kind: str, title: str, hours: int) -> Any:
    """A page that was to be published so many hours ago, and is not yet."""
    page = publish(centre, kind, title, live=False)
    page.go_live_at = timezone.now() + timedelta(days=7)
    revision = page.save_revision()
    revision.publish()
    moment = timezone.now() - timedelta(hours=hours)
    content = {**revision.content, "go_live_at": moment.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=moment)
    return page


def world() -> dict[str, Any]:
    """Every row that a merge may touch, without what a log or a date adds."""
    models = (Involvement, ActorLink, ResourceLink, ActorName, Source, Thread, Concept)
    found: dict[str, Any] = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    found["pages"] = list(Actor.objects.order_by("pk").values("pk", "live", "live_revision", "merged_into", "slug"))
    found["revisions"] = list(Revision.objects.order_by("pk").values_list("pk", "content"))
    return found


def merge_of(merge: Merge) -> Merge:
    """The record, read again."""
    return Merge.objects.get(pk=merge.pk)
