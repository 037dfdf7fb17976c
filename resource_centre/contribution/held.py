"""What is held on a person who contributes: proposals, messages, reports, watches, and Wagtail's log of changes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageLogEntry, Revision

from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.duplicates.models import ToldApart
from resource_centre.contribution.handing_over import hand_over, has_heirs
from resource_centre.contribution.held_mails import LettersInFiles, mails, own_proposals
from resource_centre.contribution.models import ACCEPTED, OPEN, ProblemReport, Proposal, ProposalEvent
from resource_centre.contribution.tidying import forget_texts
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.persons.holders import (
    Table,
    deleted,
    emptied,
    in_turn,
    left,
    register_holders,
    without_person,
)
from resource_centre.persons.person import Person

#: What an export says of a proposal.
_OF_A_PROPOSAL = (
    "uuid", "resource__uuid", "kind_code", "status", "author_name", "author_email", "is_credited",
    "language", "message", "fact_source", "significance", "organisation__uuid", "created_at", "submitted_at",
    "decided_at", "charter_version", "charter_accepted_at", "base_content", "content", "typed", "kept", "revision",
)  # fmt: skip
_PAGES_OF_A_PROPOSAL = ("centre", "resource", "organisation")


def register() -> None:
    """Called once, at start. Mails and messages are found through proposals: those come last."""
    register_holders([mails(), LettersInFiles(), *_said(), *_watched(), *_logged(), *_apart(), *_sent(), *_proposed()])


def _said() -> list[Table]:
    return [
        Table(
            "messages", _("Your messages in discussions"), Message,
            lambda who: who.is_account("by") | (Q(by=None) & own_proposals(who, "thread__proposal__")),
            ("at", "name", "text", "thread__title", "thread__resource__uuid", "hidden_at", "hidden_why"),
            in_turn(without_person("text"), emptied(name="")),
            _("Your messages stay, without your name: what others answered would make no sense alone."),
            pages=("thread__resource",),
        ),
        Table(
            "threads", _("Questions that you asked"), Thread, lambda who: who.is_account("opened_by", "resolved_by"),
            ("opened_at", "title", "resource__uuid", "resolved_at"), without_person("title"),
            _("The subject of a question stays with its answers, without your name."), pages=("resource",),
        ),
        Table(
            "reports", _("Problems that you reported"), ProblemReport, lambda who: who.has_address("email"),
            ("created_at", "resource__uuid", "reason", "text", "email", "closed_at", "answer"),
            in_turn(without_person("text"), emptied(email="")),
            _("What you saw on a page stays until editors have mended it, without your address."), pages=("resource",),
        ),
    ]  # fmt: skip


def _watched() -> list[Table]:
    return [
        Table(
            "watches", _("What you watch"), Watch,
            lambda who: who.is_account("watcher__user") | who.has_address("watcher__email"),
            ("created_at", "resource__uuid", "concept__code", "territory__name"), deleted,
            pages=("centre", "resource"),
        ),
        Table(
            "watcher", _("How often you are told of changes"), Watcher,
            lambda who: who.is_account("user") | who.has_address("email"),
            ("created_at", "email", "language", "rhythm", "with_content", "told_until"), deleted,
        ),
    ]  # fmt: skip


def _logged() -> list[Table]:
    return [
        Table(
            "page_log", _("What you did on pages, by Wagtail’s log"), PageLogEntry, lambda who: who.is_account("user"),
            ("timestamp", "action", "label"), left,
            _("The log of a page keeps the dates of what was done, and no name once the account is closed."),
        ),
        Table(
            "pages", _("Pages that you began, or keep locked"), Page, lambda who: who.is_account("owner", "locked_by"),
            ("first_published_at", "locked_at"), left, _("Pages stay, without the name of who began them."),
            pages=("pk",),
        ),
        Table(
            "revisions", _("Versions that you saved"), Revision, lambda who: who.is_account("user"),
            ("created_at", "object_str"), left,
            _("Versions of pages stay, without the name of who saved them: what readers saw can be read again."),
        ),
    ]  # fmt: skip


def _apart() -> list[Table]:
    return [
        Table(
            "told_apart", _("Likely duplicates that you told apart"), ToldApart, lambda who: who.is_account("by"),
            ("at", "first_concept__code", "second_concept__code"), left,
            _("What you told apart stays so, without your name."), pages=("first_actor", "second_actor"),
        ),
    ]  # fmt: skip


def _sent() -> list[Table]:
    return [
        Table(
            "files", _("Files that you sent"), ProposedFile, lambda who: who.is_account("uploaded_by"),
            ("uploaded_at", "name", "kind_code", "size", "proposal__uuid"), forget_files,
            _("A file that you sent for a draft of your organisation stays with it, without your name."),
        ),
    ]  # fmt: skip


def _proposed() -> list[Table]:
    return [
        Table(
            "proposal_events", _("What happened to your proposals"), ProposalEvent,
            lambda who: who.is_account("by") | own_proposals(who, "proposal__"),
            ("at", "proposal__uuid", "kind", "why"), left,
        ),
        Table(
            "team_proposals", _("Your drafts and proposals that wait, for an organisation"), Proposal,
            lambda who: own_proposals(who) & has_heirs(who.user_ids), _OF_A_PROPOSAL,
            lambda rows, who: hand_over(rows, who.user_ids),
            _("What you write for an organisation goes to somebody else of its team, without your name."),
            pages=_PAGES_OF_A_PROPOSAL,
        ),
        Table(
            "proposals", _("Your proposals and drafts"), Proposal,
            lambda who: own_proposals(who) & ~has_heirs(who.user_ids), _OF_A_PROPOSAL, forget_author,
            _("What the editors published stays: it belongs to the page, and others have built on it."),
            pages=_PAGES_OF_A_PROPOSAL,
        ),
        Table(
            "contributor_page", _("Your public page"), ContributorPage, lambda who: who.is_account("user"),
            ("uuid", "name", "shows_organisations", "is_public", "since"), deleted,
        ),
        Table(
            "drafts_of_others", _("Drafts in which you wrote for an organisation"), Proposal,
            lambda who: who.is_account("saved_by", "writers") & ~own_proposals(who),
            ("uuid", "kind_code", "status", "saved_at"), left, _("Your organisation’s drafts stay with its team."),
        ),
    ]  # fmt: skip


def forget_files(rows: QuerySet[Any], _person: Person) -> int:
    """What was not handed in is deleted; what goes with a proposal goes or stays with it."""
    found = list(rows.values_list("pk", flat=True))
    ProposedFile.objects.filter(pk__in=found, proposal=None).delete()
    ProposedFile.objects.filter(pk__in=found).update(uploaded_by=None)
    return len(found)


def forget_author(rows: QuerySet[Any], person: Person) -> int:
    """What still waits is deleted. What was decided stays without its author, what was not published without its text.

    The name stays beside what was published only where its author asked for it, and leaves it there.
    """
    found = list(rows.values_list("pk", flat=True))
    own = Proposal.objects.filter(pk__in=found)
    own.filter(status__in=OPEN).delete()
    forget_texts(own.exclude(status__in=ACCEPTED))
    own.update(message="", fact_source="", author_email="", confirmation="", typed="")
    unnamed = own.exclude(is_credited=True, status__in=ACCEPTED) if person.keeps_name else own
    unnamed.update(author_name="", is_credited=False)
    return len(found)
