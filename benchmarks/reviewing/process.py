"""Fill a queue, then time it beside Wagtail's listing: a fifth are drafts in review, a fifth reports, the rest
proposals. Prints one line of JSON."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models need a project that is set up
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.timing import alternated  # noqa: E402
from resource_centre.content.pages.practice import Practice  # noqa: E402
from resource_centre.contribution.models import ProblemReport, Proposal, ReportReason, Status  # noqa: E402
from resource_centre.discovery.indexer import held  # noqa: E402
from tests.factories import index_of  # noqa: E402
from tests.support.bulk import many_pages  # noqa: E402
from tests.support.reviewing import make_desk, signed_in, submitted  # noqa: E402

QUEUE, ROUNDS = "/admin/resource-centre/queue/", 9


def fill(waiting: int) -> tuple[Client, str]:
    """As many pages as things that wait. The browser of somebody who decides on all, and the address of the listing."""
    desk = make_desk()
    many_pages(desk.centre, "practice", waiting)
    pages = list(Practice.objects.order_by("pk"))
    for page in pages[: waiting // 5]:
        submitted(page, desk.editor, summary="Un texte à relire.")
    ProblemReport.objects.bulk_create(
        ProblemReport(resource_id=page.pk, reason=ReportReason.WRONG) for page in pages[waiting // 5 : 2 * waiting // 5]
    )
    Proposal.objects.bulk_create(
        Proposal(
            centre=desk.centre,
            resource_id=page.pk,
            kind_code="practice",
            base_content={"title": page.title},
            content={"title": f"{page.title}, mieux"},
            status=Status.SUBMITTED,
            submitted_at=timezone.now(),
            author_name="Ada",
        )
        for page in pages[2 * waiting // 5 :]
    )
    return signed_in(desk.reviewer), f"/admin/pages/{index_of(desk.centre, 'practice').pk}/"


def queries(client: Client, address: str) -> int:
    """How many queries an answer takes, once what is remembered between answers is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address  # noqa: S101 - a bench of an error page would measure nothing
    return len(seen)


def main() -> None:
    """Migrate, fill, measure."""
    call_command("migrate", verbosity=0)
    waiting = int(sys.argv[1])
    with held():
        client, listing = fill(waiting)
    last = f"{QUEUE}?p={-(-waiting // 30)}"
    # What Wagtail's own frame asks (menu, account, site) is in both: an empty answer of ours says how much.
    frame = queries(client, f"{QUEUE}?q=introuvable&sort=member")
    sides = [[lambda: client.get(QUEUE), lambda: client.get(last)], [lambda: client.get(listing)] * 2]
    (first_page, last_page), (plain, plain_again) = alternated(sides, ROUNDS)
    found = {
        "waiting": waiting,
        "queries": queries(client, QUEUE),
        "frame": frame,
        "listing_queries": queries(client, listing),
        "ratio": first_page / plain,
        "last_ratio": last_page / plain_again,
        "milliseconds": first_page,
        "listing_milliseconds": plain,
    }
    print(json.dumps(found))


main()
