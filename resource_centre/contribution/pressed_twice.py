"""A button that is pressed twice sends the same text twice: what the first press has kept is given back."""

from datetime import datetime, timedelta

from django.utils import timezone

#: Within which the same text, sent again by the same person to the same place, is the same press.
AGAIN = timedelta(minutes=1)


def just_now() -> datetime:
    """The moment since when it is."""
    return timezone.now() - AGAIN
