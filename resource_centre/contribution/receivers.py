"""Where Django's signals enter, and where letters are registered."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page

from resource_centre.contribution import letters
from resource_centre.contribution.handing_over import on_account_deleted
from resource_centre.contribution.moving import follow_pages


def connect() -> None:
    """Called once, when models are loaded."""
    pre_delete.connect(on_account_deleted, sender=get_user_model())
    post_save.connect(on_bare_page_saved, sender=Page)
    letters.register()


def on_bare_page_saved(instance: Page, update_fields: Any = None, **kwargs: Any) -> None:
    """Wagtail saves a page that it has just moved so, in the transaction of the move: its `post_page_move` is sent
    after that one, and a process may die between the two."""
    if not kwargs.get("raw") and (update_fields is None or "url_path" in update_fields):
        follow_pages(instance)
