"""What an answer from outside decides, at a step that waits for one: by the mutations and the engine of everybody.

No account decides then: the link was given by the people of the step, and serves for one text.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.contribution.accept import Acceptance, AcceptProposal, Decision, live_page
from resource_centre.contribution.accept_new import AcceptNewResource
from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.decide import AskForChanges
from resource_centre.contribution.errors import ContributionError, PageBusy
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.mutation import Mutation
from resource_centre.contribution.settling import kind_of_acceptance
from resource_centre.contribution.steps import Stage, stage_of
from resource_centre.workflow.deciding import content_refused
from resource_centre.workflow.records import Act, OpinionRequest, Verdict
from resource_centre.workflow.steps import conclude_from_outside
from resource_centre.workflow.texts import sections_of


class _FromOutside(Mutation):
    """A decision of nobody's account. said: the comment of the step, which says whose it is."""

    said = ""

    def check_decides(self) -> None:
        """Nothing: whoever made the link might decide, and the link is checked before."""

    def pass_step(self, action: str, comment: str = "") -> None:
        """By the answer. Raises StepRefused for a step that is decided."""
        conclude_from_outside(self.proposal.current_workflow_task_state, action, self.said)


class _Ask(_FromOutside, AskForChanges):
    """They object: the author is asked for changes."""


class _Pass(_FromOutside, PassStep):
    """They approve, and another step follows."""


class _AcceptNew(_FromOutside, AcceptNewResource):
    """They approve a new resource at the last step."""


class _Accept(_FromOutside, AcceptProposal):
    """They approve a change at the last step."""

    def check(self) -> None:
        """Raise PageBusy besides: a lock lets its owner through, and nobody's account is nobody."""
        super().check()
        if live_page(self.proposal).get_lock() is not None:
            raise PageBusy(_("This page is locked."))


_ACCEPTANCES: dict[type[Acceptance], Any] = {
    PassStep: _Pass,
    AcceptProposal: _Accept,
    AcceptNewResource: _AcceptNew,
}


def conclude(asked: OpinionRequest, thing: Any) -> None:
    """Decide the step of an answer as it says, `thing` being held: sent back with its words, passed, or published.

    An approval that cannot publish (something overlaps, is locked, or is not valid; a step before has reworded a part,
    which the expert did not read) decides nothing: the answer stays, and the people of the step go on with it.
    """
    verdict = {"name": asked.name, "verdict": asked.get_verdict_display()}
    head = _("%(name)s, asked from outside, %(verdict)s.") % verdict
    said = f"{head} {_remarks(asked, thing)}".strip()
    act = Act.APPROVE if asked.verdict == Verdict.APPROVE else Act.REJECT
    try:
        if isinstance(thing, Proposal):
            _conclude_proposal(asked, thing, act, said)
        else:
            _conclude_draft(asked, thing, act, said)
    except ContributionError:
        if act != Act.APPROVE:
            raise


def _conclude_draft(asked: OpinionRequest, page: Any, act: Act, said: str) -> None:
    try:
        conclude_from_outside(asked.step, act, said)
    except ValidationError as error:
        raise content_refused(page, error) from error


def _conclude_proposal(asked: OpinionRequest, proposal: Proposal, act: Act, said: str) -> None:
    with override(proposal.language):
        why = _to_author(_remarks(asked, proposal))
    if act == Act.APPROVE and stage_of(proposal) is Stage.LAST and proposal.is_reworked:
        return
    mutation = _approval(proposal, why) if act == Act.APPROVE else _Ask(proposal, None, why)
    mutation.said = said
    mutation.execute()


def _approval(proposal: Proposal, why: str) -> Any:
    """All of it, or what the steps before keep of it."""
    live = None if proposal.resource is None else proposal.resource.live_revision_id
    so_far = proposal.kept_so_far
    kept = frozenset(so_far["kept"]) if so_far else None
    decision = Decision((proposal.digest, live), kept, so_far.get("edits", {}), so_far.get("choices", {}), why)
    return _ACCEPTANCES[kind_of_acceptance(proposal)](proposal, None, decision)


def _remarks(asked: OpinionRequest, thing: Any) -> str:
    """What they say of the whole, then of each section: "No.", "Summary: too vague."."""
    labels = {one.key: one.label for one in sections_of(thing, Access.of(ANONYMOUS))}
    sections = [f"{labels.get(key, key)}{_(':')} {words}" for key, words in asked.comments.items()]
    return "\n\n".join(part for part in (asked.comment, *sections) if part)


def _to_author(remarks: str) -> str:
    """The same, said to be theirs and not an editor's; without their name, which is the editors' to tell."""
    head = _("Somebody from outside, whom the editors asked, writes:")
    return f"{head}\n\n{remarks}" if remarks else ""
