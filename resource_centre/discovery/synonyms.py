"""What else words may mean here: labels of the vocabularies, names of regions and départements, shipped acronyms, and
the synonyms that editors made live."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from resource_centre.content.stamps import STAFF_SEARCH, TERRITORIES, VOCABULARIES, Remembered
from resource_centre.content.territories import Territory, TerritoryLevel
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.reference import Reference, TermTree
from resource_centre.discovery.staff.models import SynonymSet
from resource_centre.search.thesaurus import Synonyms, Thesaurus

ACRONYMS = Path(__file__).resolve().parents[1] / "data" / "acronyms.toml"

_remembered = Remembered[Thesaurus]()


def thesaurus_of(reference: Reference, languages: Sequence[str]) -> Thesaurus:
    """The thesaurus of today, made again only when a vocabulary, the territories or the editors' synonyms have
    changed."""
    stamps = tuple(reference.stamp(name) for name in (VOCABULARIES, TERRITORIES, STAFF_SEARCH))
    return _remembered.under((stamps, tuple(languages)), lambda: thesaurus_with(reference, languages))


def thesaurus_with(
    reference: Reference, languages: Sequence[str], tried: Sequence[Synonyms] = (), without: int | None = None
) -> Thesaurus:
    """A thesaurus made for the occasion, which nothing else obeys.

    tried: entries that are not live. without: the set of the editors that is left out, by its id.
    """
    written = (one.synonyms() for one in SynonymSet.objects.filter(is_live=True) if one.pk != without)
    entries = (*_labels(reference), *_names_of_places(languages), *acronyms(), *written, *tried)
    return Thesaurus(entries, languages)


def _labels(reference: Reference) -> Iterator[Synonyms]:
    """Each label, and each of its words, stands for what is filed under its term; other labels stand for the main one
    too."""
    for tree in reference.trees.values():
        if not tree.for_rows:
            yield from _labels_of(tree)


def _labels_of(tree: TermTree) -> Iterator[Synonyms]:
    for term in tree.terms.values():
        current = tree.current(term.code)
        if current is None:
            continue
        for language, main in (("fr", term.labels.french), ("en", term.labels.english)):
            others = (label for name, label in term.aliases if name == language)
            forms = tuple(dict.fromkeys(form for form in (main, *others) if form))
            if forms:
                yield Synonyms(language, forms, value=(tree.code, current), main=main, by_word=True)


def _names_of_places(languages: Sequence[str]) -> Iterator[Synonyms]:
    """ "Bretagne" stands for all that is inside it."""
    levels = (TerritoryLevel.REGION, TerritoryLevel.DEPARTEMENT)
    named = Territory.objects.filter(level__in=levels, is_active=True).order_by("level_rank", "code")
    for level, code, name in named.values_list("level", "code", "name"):
        for language in languages:
            yield Synonyms(language, (name,), value=(TERRITORY, f"{level}:{code}"))


@cache
def acronyms() -> tuple[Synonyms, ...]:
    """Acronyms of the field and what they stand for, each way."""
    with ACRONYMS.open("rb") as file:
        groups = tomllib.load(file)
    return tuple(Synonyms(language, tuple(forms)) for language, rows in groups.items() for forms in rows["groups"])
