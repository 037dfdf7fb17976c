"""Hits as a list, and as the lines of a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resource_centre.content.dates import day_in_words
from resource_centre.content.pages.base import Resource
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import NOWHERE, TERRITORY
from resource_centre.discovery.facets import ResourceFacet
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.queries import FoundHit
from resource_centre.search.criteria import Criteria, Sort
from resource_centre.web.presenters.common import Link, foreign, kind_label, kind_of, page_urls
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.extracts import marked
from resource_centre.web.presenters.search.values import Column, Result, Row

#: Values of each facet that a line prints.
SHOWN_VALUES = 2


def keys_named(found: Iterable[FoundHit]) -> dict[str, set[str]]:
    """Values that hits name, for a labeller to learn at once: {"theme": {"mediation"}, "territory": {"region:53"}}."""
    named: dict[str, set[str]] = {}
    for one in found:
        for code, key in (*one.hit.values, *one.hit.matched_values):
            named.setdefault(code, set()).add(key)
    return named


@dataclass(frozen=True)
class Results:
    """Words the hits of one page."""

    facets: Sequence[ResourceFacet]
    labeller: Labeller
    request: HttpRequest

    def listed(self, found: Sequence[FoundHit]) -> tuple[Result, ...]:
        """Hits for the list."""
        urls = page_urls([one.page for one in found], self.request)
        return tuple(self._result(one, urls[one.page.pk]) for one in found)

    def _result(self, found: FoundHit, url: str) -> Result:
        page, hit, spec = found.page, found.hit, kind_of(found.page)
        reviewed = page.reviewed_on
        meta = (
            kind_label(spec),
            page.period,
            found.carrier,
            *self.words(found, THEME),
            *self.words(found, TERRITORY),
            _("re-read on %(date)s") % {"date": day_in_words(reviewed)} if reviewed else "",
        )
        lang = foreign(page.language)
        return Result(
            title=marked(hit.title) if hit.title.parts else conditional_escape(page.title),
            url=url,
            address=self.request.build_absolute_uri(url),
            lang=lang,
            kind_code=spec.code,
            meta=tuple(text for text in meta if text),
            text=marked(hit.text, page.summary),
            text_lang=lang,
            missing=", ".join(hit.missing),
            why=self._why(found),
        )

    def words(self, found: FoundHit, code: str, most: int = SHOWN_VALUES) -> list[str]:
        """The first values of a facet that a hit is filed under, in words."""
        facet = next((facet for facet in self.facets if facet.code == code), None)
        keys = [key for name, key in found.hit.values if name == code and key != NOWHERE]
        labels = (self.labeller.label(facet, key) for key in keys[:most]) if facet is not None else ()
        return [label for label in labels if label]

    def _why(self, found: FoundHit) -> str:
        """ "Thème : Bien vieillir": what holds a word that the text does not."""
        named = {facet.code: facet for facet in self.facets}
        reasons = (
            _("%(facet)s: %(value)s") % {"facet": named[code].label, "value": label}
            for code, key in found.hit.matched_values
            if code in named and (label := self.labeller.label(named[code], key))
        )
        return "\u00a0· ".join(list(dict.fromkeys(reasons))[:SHOWN_VALUES])

    def table(self, found: Sequence[FoundHit]) -> tuple[Row, ...]:
        """Hits for the table."""
        urls = page_urls([one.page for one in found], self.request)
        return tuple(self._row(one, urls[one.page.pk]) for one in found)

    def _row(self, found: FoundHit, url: str) -> Row:
        page = found.page
        return Row(
            title=Link(page.title, url, foreign(page.language)),
            kind=kind_label(kind_of(page)),
            themes=", ".join(self.words(found, THEME, most=99)),
            places=", ".join(self.words(found, TERRITORY, most=99)),
            period=page.period,
            updated=updated_in_words(page),
        )


def updated_in_words(page: Resource) -> str:
    """When the page changed last: "2 novembre 2026"."""
    return day_in_words(page.changed_on) if page.changed_on else ""


def columns(criteria: Criteria, addresses: Addresses) -> tuple[Column, ...]:
    """Columns of the table; three of them sort it."""
    by_title, by_date, by_update = Sort.TITLE, Sort.DATE, Sort.UPDATED
    return (
        _column(_("Title"), by_title, "ascending", criteria, addresses),
        Column(_("Kind")),
        Column(_("Themes")),
        Column(_("Territories")),
        _column(pgettext("of what a resource describes", "Date"), by_date, "ascending", criteria, addresses),
        _column(_("Updated"), by_update, "descending", criteria, addresses),
    )


def _column(label: str, sort: Sort, order: str, criteria: Criteria, addresses: Addresses) -> Column:
    return Column(label, addresses.sorted_by(sort), order if criteria.order is sort else "")
