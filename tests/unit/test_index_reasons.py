"""What is wrong with the index is said in the reader's language, every reason of ours included."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

import resource_centre.search
from resource_centre.admin.index_reasons import Reason, word_reason
from resource_centre.search.engines.elasticsearch import client
from resource_centre.search.errors import NO_INDEX

ENGINES = Path(resource_centre.search.__file__).parent
#: Errors whose words `state()` may give to whoever opens the admin. A question that is refused is of no state.
NAMED = {"EngineUnavailable", "IndexUnusable", "IndexDamaged", "IndexReadOnly", "DocumentRefused"}
CONSTANTS = {name: value for name, value in vars(client).items() if name.isupper() and isinstance(value, str)}


def said() -> Iterator[str]:
    """Every sentence with which the code of the engines makes one of these errors, its parts being «7»."""
    for path in sorted(ENGINES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NAMED and node.args:
                words = _words(node.args[-1])
                if words is not None:
                    yield words


def _words(node: Any) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) or "7" for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _words(node.value)
    return CONSTANTS.get(node.id) if isinstance(node, ast.Name) else None


def test_every_reason_of_the_engines_has_words_of_its_own() -> None:
    found = set(said())
    assert len(found) > 25, "the walk has found them"
    with override("en"):
        unknown = word_reason("quoi ?").words
        assert {one for one in found if word_reason(one).words == unknown} == set()


def test_a_command_is_told_from_the_words_around_it() -> None:
    with override("en"):
        reason = word_reason(NO_INDEX)
    assert reason.pieces == (
        ("There is no search index yet: run ", False), ("manage.py resource_index rebuild", True), (".", False)
    )  # fmt: skip
    assert Reason().pieces == ()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", Reason()),
        ("Elasticsearch cannot be reached: [Errno 111]", Reason("Elasticsearch cannot be reached.", "[Errno 111]")),
        ("Boom", Reason("The search engine gives this reason, in its own words:", "Boom")),
        ("it carries 12,000 values, the most is 9", Reason("It carries 12,000 values of facets, the most is 9.")),
    ],
)
def test_technical_words_are_kept_apart(said: str, reason: Reason) -> None:
    with override("en"):
        assert word_reason(said) == reason
