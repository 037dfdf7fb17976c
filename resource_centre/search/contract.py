"""The suite that every engine must pass, held against the oracle.

    contract = Contract(lambda: MyEngine(...))
    for check in contract.checks():
        check()

Each check fills an engine of its own, and raises ContractBroken with what was asked, expected and answered.
"""

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from resource_centre.search.asking import ask
from resource_centre.search.budget import clean_text
from resource_centre.search.contract_corpus import LANGUAGES, MOMENT, READERS, Questions, corpus
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document, Entry, Removal, Values
from resource_centre.search.engine import Fate, SearchEngine
from resource_centre.search.facets import FacetCounts, Match
from resource_centre.search.oracle import Oracle, nearest
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import Extract, SearchResults
from resource_centre.search.thesaurus import Synonyms, Thesaurus
from resource_centre.search.words import COMPLETE_FIRST, TextQuery, read_text


class ContractBroken(AssertionError):
    """An engine answered otherwise than it must."""


def expect(condition: bool, *said: object) -> None:
    """Raise ContractBroken unless the condition holds."""
    if not condition:
        raise ContractBroken(" · ".join(map(str, said)))


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

    def check_hits_without_extracts_are_the_same_hits(self) -> None:
        """Who shows no extract does not wait for them."""
        engine = self.filled(corpus(self.size))
        query = self._asking("numerique ecoles", size=50)
        bare = [replace(hit, title=Extract(), text=Extract()) for hit in engine.search(query).hits]
        found = engine.search(replace(query, with_extracts=False)).hits
        expect(bool(bare) and list(found) == bare, found, "instead of", bare)

    def check_accents_apart_from_their_letters_are_accents(self) -> None:
        """A text in decomposed Unicode, as macOS writes it, is found as the same text composed; and asked likewise."""
        apart = unicodedata.normalize("NFD", "Médiation et société à Évry")
        documents = [_plain("1", "La médiation d’une société"), replace(_plain("2", apart), names=(apart,))]
        engine, right = self.filled(documents), {_id("1"), _id("2")}
        for typed in ("société", unicodedata.normalize("NFD", "société"), "médiation", "societe"):
            hits = engine.search(self._asking(clean_text(typed))).hits
            expect({hit.id for hit in hits} == right, typed.encode(), {hit.id for hit in hits})
            expect(all(hit.title.has_marks for hit in hits), typed.encode(), "is not marked")

    def check_acronyms_with_dots_are_acronyms(self) -> None:
        """Found and marked with their dots or without, in texts and in questions."""
        documents = [_plain("1", "L’E.S.S. en Bretagne"), _plain("2", "Un pôle ESS"), _plain("3", "Une S.C.I.C.")]
        engine = self.filled(documents)
        for typed in ("ESS", "E.S.S.", "l’e.s.s", "« E.S.S. »"):
            hits = engine.search(self._asking(typed)).hits
            expect({hit.id for hit in hits} == {_id("1"), _id("2")}, typed, hits)
        hits = engine.search(self._asking("scic")).hits
        expect([str(hit.title) for hit in hits] == ["Une S.C.I.C."], hits)
        expect([piece for piece, marked in hits[0].title.parts if marked] == ["S.C.I.C"], hits)

    def check_acronyms_with_dots_are_acronyms(self) -> None:
        """Found and marked with their dots or without, in texts and in questions."""
        documents = [_plain("1", "L’E.S.S. en Bretagne"), _plain("2", "Un pôle ESS"), _plain("3", "Une S.C.I.C.")]
        engine = self.filled(documents)
        for typed, right in (("ESS", {"1", "2"}), ("E.S.S.", {"1", "2"}), ("l’e.s.s", {"1", "2"}), ("scic", {"3"})):
            results = engine.search(self._asking(typed))
            expect({hit.id for hit in results.hits} == set(map(_id, right)), typed, results.hits)
            expect(not results.relaxed and not results.unknown, typed, results)
            expect(all(hit.title.has_marks for hit in results.hits), typed, results.hits)

    def check_quoted_words_are_words_like_others_once_nothing_is_found(self) -> None:
        """With their stems and their synonyms."""
        documents = [_plain("1", "Une association de retraités"), _plain("2", "Un atelier pour les aînés")]
        thesaurus = Thesaurus([Synonyms("fr", ("seniors", "aînés"))], LANGUAGES)
        text = read_text("« associations seniors »", LANGUAGES, "fr", thesaurus)
        results = self.filled(documents).search(replace(self._asking(""), text=text))
        expect(results.relaxed and {hit.id for hit in results.hits} == {_id("1"), _id("2")}, results)

    def check_a_synonym_of_several_words_is_marked_whole(self) -> None:
        """A word of it alone says nothing: "bien" is not "bien vieillir"."""
        documents = [
            replace(_plain("1", "Vieillir chez soi, et bien"), body="Tout va bien ici."),
            _plain("2", "Un atelier pour les seniors"),
        ]
        thesaurus = Thesaurus([Synonyms("fr", ("seniors", "bien vieillir"))], LANGUAGES)
        query = replace(self._asking(""), text=read_text("seniors", LANGUAGES, "fr", thesaurus))
        hits = {hit.id: hit for hit in self.filled(documents).search(query).hits}
        expect(set(hits) == {_id("1"), _id("2")}, hits)
        title = {piece for piece, is_marked in hits[_id("1")].title.parts if is_marked}
        expect(title == {"Vieillir", "bien"}, title)
        expect(not hits[_id("1")].text.has_marks, hits[_id("1")].text, "marks a word of a synonym alone")

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

    def check_a_correction_changes_that_word_and_no_other(self) -> None:
        """Nor the letters of another one: "travai" is inside "télétravai"."""
        engine = self.filled([_plain("1", "Le télétravail"), _plain("2", "Le travail")])
        query = self._asking("télétravai travai")
        expect(engine.correct(query) == "télétravail travail", "offered:", engine.correct(query))
        answer = ask(engine, query, lambda text, _unknown: read_text(text, LANGUAGES, "fr"))
        expect(answer.replaced == ("télétravai", "travai"), answer)

    def check_a_mistyped_word_is_answered_as_the_right_one(self) -> None:
        """Same documents, same counts, whatever the other words find; what was typed is told."""
        documents = corpus(self.size)
        engine = self.filled(documents)
        for typed, meant in (("numeriqeu", "numerique"), ("ecoles numeriqeu ateliers", "ecoles numerique ateliers")):
            query, right = self._asking(typed), engine.search(self._asking(meant))
            answer = ask(engine, query, lambda text, _unknown: read_text(text, LANGUAGES, "fr"))
            expect(right.total > 0 and answer.results == right, typed, answer.results.total, right.total)
            expect(answer.replaced == ("numeriqeu",), typed, answer)

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

    def check_what_documents_lack_is_no_resemblance(self) -> None:
        """A value that is no level of its facet, as "no territory", brings nothing together."""
        nowhere = {"place": Values(frozenset({"none"}), frozenset())}
        documents = [replace(_plain(name, title), values=nowhere) for name, title in (("1", "Un"), ("2", "Deux"))]
        found = self.filled(documents).similar(SimilarQuery(_id("1"), self._asking("").scope, ("place",), 3))
        expect(found == (), found)

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
        late = engine.write([second])[0]
        expect(late.fate is Fate.OLDER, "a removed document came back")
        expect(late.held == 3, "the newer version is not told", late)
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
        engine = self.filled(documents)
        *_before, remaining = _changed(engine, documents, corpus(self.size // 4, seed=99), seed=2)
        oracle, questions = Oracle(remaining, LANGUAGES[0]), Questions(remaining, seed=13)
        for _question in range(max(5, self.questions // 10)):
            query = questions.query()
            compare(query, oracle.search(query), engine.search(query), remaining)
        expected = sorted((_entry(document) for document in remaining), key=lambda entry: entry.id)
        expect(list(engine.entries()) == expected, "entries differ from what was written")

    def check_questions_between_changes_see_each(self) -> None:
        """The same words again while documents that hold them come, change and go: no answer is an old one."""
        documents = corpus(self.size // 2)
        engine, drawn = self.filled(documents), Questions(documents, seed=17)
        questions = [query for query in (drawn.query() for _question in range(20)) if query.text is not None][:6]
        for remaining in _changed(engine, documents, corpus(max(20, self.size // 10), seed=98), seed=4):
            for query in questions:
                compare(query, Oracle(remaining, LANGUAGES[0]).search(query), engine.search(query), remaining)

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


def _changed(
    engine: SearchEngine, documents: Sequence[Document], fresh: Sequence[Document], seed: int
) -> Iterator[Sequence[Document]]:
    """Change or remove a document for each fresh one; after each, what is left."""
    draw, left = random.Random(seed), {document.id: document for document in documents}  # noqa: S311 - a test
    for other in fresh:
        target = draw.choice(sorted(left))
        version = left[target].version + 1
        if draw.random() < 0.3:
            engine.write([Removal(target, version)])
            del left[target]
        else:
            left[target] = replace(other, id=target, version=version)
            engine.write([left[target]])
        yield list(left.values())


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
    _compare_hits(query, found, documents)
    if query.sort is Sort.PROXIMITY and query.origin is not None:
        places = {document.id: nearest(document, query.origin) for document in documents}
        distances = [round(places[hit.id], 3) for hit in right.hits]
        expect([round(places[pk], 3) for pk in ids] == distances, query, "order", distances)
    elif query.sort is not Sort.RELEVANCE or query.text is None:
        expect(ids == expected, query, "order", expected, ids)
    else:
        expect(len(ids) == len(expected), query, "hits", len(expected), len(ids))
        _compare_relevance(query, found)


def _compare_hits(query: SearchQuery, found: SearchResults, documents: Sequence[Document]) -> None:
    """Each hit lacks the words that the oracle says, and tells its own values."""
    by_id = {document.id: document for document in documents}
    oracle = Oracle([by_id[hit.id] for hit in found.hits], LANGUAGES[0])
    alone = replace(query, text=_text_of(query, found), picked={}, offset=0, size=len(found.hits), specs=())
    right = {hit.id: hit for hit in oracle.search(alone).hits}
    for hit in found.hits:
        expect(hit.id in right, query, hit.id, "is no hit of its own")
        expect(hit.missing == right[hit.id].missing, query, hit.id, "lacks", right[hit.id].missing, hit.missing)
        expect(hit.values == right[hit.id].values, query, hit.id, "values", right[hit.id].values, hit.values)


def _text_of(query: SearchQuery, found: SearchResults) -> TextQuery | None:
    """The words that were searched: a relaxed search has those of phrases among its own."""
    return query.text.relaxed() if query.text is not None and found.relaxed else query.text


def _compare_relevance(query: SearchQuery, found: SearchResults) -> None:
    """Complete hits come first, as many as there are, when the question is short enough for that to mean something."""
    lacking = [bool(hit.missing) for hit in found.hits]
    text = _text_of(query, found)
    if text is not None and len(text.words) <= COMPLETE_FIRST:
        expect(lacking == sorted(lacking), query, "a complete hit comes after another")
        complete = max(0, min(found.complete - query.offset, len(found.hits)))
        expect(lacking.count(False) == complete, query, "complete hits", complete, lacking)
