"""What the words of import lines mean on this site: read once, so that a line costs no query for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept
from resource_centre.text.folding import fold

#: Words of import files for levels of territories.
LEVEL_WORDS = {"pays": "country", "arrondissement-municipal": "arrondissement"}
#: The role of an actor that a line only names. Rows made so are "to confirm".
PLAIN_ROLE = "partenaire"


@dataclass(frozen=True)
class Place:
    """A territory in memory, and the former name that led to it."""

    id: int
    lat: float | None
    lon: float | None
    alias_id: int | None = None


@dataclass
class Lookups:
    """Themes, licences and roles by folded word, places by key, actors of the centre by folded name or by id.

    Territories take ten megabytes, actors a few hundred bytes each; pages are never held.
    """

    themes: Mapping[str, int]
    licences: Mapping[str, int]
    roles: Mapping[str, int]
    places: Mapping[str, Place]
    actors: dict[str, int] = field(default_factory=dict)
    actors_by_id: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, centre: ResourceCentrePage) -> "Lookups":
        """Read them: eight queries."""
        found = cls(_words("theme"), _words("licence"), _roles(), _places())
        actors = Actor.objects.descendant_of(centre)
        rows = actors.order_by("pk").values_list("pk", "merged_into", "title", "origin", "origin_id")
        for pk, kept, title, origin, origin_id in rows:
            found.add_actor(kept or pk, title, origin, origin_id)
        names = ActorName.objects.filter(actor__in=actors).order_by("actor_id", "pk")
        for pk, name in names.values_list("actor_id", "name"):
            found.actors.setdefault(fold(name) or name, pk)
        return found

    def has_plain_role(self) -> bool:
        """False where the vocabulary of roles was never loaded."""
        return PLAIN_ROLE in self.roles

    def add_actor(self, pk: int, title: str, origin: str, origin_id: str) -> None:
        """Know one more actor. Of two with the same name the elder keeps it, so that a second run agrees."""
        if folded := fold(title):
            self.actors.setdefault(folded, pk)
        self.actors_by_id[origin, origin_id] = pk

    def actor(self, source: str, name: str) -> int | None:
        """The actor that a line of `source` calls `name`: its id in that source, its title or another name."""
        if not self.has_plain_role():
            return None  # the row would need it; the name is kept with the page
        return self.actors_by_id.get((source, name)) or self.actors.get(fold(name))

    def place(self, key: str) -> Place | None:
        """The place of "commune:35238", "pays:FR"; of a former commune, the one of today."""
        level, _colon, code = key.partition(":")
        known = f"{LEVEL_WORDS.get(level.strip(), level.strip())}:{code.strip()}"
        return self.places.get(known) or self.places.get(f"former-{known}")

    def licence(self, text: str) -> int | None:
        """The licence that a text names: "CC-BY-SA-4.0", "CC-BY-NC (métadonnées)". Several at once are none."""
        bare = text.split("(")[0].strip()
        candidates = (text, bare, bare.rstrip("0123456789. -v"))
        return next((self.licences[fold(words)] for words in candidates if fold(words) in self.licences), None)


def _words(vocabulary: str) -> dict[str, int]:
    """Folded word to id of the term in use today; codes before labels before other words."""
    concepts = {concept.pk: concept for concept in Concept.objects.of(vocabulary).prefetch_related("aliases")}
    words: dict[str, int] = {}
    ranks: list[Iterable[tuple[str, Concept]]] = [
        [(concept.code, concept) for concept in concepts.values()],
        [(label, concept) for concept in concepts.values() for label in (concept.label_fr, concept.label_en)],
        [(alias.label, concept) for concept in concepts.values() for alias in concept.aliases.all()],
    ]
    for rank in ranks:
        for word, concept in rank:
            current = _in_use(concept, concepts)
            if fold(word) and current.is_active:
                words.setdefault(fold(word), current.pk)
    return words


def _in_use(concept: Concept, concepts: Mapping[int, Concept]) -> Concept:
    """The last of the terms that replaced it; stops where they go round in a circle."""
    seen: set[int] = set()
    while concept.replaced_by_id is not None and concept.pk not in seen:
        seen.add(concept.pk)
        concept = concepts.get(concept.replaced_by_id, concept)
    return concept


def _roles() -> dict[str, int]:
    return dict(Concept.objects.of("role").values_list("code", "pk"))


def _places() -> dict[str, Place]:
    places = {
        f"{level}:{code}": Place(pk, lat, lon)
        for level, code, pk, lat, lon in Territory.objects.values_list("level", "code", "pk", "lat", "lon").iterator()
    }
    for alias in TerritoryAlias.objects.select_related("territory"):
        places[alias.key] = Place(alias.territory_id, alias.territory.lat, alias.territory.lon, alias.pk)
    return places
