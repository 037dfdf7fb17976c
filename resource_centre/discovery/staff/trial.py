"""Trying what is not live: the same search as the public makes it, today and with a change. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from resource_centre import conf
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.days import site_today
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.queries import Finder, Found
from resource_centre.discovery.staff.editorial import SeeAlso, recommended_of, see_of
from resource_centre.discovery.staff.keys import key_of
from resource_centre.discovery.staff.models import MOST_RECOMMENDED, Promotion, SearchRedirect, SynonymSet
from resource_centre.discovery.synonyms import thesaurus_with
from resource_centre.search.budget import clean_text
from resource_centre.search.criteria import Criteria
from resource_centre.search.thesaurus import Synonyms, Thesaurus

#: Results shown on each side.
MOST_SHOWN = 10

Tried = SynonymSet | Promotion | SearchRedirect


@dataclass(frozen=True)
class Side:
    """What a visitor would find. recommended, see: what editors show above it, if the public may read it."""

    found: Found
    recommended: tuple[Resource, ...] = ()
    see: str = ""


@dataclass(frozen=True)
class Trial:
    """A search today and with a change.

    applies: whether these words are those that the change is about, as it is stored or as it is tried. is_for_tried:
    whether they are those of what is tried.
    """

    text: str
    without: Side
    with_it: Side
    applies: bool
    is_for_tried: bool


def try_out(draft: Tried, centre: ResourceCentrePage, text: str) -> Trial:
    """Search as anybody would. Raises QueryTooLong, EngineUnavailable."""
    criteria = Criteria(clean_text(text), language=draft.language)
    finder = Finder.of(centre, Access.of(ANONYMOUS))
    if isinstance(draft, SynonymSet):
        return _try_synonyms(draft, finder, criteria)
    found = finder.find(criteria, listing=Listing.NONE, size=MOST_SHOWN)
    today = _live_rows(draft, centre, criteria)
    then = [one for one in today if one.pk != draft.pk]
    is_for_tried = key_of(criteria.text, draft.language) == key_of(draft.words, draft.language)
    shown_then = _shown(_in_order([*then, draft]) if is_for_tried else then, finder, found)
    return Trial(
        criteria.text, _shown(today, finder, found), shown_then, is_for_tried or len(then) < len(today), is_for_tried
    )


def _in_order(rows: list[Any]) -> list[Any]:
    """As visitors are shown them, the oldest first; what is not stored yet comes last."""
    return sorted(rows, key=lambda one: one.pk or inf)


def _live_rows(draft: Promotion | SearchRedirect, centre: ResourceCentrePage, criteria: Criteria) -> list[Any]:
    """What visitors are shown of that sort today, for those words: what is stored of the draft is among it if it is
    live."""
    asked = {"centre": centre, "language": criteria.language, "key": key_of(criteria.text, criteria.language)}
    rows = type(draft)._default_manager.filter(is_live=True, **asked).order_by("pk")
    return [one for one in rows if not isinstance(one, Promotion) or recommended_of(one).applies_on(site_today())]


def _try_synonyms(draft: SynonymSet, finder: Finder, criteria: Criteria) -> Trial:
    """Today every live set is obeyed, the one that is changed included."""
    with_it = replace(finder, tried=_thesaurus(finder, draft, draft.synonyms()))
    bare = replace(finder, tried=_thesaurus(finder, draft))
    today, then, without = (one.text_of(criteria) for one in (finder, with_it, bare))
    before, after = (Side(one.find(criteria, listing=Listing.NONE, size=MOST_SHOWN)) for one in (finder, with_it))
    is_for_tried = then != without or _holds_a_form(draft.synonyms(), finder, criteria)
    return Trial(criteria.text, before, after, is_for_tried or today != without, is_for_tried)


def _holds_a_form(entry: Synonyms, finder: Finder, criteria: Criteria) -> bool:
    """Whether a search holds one of these words, even if they stand for one another already, by a term of a vocabulary,
    or if it is the first of a set that goes one way."""
    alone, none = (Thesaurus(entries, conf.content_languages()) for entries in ((replace(entry, main=""),), ()))
    return replace(finder, tried=alone).text_of(criteria) != replace(finder, tried=none).text_of(criteria)


def _thesaurus(finder: Finder, draft: SynonymSet, *tried: Synonyms) -> Thesaurus:
    return thesaurus_with(finder.reference, tuple(conf.content_languages()), tried, without=draft.pk)


def _shown(rows: Sequence[Any], finder: Finder, found: Found) -> Side:
    redirect = next((one for one in rows if isinstance(one, SearchRedirect)), None)
    uuids = [uuid for one in rows if isinstance(one, Promotion) for uuid in recommended_of(one).uuids]
    pages = finder.resources(uuids) if uuids else {}
    recommended = tuple(pages[uuid] for uuid in dict.fromkeys(uuids) if uuid in pages)[:MOST_RECOMMENDED]
    return Side(found, recommended, _named(see_of(redirect), finder) if redirect is not None else "")


def _named(see: SeeAlso, finder: Finder) -> str:
    """What visitors would read; "" for what they may not."""
    if see.resource:
        return next((page.title for page in finder.resources([see.resource]).values()), "")
    if see.theme:
        tree = finder.reference.trees.get(THEME)
        code = tree.current(see.theme) if tree is not None else None
        return tree.terms[code].label if tree is not None and code else ""
    if see.territory:
        place = finder.gazetteer.place(see.territory)
        return place.label if place is not None else ""
    return f"{see.label} ({see.path})"
