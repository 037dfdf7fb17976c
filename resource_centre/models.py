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
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.duplicates.models import Merge, ToldApart
from resource_centre.contribution.models import ProblemReport, Proposal, ProposalEvent
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.discovery.staff.models import (
    PromotedResource,
    Promotion,
    SearchLogEntry,
    SearchRedirect,
    SynonymSet,
    WantedResource,
)
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.archiving.models import Archive
from resource_centre.workflow.clock.models import ReReading, ReviewDigest
from resource_centre.workflow.link_checks.models import LinkCheck, LinkUse
from resource_centre.workflow.records import Handling, OpinionOpening, OpinionRequest, ReviewState, StepDecision
from resource_centre.workflow.tasks import FormReview, OutsideOpinion, SubstanceReview

__all__ = [
    "Actor",
    "ActorLink",
    "ActorName",
    "Archive",
    "Concept",
    "ConceptAlias",
    "ContributorPage",
    "Correspondence",
    "Event",
    "EventSpeaker",
    "Evidence",
    "Figure",
    "FormReview",
    "Handling",
    "Invitation",
    "Involvement",
    "KindIndexPage",
    "Lesson",
    "LessonChange",
    "LinkCheck",
    "LinkUse",
    "Membership",
    "MembershipRequest",
    "Merge",
    "Message",
    "Milestone",
    "OpinionOpening",
    "OpinionRequest",
    "OutboxEntry",
    "OutsideOpinion",
    "Practice",
    "ProblemReport",
    "Programme",
    "PromotedResource",
    "Promotion",
    "Proposal",
    "ProposalEvent",
    "ProposedFile",
    "ReReading",
    "Resource",
    "ResourceCentrePage",
    "ResourceConcept",
    "ResourceDocument",
    "ResourceLink",
    "ResourceTerritory",
    "ReviewState",
    "ReviewDigest",
    "RsoAssessment",
    "SearchLogEntry",
    "SearchRedirect",
    "Source",
    "Stamp",
    "StepDecision",
    "Study",
    "StudyAuthor",
    "SubstanceReview",
    "SynonymSet",
    "Territory",
    "TerritoryAlias",
    "TerritoryAncestor",
    "TerritoryRelease",
    "Thread",
    "ToldApart",
    "Tool",
    "Vocabulary",
    "WantedResource",
    "Watch",
    "Watcher",
]
