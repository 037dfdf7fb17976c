"""The address of a search: read into criteria, and written from them. What makes no sense is left out and said.

Page, JSON, feeds and alerts read the same names (docs/reference/search.md), and write them in one order, so that an
address is the state of a search and the same search has one address.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.content.kinds import kind_by_code
from resource_centre.content.pages.actor import Actor, ActorName, current_actor
from resource_centre.discovery.documents import NOWHERE
from resource_centre.discovery.facets import ResourceFacet, Source
from resource_centre.discovery.queries import Finder
from resource_centre.search.budget import clean_text
from resource_centre.search.criteria import Criteria, Ring, Sort, Words
from resource_centre.text.characters import mapped
from resource_centre.text.segmentation import words

#: Values read of one facet, and characters shown of what is refused.
MOST_VALUES, SHOWN = 50, 60
TEXT, RING, VIEW, WORDS, SORT, PAGE, PLACE, DIVISION = "q", "ring", "view", "words", "sort", "page", "place", "by"
_OWN = frozenset((TEXT, RING, VIEW, WORDS, SORT, PAGE, PLACE, DIVISION))
#: What other sites add to an address: neither ours nor worth a word.
_FOREIGN = ("utm_", "mtm_", "pk_", "fbclid", "gclid")

Parameters = Mapping[str, Sequence[str]]
Choice = TypeVar("Choice", bound=Enum)


class View(Enum):
    """How results are shown; the same question behind each."""

    LIST = "list"
    MAP = "map"
    TABLE = "table"


class Division(Enum):
    """Places of the map; the usual ones are regions, or départements where one region is picked."""

    USUAL = ""
    REGION = "region"
    DEPARTEMENT = "departement"


@dataclass(frozen=True)
class Notice:
    """Something of an address that was left out, in words for whoever wrote it."""

    parameter: str
    value: str
    message: str


@dataclass(frozen=True)
class Reading:
    """An address, read. is_current: False when it holds a code that another one replaced: its address is another one
    today. place: a territory as it was typed, to be found."""

    criteria: Criteria
    view: View = View.LIST
    place: str = ""
    division: Division = Division.USUAL
    notices: tuple[Notice, ...] = ()
    is_current: bool = True


@dataclass
class _Reader:
    """Reads one address; collects notices on its way."""

    parameters: Parameters
    finder: Finder
    notices: list[Notice] = field(default_factory=list)
    is_current: bool = True

    def one(self, name: str) -> str:
        """The last value of a parameter, as browsers send what a person chose last."""
        values = self.parameters.get(name, ())
        return _printable(values[-1]) if values else ""

    def note(self, parameter: str, value: str, message: str) -> None:
        shown = value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"
        self.notices.append(Notice(parameter[:SHOWN], shown, message % {"value": shown, "name": parameter[:SHOWN]}))

    def text(self) -> str:
        """The words, cleaned; "" when there is none among the signs. Raises QueryTooLong."""
        typed = clean_text(" ".join(self.parameters.get(TEXT, ())[-1:]))
        if typed and not words(mapped(typed)):
            self.note(TEXT, typed, _("“%(value)s” holds no word to search for."))
            return ""
        return typed

    def with_possible_sort(self, criteria: Criteria) -> Criteria:
        """Without an order by proximity to nothing; a place that was typed may yet be one."""
        if criteria.sort is not Sort.PROXIMITY or self.one(PLACE) or self.finder.origin_of(criteria) is not None:
            return criteria
        self.note(SORT, criteria.sort.value, _("Sorting by proximity takes a territory: the usual order applies."))
        return replace(criteria, sort=None)

    def choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        value = self.one(name)
        found = next((choice for choice in choices if choice.value == value), None)
        if value and found is None:
            self.note(name, value, _("“%(value)s” is not known here: the usual choice applies."))
        return found or default

    def page(self) -> int:
        """A page number; what is no number is the first page. Whether there is such a page is known later."""
        value = self.one(PAGE)
        if not value:
            return 1
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) < 13:
            return int(value)
        self.note(PAGE, value, _("“%(value)s” is not a page number: this is the first page."))
        return 1

    def picked(self) -> dict[str, tuple[str, ...]]:
        """Values of every facet, those that exist."""
        found: dict[str, tuple[str, ...]] = {}
        for facet in self.finder.facets:
            asked = self._asked(facet.code)
            if len(asked) > MOST_VALUES:
                self.note(facet.code, asked[MOST_VALUES], _("Too many values: the first fifty are kept."))
            if keys := tuple(dict.fromkeys(self._known(facet, asked[:MOST_VALUES]))):
                found[facet.code] = keys
        return found

    def _asked(self, name: str) -> list[str]:
        """The first values of a parameter, each once: of thousands, no more are read than are kept, and one."""
        asked: dict[str, None] = {}
        for value in self.parameters.get(name, ()):
            if printable := _printable(value):
                asked[printable] = None
            if len(asked) > MOST_VALUES:
                break
        return list(asked)

    def _known(self, facet: ResourceFacet, values: Sequence[str]) -> Iterator[str]:
        today = _TODAY[facet.source](self, facet, values) if values else {}
        for value in values:
            key = today.get(value)
            if key is None:
                self.note(facet.code, value, _("There is no value “%(value)s” here: it is left out."))
            else:
                self.is_current = self.is_current and key == value
                yield key

    def unknown_names(self) -> None:
        """Say which parameters mean nothing."""
        known = _OWN | {facet.code for facet in self.finder.facets}
        for name in self.parameters:
            if name not in known and not name.startswith(_FOREIGN):
                self.note(_printable(name), self.one(name), _("There is no filter “%(name)s”: it is left out."))


def read_parameters(parameters: Parameters, finder: Finder) -> Reading:
    """Read an address: {"q": ["inclusion"], "theme": ["mediation"]}. Raises QueryTooLong.

    Words are read in the language of the interface.
    """
    reader = _Reader(parameters, finder)
    text = reader.text()
    sort = reader.choice(SORT, Sort, Sort.RELEVANCE)
    criteria = Criteria(
        text=text,
        picked=reader.picked(),
        ring=reader.choice(RING, Ring, Ring.INSIDE),
        words=reader.choice(WORDS, Words, Words.SOME),
        sort=sort if reader.one(SORT) == sort.value else None,
        page=reader.page(),
        language=(get_language() or "fr").partition("-")[0],
    )
    criteria = reader.with_possible_sort(criteria)
    view = reader.choice(VIEW, View, View.LIST)
    division = reader.choice(DIVISION, Division, Division.USUAL)
    reader.unknown_names()
    return Reading(
        criteria, view, reader.one(PLACE)[:100], division, tuple(reader.notices[:MOST_VALUES]), reader.is_current
    )


def _printable(value: str) -> str:
    """A value without what no database takes and nobody sees."""
    return "".join(char for char in value[:500] if char.isprintable()).strip()


def _kinds(_reader: _Reader, _facet: ResourceFacet, values: Sequence[str]) -> Mapping[str, str]:
    return {value: value for value in values if kind_by_code(value) is not None}


def _terms(_reader: _Reader, facet: ResourceFacet, values: Sequence[str]) -> Mapping[str, str]:
    if facet.tree is None:
        return {}
    found = ((value, facet.tree.current(value)) for value in values)
    return {value: current for value, current in found if current is not None}


def _territories(reader: _Reader, _facet: ResourceFacet, values: Sequence[str]) -> Mapping[str, str]:
    places = reader.finder.gazetteer.places(value for value in values if value != NOWHERE)
    return {NOWHERE: NOWHERE} | {value: place.key for value, place in places.items()}


def _actors(reader: _Reader, facet: ResourceFacet, values: Sequence[str]) -> Mapping[str, str]:
    """Slugs of actors that the reader may see, of their other names, and of those that they became by merges; the index
    knows most of them. Two queries for the rest, and more only where an actor was merged three times on."""
    finder = reader.finder
    found = {slug: slug for slug in finder.carried(facet.code, values)}
    if others := [value for value in values if value not in found]:
        path = finder.centre.path
        actors = Actor.objects.filter(path__startswith=path, slug__in=others)
        today = {one.slug: current_actor(one) for one in actors.select_related("merged_into__merged_into")}
        names = ActorName.objects.filter(finder.access.q("actor__"), actor__path__startswith=path, slug__in=others)
        found |= dict(names.values_list("slug", "actor__slug"))
        found |= {slug: kept.slug for slug, kept in today.items() if finder.access.allows(kept)}
    return found


def _years(_reader: _Reader, _facet: ResourceFacet, values: Sequence[str]) -> Mapping[str, str]:
    return {value: value for value in values if len(value) == 4 and value.isascii() and value.isdecimal()}


def _languages(_reader: _Reader, _facet: ResourceFacet, values: Sequence[str]) -> Mapping[str, str]:
    return {value: value for value in values if value in conf.content_languages()}


#: For each source, the key of today of each value that exists.
_TODAY: Mapping[Source, Callable[[_Reader, ResourceFacet, Sequence[str]], Mapping[str, str]]] = {
    Source.KINDS: _kinds,
    Source.TERMS: _terms,
    Source.TERRITORIES: _territories,
    Source.ACTORS: _actors,
    Source.YEARS: _years,
    Source.LANGUAGES: _languages,
}


def pairs_of(
    criteria: Criteria,
    facets: Iterable[ResourceFacet],
    view: View = View.LIST,
    division: Division = Division.USUAL,
) -> list[tuple[str, str]]:
    """The parameters of a search in their order, values of a facet by their keys; what is usual is left out."""
    picked = [(facet.code, key) for facet in facets for key in sorted(criteria.picked.get(facet.code, ()))]
    rest = (
        (RING, criteria.ring.value if criteria.ring is not Ring.INSIDE else ""),
        (VIEW, view.value if view is not View.LIST else ""),
        (DIVISION, division.value if view is View.MAP else ""),
        (WORDS, criteria.words.value if criteria.words is not Words.SOME else ""),
        (SORT, criteria.sort.value if criteria.sort is not None and criteria.order is not usual_sort(criteria) else ""),
        (PAGE, str(criteria.page) if criteria.page > 1 else ""),
    )
    return [(name, value) for name, value in ((TEXT, criteria.text), *picked, *rest) if value]


def usual_sort(criteria: Criteria) -> Sort:
    """The order of a search whose address names none."""
    return Sort.RELEVANCE if criteria.text.strip() else Sort.UPDATED


def address_of(
    path: str,
    criteria: Criteria,
    facets: Iterable[ResourceFacet],
    view: View = View.LIST,
    division: Division = Division.USUAL,
) -> str:
    """The one address of a search: "/centre/recherche/?q=inclusion&theme=mediation"."""
    query = urlencode(pairs_of(criteria, facets, view, division), safe=":")
    return f"{path}?{query}" if query else path
