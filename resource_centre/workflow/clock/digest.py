"""Telling each person in charge what they have to re-read: one mail a day at most, and none when there is nothing.

Safe to run twice at once: the row of a person and a day is written with the mail's, and the database takes one.
"""

from datetime import date

from django.db import IntegrityError, transaction

from resource_centre.content.days import site_today
from resource_centre.contribution.mail_rows import record_keys
from resource_centre.persons.person import AccountKey
from resource_centre.workflow.clock.charge import Charge
from resource_centre.workflow.clock.due import pages_to_re_read
from resource_centre.workflow.clock.models import ReviewDigest

SORT = "digest"


def send_digests(today: date | None = None) -> int:
    """Write the mails of those who have something to re-read and were not told today; the number of mails."""
    day = today or site_today()
    people = [user for user in Charge(pages_to_re_read(day)).by_user() if user.email]
    return sum(_tell(user.pk, day) for user in people)


def _tell(user: AccountKey, day: date) -> bool:
    try:
        with transaction.atomic():
            ReviewDigest.objects.create(user_id=user, day=day)
            record_keys([f"{SORT}:{user}:{day}"])
    except IntegrityError:  # they were told today, earlier or a moment ago by another run
        return False
    return True
