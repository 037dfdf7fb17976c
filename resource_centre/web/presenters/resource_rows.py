"""Every sourced row that touches a resource, in one query: who, links, evidence, figures, sources, mentions.

Rows of different tables are read as one UNION of the same columns, so that a page costs the same whatever
relations it has. A preview takes the rows stated by the page itself from the draft in memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, IntegerField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex

from resource_centre.content.dates import PartialDate, span_in_words
from resource_centre.content.facts import Figure, RsoAssessment, Source
from resource_centre.content.object_numbers import number_of
from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.lesson import LessonChange
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import ActorLink, Evidence, Involvement, ResourceLink


class RowType(StrEnum):
    """What a row is, seen from the page on which it is shown."""

    ROLE = "role"  # this actor's part in another resource
    INVOLVEMENT = "involvement"  # another actor's part in this resource
    LINK = "link"
    INVERSE_LINK = "inverse_link"
    EVIDENCE = "evidence"  # what this resource says of a lesson
    PROOF = "proof"  # what another resource says of this lesson
    ACTOR_LINK = "actor_link"
    INVERSE_ACTOR_LINK = "inverse_actor_link"
    AUTHORED = "authored"
    SPOKE = "spoke"
    AUTHOR = "author"
    SPEAKER = "speaker"
    NAME = "name"
    CHANGE = "change"
    SOURCE = "source"
    FIGURE = "figure"
    RSO = "rso"
    MENTION = "mention"


class RowsFrom(Enum):
    """Where the rows of a page are read: all in the database; its own in the draft or the old version in memory.

    An old version has no other rows: what other pages say is of today.
    """

    DATABASE = "database"
    DRAFT = "draft"
    VERSION = "version"


@dataclass(frozen=True)
class Row:
    """One row, whatever its table. `other_id` is the page at its other end, 0 when there is none.

    code: role, criterion, kind of link, stance, kind of name, or the value of a figure. label_fr, label_en: words
    of the role or criterion, a name, what a figure counts. state: of the row, or a figure's unit.
    """

    type: RowType
    other_id: int
    code: str
    label_fr: str
    label_en: str
    state: str
    date_from: PartialDate | None
    date_to: PartialDate | None
    source_title: str
    source_url: str
    source_date: PartialDate | None
    note: str
    order: int

    @property
    def label(self) -> str:
        """The words in the language of the interface."""
        is_english = (get_language() or "").startswith("en")
        return self.label_en if is_english and self.label_en else self.label_fr

    @property
    def period(self) -> str:
        """The row's own dates in words."""
        return span_in_words(self.date_from, self.date_to)


_TEXTS = (
    *("code", "label_fr", "label_en", "state", "date_from", "date_to"),
    *("source_title", "source_url", "source_date", "note"),
)
_SOURCE = {name: name for name in ("source_title", "source_url", "source_date", "note")}
_DATES = {"date_from": "date_from", "date_to": "date_to"}
_ROLE = {"code": "role__code", "label_fr": "role__label_fr", "label_en": "role__label_en"}
_INVOLVEMENT = {**_ROLE, **_SOURCE, **_DATES, "state": "state"}
_ACTOR_LINK = {**_SOURCE, **_DATES, "code": "kind", "state": "state"}
_LINK = {**_SOURCE, "code": "kind"}
_FIGURE = {"code": "value", "label_fr": "label", "state": "unit", "date_from": "date", "note": "population"}
_FIGURE |= {"source_title": "source_title", "source_url": "source_url"}
_WORK = {"source_title": "title", "source_url": "url", "source_date": "date", "label_fr": "author", "note": "page"}
_WORK |= {"date_from": "accessed_on"}
_RSO = {"code": "criterion__code", "label_fr": "criterion__label_fr", "label_en": "criterion__label_en"}
_RSO |= {**_SOURCE, "state": "effect", "note": "evidence"}
_EVIDENCE = {**_SOURCE, "code": "stance"}
_AUTHOR = {"label_fr": "name", "note": "contribution"}
_SPEAKER = {"label_fr": "name", "note": "title"}


@dataclass(frozen=True)
class Branch:
    """One table seen from one of its ends.

    here: the column that is this page. other: the column at the other end, "" for none. columns: which of the
    table's columns fill which of the Row's. child: name of the relation when the page itself states the row.
    """

    row_type: RowType
    model: type[Model]
    here: str
    other: str
    columns: dict[str, str] = field(default_factory=dict)
    child: str = ""

    def query(self, page_id: int) -> QuerySet[Any, tuple[Any, ...]]:
        """The rows of that page, as tuples in the order of Row's fields."""
        other = F(self.other) if self.other else Value(0, IntegerField())
        return self._select(self.model._default_manager.filter(**{self.here: page_id}), other, F("sort_order"))

    def _select(self, rows: QuerySet[Any], other: Any, order: Any) -> QuerySet[Any, tuple[Any, ...]]:
        texts = {f"c_{name}": _column(self.columns.get(name, "")) for name in _TEXTS}
        typed = rows.annotate(c_type=Value(self.row_type.value, CharField()), c_other=other, c_order=order, **texts)
        return typed.order_by().values_list("c_type", "c_other", *texts, "c_order")

    def drafted(self, page: Page) -> Iterator[Row]:
        """The same rows from a page in memory; none when its kind states no such relation.

        An actor has involvements too, which other pages state: they are no rows of its own.
        """
        own = {relation.get_accessor_name() for relation in get_all_child_relations(type(page))}
        for order, row in enumerate(getattr(page, self.child).all() if self.child in own else ()):
            texts = [_follow(row, self.columns[name]) if name in self.columns else "" for name in _TEXTS]
            yield _row((self.row_type, getattr(row, self.other) if self.other else 0, *texts, order))


def _column(path: str) -> Any:
    """A column of a table as text; PostgreSQL asks a UNION for one type in each column."""
    if not path:
        return Value("", CharField())
    return Cast(path, CharField()) if path == "accessed_on" else F(path)


class MentionBranch(Branch):
    """Links inside texts, from Wagtail's reference index; relations, which have their own rows, are left out."""

    def query(self, page_id: int) -> QuerySet[Any, tuple[Any, ...]]:
        """Pages whose own texts link to that page."""
        page_type = ContentType.objects.get_for_model(Page)
        related = Q()
        for branch in BRANCHES:
            related |= Q(model_path__startswith=f"{branch.child}.") if branch.child else Q()
        rows = ReferenceIndex.objects.filter(
            to_content_type=page_type, to_object_id=str(page_id), base_content_type=page_type
        ).exclude(related | Q(object_id=str(page_id)))
        return self._select(rows, number_of(page_type), Value(0, IntegerField()))


#: The first one gives the columns their types: it has every one of them.
BRANCHES: tuple[Branch, ...] = (
    Branch(RowType.ROLE, Involvement, "actor", "resource_id", _INVOLVEMENT),
    Branch(RowType.INVOLVEMENT, Involvement, "resource", "actor_id", _INVOLVEMENT, "involvements"),
    Branch(RowType.LINK, ResourceLink, "resource", "target_id", _LINK, "resource_links"),
    Branch(RowType.INVERSE_LINK, ResourceLink, "target", "resource_id", _LINK),
    Branch(RowType.EVIDENCE, Evidence, "resource", "lesson_id", _EVIDENCE, "evidence"),
    Branch(RowType.PROOF, Evidence, "lesson", "resource_id", _EVIDENCE),
    Branch(RowType.ACTOR_LINK, ActorLink, "actor", "other_id", _ACTOR_LINK, "actor_links"),
    Branch(RowType.INVERSE_ACTOR_LINK, ActorLink, "other", "actor_id", _ACTOR_LINK),
    Branch(RowType.AUTHORED, StudyAuthor, "actor", "study_id", _AUTHOR),
    Branch(RowType.SPOKE, EventSpeaker, "actor", "event_id", _SPEAKER),
    Branch(RowType.AUTHOR, StudyAuthor, "study", "actor_id", _AUTHOR, "authors"),
    Branch(RowType.SPEAKER, EventSpeaker, "event", "actor_id", _SPEAKER, "speakers"),
    Branch(RowType.NAME, ActorName, "actor", "", {"code": "kind", "label_fr": "name"}, "names"),
    Branch(
        RowType.CHANGE, LessonChange, "lesson", "", {"code": "state", "date_from": "date", "note": "note"}, "history"
    ),
    Branch(RowType.SOURCE, Source, "resource", "", _WORK, "sources"),
    Branch(RowType.FIGURE, Figure, "resource", "", _FIGURE, "figures"),
    Branch(RowType.RSO, RsoAssessment, "resource", "", _RSO, "rso"),
    MentionBranch(RowType.MENTION, ReferenceIndex, "to_object_id", "object_id"),
)


def rows_of(page: Page, source: RowsFrom = RowsFrom.DATABASE) -> tuple[Row, ...]:
    """Every row that touches the page, in the order of its editors. One query; none for an old version.

    Nothing here knows who reads: rows are shown only with a visible page at their other end.
    """
    is_in_memory = source is not RowsFrom.DATABASE
    stored = [branch for branch in BRANCHES if not (is_in_memory and branch.child)]
    rows: list[Row] = []
    # A page previewed before its first save has no row yet.
    if page.pk is not None and source is not RowsFrom.VERSION:
        first, *others = (branch.query(page.pk) for branch in stored)
        # Django 6.1 orders a union as its first model is ordered, unless told not to.
        rows = [_row(values) for values in first.union(*others, all=True).order_by()]
    if is_in_memory:
        rows += [row for branch in BRANCHES if branch.child for row in branch.drafted(page)]
    return tuple(sorted(rows, key=lambda row: row.order))


def of_type(rows: Iterable[Row], *types: RowType) -> tuple[Row, ...]:
    """The rows of those types, order kept."""
    return tuple(row for row in rows if row.type in types)


def _row(values: tuple[Any, ...]) -> Row:
    kind, other, code, label_fr, label_en, state, start, end, title, url, date, note, order = values
    return Row(
        RowType(kind), other or 0, str(code), str(label_fr), str(label_en), str(state),
        _partial(start), _partial(end), str(title), str(url), _partial(date), str(note), order or 0,
    )  # fmt: skip


def _partial(value: Any) -> PartialDate | None:
    """A date of any column: already read, its text, a whole day, or nothing."""
    if value is None or value == "" or isinstance(value, PartialDate):
        return value or None
    return PartialDate.parse(str(value))


def _follow(row: Any, path: str) -> Any:
    """Read "role__code" on a row in memory."""
    for name in path.split("__"):
        row = getattr(row, name)
    return row
