"""What an index holds of a resource: one document, the same for every engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import acos, cos, radians, sin

from resource_centre.search.errors import DocumentRefused
from resource_centre.text.acronyms import acronyms_joined
from resource_centre.text.characters import composed
from resource_centre.text.folding import fold

EARTH_KM = 6371.0
#: A document beyond these is refused: no page comes near, and one index must not pay for one text.
MOST_CHARACTERS, MOST_VALUES, LONGEST_KEY = 2_000_000, 5_000, 200


@dataclass(frozen=True, slots=True)
class Values:
    """What a document carries of one facet.

    own: what it is filed under. within: the same and all that contains it, so that a tree counts at every level:
    Values(frozenset({"commune:35238"}), frozenset({"commune:35238", "departement:35", "region:53", "country:FR"})).
    A value of `own` alone says what the document lacks ("no territory"): two that lack the same resemble in nothing.
    """

    own: frozenset[str]
    within: frozenset[str]

    @classmethod
    def flat(cls, *keys: str) -> "Values":
        """Values of a facet without levels."""
        return cls(frozenset(keys), frozenset(keys))


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a document, in degrees: where it may be near to."""

    lat: float
    lon: float

    def kilometres_to(self, other: "Place") -> float:
        """Distance along the surface of a sphere."""
        cosine = sum(a * b for a, b in zip(self.on_sphere, other.on_sphere, strict=True))
        return EARTH_KM * acos(max(-1.0, min(1.0, cosine)))

    @property
    def on_sphere(self) -> tuple[float, float, float]:
        """The point on a sphere of radius one: the product of two such points orders them by distance."""
        lat, lon = radians(self.lat), radians(self.lon)
        return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


@dataclass(frozen=True, slots=True)
class Document:
    """A resource as the index knows it.

    id: a UUID that never changes. version: raised by one at each change; an older one never replaces a newer one.
    collection: what a search is scoped to (a centre). access: tokens of which a reader needs one. names: other titles
    (an actor's short name), searched like the title. values: by facet. updated, published: when, in seconds since 1970.
    dated: date of what it describes, as text that sorts in time ("2012", "2016-03"); "" when it has none. expires:
    nobody finds it from then on. Texts are `composed` as the document is made: a question finds them however their
    author's machine writes accents.
    """

    id: str
    version: int
    collection: str
    access: frozenset[str]
    language: str
    title: str
    names: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    values: Mapping[str, Values] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    title_key: str = ""
    updated: int = 0
    published: int = 0
    dated: str = ""
    expires: datetime | None = None

    def __post_init__(self) -> None:
        """Compose its texts, for every engine alike."""
        for name in ("title", "summary", "body", "title_key"):
            object.__setattr__(self, name, composed(getattr(self, name)))
        object.__setattr__(self, "names", tuple(map(composed, self.names)))

    def check(self) -> None:
        """Raise DocumentRefused for what no engine can hold; the reason says what to change."""
        texts = (self.title, *self.names, self.summary, self.body, self.title_key)
        if sum(map(len, texts)) > MOST_CHARACTERS:
            raise DocumentRefused(self.id, f"its texts hold more than {MOST_CHARACTERS:,} characters: split the page")
        try:
            for text in texts:
                text.encode()
        except UnicodeEncodeError as error:
            raise DocumentRefused(self.id, f"a text holds half a character: {error.reason}") from error
        keys = [key for values in self.values.values() for key in values.within | values.own]
        if len(keys) > MOST_VALUES:
            raise DocumentRefused(self.id, f"it carries {len(keys):,} values, the most is {MOST_VALUES:,}")
        longest = max(keys, key=len, default="")
        if len(longest) > LONGEST_KEY:
            raise DocumentRefused(self.id, f"“{longest[:40]}…” is longer than a key may be ({LONGEST_KEY})")


def typed_words(document: Document) -> str:
    """The words by which a title is completed: without accents, acronyms with their dots and without, each once."""
    titles = (document.title, *document.names)
    folded = (fold(text) for title in titles for text in (title, acronyms_joined(title)))
    return " ".join(dict.fromkeys(word for text in folded for word in text.split()))


@dataclass(frozen=True, slots=True)
class Removal:
    """What takes a document out of the index, with the version of the change that removed it."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What must agree between the database and the index: Entry("0f…", 3, "12", frozenset({"public"}))."""

    id: str
    version: int
    collection: str
    access: frozenset[str]
