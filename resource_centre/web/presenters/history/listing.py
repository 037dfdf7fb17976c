"""The history of a resource: its published versions, a line each, with the form that compares two."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import comparison_path, contributor_path, history_path, version_path
from resource_centre.contribution.credits import contributors_of
from resource_centre.contribution.history.comparing import touched_fields
from resource_centre.contribution.history.reading import readings_of
from resource_centre.contribution.history.versions import Version, published, versions_of
from resource_centre.web.presenters.common import Link, breadcrumb, centre_of, foreign
from resource_centre.web.presenters.history.moments import message_words, moment_in_words, significance_words, who
from resource_centre.web.presenters.pagination import Pagination, last_page, numbered, paginate

#: Lines on a page: at some twelve elements each, a page keeps within its four hundred.
EACH_PAGE = 20


@dataclass(frozen=True)
class VersionLine:
    """A published version. touched: names of the fields that it changed; () for the first version."""

    number: int
    url: str
    at: datetime
    moment: str
    is_current: bool
    is_first: bool
    significance: str
    who: str
    message: str
    touched: tuple[str, ...]
    is_picked_from: bool
    is_picked_to: bool


@dataclass(frozen=True)
class CreditLine:
    """Who helped, with the address of their page if they wish for one, and how often."""

    who: Link
    accepted: int


@dataclass(frozen=True)
class HistoryView:
    """The history of a resource. can_compare: there are two versions to compare on this page."""

    breadcrumb: tuple[Link, ...]
    page: Link
    total: int
    lines: tuple[VersionLine, ...]
    can_compare: bool
    compare_url: str
    contributors: tuple[CreditLine, ...]
    pagination: Pagination | None


def present_history(page: Resource, access: Access, request: HttpRequest, base: str, number: int) -> HistoryView:
    """A page of the history, in a number of queries that never grows. Raises PageOutOfRange."""
    total = published(page).count()
    last = last_page(total, EACH_PAGE, number)
    start = (number - 1) * EACH_PAGE
    versions = versions_of(page, start, start + EACH_PAGE + 1)
    here = f"{base}{history_path(page.uuid)}"
    link = Link(page.title, page.get_url(request) or "", foreign(page.language))
    return HistoryView(
        breadcrumb=breadcrumb(centre_of(page, request), link, Link(_("History"), ""), request=request),
        page=link,
        total=total,
        lines=_lines(page, access, versions, base),
        can_compare=len(versions[:EACH_PAGE]) > 1,
        compare_url=f"{base}{comparison_path(page.uuid)}",
        contributors=tuple(
            CreditLine(Link(one.name, f"{base}{contributor_path(one.page)}" if one.page else ""), one.accepted)
            for one in contributors_of(page.pk)
        ),
        pagination=paginate(number, last, numbered(here)),
    )


def _lines(page: Resource, access: Access, versions: tuple[Version, ...], base: str) -> tuple[VersionLine, ...]:
    readings = readings_of(type(page), [one.content for one in versions], access)
    return tuple(
        VersionLine(
            number=one.number,
            url=f"{base}{version_path(page.uuid, one.number)}",
            at=one.at,
            moment=moment_in_words(one.at),
            is_current=one.is_current,
            is_first=rank + 1 == len(versions),
            significance=significance_words(one.story.significance),
            who=who(one.story.by),
            message=message_words(one.story),
            touched=touched_fields(readings, rank + 1, rank) if rank + 1 < len(versions) else (),
            is_picked_from=rank == 1,
            is_picked_to=rank == 0,
        )
        for rank, one in enumerate(versions[:EACH_PAGE])
    )
