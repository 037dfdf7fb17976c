"""Who is in charge of a page: one rule, for a page and for many at once.

The person named on it; without one, its owner; each only while their account is active and may decide on the page.
Without either, all who may decide on it are.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from resource_centre.access.contribution import decided_by
from resource_centre.content.pages.base import Resource
from resource_centre.content.people import shown_name
from resource_centre.persons.person import AccountKey


class Charge:
    """Who is in charge of each of some pages: three queries, and as many for each person, whatever the pages.

    pages: without duplicates; their order does not matter.
    """

    def __init__(self, pages: QuerySet[Resource]) -> None:
        self._pages = pages.order_by()
        self._decides: dict[AccountKey, frozenset[int]] = {}

    def of_user(self, user: Any) -> frozenset[int]:
        """Keys of the pages that this user is in charge of."""
        decided = self._decided(user)
        return frozenset(pk for pk in decided if (self.named(pk) or user.pk) == user.pk and pk in self._rows)

    def by_user(self) -> Mapping[Any, frozenset[int]]:
        """The same for every account that may decide somewhere; those who are in charge of nothing are left out."""
        users = page_permission_policy.users_with_permission("publish").filter(is_active=True)
        found = {user: self.of_user(user) for user in users.distinct()}
        return {user: pages for user, pages in found.items() if pages}

    def named(self, page: int) -> AccountKey | None:
        """Key of the one account that is in charge of a page; None when all who decide on it are."""
        return next((one for one in self._rows.get(page, ()) if one and page in self._of_account(one)), None)

    def names(self) -> Mapping[int, str]:
        """Names of those people, by page; "" where all who decide are in charge."""
        return {pk: shown_name(self._accounts[found]) if (found := self.named(pk)) else "" for pk in self._rows}

    @cached_property
    def _rows(self) -> Mapping[int, tuple[AccountKey | None, AccountKey | None]]:
        rows = self._pages.values_list("pk", "keeper_id", "owner_id")
        return {pk: (keeper, owner) for pk, keeper, owner in rows}

    @cached_property
    def _accounts(self) -> Mapping[AccountKey, Any]:
        keys: Collection[AccountKey] = {one for row in self._rows.values() for one in row if one}
        return get_user_model()._default_manager.in_bulk(list(keys))

    def _of_account(self, pk: AccountKey) -> frozenset[int]:
        user = self._accounts.get(pk)
        return frozenset() if user is None else self._decided(user)

    def _decided(self, user: Any) -> frozenset[int]:
        """Pages on which an account that is active may decide, read once."""
        if user.pk not in self._decides:
            pages = decided_by(user).filter(pk__in=self._pages.values("pk")) if user.is_active else Page.objects.none()
            self._decides[user.pk] = frozenset(pages.values_list("pk", flat=True))
        return self._decides[user.pk]
