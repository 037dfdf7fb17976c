"""Two terms of a vocabulary become one: the second is replaced by the first, with all that is filed under it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from resource_centre.content.stamps import VOCABULARIES, raise_stamp
from resource_centre.content.vocabularies import Concept, ConceptAlias
from resource_centre.contribution.duplicates.applying import apply, hold_plan, refresh, tell
from resource_centre.contribution.duplicates.contents import plan_contents
from resource_centre.contribution.duplicates.errors import AlreadyMerged, CannotMerge, PlanMoved
from resource_centre.contribution.duplicates.log_actions import FOLLOWED, MERGED
from resource_centre.contribution.duplicates.models import Merge, MergeKind
from resource_centre.contribution.duplicates.plans import End, Plan, RowChange, values_of
from resource_centre.contribution.duplicates.relations import foreign_rows
from resource_centre.contribution.duplicates.tables import Pair, plan_rows
from resource_centre.contribution.errors import NotAllowed
from resource_centre.discovery.changes import record_spread

PERMISSION = "resource_centre.change_concept"


def plan_concepts(kept: Concept, merged: Concept) -> Plan:
    """What changes when `merged` becomes `kept`."""
    pair = Pair(Concept, merged.pk, kept.pk)
    rows = plan_rows(pair)
    if kept.parent_id is not None and _is_above(merged, kept):
        # The kept term was below the other one: it takes its place, and no term comes above itself.
        rows = (*(row for row in rows if (row.relation, row.pk) != (_PARENT, kept.pk)), _raised(kept, merged))
    return Plan(rows, (), plan_contents(pair), foreign_rows(Concept, merged.pk))


_PARENT = "resource_centre.Concept.parent"


def _raised(kept: Concept, merged: Concept) -> RowChange:
    changes = {"parent_id": merged.parent_id}
    return RowChange(_PARENT, "resource_centre.concept", kept.pk, End.MOVED, values_of(kept), changes)


def _is_above(concept: Concept, other: Concept) -> bool:
    seen: set[int] = set()
    current = other.parent
    while current is not None and current.pk not in seen:
        if current.pk == concept.pk:
            return True
        seen.add(current.pk)
        current = current.parent
    return False


def may_merge_concepts(user: Any) -> bool:
    """Whoever may change terms."""
    return bool(user is not None and user.is_active and user.has_perm(PERMISSION))


class MergeConcepts:
    """`merged` becomes `kept`. read: the mark of the plan that was shown; None for a caller that shows none."""

    def __init__(self, kept: Concept, merged: Concept, by: Any, read: str | None = None) -> None:
        self.kept, self.merged, self.by, self.read = kept, merged, by, read

    def check(self) -> None:
        """Raise NotAllowed, AlreadyMerged, CannotMerge."""
        if not may_merge_concepts(self.by):
            raise NotAllowed
        if self.kept.pk == self.merged.pk:
            raise CannotMerge(_("These are one and the same term."))
        if self.kept.vocabulary_id != self.merged.vocabulary_id:
            raise CannotMerge(_("The two terms are in two vocabularies: only terms of one vocabulary can be merged."))
        if self.kept.replaced_by_id or self.merged.replaced_by_id:
            raise AlreadyMerged

    def execute(self) -> Merge:
        """The record of what moved. Raises what `check` does, PlanMoved."""
        try:
            with transaction.atomic():
                return self._execute()
        except IntegrityError as error:
            if "one_merge" in str(error) or "merged_concept" in str(error):
                raise AlreadyMerged from error
            raise

    def _execute(self) -> Merge:
        hold_plan(plan_concepts(self.kept, self.merged))
        keys = sorted({self.kept.pk, self.merged.pk})
        found = {one.pk: one for one in Concept.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        if len(found) != len(keys):
            raise AlreadyMerged
        self.kept, self.merged = found[self.kept.pk], found[self.merged.pk]
        self.check()
        plan = plan_concepts(self.kept, self.merged)
        if self.read is not None and self.read != plan.mark:
            raise PlanMoved
        merge = Merge.objects.create(
            kind=MergeKind.CONCEPT,
            kept_concept=self.kept,
            merged_concept=self.merged,
            kept_name=str(self.kept),
            merged_name=str(self.merged),
            by=self.by,
            moved=plan.to_json(),
        )
        apply(plan)
        merge.moved["names"] = [alias.pk for alias in self._keep_labels()]
        merge.save(update_fields=["moved"])
        self._retire()
        self._tell(merge, plan)
        return merge

    def _keep_labels(self) -> list[ConceptAlias]:
        """The labels of the merged term are other words for the kept one."""
        known = set(ConceptAlias.objects.filter(concept=self.kept).values_list("language", "label"))
        known |= {("fr", self.kept.label_fr), ("en", self.kept.label_en)}
        labels = dict.fromkeys([("fr", self.merged.label_fr), ("en", self.merged.label_en)])
        wanted = [one for one in labels if one[1] and one not in known]
        return [ConceptAlias.objects.create(concept=self.kept, language=code, label=word) for code, word in wanted]

    def _retire(self) -> None:
        """Replaced, as a term that an editor retires: its address leads on, and it is no longer offered."""
        self.merged.refresh_from_db()
        self.merged.replaced_by = self.kept
        self.merged.save()

    def _tell(self, merge: Merge, plan: Plan) -> None:
        raise_stamp(VOCABULARIES)
        record_spread(f"concept:{self.kept.pk}", f"concept:{self.merged.pk}")
        refresh(plan.pages, merge, self.by, FOLLOWED)
        for concept in (self.kept, self.merged):
            tell(concept, merge, self.by, MERGED)
