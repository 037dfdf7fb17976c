"""Giving a proposal the files that its content names, in the transaction that keeps it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from resource_centre.contribution.changes import Content
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.contents import proposed_in, reference_to, with_references
from resource_centre.contribution.uploads.errors import FileGone
from resource_centre.contribution.uploads.models import ProposedFile


def check_files(proposal: Proposal, content: Content) -> None:
    """Raise FileGone when a content names a file that is not the proposal's."""
    named = _numbers(content)
    if named and ProposedFile.objects.filter(proposal=proposal.pk, uuid__in=named).count() != len(named):
        raise FileGone


def adopt_files(proposal: Proposal, user: Any) -> None:
    """Make the files that its content names its own: those that its author sent. Raises FileGone for any other.

    A form that is sent again with another text makes a second proposal, and the first keeps its files: copies are made.
    What was sent before the page moved to another centre goes there with it.
    """
    named = _numbers(proposal.content)
    if not named:
        return
    files = ProposedFile.objects.select_for_update().filter(uuid__in=named)
    found = {file.uuid: file for file in files}
    if set(found) != named or not all(_is_theirs(file, proposal, user) for file in found.values()):
        raise FileGone
    copies: dict[str, Any] = {}
    for file in found.values():
        if file.proposal_id is None:
            file.proposal, file.form, file.centre = proposal, proposal.uuid, proposal.centre
            file.save(update_fields=["proposal", "form", "centre"])
        elif file.proposal_id != proposal.pk:
            copies[str(file.uuid)] = reference_to(_copied(file, proposal))
    if copies:
        proposal.content = with_references(proposal.content, copies)
        Proposal.objects.filter(pk=proposal.pk).update(content=proposal.content)


def _numbers(content: Content) -> set[UUID]:
    return {UUID(str(one["id"])) for one in proposed_in(content)}


def _is_theirs(file: ProposedFile, proposal: Proposal, user: Any) -> bool:
    return file.proposal_id == proposal.pk or (user is not None and file.uploaded_by_id == user.pk)


def _copied(file: ProposedFile, proposal: Proposal) -> ProposedFile:
    copy = ProposedFile(
        centre=proposal.centre, form=proposal.uuid, proposal=proposal, name=file.name, kind_code=file.kind_code,
        size=file.size, sha256=file.sha256, uploaded_by=file.uploaded_by,
    )  # fmt: skip
    try:
        with store.opened(file.uuid) as kept:
            store.put(copy.uuid, kept.read())
    except FileNotFoundError as error:
        raise FileGone from error
    with transaction.atomic():
        copy.save()
    return copy
