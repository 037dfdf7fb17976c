"""Two pages for one organisation become one: all that names the second names the first, whose page takes its names."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from modelcluster.models import get_serializable_data_for_fields
from wagtail.actions.unpublish_page import UnpublishPageAction

from resource_centre.access.contribution import may_decide
from resource_centre.access.visibility import load_restrictions, tokens_at
from resource_centre.content.pages.actor import Actor, ActorName, ActorNameKind
from resource_centre.content.pages.centre import centre_above
from resource_centre.contribution.duplicates.applying import add_to_revisions, apply, hold_plan, own_rows, refresh
from resource_centre.contribution.duplicates.contents import plan_contents, plan_texts
from resource_centre.contribution.duplicates.errors import AlreadyMerged, CannotMerge, PlanMoved, locked_for
from resource_centre.contribution.duplicates.log_actions import FOLLOWED, MERGED
from resource_centre.contribution.duplicates.models import Merge, MergeKind
from resource_centre.contribution.duplicates.plans import Plan
from resource_centre.contribution.duplicates.relations import foreign_rows
from resource_centre.contribution.duplicates.tables import Pair, plan_rows
from resource_centre.contribution.errors import NotAllowed
from resource_centre.text.folding import fold


def plan_actors(kept: Actor, merged: Actor) -> Plan:
    """What changes when `merged` becomes `kept`."""
    pair = Pair(Actor, merged.pk, kept.pk)
    return Plan(plan_rows(pair), plan_texts(pair), plan_contents(pair), foreign_rows(Actor, merged.pk))


class MergeActors:
    """`merged` becomes `kept`. read: the mark of the plan that was shown; None for a caller that shows none."""

    def __init__(self, kept: Actor, merged: Actor, by: Any, read: str | None = None) -> None:
        self.kept, self.merged, self.by, self.read = kept, merged, by, read

    def check(self) -> None:
        """Raise NotAllowed, AlreadyMerged, CannotMerge."""
        if not (may_decide(self.by, self.kept) and may_decide(self.by, self.merged)):
            raise NotAllowed
        if self.kept.pk == self.merged.pk:
            raise CannotMerge(_("These are one and the same page."))
        if self.kept.merged_into_id or self.merged.merged_into_id:
            raise AlreadyMerged
        self._check_places()
        for page in (self.kept, self.merged):
            if page.alias_of_id or page.aliases.exists():
                raise CannotMerge(_("“%(title)s” is an alias, or has one: remove it first.") % {"title": page.title})
            if (locked := locked_for(page, self.by)) is not None:
                raise CannotMerge(locked)
        self._check_publication()

    def _check_places(self) -> None:
        """One centre, and the same readers: a page that is closed to some must not become one that is open."""
        centres = [centre_above(page) for page in (self.kept, self.merged)]
        if centres[0] != centres[1]:
            raise CannotMerge(_("The two pages are in two centres: only pages of one centre can be merged."))
        restrictions = load_restrictions()
        if tokens_at(self.kept.path, restrictions) != tokens_at(self.merged.path, restrictions):
            raise CannotMerge(_("The two pages are not open to the same readers: give them the same access first."))

    def _check_publication(self) -> None:
        """What readers meet leads them to a published page. And nothing publishes what was merged: neither the end of a
        review, nor a date, which Wagtail forgets when a page is taken down: no undoing would bring it back."""
        if self.merged.live and not self.kept.live:
            message = _("“%(title)s” is not published: publish it first, or merge the other way round.")
            raise CannotMerge(message % {"title": self.kept.title})
        if self.merged.current_workflow_state is not None:
            message = _("A version of “%(title)s” is being reviewed: end that review first.")
            raise CannotMerge(message % {"title": self.merged.title})
        if self.merged.approved_schedule:
            message = _("A version of “%(title)s” will be published later: cancel that first.")
            raise CannotMerge(message % {"title": self.merged.title})

    def execute(self) -> Merge:
        """The record of what moved. Raises what `check` does, PlanMoved."""
        try:
            with transaction.atomic():
                return self._execute()
        except IntegrityError as error:
            if "one_merge" in str(error) or "merged_actor" in str(error):
                raise AlreadyMerged from error
            raise

    def _execute(self) -> Merge:
        self._read_again()
        hold_plan(plan_actors(self.kept, self.merged), self.kept.pk, self.merged.pk)
        self._read_again()
        self.check()
        plan = plan_actors(self.kept, self.merged)
        if self.read is not None and self.read != plan.mark:
            raise PlanMoved
        merge = self._record(plan)
        apply(plan)
        names = self._keep_names()
        add_to_revisions(self.kept.pk, [*own_rows(plan.rows), *names_as_rows(names)])
        merge.moved["names"] = [name.pk for name in names]
        merge.save(update_fields=["moved"])
        self._take_down()
        self._tell(merge, plan)
        return merge

    def _read_again(self) -> None:
        """Both pages as they are now. Raises AlreadyMerged where one is no more."""
        keys = {self.kept.pk, self.merged.pk}
        found = Actor.objects.in_bulk(keys)
        if len(found) != len(keys):
            raise AlreadyMerged
        self.kept, self.merged = found[self.kept.pk], found[self.merged.pk]

    def _record(self, plan: Plan) -> Merge:
        page = {
            "live": self.merged.live,
            "live_revision": self.merged.live_revision_id,
            "has_unpublished_changes": self.merged.has_unpublished_changes,
        }
        return Merge.objects.create(
            kind=MergeKind.ACTOR,
            kept_actor=self.kept,
            merged_actor=self.merged,
            kept_name=self.kept.title,
            merged_name=self.merged.title,
            by=self.by,
            moved={**plan.to_json(), "page": page},
        )

    def _keep_names(self) -> list[ActorName]:
        """The title of the merged page is a name of the kept one; its other names moved with its rows."""
        known = {fold(name) for name in self.kept.names.values_list("name", flat=True)}
        if self.merged.title == self.kept.title or (fold(self.merged.title) in known):
            return []
        last = self.kept.names.count()
        name = ActorName(actor=self.kept, name=self.merged.title, kind=ActorNameKind.VARIANT, sort_order=last)
        name.save()
        return [name]

    def _take_down(self) -> None:
        """The merged page is no longer published; its text and its past stay in the admin."""
        Actor.objects.filter(pk=self.merged.pk).update(merged_into=self.kept)
        self.merged.merged_into = self.kept
        if self.merged.live:
            UnpublishPageAction(self.merged, user=self.by).execute(skip_permission_checks=True)

    def _tell(self, merge: Merge, plan: Plan) -> None:
        pages = plan.pages - {self.kept.pk, self.merged.pk}
        refresh(pages, merge, self.by, FOLLOWED)
        refresh([self.kept.pk, self.merged.pk], merge, self.by, MERGED)


def names_as_rows(names: Iterable[ActorName]) -> list[tuple[str, dict[str, Any]]]:
    """As the revisions of the page hold them."""
    return [("names", get_serializable_data_for_fields(name)) for name in names]
