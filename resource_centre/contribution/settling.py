"""Which acceptance fits a proposal now: of a change or of a new page, at the last step or before it."""

from typing import Any

from resource_centre.contribution.accept import Acceptance, AcceptProposal, Decision
from resource_centre.contribution.accept_new import AcceptNewResource
from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.steps import Stage, stage_of


def acceptance(proposal: Proposal, by: Any, decision: Decision) -> Acceptance:
    """The mutation to execute. Where another step follows, it publishes nothing."""
    if stage_of(proposal) is Stage.STEP:
        return PassStep(proposal, by, decision)
    return (
        AcceptNewResource(proposal, by, decision)
        if proposal.is_new_resource
        else AcceptProposal(proposal, by, decision)
    )
