"""Random searches held against the set oracle, and their counts against second searches: what "never lies" means."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from resource_centre.access.principal import Principal
from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.queries import Finder, Found
from resource_centre.search.criteria import Criteria, Ring, Sort, Words
from resource_centre.search.facets import FacetCounts
from resource_centre.search.words import is_one_typo_away
from resource_centre.text.analysis import analyzer_for
from tests.support.set_oracle import Answer, SetOracle


@dataclass
class Tally:
    """How many answers were looked at, and what was wrong with some."""

    questions: int = 0
    buckets: int = 0
    clicks: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Truth:
    """Asks and compares. The same seed asks the same."""

    centre: ResourceCentrePage
    oracle: SetOracle
    readers: tuple[Principal, ...]
    seed: int

    def __post_init__(self) -> None:
        """One finder for each reader, as one request has."""
        self.draw = random.Random(self.seed)  # noqa: S311 - questions, not secrets
        self.finders = {reader: Finder.of(self.centre, Access.of(reader)) for reader in self.readers}
        pages = sorted(self.oracle.pages)
        self._words = [word for uid in pages for word in self.oracle.pages[uid].title.split()]

    def run(self, questions: int, clicks_each: int) -> Tally:
        """Ask that many questions, and follow some counts of each."""
        tally = Tally()
        for _number in range(questions):
            reader, criteria = self.draw.choice(self.readers), self.criteria()
            finder = self.finders[reader]
            found = finder.find(criteria, listing=Listing.EVERY, size=15)
            asked = replace(criteria, text=found.correction.text) if found.correction is not None else criteria
            right = self.oracle.answer(criteria, finder.text_of(asked), reader)
            faults = [*self._misspelt(criteria, reader, found), *self._faults(criteria, reader, found, right, tally)]
            said = [f"{criteria} {reader}: {fault}" for fault in faults]
            said += self._clicks(criteria, finder, found, clicks_each, tally)
            tally.questions += 1
            tally.faults += said
        return tally

    def criteria(self) -> Criteria:
        """A search: words or not, some with a typing error; a few picked values; any ring, order, mode."""
        facets = sorted(self.oracle.filed)
        chosen = self.draw.sample(facets, self.draw.choice((0, 0, 1, 1, 2, 3)))
        picked = {facet: self._keys(facet) for facet in chosen}
        return Criteria(
            text=self._text(),
            picked={facet: keys for facet, keys in picked.items() if keys},
            ring=self.draw.choice((Ring.INSIDE, Ring.INSIDE, Ring.HERE, Ring.AROUND, Ring.APPLIES)),
            words=self.draw.choice((Words.SOME, Words.SOME, Words.ALL)),
            sort=self.draw.choice((None, *Sort)),
        )

    def _keys(self, facet: str) -> tuple[str, ...]:
        keys = sorted(self.oracle.filed[facet].within)
        return tuple(self.draw.sample(keys, min(len(keys), self.draw.choice((1, 1, 2)))))

    def _text(self) -> str:
        if self.draw.random() < 0.4:
            return ""
        words = [self.draw.choice(self._words) for _word in range(self.draw.choice((1, 1, 2, 3)))]
        if self.draw.random() < 0.15 and len(words[0]) > 4:
            words[0] = words[0][:2] + words[0][3:]
        return " ".join(words)[:200]

    def _faults(
        self, criteria: Criteria, reader: Principal, found: Found, right: Answer, tally: Tally
    ) -> Iterator[str]:
        results = found.results
        if results.total != len(right.ids):
            yield f"total {results.total}, not {len(right.ids)}"
        if results.total and results.relaxed != right.is_relaxed:
            yield f"relaxed {results.relaxed}"
        if len(found.hits) != min(15, len(right.ids)):
            yield f"{len(found.hits)} pages are shown"
        hits = {hit.id for hit in results.hits}
        yield from (f"a hit that the reader may not open: {uid}" for uid in hits - self.oracle.visible(reader))
        yield from (f"a hit that is none: {uid}" for uid in hits - right.ids)
        for counts in results.facets:
            tally.buckets += len(counts.buckets)
            yield from self._wrong_counts(criteria, counts, right.counts.get(counts.name, {}))

    def _misspelt(self, criteria: Criteria, reader: Principal, found: Found) -> Iterator[str]:
        """What was searched instead of what was typed: words that this reader finds nowhere, one error from others."""
        text, correction = self.finders[reader].text_of(criteria), found.correction
        if text is None or correction is None:
            return
        visible = [self.oracle.known[uid] for uid in self.oracle.visible(reader)]
        after = analyzer_for("fr").exact_terms(correction.text)
        for word in text.words:
            is_held = any(known.holds(word, text) or word.exact in known.exact_words for known in visible)
            if word.surface in correction.replaced and is_held:
                yield f"{word.surface} is held, and replaced"
            is_near = any(is_one_typo_away(word.exact, other) or word.exact in other for other in after)
            is_near = is_near or word.exact in {one + other for one, other in pairwise(after)}
            if word.surface in correction.replaced and not is_near:
                yield f"{word.surface} is replaced by something far: {correction.text}"

    def _wrong_counts(
        self, criteria: Criteria, counts: FacetCounts, right: Mapping[str, tuple[int, int]]
    ) -> Iterator[str]:
        picked = criteria.picked.get(counts.name, ())
        for bucket in counts.buckets:
            if (bucket.count, bucket.own) != right.get(bucket.key, (0, 0)):
                yield f"{counts.name}={bucket.key}: {bucket.count}, {bucket.own}, not {right.get(bucket.key)}"
            if bucket.picked != (bucket.key in picked):
                yield f"{counts.name}={bucket.key} is picked: {bucket.picked}"
        if not counts.has_more:
            yield from self._missing(criteria, counts.name, right, {bucket.key for bucket in counts.buckets})

    def _missing(
        self, criteria: Criteria, facet: str, expected: Mapping[str, tuple[int, int]], listed: set[str]
    ) -> Iterator[str]:
        """Values that find something, or are picked, and are not listed. Wide rings list known levels only."""
        picked = criteria.picked.get(facet, ())
        is_wide = facet == "territory" and criteria.ring in (Ring.AROUND, Ring.APPLIES)
        for key, (count, _own) in expected.items():
            is_known = not is_wide or key.startswith(("country:", "region:", "departement:"))
            if key not in listed and (key in picked or (count and is_known and key != "none")):
                yield f"{facet}={key} is missing, and finds {count}"

    def _clicks(self, criteria: Criteria, finder: Finder, found: Found, most: int, tally: Tally) -> Iterator[str]:
        buckets = [(facet.name, bucket) for facet in found.results.facets for bucket in facet.buckets]
        for facet, bucket in self.draw.sample(buckets, min(most, len(buckets))):
            clicked = replace(criteria.with_picked(facet, (bucket.key,)), sort=None)
            tally.clicks += 1
            total = finder.total(clicked)
            if total != bucket.count:
                yield f"{criteria}: {facet}={bucket.key} says {bucket.count}, and finds {total}"
