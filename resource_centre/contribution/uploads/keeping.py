"""Keeping a file that was sent: checked, stored out of sight, counted."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.access.principal import Principal
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.weights import in_megabytes
from resource_centre.contribution.errors import AlreadyDecided, NotAllowed
from resource_centre.contribution.models import OPEN, Proposal
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.checking import CheckedFile, check_file, too_big
from resource_centre.contribution.uploads.errors import FileRefused
from resource_centre.contribution.uploads.kinds import file_limits
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.uploads.rights import may_send_files

#: How often the limits of one draft a person may reach with files that are removed, or never handed in.
TIMES = 4


@dataclass(frozen=True)
class Desk:
    """For which proposal files are sent: `form` is its number, `proposal` is None until it exists."""

    centre: ResourceCentrePage
    form: UUID
    proposal: Proposal | None = None


def usable_files(desk: Desk, user: Any) -> QuerySet[ProposedFile]:
    """The files that a form may name: those of the proposal, and those that this person sent for it.

    Whatever their centre: the page may have moved since they were sent.
    """
    own = Q(form=desk.form, uploaded_by=user) if user is not None and user.is_authenticated else Q(pk=None)
    of_proposal = Q(proposal=desk.proposal.pk) if desk.proposal is not None else Q(pk=None)
    return ProposedFile.objects.filter(own | of_proposal)


class KeepFile:
    """Keeps one file. taken: numbers of the files that the form names already."""

    def __init__(
        self, desk: Desk, user: Any, principal: Principal, sent: Any, *, images: bool, taken: Collection[str] = ()
    ) -> None:
        self.desk, self.user, self.principal, self.sent = desk, user, principal, sent
        self.images, self.taken, self.limits = images, taken, file_limits()

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_send_files(self.principal, self.desk.proposal):
            raise NotAllowed

    def execute(self) -> ProposedFile:
        """The file, kept; the one that was kept already when the same is sent again. Raises NotAllowed, FileRefused."""
        self.check()
        if (self.sent.size or 0) > self.limits.size:
            raise FileRefused(too_big(self.limits))
        checked = check_file(str(self.sent.name or ""), self.sent.read(), self.limits, images=self.images)
        found = self._known(checked)
        if found is not None:
            return found
        self._count(checked)
        return self._kept(checked)

    def _known(self, checked: CheckedFile) -> ProposedFile | None:
        """The same file, kept already. Raises FileRefused when another line of the form names it."""
        known = usable_files(self.desk, self.user).filter(sha256=checked.sha256, kind_code=checked.kind.code)
        found = known.first()
        if found is not None and str(found.uuid) in self.taken:
            raise FileRefused(_("The same file is there already: “%(name)s”.") % {"name": found.name})
        return found

    def _count(self, checked: CheckedFile) -> None:
        most, usable = self.limits, usable_files(self.desk, self.user)
        if len(self.taken) >= most.files:
            raise FileRefused(
                ngettext(
                    "%(most)d file at most comes with a proposal: remove it first.",
                    "%(most)d files at most come with a proposal: remove one first.",
                    most.files,
                )
                % {"most": most.files}
            )
        if _weight(usable.filter(uuid__in=self.taken)) + len(checked.data) > most.total:
            words = _("All the files of a proposal together weigh %(most)s at most: remove one first.")
            raise FileRefused(words % {"most": in_megabytes(most.total)})
        unsent = ProposedFile.objects.filter(proposal=None, uploaded_by=self.user)
        for rows in (usable, unsent):
            if rows.count() >= TIMES * most.files or _weight(rows) + len(checked.data) > TIMES * most.total:
                raise FileRefused(
                    _("Many files were sent and not handed in: hand in what you write, or come back later.")
                )

    def _kept(self, checked: CheckedFile) -> ProposedFile:
        """The file first, then its row: what a failure leaves has no row, and is tidied away. Of a button that is
        pressed twice, both requests may come here: the second gives back what the first has kept. Two files that are
        sent at once are counted one after the other.
        """
        row = ProposedFile(
            centre=self.desk.centre, form=self.desk.form, name=checked.name, kind_code=checked.kind.code,
            size=len(checked.data), sha256=checked.sha256, uploaded_by=self.user,
        )  # fmt: skip
        try:
            store.put(row.uuid, checked.data)
            with transaction.atomic():
                row.proposal = self._held()
                found = self._known(checked)
                if found is None:
                    self._count(checked)  # again: another file may have been kept since
                    row.save()
        except OSError as error:
            with suppress(OSError):
                store.remove(row.uuid)
            raise FileRefused(_("The file could not be kept: try again in a while.")) from error
        except BaseException:
            store.remove(row.uuid)
            raise
        if found is not None:
            with suppress(OSError):
                store.remove(row.uuid)
        return found or row

    def _held(self) -> Proposal | None:
        """The proposal, locked, if it may still be written in; before there is one, whoever sends is locked. Raises
        AlreadyDecided.
        """
        if self.desk.proposal is None:
            list(get_user_model().objects.select_for_update().filter(pk=self.user.pk).values_list("pk"))
            return None
        found = Proposal.objects.select_for_update().filter(pk=self.desk.proposal.pk, status__in=OPEN).first()
        if found is None:
            raise AlreadyDecided
        return found


def _weight(rows: QuerySet[ProposedFile]) -> int:
    return int(rows.aggregate(sum=Sum("size"))["sum"] or 0)
