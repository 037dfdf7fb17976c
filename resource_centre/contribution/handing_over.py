"""What somebody was writing for an organisation, once they are of its team no more, or their account is closed."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from resource_centre.access.membership_models import Membership
from resource_centre.content.people import shown_name
from resource_centre.contribution.charter import charter_values
from resource_centre.contribution.mail_rows import record_heir_mail
from resource_centre.contribution.models import OPEN, Proposal
from resource_centre.persons.person import AccountKey


def has_heirs(leaving: Collection[AccountKey]) -> Q:
    """Proposals that are still open, for an organisation whose team has somebody besides these accounts."""
    others = Membership.objects.exclude(user__in=leaving)
    return Q(status__in=OPEN, organisation__in=others.values("actor"))


def hand_over(rows: QuerySet[Proposal], leaving: Collection[AccountKey] = ()) -> int:
    """Give those of these proposals that have heirs to one of them, who is told; how many were given.

    leaving: accounts that inherit nothing. The texts stay; what the former author said of them, and their name, goes.
    """
    return sum(_give(proposal, heir_of(proposal, leaving)) for proposal in rows.filter(has_heirs(leaving)))


def heir_of(proposal: Proposal, leaving: Collection[AccountKey] = ()) -> Any:
    """Who goes on with it: a member who wrote in it, else a lead, else any member; whoever came first of several.

    Accounts in use come before those that are not. None where nobody is left.
    """
    seats = Membership.objects.filter(actor=proposal.organisation_id).exclude(user__in=leaving).select_related("user")
    wrote = set(proposal.writers.values_list("pk", flat=True))
    ranked = sorted(
        seats.order_by("since", "pk"),
        key=lambda seat: (not seat.user.is_active, seat.user_id not in wrote, not seat.is_lead),
    )
    return ranked[0].user if ranked else None


def _give(proposal: Proposal, heir: Any) -> bool:
    """Whether it was given: not where there is nobody, nor where somebody else has handed it in a moment ago."""
    if heir is None:
        return False
    here = Proposal.objects.filter(pk=proposal.pk, author=proposal.author_id, status__in=OPEN)
    is_given = here.update(
        author=heir,
        author_name=shown_name(heir)[:100],
        is_credited=False,
        message="",
        fact_source="",
        **charter_values("", is_new_author=True),
    )
    if is_given:
        record_heir_mail(proposal, heir)
    return bool(is_given)


def leave_to_team(user_id: AccountKey, actor_id: int) -> None:
    """Somebody leaves a team, or is taken out, in the transaction of the caller, which tells them.

    What they still write for it goes to a colleague where anybody else wrote in it, and is their own from now on where
    they wrote alone: nobody outside of a team speaks in its name, nor takes away what it wrote.
    """
    theirs = Proposal.objects.filter(author=user_id, organisation=actor_id, status__in=OPEN)
    held = list(theirs.select_for_update().order_by("pk").values_list("pk", flat=True))
    others = get_user_model()._default_manager.exclude(pk=user_id)
    by_others = Proposal.objects.filter(pk__in=held, writers__in=others)
    hand_over(Proposal.objects.filter(pk__in=by_others.values("pk")), [user_id])
    theirs.filter(pk__in=held).update(organisation=None)


def on_account_deleted(instance: Any, **_kwargs: Any) -> None:
    """An account goes, by whatever door: its seats are still there, and so is its name on what it wrote."""
    # Its seats are held first, as by whoever takes it out of a team: two at once wait for each other, in one order.
    list(Membership.objects.select_for_update().filter(user=instance.pk).order_by("pk").values_list("pk"))
    hand_over(Proposal.objects.filter(author=instance.pk), [instance.pk])
