"""From degrees to the plane of the map: Lambert-93 for the mainland, a local projection for each overseas territory.

Both give metres, or what serves as such, to the east and to the north. A frame then turns a window of that plane into
a box of the view, whose vertical axis goes down.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from resource_centre.content.outlines.geojson import Position

#: A point of a plane: to the east and to the north, or in the view, to the right and down.
Point = tuple[float, float]
Projection = Callable[[Position], Point]

# Lambert-93: conic conformal, parallels 44° and 49° N, meridian 3° E, ellipsoid GRS 1980.
# Source: IGN, NT/G 71 for the formulas; RGF93 for the constants.
_ECCENTRICITY = 0.0818191910428
_EXPONENT = 0.7256077650
_RADIUS = 11_754_255.426
_EAST, _NORTH = 700_000.0, 12_655_612.050
_MERIDIAN = math.radians(3)
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Window:
    """A rectangle of a plane: Window(95_000, 6_040_000, 1_245_000, 7_115_000), west, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        """Whether the point is inside, edges included."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north

    @property
    def centre(self) -> Point:
        """The middle of the rectangle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2


@dataclass(frozen=True)
class Box:
    """A rectangle of the view, in its whole units."""

    x: int
    y: int
    width: int
    height: int


def window_of(points: Iterable[Point]) -> Window:
    """The smallest window that holds the points; there is at least one."""
    across, up = zip(*points, strict=True)
    return Window(min(across), min(up), max(across), max(up))


def lambert93(position: Position) -> Point:
    """(3, 46.5) gives (700000, 6600000)."""
    lon, lat = math.radians(position[0]), math.radians(position[1])
    flattened = _ECCENTRICITY * math.atanh(_ECCENTRICITY * math.sin(lat))
    # asinh(tan) is the usual atanh(sin), and has an answer at the poles too.
    distance = _RADIUS * math.exp(-_EXPONENT * (math.asinh(math.tan(lat)) - flattened))
    angle = _EXPONENT * (lon - _MERIDIAN)
    return _EAST + distance * math.sin(angle), _NORTH - distance * math.cos(angle)


def local_projection(centre: Position) -> Projection:
    """Degrees shortened by the latitude of the centre: true enough for an island or for French Guiana."""
    lon, lat = centre
    shortened = _METRES_PER_DEGREE * math.cos(math.radians(lat))

    def project(position: Position) -> Point:
        return (position[0] - lon) * shortened, (position[1] - lat) * _METRES_PER_DEGREE

    return project


def framed(project: Projection, window: Window, box: Box) -> Projection:
    """The projection followed by the frame that puts the window in the middle of the box, as large as it can be."""
    # A metre at least: points in a line have no width, and are refused later, when they are drawn.
    wide, high = max(window.east - window.west, 1), max(window.north - window.south, 1)
    scale = min(box.width / wide, box.height / high)
    middle_east, middle_north = window.centre
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2

    def place(position: Position) -> Point:
        east, north = project(position)
        return middle_x + (east - middle_east) * scale, middle_y - (north - middle_north) * scale

    return place
