"""Which acceptance fits a proposal now: of a change or of a new page, at the last step or before it."""

from typing import Any

from resource_centre.contribution.accept import Acceptance, AcceptProposal, Decision
from resource_centre.contribution.accept_new import AcceptNewResource
from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.steps import Stage, stage_of


def acceptance(proposal: Proposal, by: Any, decision: Decision) -> Acceptance:
    """The mutation to execute. Where another step follows, it publishes nothing."""
    return kind_of_acceptance(proposal)(proposal, by, decision)


def kind_of_acceptance(proposal: Proposal) -> type[Acceptance]:
    """Its class: an answer from outside has one of its own for each (`workflow.outside`)."""
    if stage_of(proposal) is Stage.STEP:
        return PassStep
    return AcceptNewResource if proposal.is_new_resource else AcceptProposal
