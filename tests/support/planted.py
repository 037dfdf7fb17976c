"""Somebody of whom something is in every table that may hold it: planted, and looked for."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import WorkflowTask

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.access.principal import principal_of_user
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.drafts import StartDraft, SubmitDraft
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.submit import About, Author
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.discovery.staff.models import SearchLogEntry
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.opinions import Answer, AskOpinion, GiveOpinion, Question
from resource_centre.workflow.tasks import OutsideOpinion
from tests.factories import publish
from tests.support.contributing import confirm, hand_in
from tests.support.reviewing import Desk, person, signed_in, submitted

ADDRESS, NAME = "canari-adresse@example.org", "Canarine Nomdefamille"
#: As they are looked for: nothing else in a test database holds them.
CANARIES = ("canari-adresse", "canarine", "nomdefamille")


@dataclass(frozen=True)
class World:
    """A centre, its people, a page, and somebody of whom something is everywhere."""

    desk: Desk
    page: Any
    ada: Any


def rows_with_canaries() -> list[str]:
    """Every table and every column of the database, as text: where one of the canaries is. Sessions are decoded."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of tables
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if any(canary in str(value).lower() for canary in CANARIES):
                        found.append(f"{table}.{column}: {str(value)[:80]}")
    for session in Session.objects.all():
        if any(canary in str(session.get_decoded()).lower() for canary in CANARIES):
            found.append("django_session")
    return sorted(found)


def files_with_canaries(*folders: Path) -> list[str]:
    """Names of the files there that hold one of them."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(one.encode() in file.read_bytes().lower() for one in CANARIES)]


def propose(client: Client, desk: Desk, page: Any, *, status: str = "", **changes: Any) -> Proposal:
    """Without account, under the canaries; confirmed unless a status says otherwise."""
    about = {"name": NAME, "email": ADDRESS, "is_credited": "on", "message": f"Je suis {NAME}.", "consent": "on"}
    proposal = hand_in(client, desk.centre, page, {"significance": "minor", **about}, **changes)
    if status:
        Proposal.objects.filter(pk=proposal.pk).update(status=status, decided_at=timezone.now())
    return proposal


def plant(desk: Desk, page: Any, user: Any) -> None:
    """Something of that person in every table that may hold it, by the doors that people use."""
    plant_proposals(desk, page, user)
    plant_team(desk, user)
    plant_talk(desk, page, user)
    plant_reviews(desk, page, user)
    plant_account(user)


def plant_proposals(desk: Desk, page: Any, user: Any) -> None:
    """By somebody without account, and with one."""
    reader = Client()
    propose(reader, desk, page, status=Status.ACCEPTED, **{"f-summary": "Accepté."})
    propose(reader, desk, page, status=Status.REFUSED, **{"f-summary": f"Refusé, {NAME}."})
    propose(reader, desk, page, **{"f-summary": f"Attend, {NAME}."})
    propose(reader, desk, page, **{"f-summary": "Pas confirmé."})
    confirm(reader)
    draft = StartDraft(desk.centre, "practice", user, NAME, ADDRESS).execute()
    WithdrawProposal(draft, user).execute()
    StartDraft(desk.centre, "practice", user, NAME, "Un brouillon.").execute()
    common = {"centre": desk.centre, "resource": page.resource_ptr, "author": user, "author_name": NAME}
    Proposal.objects.create(**common, status=Status.ACCEPTED, is_credited=True, decided_at=timezone.now())
    ContributorPage.objects.create(user=user, name=NAME, is_public=True)


def plant_team(desk: Desk, user: Any) -> None:
    """Of a team of two: what a colleague began and this person handed in, published or waiting; and what they began."""
    actor = publish(desk.centre, "actor", "Une équipe")
    colleague = person("collegue")
    for one in (user, colleague):
        Membership.objects.create(user=one, actor=actor)
    for title, by in (("Publié", colleague), ("Attend", colleague), ("Commencé", user)):
        draft = StartDraft(desk.centre, "practice", by, title, "En équipe.", organisation=actor).execute()
        if by == colleague:
            content = {**draft.content, "summary": f"{title} en équipe."}
            signed, said = Author(user, NAME, is_credited=True), About(f"Je suis {NAME}.", f"Par {ADDRESS}")
            SubmitDraft(draft, user, principal_of_user(user), content, draft.edition, signed, said).execute()
        if title == "Publié":
            Proposal.objects.filter(pk=draft.pk).update(status=Status.ACCEPTED, decided_at=timezone.now())


def plant_talk(desk: Desk, page: Any, user: Any) -> None:
    """Messages, follows and searches."""
    thread = Thread.objects.create(resource=page.resource_ptr, title=f"Écrire à {ADDRESS} ?", opened_by=user)
    Message.objects.create(thread=thread, by=user, name=NAME, text=f"Mon adresse : {ADDRESS.upper()}.")
    actor = publish(desk.centre, "actor", "Association")
    Membership.objects.create(user=user, actor=actor)
    MembershipRequest.objects.create(user=user, actor=actor, message=f"Je suis {NAME}.")
    Invitation.objects.create(actor=actor, email=ADDRESS, secret="s", expires_at=timezone.now())  # noqa: S106
    for who in ({"user": user}, {"email": ADDRESS}):
        Watch.objects.create(
            watcher=Watcher.objects.create(**who), centre=desk.centre, resource=page.resource_ptr, secret=""
        )
    ProblemReport.objects.create(
        resource=page.resource_ptr, reason="wrong", text=f"Répondez à {ADDRESS}", email=ADDRESS
    )
    SearchLogEntry.objects.create(
        centre=desk.centre, language="fr", words=NAME.lower(), key="k", total=0, at=timezone.now()
    )
    OutboxEntry.objects.create(
        topic="mail", key="x:1", changed_at=timezone.now(), parked_at=timezone.now(), error=f"550 {ADDRESS}"
    )


def plant_reviews(desk: Desk, page: Any, user: Any) -> None:
    """The person is asked for an opinion, which decides a step; a draft of theirs is in the history of a page."""
    page.save_revision(user=user, log_action=True)
    task = OutsideOpinion.objects.create(name="Avis")
    task.groups.set(desk.reviewer.groups.all())
    workflow = page.get_workflow()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    step = submitted(page, desk.editor, summary="À relire.")
    until = timezone.localdate() + timedelta(days=5)
    asked = AskOpinion(step, desk.reviewer, Question(NAME, ADDRESS, "Est-ce juste ?", until)).execute()
    GiveOpinion(asked, Answer("object", "Non.")).execute()


def plant_account(user: Any) -> None:
    """What signing in and the admin keep."""
    client = signed_in(user)
    session = client.session
    session["pending"] = ADDRESS
    session.save()
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    AccessAttempt.objects.create(username=ADDRESS, ip_address="10.0.0.1", failures_since_start=1)
    log(user, "wagtail.edit", user=user)
    kind = ContentType.objects.get_for_model(user)
    LogEntry.objects.create(user=user, content_type=kind, object_id=str(user.pk), object_repr=NAME, action_flag=2)
    profile = apps.get_model("wagtailusers", "UserProfile").get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
