"""A page of that site, as Wagtail's own search gives it: one search for the hits, one more for each facet."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import MATCH_ALL

from benchmarks.questions import FACETS, Question
from benchmarks.searching.wagtail_site.models import Region, Sheet, Theme

#: Where each facet is filtered and where it is counted; the others are columns of their own name.
FILTERED = {"theme": "themes__key", "territory": "territories__key"}
COUNTED = {"theme": "themes", "territory": "regions"}
SIZE = 15


@dataclass(frozen=True)
class Page:
    """Hits, their number, and the counts of each facet, without extracts: Wagtail has none."""

    total: int
    ids: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]


class Pages:
    """Answers from the site, by the backend of its settings."""

    model = Sheet

    def __init__(self) -> None:
        self.backend = get_search_backend()
        # The database gives primary keys as numbers, Elasticsearch as words.
        self._labels = {
            name: {str(pk): key for pk, key in model._default_manager.values_list("pk", "key")}
            for name, model in (("theme", Theme), ("territory", Region))
        }

    def page(self, question: Question) -> Page:
        """Hits, total, and counts that leave out the facet's own selection: in a search without it."""
        found = self._search(question)
        hits = tuple(sheet.uuid for sheet in found[:SIZE])
        counts = {name: self._counts(question, name, found) for name in FACETS}
        return Page(found.count(), hits, counts)

    def _counts(self, question: Question, name: str, found):  # type: ignore[no-untyped-def]
        results = self._search(question, without=name) if name in question.picked else found
        labels = self._labels.get(name)
        counted = results.facet(COUNTED.get(name, name))
        return {labels[str(key)] if labels else key: count for key, count in counted.items() if key is not None}

    def _search(self, question: Question, without: str = ""):  # type: ignore[no-untyped-def]
        rows: QuerySet[Sheet] = Sheet.objects.filter(is_public=True)
        for name, keys in question.picked.items():
            if name != without:
                column = FILTERED.get(name, name)
                rows = rows.filter(**{f"{column}__in": keys} if len(keys) > 1 else {column: keys[0]})
        if question.typed:
            return self.backend.search(question.typed, rows, operator="and")
        return self.backend.search(MATCH_ALL, rows.order_by("-updated"), order_by_relevance=False)
