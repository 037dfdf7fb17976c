"""Numbers raised when reference data changes, so that what was read of it may be kept in memory.

One query tells every process whether what it remembers still holds.
"""

from typing import ClassVar

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

VOCABULARIES, TERRITORIES, LISTS = "vocabularies", "territories", "lists"
#: What editors add to the search: synonyms, recommended results, references.
STAFF_SEARCH = "staff search"

_RAISE = """
INSERT INTO resource_centre_stamp AS stamp (name, number) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET number = stamp.number + 1
"""


class Stamp(models.Model):
    """How often a sort of reference data has changed."""

    name = models.CharField(max_length=50, unique=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("stamp of reference data")
        verbose_name_plural = _("stamps of reference data")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def raise_stamp(name: str) -> None:
    """Say that this sort of reference data has changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RAISE, [name])


def read_stamps() -> dict[str, int]:
    """Every number by name (one query); a name that is absent has never changed."""
    return dict(Stamp.objects.values_list("name", "number"))
