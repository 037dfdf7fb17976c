"""The suite that every engine must pass, held against the oracle.

    contract = Contract(lambda: MyEngine(...))
    for check in contract.checks():
        check()

Each check fills an engine of its own, and raises ContractBroken with what was asked, expected and answered.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from resource_centre.search.contract_checks import expect, identifier, plain
from resource_centre.search.contract_corpus import LANGUAGES, MOMENT, READERS, Questions, corpus
from resource_centre.search.contract_words import WordChecks
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document, Entry, Removal, Values
from resource_centre.search.engine import Fate, SearchEngine
from resource_centre.search.facets import FacetCounts, Match
from resource_centre.search.oracle import Oracle, nearest
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import Extract, SearchResults
from resource_centre.search.words import COMPLETE_FIRST, TextQuery


class Contract(WordChecks):
    """Every check."""

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
        query = self.asking("numerique ecoles", size=50)
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
        query = self.asking("numerique ecoles", size=50)
        bare = [replace(hit, title=Extract(), text=Extract()) for hit in engine.search(query).hits]
        found = engine.search(replace(query, with_extracts=False)).hits
        expect(bool(bare) and list(found) == bare, found, "instead of", bare)

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

    # Completion, resemblance.

    def check_titles_are_completed_with_or_without_accents(self) -> None:
        """Every word, the last one begun; titles that begin so come first."""
        documents = [
            plain("1", "Médiation numérique"),
            plain("2", "La médiation à Rennes"),
            replace(plain("3", "Jaccede"), names=("Jaccède Morning",)),
        ]
        engine, scope = self.filled(documents), self.asking("").scope
        for typed, expected in (("med", "12"), ("MÉDIATION", "12"), ("mediation ren", "2"), ("jaccède mor", "3")):
            found = engine.complete(typed, scope, 8)
            expect(found == tuple(identifier(name) for name in expected), typed, found)
        expect(engine.complete("xyz", scope, 8) == (), "something was completed from nothing")

    def check_what_is_alike_comes_with_its_reasons(self) -> None:
        """The document that shares rare words and values comes first, and says which values."""
        theme = {"theme": Values.flat("t1")}
        documents = [
            replace(plain("1", "Tablettes pour les aînés isolés"), values=theme),
            replace(plain("2", "Des tablettes aux aînés"), values=theme),
            replace(plain("3", "Logiciels libres"), values={"theme": Values.flat("t2")}),
        ]
        engine = self.filled(documents)
        found = engine.similar(SimilarQuery(identifier("1"), self.asking("").scope, ("theme",), 3))
        expect(bool(found) and found[0].id == identifier("2"), found)
        expect(("theme", "t1") in found[0].values, found[0], "does not say its reason")
        expect(identifier("3") not in {one.id for one in found}, found, "shares nothing")

    def check_what_documents_lack_is_no_resemblance(self) -> None:
        """A value that is no level of its facet, as "no territory", brings nothing together."""
        nowhere = {"place": Values(frozenset({"none"}), frozenset())}
        documents = [replace(plain(name, title), values=nowhere) for name, title in (("1", "Un"), ("2", "Deux"))]
        found = self.filled(documents).similar(SimilarQuery(identifier("1"), self.asking("").scope, ("place",), 3))
        expect(found == (), found)

    # Writing.

    def check_only_newer_versions_are_written(self) -> None:
        """Changes in any order, sent twice, end in the newest; a removed document does not come back."""
        engine = self.filled([])
        first, second = plain("1", "Premier titre"), replace(plain("1", "Second titre"), version=2)
        fates = [engine.write([change])[0].fate for change in (second, first, second)]
        expect(fates == [Fate.WRITTEN, Fate.OLDER, Fate.WRITTEN], fates)
        expect(engine.search(self.asking("second")).total == 1, "the newer one is lost")
        expect(engine.search(self.asking("premier")).total == 0, "the older one came back")
        engine.write([Removal(identifier("1"), 3)])
        late = engine.write([second])[0]
        expect(late.fate is Fate.OLDER, "a removed document came back")
        expect(late.held == 3, "the newer version is not told", late)
        expect(engine.search(self.asking("second")).total == 0, "a removed document is found")
        engine.write([replace(second, version=4)])
        expect(engine.search(self.asking("second")).total == 1, "a document cannot return after its removal")

    def check_a_refused_document_stops_no_other(self) -> None:
        """It is refused with its reason; the others are written."""
        engine = self.filled([])
        bad = replace(plain("2", "Mauvais"), body="a" * 3_000_000)
        written = engine.write([plain("1", "Bon"), bad, plain("3", "Bon aussi")])
        expect([one.fate for one in written] == [Fate.WRITTEN, Fate.REFUSED, Fate.WRITTEN], written)
        expect(bool(written[1].reason), "no reason was given")
        expect(engine.search(self.asking("bon")).total == 2, "the others are missing")

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
        engine = self.filled([plain("1", "Ancien")])
        with engine.rebuild() as new:
            new.write([plain("2", "Nouveau")])
            expect(engine.search(self.asking("ancien")).total == 1, "the old index went too early")
        expect(engine.search(self.asking("nouveau")).total == 0, "half an index answers")
        with engine.rebuild() as new:
            new.write([plain("2", "Nouveau")])
            new.swap()
        expect(engine.search(self.asking("nouveau")).total == 1, "the new index does not answer")
        expect(engine.search(self.asking("ancien")).total == 0, "the old index still answers")
        expect(engine.state().documents == 1, engine.state())


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
    return query.text.relaxed(found.unknown) if query.text is not None and found.relaxed else query.text


def _compare_relevance(query: SearchQuery, found: SearchResults) -> None:
    """Complete hits come first, as many as there are, when the question is short enough for that to mean something."""
    lacking = [bool(hit.missing) for hit in found.hits]
    text = _text_of(query, found)
    if text is not None and len(text.words) <= COMPLETE_FIRST:
        expect(lacking == sorted(lacking), query, "a complete hit comes after another")
        complete = max(0, min(found.complete - query.offset, len(found.hits)))
        expect(lacking.count(False) == complete, query, "complete hits", complete, lacking)
