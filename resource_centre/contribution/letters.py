"""What a row of the outbox becomes: one mail to one person, in their language, from templates that a host overrides.

Templates: resource_centre/mail/<name>.txt, whose first line is the subject, and <name>.html. Names: confirm, received,
taken_up, asked, outdated, accepted, partly_accepted, refused, withdrawn; arrived, heir, report, report_closed; those
of teams are in member_letters, of discussions in discussion.letters, to people who watch in watching.letters.
"""

from typing import Any

from django.utils.translation import override
from wagtail.models import Page

from resource_centre.access.contribution import may_decide
from resource_centre.access.principal import ANONYMOUS, principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import absolute, confirm_path, editing_path, proposal_path
from resource_centre.contribution.confirmation_links import DAYS
from resource_centre.contribution.deciding import decides_on
from resource_centre.contribution.discussion.keys import SAID
from resource_centre.contribution.discussion.letters import message_letter
from resource_centre.contribution.letter_registry import register_letters
from resource_centre.contribution.letter_writing import (
    Letter,
    account_in,
    admin_url,
    language_of,
    reachable,
    written,
)
from resource_centre.contribution.mail_rows import AUTHOR, READER
from resource_centre.contribution.member_letters import SORTS as OF_MEMBERS
from resource_centre.contribution.member_letters import member_letter
from resource_centre.contribution.models import EventKind, ProblemReport, Proposal, ProposalEvent
from resource_centre.contribution.outcome import outcome_of
from resource_centre.contribution.watching.letters import SORTS as OF_WATCHERS
from resource_centre.contribution.watching.letters import watching_letter
from resource_centre.persons.person import AccountKey

#: The template of each event, for its author.
_AUTHOR = {EventKind.WRITTEN: "confirm", EventKind.SUBMITTED: "received"}


def register() -> None:
    """Called once, at start: what this package writes."""
    writers = {"event": event_letter, "heir": heir_letter, "report": report_letter, SAID: message_letter}
    writers |= dict.fromkeys(OF_MEMBERS, member_letter) | dict.fromkeys(OF_WATCHERS, watching_letter)
    for sort, writer in writers.items():
        register_letters(sort, writer)


def event_letter(key: str) -> Letter | None:
    """Of what happened to a proposal: "event:12:author" to its author, "event:12:user:7" to one who decides."""
    _sort, pk, who = key.split(":", 2)
    event = ProposalEvent.objects.select_related("proposal__centre", "proposal__author").filter(pk=pk).first()
    if event is None:
        return None
    return _to_author(event) if who == AUTHOR else _to_decider(event, account_in(who))


def report_letter(key: str) -> Letter | None:
    """Of a problem: "report:12:user:7" to one who decides, "report:12:reader" to whoever reported it, once closed."""
    _sort, pk, who = key.split(":", 2)
    report = ProblemReport.objects.filter(pk=pk).first()
    if report is None:
        return None
    return _to_reader(report) if who == READER else _of_report(report, account_in(who))


def _to_author(event: ProposalEvent) -> Letter | None:
    proposal = event.proposal
    to = proposal.author.email if proposal.author else proposal.author_email
    if not to or (event.kind == EventKind.WRITTEN and not proposal.confirmation):
        return None
    access = Access.of(principal_of_user(proposal.author) if proposal.author else ANONYMOUS)
    with override(proposal.language):
        context = {**_about(proposal, access), "why": event.why, "name": proposal.author_name, "days": DAYS}
        if event.kind == EventKind.WRITTEN:
            context["confirm_url"] = absolute(proposal.centre, confirm_path(proposal))
        if event.kind in {EventKind.ACCEPTED, EventKind.PARTLY_ACCEPTED} and context["title"]:
            outcome = outcome_of(proposal, access)
            context |= {"kept": outcome.kept, "left": outcome.left}
    return written(_AUTHOR.get(EventKind(event.kind), event.kind), to, proposal.language, context)


def _about(proposal: Proposal, access: Access) -> dict[str, Any]:
    """Addresses, and the title of the page while its author may read it."""
    page = Resource.objects.filter(pk=proposal.resource_id).first()
    is_seen = page is not None and access.allows(page)
    return {
        "title": proposal.title if is_seen or proposal.is_new_resource else "",
        "page_url": page.full_url if page is not None and is_seen else "",
        "track_url": absolute(proposal.centre, proposal_path(proposal)),
        "revise_url": absolute(proposal.centre, editing_path(proposal)),
        "is_credited": proposal.is_credited,
    }


def heir_letter(key: str) -> Letter | None:
    """To whoever goes on with what a colleague left, while it is theirs and open: "heir:12:user:7"."""
    _sort, pk, who = key.split(":", 2)
    user = reachable(account_in(who))
    found = Proposal.objects.filter(pk=pk, author=user).select_related("centre", "organisation").first()
    if found is None or user is None or not found.is_open:
        return None
    language = language_of(user) or found.language
    with override(language):
        context = {
            "title": found.title,
            "organisation": found.organisation.title if found.organisation else "",
            "track_url": absolute(found.centre, proposal_path(found)),
        }
    return written("heir", user.email, language, context)


def _decider(pk: AccountKey, page: Page) -> Any:
    """That account, if it still decides on the page and can be written to."""
    user = reachable(pk)
    return user if user is not None and may_decide(user, page) else None


def _to_decider(event: ProposalEvent, pk: AccountKey) -> Letter | None:
    proposal = event.proposal
    user = reachable(pk)
    if user is None or not proposal.is_waiting or not decides_on(user, proposal):
        return None
    language = language_of(user) or proposal.language
    with override(language):
        context = {
            "title": proposal.title,
            "is_new": proposal.is_new_resource,
            "admin_url": admin_url("resource_centre_proposal", proposal.pk),
            "name": proposal.author_name,
            "message": proposal.message,
            "is_again": event.kind == EventKind.REVISED,
            "significance": proposal.get_significance_display(),
        }
    return written("arrived", user.email, language, context)


def _of_report(report: ProblemReport, pk: AccountKey) -> Letter | None:
    user = _decider(pk, report.resource)
    if user is None or report.closed_at is not None:
        return None
    language = language_of(user) or report.language
    with override(language):
        context = {
            "title": report.resource.title,
            "reason": report.get_reason_display(),
            "text": report.text,
            "admin_url": admin_url("resource_centre_reports"),
        }
    return written("report", user.email, language, context)


def _to_reader(report: ProblemReport) -> Letter | None:
    if not report.email:
        return None
    is_seen = Access.of(ANONYMOUS).allows(report.resource)
    with override(report.language):
        context = {
            "title": report.resource.title if is_seen else "",
            "page_url": report.resource.full_url if is_seen else "",
            "answer": report.answer,
        }
    return written("report_closed", report.email, report.language, context)
