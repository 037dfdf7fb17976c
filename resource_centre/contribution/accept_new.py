"""Accepting a new resource: the page is made in the list of its kind, and published."""

from typing import Any

from django.core.exceptions import ValidationError

from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Significance
from resource_centre.contribution.accept import Acceptance
from resource_centre.contribution.changes import keep
from resource_centre.contribution.errors import ContentRefused, NotAllowed, NothingKept, TextChanged
from resource_centre.contribution.models import DECIDABLE, Proposal
from resource_centre.contribution.mutation import atomic_or_decided
from resource_centre.contribution.new_pages import index_of
from resource_centre.contribution.soundness import faults_of, refuse_unsound
from resource_centre.contribution.surface import with_content


class AcceptNewResource(Acceptance):
    """Keeps all of a new resource, some of it, or some in other words."""

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Make the page, publish it, tell.

        Raises AlreadyDecided, TextChanged, PageBusy, NothingKept or ContentRefused: nothing is done then.
        """
        self.check()
        self.lock_step(DECIDABLE)
        if self.decision.read != (self.proposal.digest, None):
            raise TextChanged
        changes = self.proposal.changes
        kept = self.kept_of(changes)
        if not kept:
            raise NothingKept
        page = self._made(keep(self.proposal.base_content, changes, self.copies.published(kept, kept)))
        revision = page.save_revision(user=self.by)
        # Whether they may was asked above; the last step of a review publishes, whoever its people are.
        revision.publish(user=self.by, skip_permission_checks=True)
        self.end(kept, changes, revision, resource=page)
        return self.proposal

    def _made(self, content: dict[str, Any]) -> Any:
        parent = index_of(self.proposal.centre, self.proposal.kind_code)
        is_in_step = self.proposal.current_workflow_task is not None
        if not is_in_step and not parent.permissions_for_user(self.by).can_publish_subpage():
            raise NotAllowed
        model = kind_model(self.proposal.kind_code)
        refuse_unsound(model, content)
        page = with_content(model(language=self.proposal.language), content)
        page.owner, page.significance = self.by, Significance.MEANING
        try:
            # Live already: of a draft Wagtail checks no more than the title and the address.
            parent.add_child(instance=page)
        except ValidationError as error:
            raise ContentRefused(faults_of(page, error)) from error
        return page
