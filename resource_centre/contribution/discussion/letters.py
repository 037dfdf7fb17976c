"""The mail that tells of a message. Template: resource_centre/mail/said.txt and .html."""

from typing import Any

from django.conf import settings
from django.utils.translation import override
from wagtail.models import Page

from resource_centre.content.pages.centre import centre_above
from resource_centre.contribution.addresses import absolute, proposal_talk_path, thread_path
from resource_centre.contribution.discussion.keys import AUTHOR
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.discussion.rights import is_title_told, may_be_told
from resource_centre.contribution.letter_writing import Letter, account_in, language_of, reachable, written
from resource_centre.contribution.models import Proposal


def message_letter(key: str) -> Letter | None:
    """The mail of a key; None when there is nobody to write to, or the message is out of sight."""
    _sort, pk, who = key.split(":", 2)
    ends = ("thread__resource", "thread__proposal__centre", "thread__proposal__resource")
    message = Message.objects.filter(pk=pk, hidden_at=None).select_related(*ends).first()
    if message is None:
        return None
    proposal = message.thread.proposal
    if who == AUTHOR:
        to = proposal.author_email if proposal is not None else ""
        return _letter(message, to, proposal.language if proposal is not None else "fr", None) if to else None
    user = reachable(account_in(who))
    if user is None or not may_be_told(user, message.thread):
        return None
    return _letter(message, user.email, _language(user, proposal), user)


def _language(user: Any, proposal: Proposal | None) -> str:
    """An author is written to in the language of their proposal, as in every other mail about it."""
    if proposal is None:
        return language_of(user) or settings.LANGUAGE_CODE
    return str(proposal.language) if user.pk == proposal.author_id else language_of(user) or proposal.language


def _letter(message: Message, to: str, language: str, user: Any) -> Letter:
    """The mail to somebody; user: None for who has no account."""
    thread = message.thread
    proposal = thread.proposal
    with override(language):
        if proposal is not None:
            title = proposal.title if is_title_told(proposal, user) else ""
            url = absolute(proposal.centre, proposal_talk_path(proposal))
        else:
            resource: Page = thread.resource  # type: ignore[assignment]  # one of the two, says the database
            title = resource.title
            centre: Any = centre_above(resource)  # a resource is always in one
            url = absolute(centre, thread_path(thread.resource.uuid, thread.number))  # type: ignore[union-attr]
        context = {"title": title, "subject_line": thread.title, "name": message.name, "text": message.text, "url": url}
    return written("said", to, language, context)
