"""The two that an address names, and the list from which they were chosen."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest

from resource_centre.content.keys import row_with_key
from resource_centre.content.pages.actor import Actor
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.duplicates.models import MergeKind

LIST_URL = "resource_centre_duplicates"


def kind_in(request: HttpRequest) -> MergeKind:
    """Actors, unless the address asks for terms."""
    return MergeKind.CONCEPT if request.GET.get("kind") == MergeKind.CONCEPT else MergeKind.ACTOR


def two_of(kind: str, one: int, other: int) -> tuple[Any, Any]:
    """The actors or the terms with these keys. Raises Http404."""
    if kind not in MergeKind.values:
        raise Http404
    model: Any = Actor if kind == MergeKind.ACTOR else Concept
    first, second = (row_with_key(model.objects.all(), pk) for pk in (one, other))
    if first is None or second is None:
        raise Http404
    return first, second


def said_there(request: HttpRequest) -> dict[str, Any]:
    """What was just done, for the context of a page that says it beside its list, where the focus goes.

    Wagtail's own place is far above it, and nothing reads that aloud on a page that is new.
    """
    return {"said": get_messages(request), "messages": ()}
