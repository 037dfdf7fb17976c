"""The suite that every engine must pass, held against the oracle.

    contract = Contract(lambda: MyEngine(...))
    for check in contract.checks():
        check()

Each check fills an engine of its own, and raises ContractBroken with what was asked, expected and answered. The corpus
is drawn from a fixed seed: accents, apostrophes, trees, several languages, readers who see different things.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document, Entry, Place, Removal, Values
from resource_centre.search.engine import Fate, SearchEngine
from resource_centre.search.facets import FacetCounts, FacetSpec, Match, Reach, itself
from resource_centre.search.oracle import Oracle, nearest
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import SearchResults
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
    Synonyms("fr", ("aînés", "personnes âgées"), value=("theme", "t1")),
    Synonyms("en", ("elderly", "seniors")),
)


class ContractBroken(AssertionError):
    """An engine answered otherwise than it must."""


def expect(condition: bool, *said: object) -> None:
    """Raise ContractBroken unless the condition holds."""
    if not condition:
        raise ContractBroken(" · ".join(map(str, said)))


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
            "territory": Values(frozenset(places), frozenset[str]().union(*map(lineage, places))),
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
            found[spec.name] = (*chosen, "nobody") if self.draw.random() < 0.1 else tuple(chosen)
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
        )


def _mistyped(draw: random.Random, word: str) -> str:
    place = draw.randrange(1, len(word))
    return draw.choice((word[:place] + word[place + 1 :], word[:place] + "x" + word[place:]))


class Contract:
    """`make` gives an engine that has just been made, empty and never built."""

    def __init__(self, make: Callable[[], SearchEngine], *, size: int = 400, questions: int = 300) -> None:
        self.make, self.size, self.questions = make, size, questions

    def checks(self) -> Iterator[Callable[[], None]]:
        """Every check of the suite."""
        names = sorted(name for name in dir(self) if name.startswith("check_"))
        return (getattr(self, name) for name in names)

    def filled(self, documents: Sequence[Document]) -> SearchEngine:
        """An engine built with these documents."""
        engine = self.make()
        with engine.rebuild() as new:
            new.write(documents)
            new.swap()
        return engine

    # What is found, and how many.

    def check_answers_are_those_of_the_oracle(self) -> None:
        """Totals, counts, order of ids, missing words, relaxed passes: as the oracle finds them."""
        documents = corpus(self.size)
        engine, oracle, questions = self.filled(documents), Oracle(documents, LANGUAGES[0]), Questions(documents)
        for _question in range(self.questions):
            query = questions.query()
            compare(query, oracle.search(query), engine.search(query), documents)

    def check_every_count_is_the_total_of_its_click(self) -> None:
        """Each bucket's count is the total of a second search with that value alone picked in its facet."""
        documents = corpus(self.size)
        engine, questions = self.filled(documents), Questions(documents, seed=3)
        for _question in range(max(3, self.questions // 30)):
            query = replace(questions.query(), size=0, offset=0)
            for facet in engine.search(query).facets:
                self._click_each(engine, query, facet)

    def _click_each(self, engine: SearchEngine, query: SearchQuery, facet: FacetCounts) -> None:
        for bucket in facet.buckets:
            alone = query.spec(facet.name).match is Match.ANY
            keys = (bucket.key,) if alone else tuple({*query.picked.get(facet.name, ()), bucket.key})
            click = replace(query, picked={**query.picked, facet.name: keys})
            total = engine.search(click).total
            expect(total == bucket.count, query, facet.name, bucket, f"clicking gives {total}")

    def check_pages_follow_one_another(self) -> None:
        """Pages together are the whole result, each hit once, in one order whatever the page's size."""
        documents = corpus(self.size)
        engine, questions = self.filled(documents), Questions(documents, seed=5)
        for _question in range(max(3, self.questions // 15)):
            query = questions.query()
            whole = [hit.id for hit in engine.search(replace(query, offset=0, size=self.size)).hits]
            expect(len(whole) == len(set(whole)) == engine.search(query).total, query, "hits are lost or doubled")
            paged = [
                hit.id
                for offset in range(0, len(whole), 7)
                for hit in engine.search(replace(query, offset=offset, size=7)).hits
            ]
            expect(paged == whole, query, "another order by pages of seven")

    def check_extracts_hold_what_was_asked(self) -> None:
        """An extract is a piece of the text, and its marks are around words of the question."""
        documents = corpus(self.size)
        engine = self.filled(documents)
        by_id = {document.id: document for document in documents}
        query = self._asking("numerique ecoles", size=50)
        for hit in engine.search(query).hits:
            document = by_id[hit.id]
            for extract, source in ((hit.title, document.title), (hit.text, f"{document.summary}\n{document.body}")):
                bare = str(extract).removeprefix("… ").removesuffix(" …")
                expect(bare in source, extract, "is no piece of", source)
                marked = {piece.lower() for piece, is_marked in extract.parts if is_marked}
                words = {word for piece in marked for word in piece.split()}
                expect(all("num" in word or "cole" in word for word in words), extract, "marks too much")
            expect(hit.title.has_marks or hit.text.has_marks, hit, "nothing is marked")

    # What nobody may see.

    def check_nothing_hidden_is_found(self) -> None:
        """No hit, completion, correction nor similar document that the reader may not open."""
        documents = corpus(self.size)
        engine, oracle = self.filled(documents), Oracle(documents, LANGUAGES[0])
        for tokens in READERS:
            scope = Scope("a", tokens, MOMENT)
            visible = {known.document.id for known in oracle.visible(scope)}
            for typed in ("nu", "ec", "l ecole", "medi", "digital"):
                found = set(engine.complete(typed, scope, 50))
                expect(found <= visible, tokens, typed, found - visible)
            for document in documents[:40]:
                similar = engine.similar(SimilarQuery(document.id, scope, ("theme", "territory", "actor"), 5))
                expect({one.id for one in similar} <= visible - {document.id}, tokens, document.id)
                expect(document.id in visible or not similar, tokens, document.id, "resembles while hidden")

    def check_corrections_are_words_that_the_reader_may_see(self) -> None:
        """A word that only hidden documents hold is never offered."""
        hidden = _plain("1", "Un canaricache secret", access=frozenset({"g:9"}))
        shown = _plain("2", "La fracture numérique")
        engine = self.filled([hidden, shown])
        expect(engine.correct(self._asking("canaricach")) is None, "a hidden word was offered")
        found = engine.correct(self._asking("fracture numérque"))
        expect(found == "fracture numérique", "offered:", found)

    # Completion, resemblance.

    def check_titles_are_completed_with_or_without_accents(self) -> None:
        """Every word, the last one begun; titles that begin so come first."""
        documents = [
            _plain("1", "Médiation numérique"),
            _plain("2", "La médiation à Rennes"),
            replace(_plain("3", "Jaccede"), names=("Jaccède Morning",)),
        ]
        engine, scope = self.filled(documents), self._asking("").scope
        for typed, expected in (("med", "12"), ("MÉDIATION", "12"), ("mediation ren", "2"), ("jaccède mor", "3")):
            found = engine.complete(typed, scope, 8)
            expect(found == tuple(_id(name) for name in expected), typed, found)
        expect(engine.complete("xyz", scope, 8) == (), "something was completed from nothing")

    def check_what_is_alike_comes_with_its_reasons(self) -> None:
        """The document that shares rare words and values comes first, and says which values."""
        theme = {"theme": Values.flat("t1")}
        documents = [
            replace(_plain("1", "Tablettes pour les aînés isolés"), values=theme),
            replace(_plain("2", "Des tablettes aux aînés"), values=theme),
            replace(_plain("3", "Logiciels libres"), values={"theme": Values.flat("t2")}),
        ]
        engine = self.filled(documents)
        found = engine.similar(SimilarQuery(_id("1"), self._asking("").scope, ("theme",), 3))
        expect(bool(found) and found[0].id == _id("2"), found)
        expect(("theme", "t1") in found[0].values, found[0], "does not say its reason")
        expect(_id("3") not in {one.id for one in found}, found, "shares nothing")

    # Writing.

    def check_only_newer_versions_are_written(self) -> None:
        """Changes in any order, sent twice, end in the newest; a removed document does not come back."""
        engine = self.filled([])
        first, second = _plain("1", "Premier titre"), replace(_plain("1", "Second titre"), version=2)
        fates = [engine.write([change])[0].fate for change in (second, first, second)]
        expect(fates == [Fate.WRITTEN, Fate.OLDER, Fate.WRITTEN], fates)
        expect(engine.search(self._asking("second")).total == 1, "the newer one is lost")
        expect(engine.search(self._asking("premier")).total == 0, "the older one came back")
        engine.write([Removal(_id("1"), 3)])
        expect(engine.write([second])[0].fate is Fate.OLDER, "a removed document came back")
        expect(engine.search(self._asking("second")).total == 0, "a removed document is found")
        engine.write([replace(second, version=4)])
        expect(engine.search(self._asking("second")).total == 1, "a document cannot return after its removal")

    def check_a_refused_document_stops_no_other(self) -> None:
        """It is refused with its reason; the others are written."""
        engine = self.filled([])
        bad = replace(_plain("2", "Mauvais"), body="a" * 3_000_000)
        written = engine.write([_plain("1", "Bon"), bad, _plain("3", "Bon aussi")])
        expect([one.fate for one in written] == [Fate.WRITTEN, Fate.REFUSED, Fate.WRITTEN], written)
        expect(bool(written[1].reason), "no reason was given")
        expect(engine.search(self._asking("bon")).total == 2, "the others are missing")

    def check_changed_documents_leave_nothing_behind(self) -> None:
        """After random changes and removals, answers are those of the oracle over what is left."""
        documents = corpus(self.size // 2)
        engine, draw = self.filled(documents), random.Random(2)  # noqa: S311 - a test
        left = {document.id: document for document in documents}
        for fresh in corpus(self.size // 4, seed=99):
            target = draw.choice(sorted(left))
            version = left[target].version + 1
            if draw.random() < 0.3:
                engine.write([Removal(target, version)])
                del left[target]
            else:
                left[target] = replace(fresh, id=target, version=version)
                engine.write([left[target]])
        remaining = list(left.values())
        oracle, questions = Oracle(remaining, LANGUAGES[0]), Questions(remaining, seed=13)
        for _question in range(max(5, self.questions // 10)):
            query = questions.query()
            compare(query, oracle.search(query), engine.search(query), remaining)
        expected = sorted((_entry(document) for document in remaining), key=lambda entry: entry.id)
        expect(list(engine.entries()) == expected, "entries differ from what was written")

    def check_a_rebuild_is_seen_whole_or_not_at_all(self) -> None:
        """Until the swap the old index answers; a rebuild that is left changes nothing."""
        engine = self.filled([_plain("1", "Ancien")])
        with engine.rebuild() as new:
            new.write([_plain("2", "Nouveau")])
            expect(engine.search(self._asking("ancien")).total == 1, "the old index went too early")
        expect(engine.search(self._asking("nouveau")).total == 0, "half an index answers")
        with engine.rebuild() as new:
            new.write([_plain("2", "Nouveau")])
            new.swap()
        expect(engine.search(self._asking("nouveau")).total == 1, "the new index does not answer")
        expect(engine.search(self._asking("ancien")).total == 0, "the old index still answers")
        expect(engine.state().documents == 1, engine.state())

    def _asking(self, typed: str, size: int = 15) -> SearchQuery:
        scope = Scope("a", frozenset({"public"}), MOMENT)
        text = read_text(typed, LANGUAGES, "fr")
        return SearchQuery(scope, text, sort=Sort.RELEVANCE if text else Sort.UPDATED, size=size)


def _id(name: str) -> str:
    return name.rjust(32, "0")


def _plain(name: str, title: str, access: frozenset[str] = frozenset({"public"})) -> Document:
    return Document(_id(name), 1, "a", access, "fr", title, title_key=_key(title))


def _key(title: str) -> str:
    return title.lower().replace("é", "e").replace("à", "a").replace("î", "i")


def _entry(document: Document) -> Entry:
    return Entry(document.id, document.version, document.collection, document.access)


def compare(query: SearchQuery, right: SearchResults, found: SearchResults, documents: Sequence[Document]) -> None:
    """Raise ContractBroken where an answer is not the oracle's."""
    for name in ("total", "complete", "relaxed", "unknown"):
        expect(getattr(found, name) == getattr(right, name), query, name, getattr(right, name), getattr(found, name))
    for one, other in zip(right.facets, found.facets, strict=True):
        expect(one == other, query, "counts", one, other)
    ids, expected = [hit.id for hit in found.hits], [hit.id for hit in right.hits]
    if query.sort is Sort.PROXIMITY and query.origin is not None:
        places = {document.id: nearest(document, query.origin) for document in documents}
        distances = [round(places[hit.id], 3) for hit in right.hits]
        expect([round(places[pk], 3) for pk in ids] == distances, query, "order", distances)
    elif query.sort is not Sort.RELEVANCE or query.text is None:
        expect(ids == expected, query, "order", expected, ids)
    else:
        expect(len(ids) == len(expected), query, "hits", len(expected), len(ids))
        _compare_relevance(query, found)


def _compare_relevance(query: SearchQuery, found: SearchResults) -> None:
    """Complete hits come first, as many as there are, when the question is short enough for that to mean something."""
    lacking = [bool(hit.missing) for hit in found.hits]
    if query.text is not None and len(query.text.words) <= COMPLETE_FIRST:
        expect(lacking == sorted(lacking), query, "a complete hit comes after another")
        complete = max(0, min(found.complete - query.offset, len(found.hits)))
        expect(lacking.count(False) == complete, query, "complete hits", complete, lacking)


#: Up to this many words, hits that hold them all come first. Source: ARCHITECTURE.md, decision 20.
COMPLETE_FIRST = 4
