"""The pages at the other end of rows and links: read in one query, only those that this reader may see.

A row whose other end is not here is shown nowhere: that is the whole of the rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from wagtail.models import Page

from resource_centre.access.visibility import Access
from resource_centre.content.dates import PartialDate, span_in_words
from resource_centre.content.kinds import KindSpec, codes_by_type, kind_by_code
from resource_centre.web.presenters.common import Link, foreign


@dataclass(frozen=True)
class LinkedPage:
    """A page that this reader may see. `kind` is None for a page that is no resource."""

    pk: int
    path: str
    title: str
    url: str
    kind: KindSpec | None
    language: str
    date_from: PartialDate | None
    date_to: PartialDate | None

    @property
    def link(self) -> Link:
        """Its title as a link, with its language when that is not the interface's."""
        return Link(self.title, self.url, foreign(self.language) if self.language else "")

    @property
    def period(self) -> str:
        """Its dates in words."""
        return span_in_words(self.date_from, self.date_to)


@dataclass(frozen=True)
class Surroundings:
    """Pages around a resource: {id: page}, and those above it from the top down."""

    pages: Mapping[int, LinkedPage]
    ancestors: tuple[LinkedPage, ...]


def load_surroundings(page: Page, ids: Iterable[int], access: Access, request: HttpRequest) -> Surroundings:
    """Read the visible pages among `ids`, and the visible ancestors of `page`, in one query."""
    above = ancestor_paths(page.path or "")
    rows = access.filter(Page.objects.filter(Q(pk__in=set(ids)) | Q(path__in=above))).annotate(
        text_language=F("resource__language"), starts=F("resource__date_from"), ends=F("resource__date_to")
    )
    kinds = codes_by_type()
    found = [_linked(row, kinds, request) for row in rows]
    ancestors = sorted((item for item in found if item.path in above), key=lambda item: item.path)
    return Surroundings({item.pk: item for item in found}, tuple(ancestors))


def ancestor_paths(path: str) -> list[str]:
    """Paths of the pages above a page, from the top: "000100020003" gives ["0001", "00010002"]."""
    return [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]


def _linked(row: Any, kinds: Mapping[int, str], request: HttpRequest) -> LinkedPage:
    return LinkedPage(
        pk=row.pk,
        path=row.path,
        title=row.title,
        url=row.get_url(request) or "",
        kind=kind_by_code(kinds.get(row.content_type_id, "")),
        language=row.text_language or "",
        date_from=row.starts,
        date_to=row.ends,
    )
