"""Saving a row together with what its signals record of it."""

from typing import Any

from django.db import router, transaction


class SavedWhole:
    """Put before the bases of a model whose `post_save` receivers write in the transaction of the row.

    Django sends that signal once its own transaction is over: a process killed between the two would keep a change that
    nothing tells the index of.
    """

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As the model does, in one transaction with what the signals write."""
        model: Any = type(self)
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(model, instance=self)):
            super().save(*args, **kwargs)  # type: ignore[misc]  # the model's, which comes after
