"""The decision on a draft at its step: approved, or sent back with a reason."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from resource_centre.contribution.errors import ContentRefused, ContributionError, WhyMissing
from resource_centre.contribution.soundness import faults_of
from resource_centre.workflow.records import Act
from resource_centre.workflow.steps import StepRefused, check_may_decide, check_waits, decide_elsewhere, is_ours


class StepNotDecided(ContributionError):
    """Nothing was decided; the message says why."""

    def __init__(self, refused: StepRefused) -> None:
        super().__init__(str(refused))
        self.is_conflict = refused.is_conflict


class DecideStep:
    """Approves a draft at its step, or sends it back. read: the number of the revision whose page was read."""

    def __init__(self, state: TaskState, by: Any, act: str, *, read: str, why: str = "", checked: Sequence[str] = ()):
        self.state, self.by, self.act, self.read = state, by, act, read
        self.why, self.checked = why.strip(), checked

    def check(self) -> None:
        """Raise StepNotDecided to who may not and for what is decided, WhyMissing for a draft sent back without one."""
        try:
            check_waits(self.state)
            check_may_decide(self.state.task.specific, self.state.workflow_state.content_object, self.by)
        except StepRefused as refused:
            raise StepNotDecided(refused) from refused
        if self.act == Act.REJECT and not self.why:
            raise WhyMissing

    def execute(self) -> None:
        """Do it, whole or not at all. The last approval publishes.

        Raises StepNotDecided, for a last approval of a draft that is not valid too; WhyMissing. At a task that is not
        ours, ContentRefused for such a draft.
        """
        self.check()
        task = self.state.task.specific
        try:
            if is_ours(task):
                points = [point for point in task.points if point in self.checked]
                task.on_action(self.state, self.by, self.act, comment=self.why, read=self.read, checked=points)
            else:
                decide_elsewhere(task, self.state, self.by, self.act, comment=self.why, read=self.read)
        except StepRefused as refused:
            raise StepNotDecided(refused) from refused
        except ValidationError as error:
            raise content_refused(self.state.workflow_state.content_object, error) from error


def content_refused(thing: Any, error: ValidationError) -> ContentRefused:
    """Why a draft, which is stored unchecked, cannot be published: each fault after the name of its field."""
    words = _("This text cannot be published as it is: send it back, or have it mended. %(faults)s")
    return ContentRefused(words % {"faults": faults_of(thing, error)})
