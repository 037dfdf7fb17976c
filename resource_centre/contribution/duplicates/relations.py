"""What becomes of each row that leads to an actor or a term when two of them are merged: one decision a relation.

A relation of ours without a decision here fails a test; a host's are left where they are, and the preview says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

from resource_centre.content.pages.actor import Actor


class Fate(StrEnum):
    """What happens to the rows of a relation."""

    FOLLOWS = "follows"
    """The row names the merged one: it names the kept one."""
    OWN = "own"
    """The row is part of the merged one: it becomes part of the kept one."""
    STAYS = "stays"
    """The row is about the merged page as a page, and stays with it."""


@dataclass(frozen=True)
class Decision:
    """The fate of a relation, and which two rows of the kept one are the same.

    same: names of columns; () for everything that a person reads in the row. only: two rows clash only in that state.
    keeps_both: a row that clashes stays where it is, because it says something else, rather than being taken away.
    ends: a row that clashes stays, and ends so: {"state": "withdrawn"}. takes: what the row of the kept one takes over
    from one that is taken away: {"role": "lead"}. numbered: a column that is numbered within the page, and continues
    there. settled: a column with the date of a decision; what was decided since the merge belongs where it was decided.
    """

    fate: Fate
    same: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    keeps_both: bool = False
    ends: Mapping[str, Any] = field(default_factory=dict)
    takes: Mapping[str, Any] = field(default_factory=dict)
    numbered: str = ""
    settled: str = ""


_FOLLOWS, _OWN, _STAYS = Decision(Fate.FOLLOWS), Decision(Fate.OWN), Decision(Fate.STAYS)
_REQUEST = Decision(
    Fate.FOLLOWS, same=("user_id",), only={"state": "waiting"}, ends={"state": "withdrawn"}, settled="decided_at"
)
#: The link of an invitation that is there twice is void, by its date alone: its secret is in no record of a merge.
_INVITATION = Decision(
    Fate.FOLLOWS, same=("email",), only={"used_at": None}, ends={"expires_at": "2000-01-01T00:00:00+00:00"},
    settled="used_at",
)  # fmt: skip

ACTOR_DECISIONS: Mapping[str, Decision] = {
    # Who names it.
    "resource_centre.Involvement.actor": _FOLLOWS,
    "resource_centre.ActorLink.other": _FOLLOWS,
    "resource_centre.ResourceLink.target": _FOLLOWS,
    "resource_centre.StudyAuthor.actor": _FOLLOWS,
    "resource_centre.EventSpeaker.actor": _FOLLOWS,
    # What its page says.
    "resource_centre.ActorLink.actor": _OWN,
    "resource_centre.ActorName.actor": Decision(Fate.OWN, same=("slug",)),
    "resource_centre.ResourceConcept.resource": Decision(Fate.OWN, same=("concept_id",)),
    "resource_centre.ResourceTerritory.resource": Decision(Fate.OWN, same=("territory_id", "alias_id", "role")),
    "resource_centre.Involvement.resource": _OWN,
    "resource_centre.ResourceLink.resource": _OWN,
    "resource_centre.Evidence.resource": _OWN,
    "resource_centre.Source.resource": _OWN,
    "resource_centre.Figure.resource": _OWN,
    "resource_centre.ResourceDocument.resource": _OWN,
    "resource_centre.RsoAssessment.resource": Decision(Fate.OWN, same=("criterion_id",), keeps_both=True),
    # Who works on it, watches it, speaks of it.
    "resource_centre.Membership.actor": Decision(Fate.FOLLOWS, same=("user_id",), takes={"role": "lead"}),
    "resource_centre.MembershipRequest.actor": _REQUEST,
    "resource_centre.Invitation.actor": _INVITATION,
    "resource_centre.Proposal.resource": Decision(Fate.FOLLOWS, same=("uuid",), settled="decided_at"),
    "resource_centre.Proposal.organisation": Decision(Fate.FOLLOWS, same=("uuid",)),
    "resource_centre.Watch.resource": Decision(Fate.FOLLOWS, same=("watcher_id",)),
    "resource_centre.Thread.resource": Decision(Fate.FOLLOWS, same=("id",), numbered="number"),
    "resource_centre.ProblemReport.resource": Decision(Fate.FOLLOWS, same=("id",), settled="closed_at"),
    "wagtailredirects.Redirect.redirect_page": Decision(Fate.FOLLOWS, same=("id",)),
    "resource_centre.Archive.asked_by": _FOLLOWS,
    "resource_centre.Archive.successor": _FOLLOWS,
    "resource_centre.PromotedResource.resource": Decision(Fate.FOLLOWS, same=("promotion_id",)),
    "resource_centre.SearchRedirect.resource": Decision(Fate.FOLLOWS, same=("id",)),
    "resource_centre.WantedResource.resource": Decision(Fate.FOLLOWS, same=("id",)),
    # The page as a page: its rights, its editors' remarks, its past.
    "resource_centre.Actor.merged_into": _STAYS,
    "resource_centre.Merge.kept_actor": _STAYS,
    "resource_centre.Merge.merged_actor": _STAYS,
    # Read as if it followed (`apart.Apart`), which an undoing need not take back.
    "resource_centre.ToldApart.first_actor": _STAYS,
    "resource_centre.ToldApart.second_actor": _STAYS,
    "resource_centre.Archive.resource": _STAYS,
    "resource_centre.ReReading.resource": _STAYS,
    "resource_centre.ReReading.because": _STAYS,
    "resource_centre.LinkUse.resource": _STAYS,
    "wagtailcore.Site.root_page": _STAYS,
    "wagtailcore.Page.alias_of": _STAYS,
    "wagtailcore.GroupPagePermission.page": _STAYS,
    "wagtailcore.PageViewRestriction.page": _STAYS,
    "wagtailcore.WorkflowPage.page": _STAYS,
    "wagtailcore.Comment.page": _STAYS,
    "wagtailcore.PageSubscription.page": _STAYS,
    "wagtailcore.PageLogEntry.page": _STAYS,
}

CONCEPT_DECISIONS: Mapping[str, Decision] = {
    "resource_centre.ResourceConcept.concept": Decision(Fate.FOLLOWS, same=("resource_id",), takes={"is_main": True}),
    "resource_centre.Involvement.role": _FOLLOWS,
    "resource_centre.RsoAssessment.criterion": Decision(Fate.FOLLOWS, same=("resource_id",), keeps_both=True),
    "resource_centre.Correspondence.concept": Decision(Fate.FOLLOWS, same=("scheme", "code")),
    "resource_centre.Watch.concept": Decision(Fate.FOLLOWS, same=("watcher_id", "centre_id")),
    "resource_centre.SearchRedirect.theme": Decision(Fate.FOLLOWS, same=("id",)),
    "resource_centre.ConceptAlias.concept": Decision(Fate.OWN, same=("language", "label")),
    "resource_centre.Concept.parent": Decision(Fate.FOLLOWS, same=("id",)),
    "resource_centre.Concept.replaced_by": Decision(Fate.FOLLOWS, same=("id",)),
    "resource_centre.Merge.kept_concept": _STAYS,
    "resource_centre.Merge.merged_concept": _STAYS,
    "resource_centre.ToldApart.first_concept": _STAYS,
    "resource_centre.ToldApart.second_concept": _STAYS,
}


@dataclass(frozen=True)
class Relation:
    """A foreign key that leads to what is merged: Relation("resource_centre.Involvement.actor", <ForeignKey actor>)."""

    name: str
    key: Any
    decision: Decision | None

    @property
    def model(self) -> Any:
        """The model whose rows hold it."""
        return self.key.model


def relations_to(target: type[models.Model]) -> tuple[Relation, ...]:
    """Every foreign key that leads to an actor or a term, hidden ones included, with its decision if there is one."""
    decisions = ACTOR_DECISIONS if target is Actor else CONCEPT_DECISIONS
    found = {}
    for one in target._meta.get_fields(include_hidden=True):
        if not (one.auto_created and not one.concrete and one.is_relation):
            continue
        key = getattr(one, "field", None)
        if key is None or getattr(one, "many_to_many", False) or getattr(key.remote_field, "parent_link", False):
            continue
        name = f"{key.model._meta.label}.{key.name}"
        found[name] = Relation(name, key, decisions.get(name))
    return tuple(found.values())


def settled_columns(model: type[models.Model], changes: Iterable[str]) -> frozenset[str]:
    """Columns that date a decision on a row of which a merge changed these columns: {"decided_at"}."""
    names = (f"{model._meta.label}.{column.removesuffix('_id')}" for column in changes)
    decisions = (ACTOR_DECISIONS.get(name) for name in names)
    return frozenset(one.settled for one in decisions if one is not None and one.settled)


def foreign_rows(target: type[models.Model], pk: int) -> tuple[tuple[str, int], ...]:
    """Rows of a host that lead to it and that nobody decided on, and that stay: (("home.Banner.page", 2),)."""
    counts = ((one.name, one.model._base_manager.filter(**{one.key.attname: pk}).count()) for one in _of_hosts(target))
    return tuple((name, count) for name, count in counts if count)


def _of_hosts(target: type[models.Model]) -> Iterable[Relation]:
    return (one for one in relations_to(target) if one.decision is None)
