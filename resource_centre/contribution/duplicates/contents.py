"""The same in contents: the revisions that may be published yet, and proposals that wait.

A page's rows are in its table and in its revisions, and the next publication writes them from there: whoever changes
the table alone sees the merged actor come back. Revisions are changed where they are. A new one on every page concerned
would end reviews, take the place of what was scheduled, and announce a change of each page.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Revision

from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.relinking import relinked, text_fields
from resource_centre.contribution.duplicates.plans import ContentChange, TextChange
from resource_centre.contribution.duplicates.relations import ACTOR_DECISIONS, CONCEPT_DECISIONS, Decision
from resource_centre.contribution.duplicates.tables import Pair
from resource_centre.contribution.models import OPEN, Proposal

Content = Mapping[str, Any]
_UNREAD = frozenset({"pk", "id", "sort_order"})
REVISION = "revision"


def swapped(model: type[Page], page: int | None, content: Content, pair: Pair) -> dict[str, Any]:
    """The fields of a content that change when `pair.after` takes the place of `pair.before`, as they become."""
    found: dict[str, Any] = {}
    for rows in _lists(model, pair):
        before = content.get(rows.name)
        if isinstance(before, list) and any(rows.names(row, pair.before) for row in before):
            found[rows.name] = rows.swapped(before, page, pair)
    if issubclass(pair.target, Resource):
        for field in text_fields(model):
            before = content.get(field.name)
            after = relinked(field, before, pair.before, pair.after)
            if after != before:
                found[field.name] = after
    return found


@dataclass(frozen=True)
class _Rows:
    """A list of rows of a content, with the fields that may name what is merged, and what is decided of each."""

    name: str
    parent: str
    ends: tuple[tuple[str, Decision], ...]

    def names(self, row: Any, key: int) -> bool:
        """Whether a row names it."""
        return isinstance(row, dict) and any(row.get(end) == key for end, _decision in self.ends)

    def swapped(self, rows: Sequence[dict[str, Any]], page: int | None, pair: Pair) -> list[dict[str, Any]]:
        """As tables do it: what is there twice is kept once, what would link a page to itself is left out."""
        there = [row for row in rows if not self.names(row, pair.before)]
        found: list[dict[str, Any]] = []
        dropped: list[dict[str, Any]] = []
        for row in rows:
            moved, is_kept = self._moved(row, there, page, pair)
            (found if is_kept else dropped).append(moved)
        return [self._with_taken(row, dropped, pair) for row in found]

    def _with_taken(self, row: dict[str, Any], dropped: Sequence[Content], pair: Pair) -> dict[str, Any]:
        """The row with what it takes over from the same ones that are left out."""
        taken = {
            name: value
            for end, decision in self.ends if row.get(end) == pair.after
            for one in dropped if self._same(row, {**one, end: pair.after}, end, decision)
            for name, value in decision.takes.items() if one.get(name) == value
        }  # fmt: skip
        return {**row, **taken}

    def _moved(
        self, row: dict[str, Any], there: list[dict[str, Any]], page: int | None, pair: Pair
    ) -> tuple[dict[str, Any], bool]:
        """The row as it becomes, and whether it is kept."""
        if not self.names(row, pair.before):
            return row, True
        if page == pair.after and issubclass(pair.target, Resource):
            return row, False
        moved = {**row, **{end: pair.after for end, _decision in self.ends if row.get(end) == pair.before}}
        for end, decision in self.ends:
            if moved[end] == pair.after and any(self._same(one, moved, end, decision) for one in there):
                return row, decision.keeps_both
        there.append(moved)
        return moved, True

    def _same(self, one: Mapping[str, Any], other: Mapping[str, Any], end: str, decision: Decision) -> bool:
        names = [name.removesuffix("_id") for name in decision.same]
        read = [end, *names] if names else [name for name in other if name not in _UNREAD]
        return all(one.get(name) == other.get(name) for name in read if name != self.parent)


def _lists(model: type[Page], pair: Pair) -> Iterable[_Rows]:
    decisions = ACTOR_DECISIONS if issubclass(pair.target, Resource) else CONCEPT_DECISIONS
    for relation in get_all_child_relations(model):
        row, parent = relation.related_model, relation.field.name
        ends = [(field.name, decisions.get(f"{row._meta.label}.{field.name}")) for field in row._meta.fields]
        decided = tuple((end, one) for end, one in ends if one is not None and end != parent)
        if decided:
            yield _Rows(relation.get_accessor_name(), parent, decided)


def current_revisions(holding: int | None = None, of: Collection[int] | None = None) -> Iterable[Any]:
    """Revisions that may still be read into a form or published: the newest, the live one, the scheduled ones.

    holding: only those whose text has that number somewhere in it, which the database finds. of: only of these pages.
    """
    pages = Page.objects.all() if of is None else Page.objects.filter(pk__in=of)
    base = ContentType.objects.get_for_model(Page)
    scheduled = Q(approved_go_live_at__isnull=False)
    if of is not None:
        scheduled &= Q(object_id__in=[str(pk) for pk in of])
    rows = Revision.objects.filter(
        Q(pk__in=pages.values("latest_revision")) | Q(pk__in=pages.values("live_revision")) | scheduled,
        base_content_type=base,
    )
    if holding is not None:
        rows = rows.annotate(text=Cast("content", TextField())).filter(text__contains=str(holding))
    return rows.select_related("content_type").order_by("pk").iterator(chunk_size=100)


def plan_contents(pair: Pair) -> tuple[ContentChange, ...]:
    """What changes in revisions and open proposals that name the merged one; its own revisions are its past."""
    found: list[ContentChange] = []
    for revision in current_revisions(holding=pair.before):
        model, page = revision.content_type.model_class(), int(revision.object_id)
        if model is None or (page == pair.before and issubclass(pair.target, Resource)):
            continue
        after = swapped(model, page, revision.content, pair)
        found += [
            ContentChange(REVISION, revision.pk, page, name, revision.content.get(name), value)
            for name, value in after.items()
        ]
    return (*found, *_in_proposals(pair))


def _in_proposals(pair: Pair) -> Iterable[ContentChange]:
    proposals = Proposal.objects.filter(status__in=OPEN).select_related("resource__content_type").order_by("pk")
    for proposal in proposals.iterator(chunk_size=100):
        model: Any = proposal.resource.specific_class if proposal.resource else kind_model(proposal.kind_code)
        for holder in ("content", "base_content"):
            content = getattr(proposal, holder)
            for name, value in swapped(model, proposal.resource_id, content, pair).items():
                yield ContentChange(holder, proposal.pk, proposal.resource_id, name, content.get(name), value)


def plan_texts(pair: Pair) -> tuple[TextChange, ...]:
    """Published texts that link to the merged page, as Wagtail's index of references knows them."""
    target = Page.objects.get(pk=pair.before)
    base = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(target).filter(base_content_type=base)
    pages = {int(key) for key in references.values_list("object_id", flat=True)} - {pair.before}
    found = []
    for page in Page.objects.filter(pk__in=pages).order_by("pk").specific():
        for field in text_fields(type(page)):
            before = field.value_to_string(page)
            after = relinked(field, before, pair.before, pair.after)
            if after != before:
                found.append(TextChange(page._meta.label_lower, page.pk, field.name, before, after))
    return tuple(found)
