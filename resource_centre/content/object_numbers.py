"""Numbers of objects that Wagtail keeps as text, beside their type: of pages, of proposals.

A host's own things may have keys that are no numbers, and a database may read a key before it looks at its type: only
that of the type is read as a number. PostgreSQL promises that order within a CASE, and nowhere else.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, When
from django.db.models.functions import Cast


def number_of(of: ContentType, owner: str = "") -> Case:
    """The number of an object of that base type, NULL of any other. owner: what leads to the row that names it.

    >>> TaskState.objects.annotate(page=number_of(pages, "workflow_state__"))
    """
    number = Cast(f"{owner}object_id", BigIntegerField())
    return Case(When(**{f"{owner}base_content_type": of}, then=number), output_field=BigIntegerField())
