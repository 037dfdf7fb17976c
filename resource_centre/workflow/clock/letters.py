"""The digest of a person in charge: what is late, what another page made worth re-reading, what is due soon.

Template: resource_centre/mail/digest.txt and .html. Written when it leaves: what was re-read meanwhile is not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import override

from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.days import site_today
from resource_centre.contribution.letter_writing import Letter, admin_url, language_of, reachable, written
from resource_centre.workflow.clock.charge import Charge
from resource_centre.workflow.clock.due import Urgency, pages_to_re_read
from resource_centre.workflow.clock.models import ReReading

#: Pages named in each part of a mail; the list in the admin has them all.
MOST = 30


@dataclass(frozen=True)
class DigestLine:
    """A page to re-read. because: titles of the pages that changed, those that this person may read."""

    title: str
    url: str
    review_by: date | None
    because: tuple[str, ...]


@dataclass(frozen=True)
class DigestPart:
    """Pages of one urgency: name is "late", "marked" or "soon"; more: how many are not named."""

    name: str
    lines: tuple[DigestLine, ...]
    more: int


def digest_letter(key: str) -> Letter | None:
    """The mail of "digest:7:2026-11-27"; None when nothing is left to re-read, or nobody to write to."""
    _sort, _colon, who = key.partition(":")
    user = reachable(who.rpartition(":")[0])  # what comes last is the day
    if user is None:
        return None
    pages = pages_to_re_read(site_today())
    own = Charge(pages).of_user(user)
    found = [page for page in pages if page.pk in own]
    if not found:
        return None
    language = language_of(user) or settings.LANGUAGE_CODE
    with override(language):
        context = {
            "parts": _parts(found, user),
            "total": len(found),
            "late": sum(page.urgency == Urgency.LATE for page in found),
            "first": found[0].title,
            "list_url": f"{admin_url('resource_centre_to_re_read')}?mine=1",
        }
    return written("digest", user.email, language, context)


def _parts(pages: Sequence[Any], user: Any) -> list[DigestPart]:
    because = titles_that_changed([page.pk for page in pages], user)
    parts = []
    for urgency in Urgency:
        here = [page for page in pages if page.urgency == urgency]
        lines = tuple(_line(page, because.get(page.pk, ())) for page in here[:MOST])
        if lines:
            parts.append(DigestPart(urgency.name.lower(), lines, len(here) - len(lines)))
    return parts


def _line(page: Any, because: Sequence[str]) -> DigestLine:
    return DigestLine(page.title, admin_url("resource_centre_review", page.pk), page.review_by, tuple(because))


def titles_that_changed(pages: Sequence[int], user: Any) -> dict[int, list[str]]:
    """Titles of the pages because of which each of these is to be re-read, if that person may read them."""
    access = Access.of(principal_of_user(user))
    marks = ReReading.objects.filter(access.q("because__"), resource__in=pages, closed_at=None)
    found: dict[int, list[str]] = {}
    for resource, title in marks.order_by("since", "pk").values_list("resource", "because__title"):
        found.setdefault(resource, []).append(title)
    return found
