"""The steps of a review, as tasks of Wagtail's own workflows: they are added, ordered and used on its screens."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, Task

from resource_centre.contribution.errors import WhyMissing
from resource_centre.contribution.models import Proposal
from resource_centre.workflow import steps
from resource_centre.workflow.deciding import content_refused
from resource_centre.workflow.records import Act, ReviewState
from resource_centre.workflow.unread import release_unread


class ReasonForm(TaskStateCommentForm):  # type: ignore[misc]  # Wagtail's classes carry no types
    """What Wagtail's buttons ask of whoever sends a draft back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.required = True
        comment.error_messages["required"] = str(WhyMissing())


class ReviewTask(AbstractGroupApprovalTask):
    """A step that people decide on: those of a group, or one person by name. Shared by the two kinds of review.

    Whoever wrote any part of the change decides on nothing, administrators included.
    """

    takes_proposals = True
    task_state_class = ReviewState

    groups = models.ManyToManyField(
        "auth.Group",
        verbose_name=_("groups"),
        blank=True,
        help_text=_("Any member of these groups decides, unless a reviewer is named below."),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("named reviewer"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only this person decides. If their account is closed, the groups decide."),
    )
    days = models.PositiveSmallIntegerField(
        _("days to decide"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How long it may wait before it is late."),
    )
    checklist = models.TextField(
        _("checklist"), blank=True, help_text=_("What the reviewer looks at, one point on each line.")
    )

    admin_form_fields: ClassVar = [*Task.admin_form_fields, "groups", "reviewer", "days", "checklist"]
    admin_form_widgets: ClassVar = {"groups": forms.CheckboxSelectMultiple}

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a reviewer who cannot come in."""
        super().clean()
        steps.check_reviewer(self.reviewer)

    @property
    def points(self) -> tuple[str, ...]:
        """The checklist: ("The facts are sourced", "The summary says what and for whom")."""
        return tuple(line.strip() for line in self.checklist.splitlines() if line.strip())

    def people(self) -> Sequence[Any]:
        """Active accounts that decide at this step and can be written to."""
        return steps.people_of(self)

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Begin the step: it gets its day, and its people are told."""
        state = super().start(workflow_state, user=user)
        steps.begin(self, state, user)
        return state

    @transaction.atomic
    def deactivate(self, user: Any = None) -> None:
        """Switch the step off. What nobody would read any more leaves its review, and stays a draft or a proposal."""
        release_unread(self, user)
        super().deactivate(user=user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """The people of the step may open what they decide on."""
        return steps.is_of(self, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is being read, only its readers may change it."""
        return not steps.is_of(self, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        """The people of the step may keep the page for themselves."""
        return steps.is_of(self, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Nothing to others, and nothing to whoever wrote a part of it."""
        return steps.actions_of(self, obj, user)

    def get_form_for_action(self, action: str) -> Any:
        """A reason is asked of who sends back; who approves may comment."""
        return ReasonForm if action == Act.REJECT else super().get_form_for_action(action)

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Decide, once, whole or not at all.

        Raises StepRefused (a PermissionDenied, which the admin puts into words), for a last approval of a page that is
        not valid besides.
        """
        try:
            steps.decide(self, task_state, user, action_name, **kwargs)
        except ValidationError as error:
            refused = content_refused(task_state.workflow_state.content_object, error)
            raise steps.StepRefused(str(refused)) from error

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Drafts of pages that wait for that account: what Wagtail's home can show. It fails on a proposal."""
        proposals = Proposal.get_base_content_type()
        return steps.states_for(self, user).exclude(workflow_state__base_content_type=proposals)

    def proposal_states(self, user: Any) -> Any:
        """Proposals that wait for that account at this step."""
        proposals = Proposal.get_base_content_type()
        return steps.states_for(self, user).filter(workflow_state__base_content_type=proposals)


class SubstanceReview(ReviewTask):
    """Are the facts right, sourced, and in the right place?"""

    class Meta:
        verbose_name = _("review of the substance")
        verbose_name_plural = _("reviews of the substance")

    @classmethod
    def get_description(cls) -> str:
        """For Wagtail's page of new tasks."""
        return str(_("Somebody who did not write it checks that it is true, sourced and useful"))


class FormReview(ReviewTask):
    """Is it readable, complete, accessible?"""

    class Meta:
        verbose_name = _("review of the form")
        verbose_name_plural = _("reviews of the form")

    @classmethod
    def get_description(cls) -> str:
        """For Wagtail's page of new tasks."""
        return str(_("Somebody who did not write it checks that it is clear, complete and accessible"))


class OutsideOpinion(ReviewTask):
    """Somebody from outside is asked, by a private link; the people of the step send it, and may go on without."""

    class Meta:
        verbose_name = _("outside opinion")
        verbose_name_plural = _("outside opinions")

    @classmethod
    def get_description(cls) -> str:
        """For Wagtail's page of new tasks."""
        return str(_("An expert without account reads it by a private link, and approves or objects"))
