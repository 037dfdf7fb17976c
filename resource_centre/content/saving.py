"""Saving a row together with what its signals record of it."""

from typing import Any

from django.db import router, transaction

from resource_centre.content.references import references_once


class SavedWhole:
    """Put before the bases of a model whose `post_save` receivers write in the transaction of the row.

    Django sends that signal once its own transaction is over: a process killed between the two would keep a change that
    nothing tells the index of.
    """

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As the model does, in one transaction with what the signals write; its references are recorded once."""
        model: Any = type(self)
        database = kwargs.get("using") or router.db_for_write(model, instance=self)
        with transaction.atomic(using=database), references_once():
            super().save(*args, **kwargs)  # type: ignore[misc]  # the model's, which comes after
