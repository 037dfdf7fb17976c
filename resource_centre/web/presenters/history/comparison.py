"""What differs between two versions of a resource, for one reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import history_path, version_path
from resource_centre.contribution.history.comparing import FieldDifference, compare_readings
from resource_centre.contribution.history.reading import readings_of
from resource_centre.contribution.history.versions import Version
from resource_centre.contribution.wording import Tally, WordedChange, tally
from resource_centre.contribution.words import Mark, Piece
from resource_centre.web.presenters.common import Link, breadcrumb, centre_of, foreign
from resource_centre.web.presenters.history.moments import message_words, moment_in_words, significance_words, who

#: Characters of unchanged text that stay on either side of a change.
AROUND = 160


@dataclass(frozen=True)
class End:
    """One of the two versions."""

    url: str
    at: datetime
    moment: str
    significance: str
    who: str
    message: str
    is_current: bool


@dataclass(frozen=True)
class ComparisonView:
    """Two versions compared, the older first. Fewer than two ends: there is nothing to compare, and why."""

    breadcrumb: tuple[Link, ...]
    page: Link
    history_url: str
    ends: tuple[End, ...]
    fields: tuple[FieldDifference, ...]
    tally: Tally
    is_same: bool


def present_comparison(
    page: Resource, access: Access, request: HttpRequest, base: str, ends: Sequence[Version], *, is_same: bool
) -> ComparisonView:
    """Put two versions side by side, as this reader may see them. is_same: one version was picked twice."""
    readings = readings_of(type(page), [one.content for one in ends], access)
    found = compare_readings(readings, 0, 1) if len(ends) == 2 else ()
    link = Link(page.title, page.get_url(request) or "", foreign(page.language))
    here = f"{base}{history_path(page.uuid)}"
    steps = (Link(_("History"), here), Link(_("Comparison"), ""))
    words = tally(change for one in found for change in one.changes)
    return ComparisonView(
        breadcrumb=breadcrumb(centre_of(page, request), link, *steps, request=request),
        page=link,
        history_url=here,
        ends=tuple(_end(page, one, base) for one in ends),
        fields=tuple(replace(one, changes=tuple(_folded(change) for change in one.changes)) for one in found),
        tally=replace(words, fields=len(found)),
        is_same=is_same and len(ends) == 1,
    )


def _end(page: Resource, version: Version, base: str) -> End:
    return End(
        url=f"{base}{version_path(page.uuid, version.number)}",
        at=version.at,
        moment=moment_in_words(version.at),
        significance=significance_words(version.story.significance),
        who=who(version.story.by),
        message=message_words(version.story),
        is_current=version.is_current,
    )


def _folded(change: WordedChange) -> WordedChange:
    return replace(change, pieces=tuple(_shortened(change.pieces)))


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The same pieces; of what is unchanged, only what is near a change."""
    for rank, piece in enumerate(pieces):
        if piece.mark is not Mark.SAME or len(piece.text) <= AROUND * 2:
            yield piece
            continue
        head = piece.text[:AROUND].rpartition(" ")[0] if rank else ""
        tail = piece.text[-AROUND:].partition(" ")[2] if rank + 1 < len(pieces) else ""
        yield Piece(Mark.SAME, f"{head} […] {tail}")
