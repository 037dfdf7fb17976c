"""What is made once for all the tests of a file, and taken back when the last of them has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import override_settings


@contextmanager
def kept_for_the_file(django_db_blocker: Any, **changed: Any) -> Iterator[None]:
    """For a fixture of a file: its rows go with it, those of each test went with that test.

    changed: settings with which the rows are made. The value of `django_db_blocker` is pytest-django's own.
    """
    with override_settings(**changed), django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
