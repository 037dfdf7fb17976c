"""Which mails an event makes: rows of the outbox, written with the event and delivered after it."""

from typing import Any

from django.db import transaction

from resource_centre.access.contribution import deciders_of
from resource_centre.contribution.deciding import people_who_decide
from resource_centre.contribution.models import EventKind, ProblemReport, Proposal, ProposalEvent
from resource_centre.contribution.posting import TOPIC, wake_post
from resource_centre.contribution.writers import wrote
from resource_centre.outbox import rows

AUTHOR, READER = "author", "reader"
#: Events that the author is told of, and those that the people who decide are.
TOLD_TO_AUTHOR = frozenset(EventKind) - {EventKind.REVISED, EventKind.STEP_PASSED}
TOLD_TO_DECIDERS = frozenset({EventKind.SUBMITTED, EventKind.REVISED, EventKind.STEP_PASSED})


def record_mails(event: ProposalEvent) -> None:
    """Keys are "event:12:author" and "event:12:user:7": one mail for each person, sent once each."""
    keys = [f"event:{event.pk}:{AUTHOR}"] if event.kind in TOLD_TO_AUTHOR else []
    proposal = event.proposal
    if event.kind in TOLD_TO_DECIDERS and proposal.is_waiting:
        users = people_who_decide(proposal)
        keys += [f"event:{event.pk}:user:{user.pk}" for user in users if not wrote(proposal, user)]
    record_keys(keys)


def record_heir_mail(proposal: Proposal, heir: Any) -> None:
    """Whoever goes on with what a colleague left is told of it: "heir:12:user:7"."""
    record_keys([f"heir:{proposal.pk}:user:{heir.pk}"])


def record_report_mails(report: ProblemReport) -> None:
    """The people who decide are told of a problem; the reader who left an address, of what was done."""
    if report.closed_at is None:
        record_keys([f"report:{report.pk}:user:{user.pk}" for user in deciders_of(report.resource)])
    elif report.email:
        record_keys([f"report:{report.pk}:{READER}"])


def record_keys(keys: list[str]) -> None:
    """One mail a key, kept with the change that it tells of."""
    rows.record(TOPIC, keys)
    transaction.on_commit(wake_post, robust=True)
