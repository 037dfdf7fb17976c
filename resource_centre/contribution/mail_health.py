"""How the mail is, for whoever watches the site: a machine, an editor, an operator."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from resource_centre.contribution.posting import PATIENCE, TOPIC
from resource_centre.outbox import rows

#: Seconds after which a mail that still waits is a fault to see: its server is away.
LATE = 900
#: Days for which a mail that was parked is still spoken of: nobody can mend the address of somebody else.
SPOKEN_OF_DAYS = 30


@dataclass(frozen=True)
class MailHealth:
    """What waits to be sent, and what was parked within a month. given_up: those among the parked that were tried for
    days; the others were refused, mostly for an address that does not exist: no fault of the site."""

    pending: int
    parked: int
    given_up: int
    oldest_pending_seconds: int

    @property
    def is_late(self) -> bool:
        """Whether a mail waits for longer than it should."""
        return self.oldest_pending_seconds > LATE

    @property
    def is_well(self) -> bool:
        """Whether the mail leaves. Anybody may type an address that is refused: that alone is no fault."""
        return not (self.is_late or self.given_up)


def mail_health() -> MailHealth:
    """Ask the outbox."""
    waiting, since = rows.state(TOPIC), timezone.now() - timedelta(days=SPOKEN_OF_DAYS)
    parked, given_up = rows.count_parked(TOPIC, since=since, attempts=PATIENCE.most_attempts)
    return MailHealth(
        pending=waiting.pending,
        parked=parked,
        given_up=given_up,
        oldest_pending_seconds=waiting.oldest_seconds,
    )
