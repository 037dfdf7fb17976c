"""Where Django's signals enter."""

from django.contrib.auth import get_user_model
from django.db.models.signals import pre_delete

from resource_centre.contribution.handing_over import on_account_deleted


def connect() -> None:
    """Called once, when models are loaded."""
    pre_delete.connect(on_account_deleted, sender=get_user_model())
