"""Sending the mail that waits in the outbox: once each, later when the mail server is away, never in the request.

What the server refuses for good is parked at once; all else is tried for three days, by the process that wrote it as
long as that one lives, and by the commands that send mail.

A mail is claimed before it is sent, and marked once it is: a process that dies between the two leaves it to be sent
again a while after, under the same Message-ID. No transaction is open while the server is asked.
"""

import hashlib
import logging
import re

from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError

from resource_centre import conf
from resource_centre.contribution.letter_registry import letter_for
from resource_centre.contribution.letter_writing import Letter
from resource_centre.contribution.mail_faults import is_away, is_refused_for_good
from resource_centre.contribution.models import ProblemReport
from resource_centre.errands import Errand
from resource_centre.outbox import rows

logger = logging.getLogger(__name__)

TOPIC = "mail"
#: Seconds for which a mail is taken by whoever sends it.
CLAIMED = 300
#: Waits that grow to a quarter of an hour, since somebody may be looking for a link to confirm; three days in all.
PATIENCE = rows.Patience(most_attempts=297, longest_wait=900.0)
#: Seconds between two turns of the thread that waits for the server, at least.
PAUSE = 15.0
THREAD = "resource-centre-post"
_ADDRESS = re.compile(r"[^\s<>()\[\]'\",;:]+@[^\s<>()\[\]'\",;:]+")


def deliver_mail(limit: int = 1_000) -> int:
    """Send what is due, at most `limit`; the number of mails sent. A mail that fails is tried again later.

    Where nobody answers, those that follow are left as they are: each would wait for the server as long.
    """
    sent = 0
    for waiting in rows.pending(TOPIC, limit):
        if not rows.claim(TOPIC, waiting, CLAIMED):
            continue
        try:
            letter = letter_for(waiting.key)
            if letter is not None:
                _send(letter, waiting)
                sent += 1
        except Exception as error:
            _put_off(waiting, error)
            if is_away(error):
                break
        else:
            rows.mark_delivered(TOPIC, {waiting.key: waiting.version})
            _forget_address(waiting.key)
    return sent


def _put_off(waiting: rows.Waiting, error: Exception) -> None:
    said = without_addresses(f"{type(error).__name__}: {error}")
    logger.warning("Mail %s was not sent: %s", waiting.key, said)
    for_good = is_refused_for_good(error)
    rows.mark_failed(TOPIC, waiting, said, for_good=for_good, patience=PATIENCE)
    if for_good:
        _forget_address(waiting.key)


def without_addresses(text: str) -> str:
    """What a mail server says, which may name whom it refuses: "550 unknown: ada@b.org" becomes "550 unknown: …"."""
    return _ADDRESS.sub("…", text)


def _send(letter: Letter, waiting: rows.Waiting) -> None:
    # The version: what is sent again because somebody dies in between keeps it, what is asked for again has the next;
    # servers drop a second mail of the same identity.
    named = f"{conf.database_identity()}:{waiting.key}:{waiting.version}"
    identity = hashlib.sha256(named.encode()).hexdigest()[:32]
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[letter.to],
        headers={**dict(letter.headers), "Message-ID": f"<{identity}@resource-centre>"},
    )
    message.attach_alternative(letter.html, "text/html")
    message.send()


def _forget_address(key: str) -> None:
    """Whoever reported a problem has been answered, or never will be at that address."""
    sort, pk, *who = key.split(":")
    if sort == "report" and who == ["reader"]:
        ProblemReport.objects.filter(pk=pk).update(email="")


def wake_post() -> None:
    """Something was committed: send it from a thread of this process, unless that is a worker's task."""
    if conf.indexes_on_commit():
        _post.ask()


def _send_in_turns() -> None:
    """Until nothing waits, which PATIENCE bounds: no other mail need be written for this one to be tried again."""
    while (pause := _send_once()) is not None:
        _post.rest(max(pause, PAUSE))


def _send_once() -> float | None:
    """Send what is due; seconds until something is again, None when nothing waits any more."""
    _post.asked.clear()
    try:
        deliver_mail()
        return 0.0 if rows.pending(TOPIC, 1) else rows.seconds_to_next_attempt(TOPIC)
    except DatabaseError:
        logger.exception("The mail was not sent; it waits in the outbox.")
        return PAUSE


_post = Errand(THREAD, _send_in_turns)
