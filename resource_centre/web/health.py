"""Health of the site, for a machine that watches it.

Shape: {"status": "ok", "database": "ok", "engine": "ok", "standby": null, "pending": 0, "parked": 0,
"oldest_pending_seconds": 0, "mail": {"pending": 0, "parked": 0, "oldest_pending_seconds": 0}}. standby: whether the
engine that would stand in would answer, null where there is none. Source: docs/reference/search.md.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from resource_centre.contribution.mail_health import mail_health
from resource_centre.discovery.health import index_health


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """503 "down" when the database does not answer; "degraded" when the search is away, late, or holds parked changes,
    and when mail does not leave: pages are still served, so that no balancer should take the site out."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        found, mail = index_health(), mail_health()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    return JsonResponse(
        {
            "status": "ok" if found.is_well and mail.is_well else "degraded",
            "database": "ok",
            "engine": _word(is_well=found.is_ready),
            "standby": None if found.standby is None else _word(is_well=not found.standby),
            "pending": found.pending,
            "parked": found.parked,
            "oldest_pending_seconds": found.oldest_pending_seconds,
            "mail": {
                "pending": mail.pending,
                "parked": mail.parked,
                "oldest_pending_seconds": mail.oldest_pending_seconds,
            },
        }
    )


def _word(*, is_well: bool) -> str:
    return "ok" if is_well else "down"
