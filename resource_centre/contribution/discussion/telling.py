"""Who is told of a message: those who wrote in the thread, the author of the proposal, those who decide."""

from resource_centre.access.contribution import deciders_of
from resource_centre.contribution.discussion.keys import AUTHOR, SAID, USER
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.discussion.rights import place_of
from resource_centre.contribution.mail_rows import record_keys


def record_message_mails(message: Message) -> None:
    """One mail for each of them, none for whoever wrote. Those who decide are told of what nobody of them is in yet."""
    thread = message.thread
    before = thread.messages.filter(pk__lt=message.pk)
    told = set(before.exclude(by=None).values_list("by", flat=True))
    proposal = thread.proposal
    if proposal is not None and proposal.author_id is not None:
        told.add(proposal.author_id)
    if not before.filter(is_editor=True).exists():
        told |= {user.pk for user in deciders_of(place_of(thread))}
    keys = [f"{SAID}:{message.pk}:{USER}:{pk}" for pk in sorted(told - {message.by_id})]
    if proposal is not None and proposal.author_id is None and message.is_editor:
        keys.append(f"{SAID}:{message.pk}:{AUTHOR}")
    record_keys(keys)
