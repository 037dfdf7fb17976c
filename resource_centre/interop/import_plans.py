"""From a line to what it comes to on this site: ids of terms, places, actors and pages, and what remains unknown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError

from resource_centre.content.fields import WebAddressField
from resource_centre.content.nearest import distance_km
from resource_centre.content.relations import ActorLinkKind, ResourceLinkKind, Stance
from resource_centre.interop.import_lines import ImportLine, LineError, LineRelation
from resource_centre.interop.import_lookups import Lookups, Place
from resource_centre.text.folding import fold

#: Raised when lines come to something else than before, so that known lines are written again.
FORMAT = "1"
FAR_KM = 25
_POINTED_LEVELS = ("commune", "arrondissement", "arrondissement-municipal")


@dataclass(frozen=True)
class Target:
    """The other end of a relation: a page and its kind."""

    id: int
    kind: str


@dataclass(frozen=True)
class PlannedLink:
    """A row to write: PlannedLink("resource_links", 12, "based_on").

    relation: name of the rows on the page. kind: for involvements the code of the role, "" when the line gives none.
    """

    relation: str
    target_id: int
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """A line with its words resolved.

    flags: what an editor must look at. missing: relations whose other end is not there (yet).
    """

    line: ImportLine
    address: str
    theme_ids: tuple[int, ...]
    licence_id: int | None
    places: tuple[Place, ...]
    links: tuple[PlannedLink, ...]
    unknown_themes: tuple[str, ...]
    unknown_actors: tuple[str, ...]
    unknown_places: tuple[str, ...]
    flags: tuple[LineError, ...]
    missing: tuple[LineError, ...]

    @property
    def digest(self) -> str:
        """The same for the same line, wherever it stands, whose relations have the same ends.

        Terms and names are left out: what an editor adds to the site must not make a file that was imported new.
        """
        related = [asdict(link) for link in self.links if link.kind]
        values = {**asdict(self.line), "number": 0, "relations": related}
        return hashlib.sha256(f"{FORMAT}{json.dumps(values, sort_keys=True)}".encode()).hexdigest()


def make_plan(
    line: ImportLine, lookups: Lookups, targets: Mapping[tuple[str, str], Target], own_id: int | None = None
) -> Plan:
    """Resolve every word of a line. `targets` holds the other ends of its relations, by (source, id)."""
    themes = {word: lookups.themes.get(fold(word)) for word in line.themes}
    places = {key: lookups.place(key) for key in line.territories}
    actors = {name: lookups.actor(line.source, name) for name in line.actors if not _is_itself(line, name)}
    related = [_relation(line, row, targets.get((row.source, row.target)), lookups, own_id) for row in line.relations]
    address, bad_address = _address(line)
    return Plan(
        line=line,
        address=address,
        theme_ids=tuple(dict.fromkeys(pk for pk in themes.values() if pk)),
        licence_id=lookups.licence(line.licence),
        places=tuple(dict.fromkeys(place for place in places.values() if place)),
        links=tuple(
            dict.fromkeys(
                [
                    *(PlannedLink("involvements", pk) for pk in actors.values() if pk and pk != own_id),
                    *(row for row in related if isinstance(row, PlannedLink)),
                ]
            )
        ),
        unknown_themes=tuple(word for word, pk in themes.items() if not pk),
        unknown_actors=tuple(name for name, pk in actors.items() if not pk),
        unknown_places=tuple(key for key, place in places.items() if not place),
        flags=(*bad_address, *_unknown_places(line, places), *_far_point(line, places)),
        missing=tuple(row for row in related if isinstance(row, LineError)),
    )


def _is_itself(line: ImportLine, name: str) -> bool:
    """True when a line about an actor lists that actor."""
    return line.kind == "actor" and (name == line.id or fold(name) == fold(line.title))


def _relation(
    line: ImportLine, row: LineRelation, target: Target | None, lookups: Lookups, own_id: int | None
) -> PlannedLink | LineError:
    """The row of a relation. "contradicts" is said of a lesson by evidence, of anything else by a link."""
    if target is None:
        return LineError(line.number, "relations", f"there is no page “{row.target}” of “{row.source}”")
    if target.id == own_id:
        return LineError(line.number, "relations", f"“{row.target}” is the page itself")
    if target.kind == "lesson" and row.kind in Stance.values:
        return PlannedLink("evidence", target.id, row.kind, note=row.note)
    if row.kind in ResourceLinkKind.values:
        return PlannedLink("resource_links", target.id, row.kind, note=row.note)
    if line.kind == target.kind == "actor" and row.kind in ActorLinkKind.values:
        return PlannedLink("actor_links", target.id, row.kind, note=row.note)
    if target.kind == "actor" and row.kind in lookups.roles:
        return PlannedLink("involvements", target.id, row.kind, note=row.note)
    return LineError(line.number, "relations", f"“{row.kind}” is no relation to a page of kind {target.kind}")


def _address(line: ImportLine) -> tuple[str, tuple[LineError, ...]]:
    """An address that can be printed. "www.example.org" gets its scheme; what stays unusable is flagged."""
    address = f"http://{line.url}" if line.url.startswith("www.") else line.url
    if not address:
        return "", ()
    try:
        WebAddressField().clean(address, None)
    except ValidationError:
        return "", (LineError(line.number, "url", f"“{line.url[:100]}” is not a web address: left out"),)
    return address, ()


def _unknown_places(line: ImportLine, places: Mapping[str, Place | None]) -> tuple[LineError, ...]:
    return tuple(
        LineError(line.number, "territoires", f"“{key[:100]}” is not a known territory")
        for key, place in places.items()
        if not place
    )


def _far_point(line: ImportLine, places: Mapping[str, Place | None]) -> tuple[LineError, ...]:
    """A point more than FAR_KM from every commune of its line: one of the two is wrong."""
    if line.lat is None or line.lon is None:
        return ()
    distances = [
        (distance_km(line.lat, line.lon, place.lat, place.lon), key)
        for key, place in places.items()
        if key.partition(":")[0].strip() in _POINTED_LEVELS
        and place
        and place.lat is not None
        and place.lon is not None
    ]
    if not distances or min(distances)[0] <= FAR_KM:
        return ()
    distance, key = min(distances)
    return (LineError(line.number, "lat", f"the point is {distance:.0f} km from {key}"),)
