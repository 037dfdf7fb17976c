"""What a report computed, kept for ten minutes and dated: somebody may ask for it again at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from resource_centre.admin.steering.reports import Report
from resource_centre.admin.steering.scope import Scope

#: Seconds.
KEPT_FOR = 600


@dataclass(frozen=True)
class Kept:
    """The values of a report, and when they were computed."""

    values: Any
    computed_at: datetime


def kept_values(report: Report, scope: Scope, *, again: bool = False) -> Kept:
    """What is kept for this scope, or what is computed now. Whoever loses a right is given another scope at once."""
    key = f"resource_centre.steering.{report.code}.{scope.digest()}"
    found = None if again else cache.get(key)
    if not isinstance(found, Kept):
        found = Kept(report.compute(scope), timezone.now())
        cache.set(key, found, KEPT_FOR)
    return found
