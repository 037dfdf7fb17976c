"""Parting again what was merged: whatever nobody changed since goes back, and what had to be left is said by name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision
from wagtail.signals import page_published

from resource_centre.access.contribution import may_decide
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.stamps import VOCABULARIES, raise_stamp
from resource_centre.content.vocabularies import ConceptAlias
from resource_centre.contribution.duplicates.applying import hold, refresh, tell
from resource_centre.contribution.duplicates.concepts import may_merge_concepts
from resource_centre.contribution.duplicates.errors import AlreadyUndone, CannotUndo, locked_for
from resource_centre.contribution.duplicates.log_actions import PARTED, UNDONE
from resource_centre.contribution.duplicates.models import Merge, MergeKind
from resource_centre.contribution.duplicates.parting import Contents, Left, Rows, Texts
from resource_centre.contribution.errors import NotAllowed
from resource_centre.discovery.changes import record_spread


class UndoMerge:
    """The two are two again."""

    def __init__(self, merge: Merge, by: Any) -> None:
        self.merge, self.by = merge, by

    def check(self) -> None:
        """Raise NotAllowed, AlreadyUndone, CannotUndo."""
        kept, merged = self.merge.kept, self.merge.merged
        if kept is None or merged is None:
            raise CannotUndo(_("One of the two was deleted since: there is nothing to part."))
        if not self._may(kept, merged):
            raise NotAllowed
        if self.merge.is_undone:
            raise AlreadyUndone
        after = _became(kept)
        if after is not None:
            message = _("“%(kept)s” was itself merged with “%(after)s” since: undo that merge first.")
            raise CannotUndo(message % {"kept": kept, "after": after})
        if _became(merged) != kept:
            raise CannotUndo(_("“%(merged)s” no longer leads to “%(kept)s”.") % {"merged": merged, "kept": kept})
        for page in (kept, merged):
            locked = locked_for(page, self.by) if isinstance(page, Actor) else None
            if locked is not None:
                raise CannotUndo(locked)

    def _may(self, kept: Any, merged: Any) -> bool:
        if self.merge.kind == MergeKind.CONCEPT:
            return may_merge_concepts(self.by)
        return may_decide(self.by, kept) and may_decide(self.by, merged)

    @transaction.atomic
    def execute(self) -> Merge:
        """The record, with what had to be left. Raises what `check` does."""
        self.merge = Merge.objects.select_for_update().get(pk=self.merge.pk)
        self._hold()
        self.check()
        left = self._put_back()
        self.merge.undone_at, self.merge.undone_by = timezone.now(), self.by
        self.merge.left = [one.to_json() for one in left]
        self.merge.save(update_fields=["undone_at", "undone_by", "left"])
        return self.merge

    def _hold(self) -> None:
        moved = self.merge.moved
        named = {one["page"] for part in ("rows", "texts", "contents") for one in moved[part]}
        named |= {self.merge.kept_actor_id, self.merge.merged_actor_id}
        pages = {pk for pk in named if pk is not None}
        hold(pages, {(one["holder"], one["pk"]) for one in moved["contents"]})

    def _put_back(self) -> tuple[Left, ...]:
        moved, is_actor = self.merge.moved, self.merge.kind == MergeKind.ACTOR
        kept = self.merge.kept_actor_id if is_actor else None
        rows = Rows(moved["rows"], self.merge.at)
        texts = Texts(moved["texts"])
        contents = Contents(rows, moved, kept)
        contents.take_own_rows_out()
        rows.put_back()
        texts.put_back()
        contents.put_back()
        if is_actor:
            self._part_actors(moved.get("names", []), moved["page"])
        else:
            self._part_concepts(moved.get("names", []))
        touched = (rows.pages | texts.pages | contents.pages) - {kept, self.merge.merged_actor_id}
        refresh(touched, self.merge, self.by, PARTED)
        return (*rows.left, *texts.left, *contents.left)

    def _part_actors(self, names: Iterable[int], page: Mapping[str, Any]) -> None:
        kept, merged = self.merge.kept_actor, self.merge.merged_actor
        assert kept is not None  # noqa: S101 - `check` refuses
        assert merged is not None  # noqa: S101
        ActorName.objects.filter(pk__in=names, actor=kept, name=self.merge.merged_name).delete()
        merged.refresh_from_db()
        merged.merged_into = None
        if page["live"] and not merged.live:
            merged.live, merged.expired = True, False
            # Revisions are purged: that of a page that was not published might be among them.
            merged.live_revision = Revision.objects.filter(pk=page["live_revision"]).first()
            merged.has_unpublished_changes = page["has_unpublished_changes"]
        merged.save(clean=False)
        if merged.live:
            page_published.send(sender=Actor, instance=merged, revision=merged.live_revision)
        refresh([kept.pk, merged.pk], self.merge, self.by, UNDONE)

    def _part_concepts(self, names: Iterable[int]) -> None:
        kept, merged = self.merge.kept_concept, self.merge.merged_concept
        assert kept is not None  # noqa: S101 - `check` refuses
        assert merged is not None  # noqa: S101
        ConceptAlias.objects.filter(pk__in=names, concept=kept).delete()
        merged.refresh_from_db()
        merged.replaced_by = None
        merged.save()
        raise_stamp(VOCABULARIES)
        record_spread(f"concept:{kept.pk}", f"concept:{merged.pk}")
        for concept in (kept, merged):
            tell(concept, self.merge, self.by, UNDONE)


def _became(thing: Any) -> models.Model | None:
    """What it became by a merge, or by an editor's hand for a term."""
    found: models.Model | None = thing.merged_into if isinstance(thing, Actor) else thing.replaced_by
    return found
