"""Days where the site is. Wagtail's admin works in the zone of whoever looks, whose day may be another one."""

from datetime import date, datetime, time

from django.utils import timezone


def site_today() -> date:
    """Today, for the site and all who work on it."""
    return site_day(timezone.now())


def site_day(moment: datetime) -> date:
    """The day on which something happened, for the site."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def begins_at(day: date) -> datetime:
    """The first moment of a day of the site."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
