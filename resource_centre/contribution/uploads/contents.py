"""The files that a content names: in rows of documents, and in figures of the text.

{"documents": [{"document": None, "proposed": {"id": "3f0c…", "name": "Bilan.pdf", "kind": "PDF", "size": 12345}, …}]},
and the same beside "image" in the value of a figure. The words of the file travel with its number, so that what was
proposed can still be read once the file is published or deleted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from resource_centre.content.weights import in_words
from resource_centre.contribution.changes import BODY, Content
from resource_centre.contribution.surface import DOCUMENTS
from resource_centre.contribution.uploads.models import ProposedFile

FIGURE = "figure"
#: The key of a file that waits, beside the empty one of the document or image.
PROPOSED = "proposed"


def reference_to(file: ProposedFile) -> dict[str, Any]:
    """What a content says of a file that waits."""
    return {"id": str(file.uuid), "name": file.name, "kind": file.kind.label, "size": file.size}


def words_of(reference: Mapping[str, Any]) -> str:
    """A file in words: "Bilan.pdf (PDF, 1.2 MB, new file)"."""
    details = ", ".join((str(reference.get("kind", "")), in_words(reference.get("size")), _("new file")))
    return f"{reference.get('name', '')} ({details})"


def is_proposed(value: Any) -> bool:
    """Whether a row, or the value of a figure, names a file that waits, and none that is published."""
    named = value.get("document") or value.get("image") if isinstance(value, Mapping) else None
    return isinstance(value, Mapping) and bool(value.get(PROPOSED)) and not named


def proposed_in(content: Content) -> Iterator[Mapping[str, Any]]:
    """What a content says of each file that waits."""
    values = [*(content.get(DOCUMENTS) or ()), *_figures(content)]
    return (value[PROPOSED] for value in values if is_proposed(value))


def _figures(content: Content) -> Iterator[Mapping[str, Any]]:
    for block in content.get(BODY) or ():
        if block["type"] == FIGURE and isinstance(block["value"], Mapping):
            yield block["value"]


def with_references(value: Any, new: Mapping[str, Mapping[str, Any]]) -> Any:
    """The same content, its files replaced by others: {"<old number>": {"id": "<new number>", …}}."""
    if isinstance(value, list):
        return [with_references(one, new) for one in value]
    if not isinstance(value, Mapping):
        return value
    found = {name: with_references(one, new) for name, one in value.items()}
    if isinstance(found.get(PROPOSED), Mapping) and found[PROPOSED].get("id") in new:
        found[PROPOSED] = dict(new[found[PROPOSED]["id"]])
    return found
