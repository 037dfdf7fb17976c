"""The numbered sources of a page: one list, called by number wherever a fact is stated."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from resource_centre.content.dates import PartialDate
from resource_centre.web.addresses import web_address
from resource_centre.web.presenters.resource_rows import Row
from resource_centre.web.presenters.resource_view import Reference


class References:
    """Sources of the resource (rows of type SOURCE), then those that only another row names; each work once.

    references.cite("Launch", "https://…", None) gives the Reference to print beside the fact, None without source.
    """

    def __init__(self, sources: Iterable[Row]) -> None:
        self._entries: list[Reference] = []
        self._by_work: dict[str, Reference] = {}
        for source in sources:
            details = _joined(source.label_fr, _words(source.source_date))
            self._add(source.source_title, source.source_url, details, _joined(source.note, _read_on(source.date_from)))

    def cite(self, title: str, url: str, date: PartialDate | None = None) -> Reference | None:
        """The numbered source of a fact, added to the list when the page does not list it yet."""
        if not title and not url:
            return None
        known = self._known(title, url)
        return known or self._add(title or url, url, _words(date), "")

    def _known(self, title: str, url: str) -> Reference | None:
        if url in self._by_work:
            return self._by_work[url]
        same_title = self._by_work.get(title.casefold())
        # Two addresses are two works, even under one title ("Home page").
        return same_title if same_title and not (url and same_title.url) else None

    def all(self) -> tuple[Reference, ...]:
        """The list, to be printed once every fact has been cited."""
        return tuple(self._entries)

    def _add(self, title: str, url: str, details: str, note: str) -> Reference:
        entry = Reference(len(self._entries) + 1, title, web_address(url), details, note)
        self._entries.append(entry)
        for key in filter(None, (url, title.casefold())):
            self._by_work.setdefault(key, entry)
        return entry


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _words(date: PartialDate | None) -> str:
    return date.in_words() if date else ""


def _read_on(day: PartialDate | None) -> str:
    return _("read on %(date)s") % {"date": day.in_words()} if day else ""
