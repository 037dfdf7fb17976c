"""Acceptances that are killed before each statement that they send, around their commit, and after it.

Whatever moment it is, an acceptance is done whole or not at all: the page, the proposal, its history, the logs, the
mails and the public files say the same. The next one goes on from what the dead one left.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.accept import Acceptance, Decision
from resource_centre.contribution.drafts import empty_content
from resource_centre.contribution.models import ENDS, Proposal, Status
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.steps import begin_review
from resource_centre.contribution.surface import content_of
from resource_centre.contribution.uploads import publishing, store
from resource_centre.contribution.uploads.contents import DOCUMENTS, PROPOSED, reference_to
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.records import StepDecision
from resource_centre.workflow.setup import ensure_workflow
from tests.factories import publish
from tests.support.faults.forks import Fork, ask
from tests.support.faults.lines import Line
from tests.support.faults.points import die_at
from tests.support.files import PDF

_COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper._commit"
#: Around the commit, and in what follows it.
COMMITS = (f"{_COMMIT} before", f"{_COMMIT} after", "resource_centre.contribution.uploads.store:remove_note before")
SORTS = ("change", "change of a page with a draft", "new resource", "step")
#: What each acceptance that ends publishes and tells, once.
PUBLISHED = {"status": "accepted", "ends": 1, "mails": 1, "texts": 1, "documents": 1, "public_files": 1}
#: More statements than any acceptance sends.
_ENOUGH = 2_000


@dataclass(frozen=True)
class Trace:
    """What an acceptance has left everywhere that it writes."""

    status: str
    ends: int
    decisions: int
    logged: int
    mails: int
    revisions: int
    published: int
    texts: int
    documents: int
    public_files: int
    private_files: int


def kill_within_acceptances(_line: Line, folder: str, every: int = 1) -> list[dict[str, Any]]:
    """Kills of each sort of acceptance, one in `every` statements, then around the commit of one.

    {"what": "change", "kills": 240, "half_done": [], "changed": {"status": "accepted", "ends": 1, …}, "is_published":
    True}: what the kills left half done, what was changed when, at last, nobody was killed (around the commit: by the
    dead), and whether that is all that `PUBLISHED` says.
    """
    _keep_files_in(Path(folder))
    return [*(_killed_at_statements(sort, every) for sort in SORTS), *map(_killed_around_the_commit, COMMITS)]


def _killed_at_statements(sort: str, every: int) -> dict[str, Any]:
    number = ask(prepared, sort=sort)
    before, kills, half = ask(traced, number=number), 0, []
    for place in range(1, _ENOUGH, every):
        if not _dies(number=number, place=place):
            break
        kills += 1
        if ask(traced, number=number) != before:
            half.append(f"before statement {place}")
    return {"what": sort, "kills": kills, "half_done": half, **_changes(before, number)}


def _killed_around_the_commit(point: str) -> dict[str, Any]:
    number = ask(prepared, sort=SORTS[0])
    before = ask(traced, number=number)
    kills = int(_dies(number=number, point=point))
    return {"what": point, "kills": kills, "half_done": [], **_changes(before, number)}


def _dies(**where: Any) -> bool:
    """Whether whoever accepts meets its end there."""
    fork = Fork(accepted, **where)
    fork.rest_of_words()
    return fork.wait() == signal.SIGKILL


def _changes(before: dict[str, Any], number: int) -> dict[str, Any]:
    """By how much each number changed, to what each word."""
    changed = {
        name: value - before[name] if isinstance(value, int) else value
        for name, value in ask(traced, number=number).items()
        if value != before[name]
    }
    return {"changed": changed, "is_published": changed.items() >= PUBLISHED.items()}


def _keep_files_in(folder: Path) -> None:
    """Both stores, private and public, in a folder of this run."""
    settings.RESOURCE_CENTRE["PRIVATE_FILES"] = str(folder / "private")
    settings.RESOURCE_CENTRE["INDEXING"] = "worker"
    public = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder / "public")},
    }
    settings.STORAGES = {**settings.STORAGES, "default": public}
    settings.MEDIA_ROOT = str(folder / "public")


def prepared(_line: Line, sort: str) -> int:
    """A proposal that waits for a decision, with a file of its own; its number."""
    users = get_user_model().objects
    users.filter(username="kill").exists() or users.create_superuser("kill")
    centre = ResourceCentrePage.objects.get(slug="centre")
    if sort == "new resource":
        page, base = None, empty_content("practice")
    else:
        page = publish(centre, "practice", f"Une pratique {uuid4().hex[:6]}", summary="Avant.", problem="<p>Avant.</p>")
        base = content_of(page)
    proposal = Proposal.objects.create(
        centre=centre, resource_id=page and page.pk, kind_code="practice", base_content=base, content=base,
        author_email="ada@example.org", author_name="Ada", status=Status.SUBMITTED,
    )  # fmt: skip
    about = {"name": "bilan.pdf", "kind_code": "pdf", "size": len(PDF), "sha256": "0"}
    file = ProposedFile.objects.create(centre=centre, form=proposal.uuid, proposal=proposal, **about)
    store.put(file.uuid, PDF)
    row = {"document": None, "title": "Bilan", "is_accessible": True, "alternative": "", PROPOSED: reference_to(file)}
    proposal.content = {**base, "title": "Après", "summary": "Après.", DOCUMENTS: [*(base.get(DOCUMENTS) or []), row]}
    proposal.save()
    if sort == "change of a page with a draft":
        page.problem = "<p>Un brouillon.</p>"
        page.save_revision(user=users.get(username="kill"))
    if sort == "step":
        ensure_workflow(centre)
        begin_review(proposal, None)
    return int(proposal.pk)


def accepted(_line: Line, number: int, place: int = 0, point: str = "") -> str:
    """Accept it all, and die before a statement, or at a point of the code."""
    proposal = Proposal.objects.get(pk=number)
    mutation = _mutation(proposal)
    if point:
        die_at(point)
        mutation.execute()
        return "done"
    with connection.execute_wrapper(_dies_before(place)):
        mutation.execute()
    return "done"


def _mutation(proposal: Proposal) -> Acceptance:
    user = get_user_model().objects.get(username="kill")
    live = proposal.resource.live_revision_id if proposal.resource else None
    return acceptance(proposal, user, Decision((proposal.digest, live)))


def _dies_before(place: int) -> Callable[..., Any]:
    sent = 0

    def wrapper(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == place:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    return wrapper


def traced(_line: Line, number: int) -> dict[str, Any]:
    """The trace of its acceptance, once lost copies are tidied away."""
    publishing._SURE = timedelta(0)
    publishing.tidy_copies()
    proposal = Proposal.objects.get(pk=number)
    ours = "resource_centre."
    found = Trace(
        status=proposal.status,
        ends=proposal.events.filter(kind__in=ENDS).count(),
        decisions=StepDecision.objects.count() + TaskState.objects.exclude(status="in_progress").count(),
        logged=PageLogEntry.objects.filter(action__startswith=ours).count() + ModelLogEntry.objects.count(),
        mails=OutboxEntry.objects.filter(topic="mail").count(),
        revisions=Revision.objects.count(),
        published=Practice.objects.filter(live=True).count(),
        texts=Practice.objects.filter(live=True, summary="Après.").count(),
        documents=get_document_model().objects.count(),
        public_files=_files(Path(settings.MEDIA_ROOT)),
        private_files=_files(Path(settings.RESOURCE_CENTRE["PRIVATE_FILES"])),
    )
    return asdict(found)


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
