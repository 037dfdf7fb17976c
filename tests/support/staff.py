"""People of the staff with rights on one branch of the tree, and nowhere else."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page


def publisher_of(page: Page, name: str) -> Any:
    """Somebody who writes and publishes there."""
    group = Group.objects.create(name=f"Rédaction {name}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for right in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=("add_page", "change_page", "publish_page")
    ):
        GroupPagePermission.objects.create(group=group, page=page, permission=right)
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org")
    user.groups.add(group)
    return user
