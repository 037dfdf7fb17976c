"""The same page on raw tantivy: the same analysed words, the same rule of match, filters, counts, hits and extracts.

Where the two could differ, tantivy is given the lighter work: no unstemmed words, no count of complete hits, no
collection nor expiry to check, no documents filed under a value itself, filters without scores, and extracts cut
from the analysed words that it stores (a real page would have to find their place in the text).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tantivy import Document as Row
from tantivy import (
    Index,
    Occur,
    Order,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    SnippetGenerator,
    TextAnalyzerBuilder,
    Tokenizer,
)

from benchmarks.questions import FACETS
from resource_centre.search.documents import Document
from resource_centre.search.facets import FacetSpec
from resource_centre.search.query import SearchQuery
from resource_centre.search.words import Word
from resource_centre.text.analysis import analyzer_for

#: Bytes that the writer may fill before it cuts a segment: enough for one segment, which is the fastest to read.
HEAP = 2_000_000_000
FIELDS, EXTRACT = ("title", "body"), 200
#: What a title weighs against a text.
TITLE_BOOST = 2.0
WORDS = "words"

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Page:
    """What a page shows: Page(43, {"type": {"practice": 40}}, ("0f…",), (("… <b>asoci</b>", ""),))."""

    total: int
    counts: Counts
    ids: tuple[str, ...]
    extracts: tuple[tuple[str, str], ...]


class TantivyIndex:
    """An index of documents in a folder."""

    def __init__(self, folder: Path) -> None:
        builder = SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for name in FIELDS:
            builder.add_text_field(name, stored=True, tokenizer_name=WORDS, index_option="freq")
        for name in ("access", *FACETS):
            builder.add_text_field(name, fast=name in FACETS, tokenizer_name="raw", index_option="basic")
        self.schema = builder.add_unsigned_field("updated", fast=True).build()
        folder.mkdir(exist_ok=True)
        self._index = Index(self.schema, path=str(folder))
        self._index.register_tokenizer(WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())

    def fill(self, documents: Iterable[Document]) -> None:
        """Write the documents, in one segment where they fit."""
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        for document in documents:
            writer.add_document(_row(document))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def page(self, query: SearchQuery) -> Page:
        """Hits, total, counts of every facet without its own selection, extracts."""
        searcher = self._index.searcher()
        reader = Reader(self.schema, query)
        found = reader.filtered(reader.words(scored=True))
        if query.text is None:
            hits = searcher.search(found, query.size, order_by_field="updated", order=Order.Desc)
        else:
            hits = searcher.search(found, query.size)
        rows = [searcher.doc(address) for _score, address in hits.hits]
        extracts = self._extracts(searcher, reader, rows) if query.text else ()
        ids = tuple(str(row["id"][0]) for row in rows)
        total = int(hits.count or 0)  # type: ignore[attr-defined] # absent from the stubs alone
        return Page(total, reader.counts(searcher), ids, extracts)

    def _extracts(self, searcher: Searcher, reader: "Reader", rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
        generators = [SnippetGenerator.create(searcher, reader.words(), self.schema, name) for name in FIELDS]
        for generator in generators:
            generator.set_max_num_chars(EXTRACT)
        return tuple(
            (generators[0].snippet_from_doc(row).to_html(), generators[1].snippet_from_doc(row).to_html())
            for row in rows
        )


@dataclass(frozen=True)
class Reader:
    """One question in tantivy's form."""

    schema: Schema
    query: SearchQuery

    def words(self, *, scored: bool = False) -> Query:
        """The rule of match over the words; everything without words."""
        text = self.query.text
        if text is None:
            return Query.all_query()
        parts = [(Occur.Should, self._word(word, scored=scored)) for word in text.words]
        return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts, text.required)

    def _word(self, word: Word, *, scored: bool) -> Query:
        """A word in the title or in the text. French stems alone: no document of these corpora is in English, nor holds
        an acronym with its dots."""
        term = next(stem.term for stem in word.stems if stem.language == "fr" and "." not in stem.term)
        title, body = (Query.term_query(self.schema, name, term, index_option="freq") for name in FIELDS)
        heavy = Query.boost_query(title, TITLE_BOOST) if scored else title
        return Query.boolean_query([(Occur.Should, heavy), (Occur.Should, body)])

    def filtered(self, base: Query, without: str = "") -> Query:
        """What the reader may see of it, under every selection but that of one facet."""
        filters = [self._any_of("access", sorted(self.query.scope.tokens))]
        filters += [self._any_of(name, keys) for name, keys in self.query.picked.items() if name != without]
        return Query.boolean_query([(Occur.Must, base), *((Occur.Must, one) for one in filters)])

    def _any_of(self, field: str, keys: Sequence[str]) -> Query:
        if len(keys) == 1:
            chosen = Query.term_query(self.schema, field, keys[0], index_option="basic")
        else:
            chosen = Query.term_set_query(self.schema, field, list(keys))
        return Query.const_score_query(chosen, 0.0)

    def counts(self, searcher: Searcher) -> Counts:
        """One aggregation a facet, asked together where the filters are the same."""
        picked = set(self.query.picked)
        free = [name for name in FACETS if name not in picked]
        groups = [("", free), *((name, [name]) for name in self.query.picked)]
        found: Counts = {}
        for without, names in groups:
            if names:
                counted = searcher.aggregate(self.filtered(self.words(), without), self._aggregations(names))
                found |= {name: _buckets(counted[name]) for name in names}
        return found

    def _aggregations(self, names: Iterable[str]) -> dict[str, object]:
        return {name: {"terms": self._terms(self.query.spec(name))} for name in names}

    def _terms(self, spec: FacetSpec) -> dict[str, object]:
        terms: dict[str, object] = {"field": spec.name, "size": spec.size, "segment_size": spec.size}
        if spec.only is not None:
            terms["include"] = sorted(spec.only.union(self.query.picked.get(spec.name, ())))
        return terms


def _buckets(counted: Mapping[str, object]) -> dict[str, int]:
    buckets: Sequence[Mapping[str, object]] = counted["buckets"]  # type: ignore[assignment]
    return {str(bucket["key"]): int(str(bucket["doc_count"])) for bucket in buckets}


def _row(document: Document) -> Row:
    analyzer = analyzer_for(document.language)
    row = Row()
    row.add_text("id", document.id)
    row.add_text("title", " ".join(term for text in (document.title, *document.names) for term in analyzer.terms(text)))
    row.add_text("body", " ".join(analyzer.terms(f"{document.summary} {document.body}")))
    row.add_unsigned("updated", document.updated)
    for token in document.access:
        row.add_text("access", token)
    for name in FACETS:
        for key in document.values[name].within:
            row.add_text(name, key)
    return row
