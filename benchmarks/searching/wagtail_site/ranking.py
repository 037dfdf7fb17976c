"""The first hits of a question, in the order that Wagtail's backend gives.

The backend asks SQLite for the score of each hit apart: seconds a question, an hour for all that are judged. Its own
expressions are put in one query here, and a question is asked both ways to see that the order is the same.
"""

from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from modelsearch.backends import get_search_backend
from modelsearch.backends.database.sqlite.query import MatchExpression
from modelsearch.backends.database.sqlite.sqlite import SQLiteFTSIndexEntry, SQLiteSearchQueryCompiler
from modelsearch.query import PlainText

from benchmarks.searching.wagtail_site.models import Sheet
from resource_centre.text.segmentation import words

#: Every word required, which is the backend's own rule on SQLite, or any of them.
OPERATORS = ("and", "or")


def first(question: str, operator: str, size: int) -> list[str]:
    """Ids of the first hits. Marks are taken out: the backend requires them like words, and finds none."""
    compiler = SQLiteSearchQueryCompiler(Sheet.objects.all(), PlainText(_words(question), operator=operator))
    match = MatchExpression(compiler.FTS_TABLE_FIELDS, compiler.build_search_query(compiler.query))
    score = compiler._build_rank_expression(compiler.get_search_vectors(), None)
    key = Cast("index_entry__object_id", BigIntegerField())
    entries = SQLiteFTSIndexEntry.objects.filter(match).annotate(score=score, key=key).order_by("score", "-key")
    keys = list(entries.values_list("key", flat=True)[:size])
    uuids = dict(Sheet.objects.filter(pk__in=keys).values_list("pk", "uuid"))
    return [uuids[key] for key in keys]


def check(question: str, size: int) -> None:
    """Raise RuntimeError when the backend itself orders the hits of a question otherwise."""
    backend = get_search_backend()
    for operator in OPERATORS:
        found = backend.search(_words(question), Sheet.objects.all(), operator=operator)[:size]
        if [sheet.uuid for sheet in found] != first(question, operator, size):
            raise RuntimeError(f"“{question}” is not ordered as Wagtail's backend orders it")


def _words(question: str) -> str:
    return " ".join(words(question))
