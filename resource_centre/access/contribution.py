"""Who may propose, and who may decide: the same rule for views, lists, mail and commands."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from resource_centre.access.visibility import Access
from resource_centre.persons.person import AccountKey


def may_propose(access: Access, page: Page) -> bool:
    """Whoever may read a page may propose a change of it; an alias is changed where its source is."""
    return page.alias_of_id is None and access.allows(page)


def may_decide(user: Any, page: Page) -> bool:
    """Who may publish a page decides what is proposed for it."""
    return bool(user is not None and user.is_active and page.permissions_for_user(user).can_publish())


def decided_by(user: Any) -> QuerySet[Page]:
    """The pages on which a user may decide."""
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_permission_for(user, "publish")
    return pages


def deciders_of(page: Page) -> Iterable[Any]:
    """Active accounts that may decide on a page, as `may_decide` has it, and can be written to; one query."""
    users = page_permission_policy.users_with_permission_for_instance("publish", page)
    return list(users.filter(~Q(email=""), is_active=True))


def is_by(user: Any, author_id: AccountKey | None, author_email: str) -> bool:
    """Whether something was written by that account, signed in or by its address."""
    if user is None or not user.is_authenticated:
        return False
    return user.pk == author_id or bool(author_email and user.email and user.email.lower() == author_email.lower())


def is_own(user_id: AccountKey | None, author_id: AccountKey | None, author_email: str) -> bool:
    """Whether a proposal is of that visitor: of their account; or, of a reader without one, of whoever holds its link.

    user_id: None for somebody who is not signed in. What has neither account nor address (the account was deleted, the
    person is forgotten) is of nobody, whoever holds the link.
    """
    return bool(author_email) if author_id is None else user_id == author_id
