"""Trying what is not live: the same search as the public makes it, without a change and with it. Nothing is stored."""

from dataclasses import dataclass, replace

from resource_centre import conf
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
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
    """A search without a change and with it. applies: whether these words are those that the change is about."""

    text: str
    without: Side
    with_it: Side
    applies: bool


def try_out(draft: Tried, centre: ResourceCentrePage, text: str) -> Trial:
    """Search as anybody would. Raises QueryTooLong, EngineUnavailable."""
    criteria = Criteria(clean_text(text), language=draft.language)
    finder = Finder.of(centre, Access.of(ANONYMOUS))
    if isinstance(draft, SynonymSet):
        return _try_synonyms(draft, finder, criteria)
    found = finder.find(criteria, listing=Listing.NONE, size=MOST_SHOWN)
    applies = key_of(criteria.text, draft.language) == key_of(draft.words, draft.language)
    shown = _shown(draft, finder, found) if applies else Side(found)
    return Trial(criteria.text, Side(found), shown, applies)


def _try_synonyms(draft: SynonymSet, finder: Finder, criteria: Criteria) -> Trial:
    with_it = replace(finder, tried=_thesaurus(finder, draft, draft.synonyms()))
    # A set that is stored may be live: what is changed is then compared with a search without it.
    without = replace(finder, tried=_thesaurus(finder, draft)) if draft.pk else finder
    text, unchanged = with_it.text_of(criteria), without.text_of(criteria)
    sides = [Side(one.find(criteria, listing=Listing.NONE, size=MOST_SHOWN)) for one in (without, with_it)]
    return Trial(criteria.text, sides[0], sides[1], applies=text != unchanged)


def _thesaurus(finder: Finder, draft: SynonymSet, *tried: Synonyms) -> Thesaurus:
    return thesaurus_with(finder.reference, tuple(conf.content_languages()), tried, without=draft.pk)


def _shown(draft: Promotion | SearchRedirect, finder: Finder, found: Found) -> Side:
    if isinstance(draft, SearchRedirect):
        return Side(found, see=_named(see_of(draft), finder))
    uuids = recommended_of(draft).uuids
    pages = finder.resources(uuids)
    return Side(found, tuple(pages[uuid] for uuid in uuids if uuid in pages)[:MOST_RECOMMENDED])


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
