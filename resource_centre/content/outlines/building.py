"""Building the maps of both levels from two files of outlines.

A region is drawn as the union of its départements: both maps then have the same lines, and neighbours share them,
which they do not in every file of regions. The file of regions gives those whose départements are not all outlined.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resource_centre.content.outlines.drawing import Members, draw
from resource_centre.content.outlines.geojson import OutlineFileError, Shape, read_shapes
from resource_centre.content.outlines.layout import Panel, panels_of, view_box_of
from resource_centre.content.outlines.map_file import Inset, Outline, OutlineMap


@dataclass(frozen=True)
class Place:
    """A territory of the table: Place("departement:35", "Ille-et-Vilaine", "region:53"); a region has no region."""

    key: str
    name: str
    region: str = ""


@dataclass(frozen=True)
class Sources:
    """Two files of outlines, who made them, and from which year their limits hold (None: not said)."""

    regions: Path
    departements: Path
    credit: str
    year: int | None = None


def build_maps(sources: Sources, places: Sequence[Place]) -> dict[str, OutlineMap]:
    """The map of each level: {"region": OutlineMap(…), "departement": OutlineMap(…)}. Raises OutlineFileError.

    places: every region and département of today; a file that speaks of another is refused.
    """
    names = {place.key: place.name for place in places}
    departements = _known(read_shapes(sources.departements, "departement"), names)
    regions = _regions(_known(read_shapes(sources.regions, "region"), names), departements, places)
    members = {"region": regions, "departement": {shape.key: (shape,) for shape in departements}}
    shapes = {shape.key: shape for level in members.values() for drawn in level.values() for shape in drawn}
    panels = panels_of([shapes[key] for key in sorted(shapes)], names)
    return {level: _map(level, panels, members[level], sources) for level in members}


def _known(shapes: Sequence[Shape], names: Mapping[str, str]) -> Sequence[Shape]:
    for shape in shapes:
        if shape.key not in names:
            raise OutlineFileError(f"{shape.origin}: the table of territories has no {shape.key}")
    return shapes


def _regions(own: Iterable[Shape], departements: Iterable[Shape], places: Iterable[Place]) -> Members:
    """What each region is drawn from: its départements if all are outlined, else its own shape."""
    outlined = {shape.key: shape for shape in departements}
    parts: dict[str, list[str]] = {}
    for place in places:
        if place.region:
            parts.setdefault(place.region, []).append(place.key)
    unions = {
        region: tuple(outlined[key] for key in sorted(keys))
        for region, keys in parts.items()
        if all(key in outlined for key in keys)
    }
    return {**{shape.key: (shape,) for shape in own}, **unions}


def _map(level: str, panels: Sequence[Panel], members: Members, sources: Sources) -> OutlineMap:
    paths: dict[str, str] = {}
    insets: list[Inset] = []
    for panel in panels:
        drawn = draw(panel, members) if level in panel.levels else {}
        for key, path in drawn.items():
            paths[key] = paths.get(key, "") + path
        if drawn and panel.inset:
            insets.append(panel.inset)
    outlines = tuple(Outline(key, paths[key]) for key in sorted(paths))
    return OutlineMap(view_box_of(panels), tuple(insets), outlines, sources.credit, sources.year)
