"""What is held on a person who reviews, or whose opinion was asked for."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.held_mails import mails_table
from resource_centre.persons.holders import Table, deleted, emptied, left, register_holders, rubbed_out
from resource_centre.persons.person import Person
from resource_centre.workflow.archiving.models import Archive
from resource_centre.workflow.clock.models import ReReading, ReviewDigest
from resource_centre.workflow.records import Handling, OpinionRequest, StepDecision
from resource_centre.workflow.tasks import FormReview, OutsideOpinion, SubstanceReview

#: Why decisions stay.
_DECIDED = _("The dates of decisions stay, without your name: what was published must be explained.")


def register() -> None:
    """Called once, at start. Mails are found through the requests: those come after."""
    register_holders(
        [
            mails_table("opinion_mails", _("Mails about opinions"), _opinion_keys),
            Table(
                "opinions", _("Opinions that you were asked for"), OpinionRequest, _asked_of,
                (
                    "asked_at", "name", "email", "question", "language", "expires_on", "answered_at", "verdict",
                    "comment", "comments",
                ),
                forget_expert, _("What you answered stays with the decision that it served, without your name."),
            ),
            *_decided(),
            *_named(),
            *_looked_after(),
        ]
    )  # fmt: skip


def _asked_of(person: Person) -> Q:
    """By the address while it is known; once it is forgotten, by the name that an operator gives."""
    return person.has_address("email") | Q(email="", name__in=person.called)


def _opinion_keys(person: Person) -> Q:
    to, by = OpinionRequest.objects.filter(_asked_of(person)), person.is_account("asked_by")
    keys = [f"opinion:{pk}:expert" for pk in to.values_list("pk", flat=True)]
    keys += [f"opinion:{pk}:asker" for pk in OpinionRequest.objects.filter(by).values_list("pk", flat=True)]
    return Q(key__in=keys)


def _decided() -> list[Table]:
    return [
        Table(
            "step_decisions", _("Steps of reviews that you decided"), StepDecision, lambda who: who.is_account("by"),
            ("at", "act", "revision"), left, _DECIDED,
        ),
        Table(
            "workflow_steps", _("Steps of reviews that you ended"), TaskState,
            lambda who: who.is_account("finished_by"),
            ("started_at", "finished_at", "status", "comment"), left, _DECIDED,
        ),
        Table(
            "workflows", _("Reviews that you began"), WorkflowState, lambda who: who.is_account("requested_by"),
            ("created_at", "status"), left, _DECIDED,
        ),
        Table(
            "archives", _("Pages that you withdrew"), Archive, lambda who: who.is_account("by"),
            ("archived_at", "resource__uuid", "reason"), left, _DECIDED, pages=("resource",),
        ),
    ]  # fmt: skip


def _named() -> list[Table]:
    """Steps that name a reviewer: once nobody is named, the groups of the step decide."""
    models = (SubstanceReview, FormReview, OutsideOpinion)
    return [
        Table(
            f"reviewer_{model._meta.model_name}", _("Steps of reviews that name you"), model,
            lambda who: who.is_account("reviewer"), ("name",), left,
        )
        for model in models
    ]  # fmt: skip


def _looked_after() -> list[Table]:
    return [
        Table(
            "handlings", _("What you look after in the queue"), Handling, lambda who: who.is_account("assignee"),
            ("sort", "item_id", "due_on"), emptied(assignee=None),
        ),
        Table(
            "charge", _("Pages that you are in charge of, or read again"), Resource,
            lambda who: who.is_account("keeper", "reviewed_by"), ("uuid", "review_by", "reviewed_on"), left,
            _("The day on which a page was read again stays, without your name."), pages=("pk",),
        ),
        Table(
            "re_readings", _("Pages that you read again"), ReReading, lambda who: who.is_account("closed_by"),
            ("resource__uuid", "since", "closed_at"), emptied(closed_by=None), pages=("resource",),
        ),
        Table(
            "digests", _("Days on which you were told what to read again"), ReviewDigest,
            lambda who: who.is_account("user"), ("day",), deleted,
        ),
    ]  # fmt: skip


def forget_expert(rows: QuerySet[Any], _person: Person) -> int:
    """Take the name and the address away, from the log and from the comment of the step too; the link opens nothing."""
    nobody, found = gettext("somebody from outside"), list(rows)
    for asked in found:
        for state in TaskState.objects.filter(pk=asked.step_id, comment__icontains=asked.name):
            TaskState.objects.filter(pk=state.pk).update(comment=rubbed_out(state.comment, asked.name, nobody))
        _forget_in_log(asked, nobody)
    numbers = [asked.pk for asked in found]
    OpinionRequest.objects.filter(pk__in=numbers).update(email="", name=nobody, secret="")
    return len(numbers)


def _forget_in_log(asked: OpinionRequest, nobody: str) -> None:
    """The log names whom an opinion was asked of, and repeats the comment of a step."""
    said = Q(action__startswith="resource_centre.opinion_", data__opinion=asked.pk)
    repeated = Q(action__startswith="wagtail.workflow.", data__workflow__task_state_id=asked.step_id)
    for entry in PageLogEntry.objects.filter(said | repeated):
        data = dict(entry.data)
        for key in ("name", "comment"):
            if isinstance(data.get(key), str):
                data[key] = rubbed_out(data[key], asked.name, nobody)
        PageLogEntry.objects.filter(pk=entry.pk).update(data=data)
