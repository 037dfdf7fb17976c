"""A new resource, written at leisure: begun, kept as it is typed, handed in.

What is typed is kept as it was posted, valid or not: whoever comes back finds the very form that they left. The content
is made of it whenever it can be read. Each saving names the edition that it goes on from: of two people, or two
windows, who write at once, the second is told who was faster, and nothing is overwritten without their word.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from resource_centre.access.memberships import may_write
from resource_centre.access.principal import Principal, principal_of_user
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import shown_name
from resource_centre.contribution.changes import Content, find_changes
from resource_centre.contribution.charter import charter_values, check_charter
from resource_centre.contribution.errors import DraftMoved, NotAllowed, NothingChanged, Tampered
from resource_centre.contribution.models import EventKind, Proposal, Status
from resource_centre.contribution.mutation import Mutation, atomic_or_decided
from resource_centre.contribution.steps import read_again
from resource_centre.contribution.submit import About, Author
from resource_centre.contribution.surface import content_of
from resource_centre.contribution.uploads.adopting import check_files
from resource_centre.contribution.uploads.dropping import SPARED, drop_unused

#: What its authors may still write in.
WRITABLE = frozenset({Status.DRAFT, Status.NEEDS_CHANGES})


def empty_content(kind_code: str) -> dict[str, Any]:
    """The content of a resource of which nothing is said yet: {"title": "", "body": [], "sources": [], …}."""
    return content_of(kind_model(kind_code)())


def completed(kind_code: str, content: Content) -> dict[str, Any]:
    """The content of a new resource with what its kind asks for since it was kept."""
    return {**empty_content(kind_code), **content}


@dataclass(frozen=True)
class Typed:
    """What a form holds: its fields as they were posted ("f-title=Prato&…"), and the content that they make.

    content is None when they make none (a date that is none); edition is the one that the form was shown with.
    """

    fields: str
    title: str
    content: Content | None
    edition: int


class StartDraft:
    """Begins a resource of a kind, from its title and its summary. One `uid`, one draft, however often it is sent."""

    def __init__(
        self, centre: ResourceCentrePage, kind_code: str, user: Any, title: str, summary: str,
        organisation: Any = None, language: str = "fr", uid: UUID | None = None,
    ) -> None:  # fmt: skip
        self.centre, self.kind_code, self.user, self.organisation = centre, kind_code, user, organisation
        self.title, self.summary, self.language, self.uid = title, summary, language, uid or uuid4()

    def check(self) -> None:
        """Raise NotAllowed to somebody without account."""
        if self.user is None or not self.user.is_authenticated:
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Proposal:
        """Keep it; nobody is told."""
        self.check()
        base = empty_content(self.kind_code)
        begun = {
            "centre": self.centre,
            "kind_code": self.kind_code,
            "base_content": base,
            "content": {**base, "title": self.title, "summary": self.summary},
            "author": self.user,
            "author_name": shown_name(self.user)[:100],
            "organisation": self.organisation,
            "language": self.language,
            "saved_at": timezone.now(),
            "saved_by": self.user,
        }
        proposal, _is_new = Proposal.objects.get_or_create(uuid=self.uid, defaults=begun)
        if may_write(principal_of_user(self.user), proposal.author_id, proposal.organisation_id):
            return proposal
        # The form was shown to another account of the same browser: its draft stays its own.
        return Proposal.objects.create(**begun)


class Writing(Mutation):
    """Something that whoever may write in a draft does. Raises NotAllowed to anybody else."""

    def __init__(self, proposal: Proposal, by: Any, principal: Principal) -> None:
        super().__init__(proposal, by)
        self.principal = principal

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_write(self.principal, self.proposal.author_id, self.proposal.organisation_id):
            raise NotAllowed

    def hold(self, edition: int) -> None:
        """Lock the draft at that edition. Raises AlreadyDecided, DraftMoved."""
        self.lock(WRITABLE)
        self.check_edition(edition)

    def check_edition(self, edition: int) -> None:
        """Raise DraftMoved when the draft that is held is of another edition."""
        if self.proposal.edition != edition:
            raise DraftMoved(self.proposal.saved_by, self.proposal.saved_at)

    def write(self, edition: int, **values: Any) -> None:
        """Store it as the next edition, if nobody did meanwhile. Raises DraftMoved."""
        here = Proposal.objects.filter(pk=self.proposal.pk, edition=edition)
        moment = {"edition": edition + 1, "saved_at": timezone.now(), "saved_by": self.by}
        if here.update(**values, **moment) != 1:
            self.proposal.refresh_from_db()
            raise DraftMoved(self.proposal.saved_by, self.proposal.saved_at)
        self.proposal.refresh_from_db()
        self.proposal.writers.add(self.by)


class SaveDraft(Writing):
    """Keeps what was typed."""

    def __init__(self, proposal: Proposal, by: Any, principal: Principal, typed: Typed) -> None:
        super().__init__(proposal, by, principal)
        self.typed = typed

    @atomic_or_decided
    def execute(self) -> Proposal:
        """The draft in its next edition; in the same one when the same was kept already."""
        self.check()
        self.lock(WRITABLE)
        if self.proposal.typed == self.typed.fields:  # looked at once it is held: a button may be pressed twice
            return self.proposal
        self.check_edition(self.typed.edition)
        content = self.typed.content
        if content is None:
            content = {**self.proposal.content, "title": self.typed.title}
        elif set(content) != set(completed(self.proposal.kind_code, self.proposal.base_content)):
            raise Tampered
        try:
            self.write(self.typed.edition, typed=self.typed.fields, content=content)
        except DraftMoved:
            if self.proposal.typed != self.typed.fields:
                raise
            return self.proposal
        drop_unused(self.proposal, SPARED)
        return self.proposal


class SubmitDraft(Writing):
    """Hands a draft in: from now on editors read it. Whoever hands it in signs it, and is its author from then on."""

    def __init__(
        self, proposal: Proposal, by: Any, principal: Principal, content: Content, edition: int, author: Author,
        about: About,
    ) -> None:  # fmt: skip
        super().__init__(proposal, by, principal)
        self.content, self.edition, self.author, self.about = content, edition, author, about

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises NotAllowed, AlreadyDecided, DraftMoved, Tampered, NothingChanged, CharterUnread, FileGone."""
        self.check()
        self.hold(self.edition)
        check_charter(self.proposal.centre, self.by, self.about.charter)
        if set(self.content) != set(completed(self.proposal.kind_code, self.proposal.base_content)):
            raise Tampered
        if not find_changes(self.proposal.base_content, self.content):
            raise NothingChanged
        check_files(self.proposal, self.content)
        is_again = self.proposal.status == Status.NEEDS_CHANGES
        former = self.proposal.author_id
        is_new_author = former != self.by.pk
        if former is not None and is_new_author:
            # They decide on it no more than before, though they have saved nothing since they began it.
            self.proposal.writers.add(former)
        self.write(
            self.edition,
            content=self.content,
            author=self.by,
            author_name=self.author.name,
            is_credited=self.author.is_credited,
            message=self.about.message,
            fact_source=self.about.fact_source,
            **charter_values(self.about.charter, is_new_author=is_new_author),
        )
        self.move(Status.SUBMITTED, submitted_at=timezone.now(), kept_so_far={})
        drop_unused(self.proposal)
        read_again(self.proposal, self.by)
        self.tell(EventKind.REVISED if is_again else EventKind.SUBMITTED)
        return self.proposal
