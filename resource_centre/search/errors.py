"""What may go wrong with a search, each by its name."""


class SearchError(Exception):
    """Anything that this package raises."""


class BadQuery(SearchError):
    """A question that is refused before any engine. `code` is stable, the message is for the person who asked."""

    code = "bad_query"


class QueryTooLong(BadQuery):
    """More characters or words than a question may hold (`budget`)."""

    code = "query_too_long"

    def __init__(self, unit: str, found: int, limit: int) -> None:
        super().__init__(f"The question holds {found} {unit}, the most is {limit}.")
        self.unit, self.found, self.limit = unit, found, limit


class PageOutOfRange(BadQuery):
    """A page beyond the last one that can be reached; `last` is that one."""

    code = "page_out_of_range"

    def __init__(self, page: int, last: int) -> None:
        super().__init__(f"There is no page {page}: the last one is {last}.")
        self.page, self.last = page, last


class EngineUnavailable(SearchError):
    """No answer can be had now: refused, too slow, or an index that cannot be used. Caught once, by discovery."""


#: What is said where there is none.
NO_INDEX = "There is no search index yet: run `manage.py resource_index rebuild`."


class IndexUnusable(EngineUnavailable):
    """There is no index, or not one of this version: it must be rebuilt before it answers."""


class IndexDamaged(IndexUnusable):
    """The index holds what it should not: it is put aside and rebuilt, never read on."""


class QuestionRefused(EngineUnavailable):
    """The engine is well, and does not answer this one question: others may be asked."""


class IndexReadOnly(EngineUnavailable):
    """The index answers, and cannot be written: a full disk, a folder without the right to write."""


class RebuildRunning(SearchError):
    """Somebody else is rebuilding the index."""


class DocumentRefused(SearchError):
    """A document that no retry will make acceptable: it is parked with this reason."""

    def __init__(self, identifier: str, reason: str) -> None:
        super().__init__(f"{identifier}: {reason}")
        self.identifier, self.reason = identifier, reason
