"""Where Django's signals enter."""

from django.db.models.signals import post_delete

from resource_centre.contribution.uploads.dropping import on_row_deleted
from resource_centre.contribution.uploads.models import ProposedFile


def connect() -> None:
    """Called once, when models are loaded."""
    post_delete.connect(on_row_deleted, sender=ProposedFile)
