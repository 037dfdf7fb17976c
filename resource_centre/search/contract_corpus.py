"""The corpus and the questions of the contract: drawn from fixed seeds, always the same.

Accents, apostrophes, trees, several languages, readers who see different things, typing errors.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document, Place, Values
from resource_centre.search.facets import AtAnyLevel, FacetSpec, Match, Reach, itself
from resource_centre.search.query import Scope, SearchQuery
from resource_centre.search.thesaurus import Synonyms, Thesaurus
from resource_centre.search.words import TextQuery, read_text

LANGUAGES = ("fr", "en")
MOMENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
#: Words of French and English texts that accents, elision, plurals and typing errors can go wrong on.
_FRENCH = """
l’école élèves numérique numériques médiation médiateur inclusion fracture bénévolat association associations
l'économie sociale solidaire territoire territoires commune communes d’Île-de-France région aînés seniors vieillir
bien-vieillir accompagner accompagnement œuvre cœur données ouvertes logiciel logiciels libre libres étude études
évaluation coopération partenariat entreprise entreprises fondation mécénat handicap accessibilité emploi santé culture
jeunesse citoyen citoyenne engagement gouvernance ressource ressources pratique outil aujourd’hui qu’il
"""
_ENGLISH = """
digital inclusion communities community study studies open data tools volunteers schools elderly access mediators
partnership evaluation practices services knowledge cities economy health
"""
FRENCH, ENGLISH = _FRENCH.split(), _ENGLISH.split()
THEMES = {f"t{a}-{b}": f"t{a}" for a, b in product(range(6), range(4))}
REGIONS = {f"departement:{n}": f"region:{n % 5}" for n in range(15)}
COMMUNES = {f"commune:{n}": (f"departement:{n % 15}", f"departement:{(n + 1) % 15}")[: 1 + n % 2] for n in range(60)}
#: What a document without territory is filed under, and no territory is.
NOWHERE = "none"
#: Tokens of documents, and readers who hold some of them.
ACCESS = (("public",), ("public",), ("public",), ("login",), ("g:1", "superuser"), ("g:2+p:7", "superuser"))
READERS = (
    frozenset({"public"}),
    frozenset({"public", "login"}),
    frozenset({"public", "login", "g:1"}),
    frozenset({"public", "login", "superuser"}),
)
SYNONYMS = (
    Synonyms("fr", ("ESS", "économie sociale et solidaire")),
    Synonyms("fr", ("aînés", "personnes âgées"), value=("theme", "t1"), by_word=True),
    Synonyms("en", ("elderly", "seniors")),
)


def lineage(territory: str) -> frozenset[str]:
    """A territory and all that contains it: several départements may."""
    parents = COMMUNES.get(territory) or ((REGIONS[territory],) if territory in REGIONS else ())
    above = frozenset().union(*map(lineage, parents)) if parents else frozenset({"country:FR"})
    return above | {territory}


def corpus(count: int, seed: int = 7) -> list[Document]:
    """That many documents, always the same for a seed."""
    draw = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    return [_document(draw, number) for number in range(count)]


def _document(draw: random.Random, number: int) -> Document:
    language = "en" if draw.random() < 0.15 else "fr"
    vocabulary = FRENCH if language == "fr" else ENGLISH
    theme = draw.sample(sorted(THEMES), draw.choice((0, 1, 1, 2)))
    places = draw.sample([*COMMUNES, *REGIONS, *set(REGIONS.values()), "country:FR"], draw.choice((0, 1, 1, 2)))
    year, updated = draw.randint(2006, 2026), draw.randint(1, 40) * 86_400
    title = _text(draw, vocabulary, draw.randint(2, 7))
    return Document(
        id=f"{draw.getrandbits(128):032x}",
        version=draw.randint(1, 9),
        collection=draw.choice("aab"),
        access=frozenset(draw.choice(ACCESS)),
        language=language,
        title=title,
        names=(_text(draw, vocabulary, 2),) if draw.random() < 0.2 else (),
        summary=_text(draw, vocabulary, draw.randint(0, 15)),
        body=_text(draw, vocabulary, draw.randint(0, 60)),
        values={
            "type": Values.flat(draw.choice(("practice", "tool", "study", "actor"))),
            "theme": Values(frozenset(theme), frozenset(theme) | {THEMES[key] for key in theme}),
            "territory": Values(frozenset(places or [NOWHERE]), frozenset[str]().union(*map(lineage, places))),
            "year": Values.flat(*(str(value) for value in range(year, min(2026, year + draw.choice((0, 0, 2))) + 1))),
            "actor": Values.flat(*(f"actor-{draw.randint(0, 120)}" for _one in range(draw.randint(0, 3)))),
            "tag": Values.flat(*draw.sample("abcdef", draw.randint(0, 4))),
        },
        places=tuple(Place(draw.uniform(42, 51), draw.uniform(-5, 8)) for _one in places if _one != "country:FR"),
        title_key=f"{title.lower()[:12]}",
        updated=updated,
        published=updated - draw.randint(0, 5) * 86_400,
        dated=draw.choice(("", f"{year}", f"{year}-{draw.randint(1, 12):02d}")),
        expires=MOMENT + timedelta(hours=draw.choice((-1, 1))) if number % 40 == 0 else None,
    )


def _text(draw: random.Random, vocabulary: Sequence[str], words: int) -> str:
    return " ".join(draw.choice(vocabulary) for _word in range(words)).capitalize()


def around(key: str) -> Reach:
    """A region with the other ones, anything else alone."""
    neighbours = {other for other in REGIONS.values() if key.startswith("region:")}
    return Reach(within=frozenset(neighbours or {key}))


def applies(key: str) -> Reach:
    """A territory, what it contains, and what contains it."""
    return Reach(within=frozenset({key}), own=lineage(key) - {key} if ":" in key else frozenset())


SPECS = (
    FacetSpec("type"),
    FacetSpec("theme"),
    FacetSpec("territory"),
    FacetSpec("year"),
    FacetSpec("actor", size=12),
    FacetSpec("tag", match=Match.ALL),
)
TERRITORY_SPECS = (
    FacetSpec("territory"),
    FacetSpec("territory", reach=AtAnyLevel(frozenset({NOWHERE}))),
    FacetSpec("territory", reach=itself),
    FacetSpec("territory", reach=around),
    FacetSpec("territory", reach=applies),
    FacetSpec("territory", only=frozenset(REGIONS.values())),
)


class Questions:
    """Random questions over the corpus."""

    def __init__(self, documents: Sequence[Document], seed: int = 11) -> None:
        self.documents, self.draw = documents, random.Random(seed)  # noqa: S311 - questions, not secrets
        self.thesaurus = Thesaurus(SYNONYMS, LANGUAGES)

    def scope(self) -> Scope:
        """Some reader, in some collection."""
        return Scope(self.draw.choice("aaab"), self.draw.choice(READERS), MOMENT)

    def text(self) -> TextQuery | None:
        """No word, some words, a phrase, a typing error, stop words alone."""
        typed = self._typed()
        language = "en" if self.draw.random() < 0.1 else "fr"
        return read_text(typed, LANGUAGES, language, self.thesaurus, every=self.draw.random() < 0.15)

    def _typed(self) -> str:
        words = [self.draw.choice(FRENCH) for _word in range(self.draw.choice((0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 8)))]
        kind = self.draw.random()
        if kind < 0.1:
            return self.draw.choice(("de la", "votre", "ESS", "personnes âgées", "l’", "comment peut il faire", "!"))
        if kind < 0.2 and words:
            words[0] = _mistyped(self.draw, words[0])
        if kind < 0.3:
            source = self.draw.choice(self.documents).body.split()
            start = self.draw.randrange(max(1, len(source)))
            words.append(f"« {' '.join(source[start : start + 2])} »")
        return " ".join(words)

    def picked(self) -> dict[str, tuple[str, ...]]:
        """Some values of some facets, some of which nobody carries."""
        found: dict[str, tuple[str, ...]] = {}
        for spec in self.draw.sample(SPECS, self.draw.choice((0, 0, 1, 1, 2, 3))):
            values = [key for document in self.documents[:80] for key in document.values[spec.name].within]
            chosen = self.draw.sample(sorted(set(values)), self.draw.choice((1, 1, 2)))
            found[spec.name] = (
                (*chosen, self.draw.choice(("nobody", NOWHERE))) if self.draw.random() < 0.2 else tuple(chosen)
            )
        return found

    def query(self) -> SearchQuery:
        """A whole question."""
        territory = self.draw.choice(TERRITORY_SPECS)
        specs = tuple(territory if spec.name == "territory" else spec for spec in SPECS)
        return SearchQuery(
            scope=self.scope(),
            text=self.text(),
            picked=self.picked(),
            specs=specs,
            sort=self.draw.choice(tuple(Sort)),
            origin=Place(48.1, -1.6),
            offset=self.draw.choice((0, 0, 0, 15, 40)),
            shown=("theme", "territory"),
        )


def _mistyped(draw: random.Random, word: str) -> str:
    place = draw.randrange(1, len(word))
    return draw.choice((word[:place] + word[place + 1 :], word[:place] + "x" + word[place:]))
