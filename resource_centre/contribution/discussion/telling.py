"""Who is told of a message: those who wrote in the thread, the author of the proposal, those who decide."""

from django.contrib.auth import get_user_model

from resource_centre.contribution.discussion.keys import AUTHOR, SAID, USER
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.discussion.rights import is_in_charge, people_in_charge
from resource_centre.contribution.mail_rows import record_keys


def record_message_mails(message: Message) -> None:
    """One mail for each of them, none for whoever wrote.

    Those who decide are told while nobody of them is in it: nobody yet, or nobody any more.
    """
    thread = message.thread
    before = thread.messages.filter(pk__lt=message.pk)
    told = set(before.exclude(by=None).values_list("by", flat=True))
    proposal = thread.proposal
    if proposal is not None and proposal.author_id is not None:
        told.add(proposal.author_id)
    editors = get_user_model()._default_manager.filter(pk__in=before.filter(is_editor=True).values("by"))
    if not any(is_in_charge(user, thread) for user in editors):
        told |= {user.pk for user in people_in_charge(thread)}
    keys = [f"{SAID}:{message.pk}:{USER}:{pk}" for pk in sorted(told - {message.by_id})]
    if proposal is not None and proposal.author_id is None and message.is_editor:
        keys.append(f"{SAID}:{message.pk}:{AUTHOR}")
    record_keys(keys)
