"""Opening the content of a revision to compare it, and closing it again."""

import json
from collections.abc import Mapping

from django.core.serializers.json import DjangoJSONEncoder

from resource_centre.contribution.merging.values import Content, Json, Value


def opened(content: Mapping[str, Json], streams: frozenset[str]) -> Content:
    """A copy in plain JSON, whose streams are lists of blocks.

    `serializable_data()` holds dates where a stored revision holds their text: both become the text.
    """
    found: Content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return {name: _blocks(value) if name in streams else value for name, value in found.items()}


def closed(content: Mapping[str, Value], streams: frozenset[str]) -> Content:
    """The content as a revision stores it: a stream is JSON in a text."""
    return {
        name: json.dumps(value) if name in streams and isinstance(value, list) else value
        for name, value in content.items()
    }


def canonical(value: Value) -> str:
    """One text for each value, whatever the order of its names."""
    return json.dumps(value, sort_keys=True, default=str)


def _blocks(text: Json) -> Json:
    """The blocks of a stream; the text itself when it holds none, as Wagtail keeps it."""
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text
    return found if isinstance(found, list) else text
