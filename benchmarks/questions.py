"""What pages are asked for: questions of each kind, made of the words and values of documents drawn from a seed.

The page is the one that people get: fifteen hits with extracts, the counts of seven facets, for somebody who may see
nine documents of ten.
"""

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice
from pathlib import Path

from benchmarks.corpora import ANYBODY, LANGUAGES, regions
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document
from resource_centre.search.facets import FacetSpec
from resource_centre.search.query import SearchQuery
from resource_centre.search.words import read_text
from resource_centre.text.analysis import analyzer_for
from resource_centre.text.folding import fold
from resource_centre.text.segmentation import words

FACETS = ("type", "theme", "territory", "year", "actor", "maturity", "licence")
#: Of the territories a page lists the country and its regions; of the other facets every value.
SPECS = tuple(FacetSpec(name, only=regions() if name == "territory" else None) for name in FACETS)
#: Kinds of questions with words: the least and the most of them.
TEXT_KINDS = {
    "text, 1 word": (1, 1),
    "text, 2 words": (2, 2),
    "text, 3 words": (3, 3),
    "text, 4-5 words": (4, 5),
    "text, 6-8 words": (6, 8),
}
#: Kinds without words: facets picked.
BROWSE_KINDS = {f"browse, {count} picked": count for count in range(4)}
COMPLETION, SIMILAR = "completion", "similar"
EACH, MOST_PICKED, LEAST_LETTERS = 100, 3, 3
#: Words of a text that questions are made of: the beginning, as a reader knows it.
TEXT_WORDS = 200


@dataclass(frozen=True)
class Question:
    """What somebody asks. typed: words, or the beginning of some. id: the document that others should resemble."""

    kind: str
    typed: str = ""
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = ""

    def query(self) -> SearchQuery:
        """The page that is asked for, its words being read as a page reads them."""
        text = read_text(self.typed, LANGUAGES, "fr") if self.typed else None
        sort = Sort.RELEVANCE if text else Sort.UPDATED
        return SearchQuery(scope=ANYBODY, text=text, picked=self.picked, specs=SPECS, sort=sort)


def sample(documents: Iterable[Document], among: int, count: int, seed: int) -> list[Document]:
    """Documents that anybody may see, drawn from the first `among`, in the order of the draw."""
    draw = random.Random(seed)  # noqa: S311 - questions, not secrets
    order = draw.sample(range(among), min(count, among))
    wanted = set(order)
    chosen = {rank: document for rank, document in enumerate(islice(documents, among)) if rank in wanted}
    return [chosen[rank] for rank in order if rank in chosen and chosen[rank].access & ANYBODY.tokens]


def drawn_questions(documents: Sequence[Document], seed: int, each: int = EACH) -> list[Question]:
    """Questions of every kind, as many of each, from documents such as `sample` gives."""
    draw = random.Random(seed)  # noqa: S311 - questions, not secrets
    source = cycle(documents)
    questions: list[Question] = []
    for kind, (least, most) in TEXT_KINDS.items():
        texts = _texts(draw, source, documents, (least, most), attempts=20 * each)
        questions += [Question(kind, typed, picked) for typed, picked in islice(texts, each)]
    for kind, count in BROWSE_KINDS.items():
        questions += [Question(kind, picked=_picked(draw, next(source), documents, count)) for _one in range(each)]
    questions += [Question(COMPLETION, _beginning(draw, next(source))) for _one in range(each)]
    questions += [Question(SIMILAR, id=next(source).id) for _one in range(each)]
    return questions


def _texts(
    draw: random.Random, source: Iterator[Document], others: Sequence[Document], bounds: tuple[int, int], attempts: int
) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Words of one document each time, so that something answers, with none to three picked facets in turn."""
    picks = cycle(range(MOST_PICKED + 1))
    for document in islice(source, attempts):
        typed = some_words(draw, f"{document.title} {_start(document.body)}", draw.randint(*bounds))
        if typed:
            yield typed, _picked(draw, document, others, next(picks))


def _start(text: str) -> str:
    return " ".join(text.split()[:TEXT_WORDS])


def some_words(draw: random.Random, text: str, count: int) -> str:
    """So many words of a text that a question would count, all different; "" when it has fewer."""
    analyzer = analyzer_for("fr")
    by_term = {
        term: word
        for word in words(text)
        if len(word) >= LEAST_LETTERS and word.isalpha() and (term := analyzer.term(word)) and not analyzer.asks(word)
    }
    return " ".join(draw.sample(sorted(by_term.values()), count)) if len(by_term) >= count else ""


def _picked(
    draw: random.Random, document: Document, others: Sequence[Document], count: int
) -> Mapping[str, tuple[str, ...]]:
    """Values that the document carries in so many facets, every second one with a value of another document."""
    carried = [name for name in FACETS if document.values[name].within]
    found: dict[str, tuple[str, ...]] = {}
    for place, name in enumerate(draw.sample(carried, min(count, len(carried)))):
        keys = [draw.choice(sorted(document.values[name].within))]
        elsewhere = sorted(draw.choice(others).values[name].within)
        if place % 2 and elsewhere:
            keys.append(draw.choice(elsewhere))
        found[name] = tuple(dict.fromkeys(keys))
    return found


def _beginning(draw: random.Random, document: Document) -> str:
    """Two to five letters with which a word of the title begins."""
    long_enough = [word for word in fold(document.title).split() if len(word) >= LEAST_LETTERS] or ["in"]
    return draw.choice(long_enough)[: draw.randint(2, 5)]


def write_questions(questions: Sequence[Question], path: Path) -> None:
    """For the other process to read."""
    path.write_text(json.dumps([asdict(question) for question in questions]), encoding="utf-8")


def read_questions(path: Path) -> list[Question]:
    """As `write_questions` wrote them."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Question(row["kind"], row["typed"], {name: tuple(keys) for name, keys in row["picked"].items()}, row["id"])
        for row in rows
    ]
