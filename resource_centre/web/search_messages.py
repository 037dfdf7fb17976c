"""What went wrong with a search, in the language of whoever asked."""

from django.utils.translation import gettext as _

from resource_centre.search.errors import EngineUnavailable, PageOutOfRange, QueryTooLong, SearchError

#: Seconds after which a search that is away is worth asking again.
RETRY_AFTER = "30"


def message_of(error: SearchError) -> str:
    """One sentence, which says what to do."""
    if isinstance(error, QueryTooLong):
        limits = {"found": error.found, "limit": error.limit}
        if error.unit == "words":
            return _("The search holds %(found)d words, the most is %(limit)d: keep those that matter.") % limits
        return _("The search holds %(found)d characters, the most is %(limit)d: shorten it.") % limits
    if isinstance(error, PageOutOfRange):
        return _("There is no page %(page)d: the last one is %(last)d.") % {"page": error.page, "last": error.last}
    if isinstance(error, EngineUnavailable):
        return _("The search is away for a moment: ask again.")
    return str(error)
