"""What keeps some readers out of a page's content: images and videos without words, files, headings out of order."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from resource_centre.admin.steering.addresses import edit_urls, pages_url, report_url
from resource_centre.admin.steering.proposal_lines import kind_words
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table, with_bars
from resource_centre.content.facts import ResourceDocument
from resource_centre.content.kinds import all_kinds, codes_by_type

CODE = "accessibility"
_HEADING = re.compile(r"<h([2-6])\b", re.I)
#: What a stored body holds when one of its blocks may be a barrier.
_SIGNS = ('"figure"', '"embed"', '"heading"', "<h")
#: The title of the page is the only heading of level 1.
TITLE_LEVEL = 1


class Barrier(StrEnum):
    """What is met."""

    IMAGE = "image"
    VIDEO = "video"
    HEADINGS = "headings"
    CLOSED_FILE = "closed_file"
    UNKNOWN_FILE = "unknown_file"


@dataclass(frozen=True)
class PageBarriers:
    """A page, and how often each barrier is met on it."""

    pk: int
    title: str
    kind: str
    met: Mapping[Barrier, int]


@dataclass(frozen=True)
class Barriers:
    """Published pages by kind, and those on which a barrier is met."""

    pages: Mapping[str, int]
    found: tuple[PageBarriers, ...]

    def count(self, barrier: Barrier, kind: str = "") -> int:
        """Pages on which that barrier is met, of a kind or of all."""
        return sum(bool(page.met.get(barrier)) for page in self.found if not kind or page.kind == kind)


def compute_barriers(scope: Scope) -> Barriers:
    """Published pages on which the reader decides (three queries); bodies are read as they are stored."""
    types = codes_by_type()
    files = _files(scope)
    counts: Counter[str] = Counter()
    found = []
    resources = scope.resources().annotate(stored=Cast("body", TextField())).order_by("title", "pk")
    for pk, title, type_id, stored in resources.values_list("pk", "title", "content_type_id", "stored").iterator():
        kind = types.get(type_id, "")
        counts[kind] += 1
        met = Counter(_met(stored)) + files.get(pk, Counter())
        if met:
            found.append(PageBarriers(pk, title, kind, dict(met)))
    return Barriers({spec.code: counts[spec.code] for spec in all_kinds()}, tuple(found))


def _met(stored: str | None) -> Iterator[Barrier]:
    """What a body holds, as the database stores it; most hold nothing that could be a barrier, and are not opened."""
    if stored and any(sign in stored for sign in _SIGNS):
        yield from barriers_of(json.loads(stored))


def _files(scope: Scope) -> Mapping[int, "Counter[Barrier]"]:
    found: dict[int, Counter[Barrier]] = {}
    rows = ResourceDocument.objects.filter(resource__in=scope.resources().values("pk"), alternative="")
    rows = rows.exclude(is_accessible=True)
    for page, is_accessible in rows.order_by().values_list("resource_id", "is_accessible"):
        barrier = Barrier.UNKNOWN_FILE if is_accessible is None else Barrier.CLOSED_FILE
        found.setdefault(page, Counter())[barrier] += 1
    return found


def barriers_of(body: Iterable[Mapping[str, Any]]) -> Iterator[Barrier]:
    """What a stored body holds: [{"type": "figure", "value": {"alternative": "", "is_decorative": False}}]."""
    blocks = [(block["type"], block["value"]) for block in body]
    for kind, value in blocks:
        if kind == "figure" and not value.get("alternative") and not value.get("is_decorative"):
            yield Barrier.IMAGE
        elif kind == "embed" and not value.get("transcript"):
            yield Barrier.VIDEO
    yield from (Barrier.HEADINGS for _jump in jumps(_levels(blocks)))


def _levels(blocks: Iterable[tuple[str, Any]]) -> Iterator[int]:
    """Levels of the headings in their order, those of rich text included."""
    for kind, value in blocks:
        if kind == "heading":
            yield int(value.get("level") or 2)
        elif kind in {"text", "callout"}:
            html = value.get("text", "") if isinstance(value, Mapping) else value
            yield from (int(level) for level in _HEADING.findall(str(html or "")))


def jumps(levels: Iterable[int]) -> Iterator[int]:
    """Headings that are more than one level below the one before: 3 right under the title, 4 right under 2."""
    before = TITLE_LEVEL
    for level in levels:
        if level > before + 1:
            yield level
        before = level


def words() -> Mapping[Barrier, str]:
    """What each is called."""
    return {
        Barrier.IMAGE: _("Image without alternative text"),
        Barrier.VIDEO: _("Video without transcript"),
        Barrier.HEADINGS: _("Heading level skipped"),
        Barrier.CLOSED_FILE: _("Document that is not accessible"),
        Barrier.UNKNOWN_FILE: _("Document whose accessibility is unknown"),
    }


def present_barriers(found: Barriers, scope: Scope) -> tuple[Table, ...]:
    """By kind, then the pages."""
    named, url = words(), edit_urls()
    kinds = [_kind_row(found, kind, pages, scope) for kind, pages in found.pages.items() if pages]
    total = [_kind_row(found, "", sum(found.pages.values()), scope)]
    return (
        Table(
            "kinds",
            _("Pages with a barrier, by kind"),
            (_("Kind"), _("Published pages"), _("With a barrier"), *named.values()),
            (*with_bars(kinds, 2), *total),
        ),
        Table(
            "pages",
            _("Pages to mend"),
            (_("Page"), _("Kind"), _("What is met")),
            tuple(_row(page, named, url) for page in found.found),
            is_list=True,
            empty=_("No barrier is known on the pages on which you decide."),
        ),
    )


def _kind_row(found: Barriers, kind: str, pages: int, scope: Scope) -> Row:
    tag = (kind,) if kind else ()
    touched = sum(not kind or page.kind == kind for page in found.found)
    numbers = ((barrier, found.count(barrier, kind)) for barrier in Barrier)
    return Row(
        (
            Cell(kind_words(kind) if kind else _("All")),
            Cell(pages, pages_url(scope, kind=kind)),
            Cell(touched, report_url(CODE, scope, *tag) + "#pages"),
            *(Cell(number, report_url(CODE, scope, barrier, *tag) + "#pages") for barrier, number in numbers),
        )
    )


def _row(page: PageBarriers, named: Mapping[Barrier, str], url: Callable[[int], str]) -> Row:
    met = ((named[barrier], page.met[barrier]) for barrier in Barrier if page.met.get(barrier))
    return Row(
        (
            Cell(page.title, url(page.pk)),
            Cell(kind_words(page.kind)),
            Cell("\n".join(f"{name} ({times})" if times > 1 else name for name, times in met)),
        ),
        tags=frozenset({page.kind, *map(str, page.met)}),
    )
