"""Showing a page of what one contributed, and taking it away. Off until its person switches it on."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from resource_centre.content.people import shown_name
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.errors import NameNotOwn, NotAllowed
from resource_centre.contribution.models import ACCEPTED, Proposal


def names_of(user: Any) -> tuple[str, ...]:
    """Names under which an account may have its page: its own, and those with which it signed accepted work."""
    signed = Proposal.objects.filter(author=user, status__in=ACCEPTED, is_credited=True).exclude(author_name="")
    found = signed.order_by("author_name").values_list("author_name", flat=True).distinct()
    return tuple(dict.fromkeys((shown_name(user)[:100], *found)))


class ShowContributor:
    """Makes the page public, or changes what it shows."""

    def __init__(self, user: Any, name: str, *, shows_organisations: bool) -> None:
        self.user, self.name, self.shows_organisations = user, name, shows_organisations

    def check(self) -> None:
        """Raise NotAllowed, NameNotOwn."""
        if not self.user.is_authenticated or not self.user.is_active:
            raise NotAllowed
        if self.name not in names_of(self.user):
            raise NameNotOwn

    @transaction.atomic
    def execute(self) -> ContributorPage:
        """The page, at the address that it always had."""
        self.check()
        chosen = {"name": self.name, "shows_organisations": self.shows_organisations, "is_public": True}
        page, _is_new = ContributorPage.objects.update_or_create(
            user=self.user, defaults=chosen, create_defaults={**chosen, "since": timezone.now()}
        )
        return page


def hide_contributor(user: Any) -> None:
    """Nobody reaches it from now on; the address is kept, for the day when it is switched on again."""
    ContributorPage.objects.filter(user=user.pk).update(is_public=False)
