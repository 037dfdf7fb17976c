"""Where things stand in the view: the mainland at its true place, the rest in boxes, each at a scale of its own.

The numbers below were chosen by looking at the map: the box of Paris lies in the Channel, those of the overseas
territories in rows under the mainland.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from resource_centre.content.outlines.geojson import OutlineFileError, Position, Shape
from resource_centre.content.outlines.map_file import LEVELS, Inset
from resource_centre.content.outlines.projection import (
    Box,
    Projection,
    Window,
    framed,
    lambert93,
    local_projection,
    window_of,
)

WIDTH = 1_000
#: Room for the line around the boxes at the edge of the view.
MARGIN = 2
#: A shape whose middle is in here is drawn at its place; in degrees.
METROPOLE = Window(-6, 41, 10, 51.5)
#: Metropolitan France in Lambert-93, with a little sea around.
MAINLAND = Window(95_000, 6_040_000, 1_245_000, 7_115_000)
MAINLAND_BOX = Box(0, 0, WIDTH, 935)

PARIS = frozenset(f"departement:{code}" for code in ("75", "92", "93", "94"))
PARIS_INSET = Inset("Paris", 2, 2, 196, 196)

BOXES_IN_A_ROW = 5
BOX_GAP = 10
BOX_HEIGHT = 156
#: Room left above the shapes of a box, for its label.
LABEL_HEIGHT = 34
PADDING = 8


@dataclass(frozen=True)
class Panel:
    """Shapes drawn at one scale, how their positions become points of the view, and the maps that show it.

    The mainland has no inset.
    """

    shapes: tuple[Shape, ...]
    place: Projection
    inset: Inset | None = None
    levels: tuple[str, ...] = LEVELS


def panels_of(shapes: Sequence[Shape], names: Mapping[str, str]) -> list[Panel]:
    """The panels that these shapes need: mainland, Paris, then overseas in the order of the shapes.

    names: labels of the boxes, {"departement:973": "Guyane"}. Raises OutlineFileError.
    """
    centres = {shape.key: window_of(_positions([shape])).centre for shape in shapes}
    mainland = tuple(shape for shape in shapes if METROPOLE.holds(centres[shape.key]))
    paris = tuple(shape for shape in mainland if shape.key in PARIS)
    overseas = [shape for shape in shapes if not METROPOLE.holds(centres[shape.key])]
    panels = [Panel(_checked(mainland), framed(lambert93, MAINLAND, MAINLAND_BOX))]
    if paris:
        panels.append(_boxed(paris, PARIS_INSET, lambert93, ("departement",)))
    for place, shape in enumerate(overseas):
        inset = _overseas_inset(place, names[shape.key])
        panels.append(_boxed((shape,), inset, local_projection(centres[shape.key])))
    return panels


def view_box_of(panels: Iterable[Panel]) -> str:
    """A view that holds the panels: "0 0 1000 1103"."""
    feet = [panel.inset.y + panel.inset.height for panel in panels if panel.inset]
    return f"0 0 {WIDTH} {max([MAINLAND_BOX.height, *feet]) + MARGIN}"


def _overseas_inset(place: int, label: str) -> Inset:
    """The box at this place of the rows under the mainland, counted from 0."""
    row, column = divmod(place, BOXES_IN_A_ROW)
    width = (WIDTH - 2 * MARGIN - BOX_GAP * (BOXES_IN_A_ROW - 1)) // BOXES_IN_A_ROW
    y = MAINLAND_BOX.height + BOX_GAP + row * (BOX_HEIGHT + BOX_GAP)
    return Inset(label, MARGIN + column * (width + BOX_GAP), y, width, BOX_HEIGHT)


def _boxed(shapes: tuple[Shape, ...], inset: Inset, project: Projection, levels: tuple[str, ...] = LEVELS) -> Panel:
    window = window_of(project(position) for position in _positions(shapes))
    room = Box(
        inset.x + PADDING,
        inset.y + LABEL_HEIGHT,
        inset.width - 2 * PADDING,
        inset.height - LABEL_HEIGHT - PADDING,
    )
    return Panel(shapes, framed(project, window, room), inset, levels)


def _checked(mainland: tuple[Shape, ...]) -> tuple[Shape, ...]:
    for shape in mainland:
        for lon, lat in _positions([shape]):
            if not MAINLAND.holds(lambert93((lon, lat))):
                raise OutlineFileError(f"{shape.origin}: the point {lon}, {lat} is far from metropolitan France")
    return mainland


def _positions(shapes: Iterable[Shape]) -> Iterator[Position]:
    return (position for shape in shapes for ring in shape.rings for position in ring)
