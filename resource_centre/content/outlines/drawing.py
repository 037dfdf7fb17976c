"""Drawing a panel: the shapes of each territory, or of its parts, become one SVG path."""

from collections.abc import Iterable, Mapping, Sequence

from resource_centre.content.outlines.borders import Borders
from resource_centre.content.outlines.geojson import OutlineFileError, Shape
from resource_centre.content.outlines.layout import Panel
from resource_centre.content.outlines.simplifying import GridPoint

#: Twice the area, in square units, under which a point of a line, or an islet, is not seen.
LEAST_POINT = 6
LEAST_ISLET = 16

#: What each territory of a level is drawn from: {"region:53": (Côtes-d'Armor, Finistère, …)}.
Members = Mapping[str, Sequence[Shape]]


def draw(panel: Panel, members: Members) -> dict[str, str]:
    """Paths of the territories that have shapes in the panel: {"region:53": "M12 34l5-6 7 8z"}.

    Raises OutlineFileError when one is too small for that.
    """
    placed = {
        shape.key: [[panel.place(position) for position in ring] for ring in shape.rings] for shape in panel.shapes
    }
    borders = Borders((ring for rings in placed.values() for ring in rings), LEAST_POINT)
    found: dict[str, str] = {}
    for key, shapes in members.items():
        here = [shape for shape in shapes if shape.key in placed]
        if here:
            closed = borders.drawn(ring for shape in here for ring in placed[shape.key])
            found[key] = _path(_seen(closed, here[0]))
    return found


def _seen(rings: Iterable[Sequence[GridPoint]], shape: Shape) -> list[Sequence[GridPoint]]:
    """Rings large enough to be seen, the largest first, which stays whatever its size."""
    by_size = sorted(rings, key=_doubled_area, reverse=True)
    if not by_size or not _doubled_area(by_size[0]):
        raise OutlineFileError(f"{shape.origin}: it is too small to be drawn")
    return [ring for ring in by_size if ring is by_size[0] or _doubled_area(ring) >= LEAST_ISLET]


def _doubled_area(ring: Sequence[GridPoint]) -> int:
    """Twice the area inside a ring, whichever way it turns."""
    following = (*ring[1:], *ring[:1])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, following, strict=True)))


def _path(rings: Iterable[Sequence[GridPoint]]) -> str:
    """ "M12 34l5-6 7 8z" for each ring, one after the other."""
    return "".join(_closed_path(ring) for ring in rings)


def _closed_path(ring: Sequence[GridPoint]) -> str:
    steps = [(x - x0, y - y0) for (x0, y0), (x, y) in zip(ring, ring[1:], strict=False)]
    # A minus sign parts two numbers as well as a space does.
    numbers = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{ring[0][0]} {ring[0][1]}l{numbers}z"
