"""Deleting files that wait: their row in the transaction, the file itself once that is certain."""

import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from resource_centre.contribution.models import OPEN, Proposal
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.models import ProposedFile

#: Another window may still hold a form that names a file which this one has just removed.
SPARED = timedelta(hours=1)
#: What nobody handed in, and files whose row was never written.
UNSENT, ORPHANED = timedelta(days=7), timedelta(days=1)


def drop_files(proposal: Proposal) -> None:
    """Delete the files of a proposal that is decided, or taken back."""
    ProposedFile.objects.filter(proposal=proposal.pk).delete()


def drop_unused(proposal: Proposal, spared: timedelta = timedelta(0)) -> None:
    """Delete the files that neither its text nor its form names, but those sent within `spared`."""
    said = f"{proposal.typed} {json.dumps([proposal.base_content, proposal.content])}"
    old = ProposedFile.objects.filter(proposal=proposal.pk, uploaded_at__lte=timezone.now() - spared)
    unused = [file.pk for file in old if str(file.uuid) not in said]
    if unused:
        ProposedFile.objects.filter(pk__in=unused).delete()


def on_row_deleted(instance: ProposedFile, **_kwargs: Any) -> None:
    """A row goes, whoever deletes it: its file follows once the transaction has ended well."""
    uid = instance.uuid
    transaction.on_commit(lambda: store.remove(uid), robust=True)


def tidy_files() -> int:
    """Delete what nobody handed in for a week, what its proposal needs no more, and files that no row knows."""
    now = timezone.now()
    late = ProposedFile.objects.filter(proposal=None, uploaded_at__lt=now - UNSENT)
    needless = ProposedFile.objects.filter(proposal__isnull=False).exclude(proposal__status__in=OPEN)
    deleted = sum(rows.delete()[1].get(ProposedFile._meta.label, 0) for rows in (late, needless))
    kept = list(store.kept_before(now - ORPHANED))
    known = set(ProposedFile.objects.filter(uuid__in=kept).values_list("uuid", flat=True))
    lost = [uid for uid in kept if uid not in known]
    for uid in lost:
        store.remove(uid)
    return deleted + len(lost)
