"""Imports every model, so that Django finds them. No rule lives here."""

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.content.correspondences import Correspondence
from resource_centre.content.facts import Figure, ResourceDocument, RsoAssessment, Source
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.pages.event import Event, EventSpeaker
from resource_centre.content.pages.lesson import Lesson, LessonChange
from resource_centre.content.pages.milestone import Milestone
from resource_centre.content.pages.practice import Practice
from resource_centre.content.pages.programme import Programme
from resource_centre.content.pages.study import Study, StudyAuthor
from resource_centre.content.pages.tool import Tool
from resource_centre.content.relations import (
    ActorLink,
    Evidence,
    Involvement,
    ResourceConcept,
    ResourceLink,
    ResourceTerritory,
)
from resource_centre.content.stamps import Stamp
from resource_centre.content.territories import Territory, TerritoryAlias, TerritoryAncestor, TerritoryRelease
from resource_centre.content.vocabularies import Concept, ConceptAlias, Vocabulary
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.contribution.models import ProblemReport, Proposal, ProposalEvent
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.outbox.models import OutboxEntry

__all__ = [
    "Actor",
    "ActorLink",
    "ActorName",
    "Concept",
    "ConceptAlias",
    "Correspondence",
    "Event",
    "EventSpeaker",
    "Evidence",
    "Figure",
    "Invitation",
    "Involvement",
    "KindIndexPage",
    "Lesson",
    "LessonChange",
    "Membership",
    "MembershipRequest",
    "Merge",
    "Message",
    "Milestone",
    "OutboxEntry",
    "Practice",
    "ProblemReport",
    "Programme",
    "Proposal",
    "ProposalEvent",
    "Resource",
    "ResourceCentrePage",
    "ResourceConcept",
    "ResourceDocument",
    "ResourceLink",
    "ResourceTerritory",
    "RsoAssessment",
    "Source",
    "Stamp",
    "Study",
    "StudyAuthor",
    "Territory",
    "TerritoryAlias",
    "TerritoryAncestor",
    "TerritoryRelease",
    "Thread",
    "Tool",
    "Vocabulary",
    "Watch",
    "Watcher",
]
