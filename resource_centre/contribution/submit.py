"""Handing in a proposal, and confirming it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from resource_centre.access.contribution import may_propose
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource, Significance
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.changes import Content, find_changes
from resource_centre.contribution.charter import charter_values, check_charter
from resource_centre.contribution.errors import LinkUnusable, NotAllowed, NothingChanged, Tampered
from resource_centre.contribution.models import EventKind, Proposal, Status
from resource_centre.contribution.mutation import Mutation, atomic_or_decided
from resource_centre.contribution.signed_links import new_secret
from resource_centre.contribution.steps import begin_review
from resource_centre.contribution.uploads.adopting import adopt_files


@dataclass(frozen=True)
class Author:
    """Who proposes: an account, or a name and an address. is_credited: named on the page if it is accepted."""

    user: Any = None
    name: str = ""
    email: str = ""
    is_credited: bool = False
    language: str = "fr"


@dataclass(frozen=True)
class About:
    """What its author says of a proposal. charter: the version of the centre's charter that they accepted."""

    message: str = ""
    fact_source: str = ""
    significance: str = Significance.MINOR
    charter: str = ""


@dataclass(frozen=True)
class Draft:
    """What is proposed: a content, on the content and the revision that its author read. One `uid`, one proposal."""

    base: Content
    content: Content
    base_revision_id: int | None = None
    uid: UUID = field(default_factory=uuid4)

    def check(self) -> None:
        """Raise Tampered for a field that the base does not have, NothingChanged when both are the same."""
        if set(self.content) != set(self.base):
            raise Tampered
        if not find_changes(self.base, self.content):
            raise NothingChanged


class SubmitProposal:
    """Hands in a change of a page. Without an account it waits for its author's address to be confirmed."""

    def __init__(
        self, page: Resource, centre: ResourceCentrePage, draft: Draft, author: Author, about: About, access: Access
    ) -> None:
        self.page, self.centre, self.draft = page, centre, draft
        self.author, self.about, self.access = author, about, access

    def check(self) -> None:
        """Raise NotAllowed, Tampered, NothingChanged or CharterUnread."""
        if not may_propose(self.access, self.page) or not (self.author.user or self.author.email):
            raise NotAllowed
        self.draft.check()
        check_charter(self.centre, self.author.user, self.about.charter)

    @transaction.atomic
    def execute(self) -> Proposal:
        """Keep it, and tell who must know. What was handed in already is given back, not kept twice."""
        self.check()
        proposal, is_new = self._kept()
        if is_new:
            self._begin(proposal)
        return proposal

    def _kept(self) -> tuple[Proposal, bool]:
        """The proposal, and whether it is new. A form that is sent again with another text makes a second one."""
        found = self.handed_in()
        if found is not None and self._is_put_right(found):
            found.delete()
            found = None
        if found is None:
            try:
                with transaction.atomic():
                    return self._create(self.draft.uid), True
            except IntegrityError:  # a button pressed twice: the other request has kept it a moment ago
                found = self.handed_in()
                if found is None:
                    raise
        if self._is_same(found):
            return found, False
        return self._create(uuid4()), True

    def _is_same(self, found: Proposal) -> bool:
        """Whether it is what its author has handed in, and has not taken back."""
        author = None if self.author.user is None else self.author.user.pk
        is_theirs = found.author_id == author and (author is not None or found.author_email == self.author.email)
        return is_theirs and found.content == self.draft.content and found.status != Status.WITHDRAWN

    def _is_put_right(self, found: Proposal) -> bool:
        """Whether somebody without account says something else of what nobody has confirmed yet: the address above all,
        since a mail to a mistyped one never arrives."""
        said = (
            self.author.email,
            self.author.name,
            self.author.is_credited,
            self.about.message,
            self.about.fact_source,
        )
        kept = (found.author_email, found.author_name, found.is_credited, found.message, found.fact_source)
        is_open = self.author.user is None and found.status == Status.TO_CONFIRM
        return is_open and (said, self.about.significance) != (kept, found.significance)

    def handed_in(self) -> Proposal | None:
        """What the same form has handed in already."""
        return Proposal.objects.filter(uuid=self.draft.uid, resource=self.page.pk).first()

    def _create(self, uid: UUID) -> Proposal:
        is_known = self.author.user is not None
        return Proposal.objects.create(
            uuid=uid,
            centre=self.centre,
            resource_id=self.page.pk,
            kind_code=self.page.kind.code,
            base_revision_id=self.draft.base_revision_id,
            base_content=self.draft.base,
            content=self.draft.content,
            author=self.author.user,
            author_name=self.author.name,
            author_email="" if is_known else self.author.email,
            is_credited=self.author.is_credited,
            language=self.author.language,
            message=self.about.message,
            fact_source=self.about.fact_source,
            significance=self.about.significance,
            status=Status.SUBMITTED if is_known else Status.TO_CONFIRM,
            submitted_at=timezone.now() if is_known else None,
            confirmation="" if is_known else new_secret(),
            **charter_values(self.about.charter),
        )

    def _begin(self, proposal: Proposal) -> None:
        user = self.author.user
        adopt_files(proposal, user)
        if user is not None:
            begin_review(proposal, user)
        Mutation(proposal, user).tell(EventKind.WRITTEN if user is None else EventKind.SUBMITTED)


class ConfirmProposal(Mutation):
    """Its author's address is right: the proposal goes to the editors. The link does it once."""

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises LinkUnusable when it was confirmed meanwhile."""
        secret = self.proposal.confirmation
        self.lock({Status.TO_CONFIRM})
        if not secret or self.proposal.confirmation != secret:
            raise LinkUnusable
        self.move(Status.SUBMITTED, submitted_at=timezone.now(), confirmation="")
        begin_review(self.proposal, self.by)
        self.tell(EventKind.SUBMITTED)
        return self.proposal
