"""Several minor changes accepted at once, each as if it had been opened: what moved meanwhile is left, and named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from resource_centre.content.keys import key_in
from resource_centre.content.pages.base import Significance
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.deciding import decides_on
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.reading import read_mark
from resource_centre.contribution.settling import acceptance

#: As many as one screen of the queue holds.
MOST = 30


@dataclass(frozen=True)
class Refused:
    """One that was not accepted, and why."""

    title: str
    why: str


def accept_from_list(user: Any, ticked: Sequence[str]) -> tuple[int, tuple[Refused, ...]]:
    """Accept each of these whole: "12 <what was read>" for proposal 12. Only minor changes of what is published, as
    their authors wrote them: what an earlier step made of one is read on its own page.

    How many were accepted, and which were not. What does not wait for this person, or no longer, is in neither: its
    title is not theirs to read.
    """
    done, refused = 0, []
    for value in ticked[:MOST]:
        pk, _space, read = value.partition(" ")
        proposal = Proposal.objects.filter(pk=key_in(pk)).select_related("resource").first()
        if proposal is None or not decides_on(user, proposal):
            continue
        try:
            if proposal.significance != Significance.MINOR or proposal.is_new_resource:
                raise ContributionError(_("Only minor changes are accepted from the list: open it."))
            if proposal.is_reworked:
                raise ContributionError(_("The step before left out or reworded a part of it: open it."))
            mark = read_mark(read)
            acceptance(proposal, user, Decision(mark.text)).at_step(mark.step).execute()
            done += 1
        except NotAllowed:
            continue
        except ContributionError as error:
            refused.append(Refused(proposal.title, str(error)))
    return done, tuple(refused)
