"""Reading outlines: a GeoJSON file, plain or gzip, becomes shapes, or one sentence that says what is wrong.

A FeatureCollection of Polygon and MultiPolygon in degrees (longitude, latitude). The code of a territory is the first
of the properties `code`, `insee`, `code_insee`, `insee_reg` or `insee_dep`, `id`, in any case, or the feature's own
`id`; a number gets back the zero that it lost (1 is "01"). Neighbours must have the same points along their border:
that is how it is known to be one.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CODE_PROPERTIES = {
    "region": ("code", "insee", "code_insee", "insee_reg", "id"),
    "departement": ("code", "insee", "code_insee", "insee_dep", "id"),
}
#: Decimals of a degree that are kept: a metre. Two files written by two tools then agree on a point.
DECIMALS = 5

#: Longitude and latitude.
Position = tuple[float, float]
#: Positions of a closed line, the first not repeated.
Ring = tuple[Position, ...]


class OutlineFileError(Exception):
    """A file that cannot be drawn. The message names the file, the feature and the reason."""


@dataclass(frozen=True)
class Shape:
    """Outline of a territory: Shape("departement:35", "d.geojson, feature 3 (35)", (((-1.9, 48.7), …),)).

    rings: outer ones anticlockwise, holes clockwise, whatever the file does. origin: for messages.
    """

    key: str
    origin: str
    rings: tuple[Ring, ...]


def read_shapes(path: Path, level: str) -> tuple[Shape, ...]:
    """Read and check the outlines of one level, in the order of their keys. Raises OutlineFileError."""
    document = _document(path)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise OutlineFileError(f"{path.name}: it is not a GeoJSON collection of features")
    found: dict[str, Shape] = {}
    for number, feature in enumerate(features, start=1):
        shape = _shape(feature, level, f"{path.name}, feature {number}")
        if shape.key in found:
            raise OutlineFileError(f"{shape.origin}: its code is already that of {found[shape.key].origin}")
        found[shape.key] = shape
    return tuple(found[key] for key in sorted(found))


def _document(path: Path) -> Any:
    try:
        data = path.read_bytes()
        return json.loads((gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise OutlineFileError(f"{path}: there is no such file") from error
    except (ValueError, RecursionError) as error:
        raise OutlineFileError(f"{path.name}: it is not JSON in UTF-8 ({error})") from error
    except (OSError, EOFError, zlib.error) as error:
        raise OutlineFileError(f"{path.name}: it cannot be read ({error})") from error


def _shape(feature: Any, level: str, origin: str) -> Shape:
    code = _code(feature, CODE_PROPERTIES[level]) if isinstance(feature, dict) else ""
    if not code:
        raise OutlineFileError(f"{origin}: it has no code (looked for {', '.join(CODE_PROPERTIES[level])})")
    origin = f"{origin} ({code})"
    rings = tuple(
        _oriented(_ring(ring, origin), is_hole=place > 0)
        for polygon in _polygons(feature.get("geometry"), origin)
        for place, ring in enumerate(polygon)
    )
    return Shape(f"{level}:{code}", origin, rings)


def _code(feature: dict[str, Any], names: Sequence[str]) -> str:
    properties = feature.get("properties")
    named = {key.lower(): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    values = [*(named.get(name) for name in names), feature.get("id")]
    codes = (f"{value:02d}" if type(value) is int else value for value in values)  # True is not a code
    return next((code.strip() for code in codes if isinstance(code, str) and code.strip()), "")


def _polygons(geometry: Any, origin: str) -> Iterator[Sequence[Any]]:
    """Each polygon as its list of rings, none of them empty."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise OutlineFileError(f"{origin}: its geometry is not a Polygon or a MultiPolygon")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise OutlineFileError(f"{origin}: its geometry is empty")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise OutlineFileError(f"{origin}: one of its polygons is empty")
        yield polygon


def _ring(raw: Any, origin: str) -> Ring:
    positions = [_position(pair, origin) for pair in raw] if isinstance(raw, list) else []
    kept = [here for before, here in zip([None, *positions], positions, strict=False) if here != before]
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(set(kept)) < 3:
        raise OutlineFileError(f"{origin}: one of its rings has fewer than three points")
    return tuple(kept)


def _position(pair: Any, origin: str) -> Position:
    numbers = pair[:2] if isinstance(pair, list) else []
    if len(numbers) < 2 or not all(type(number) in {int, float} for number in numbers):
        raise OutlineFileError(f"{origin}: one of its points is not two numbers")
    lon, lat = numbers
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # NaN fails too
        raise OutlineFileError(f"{origin}: the point {lon}, {lat} is not in degrees (longitude, latitude)")
    return round(float(lon), DECIMALS), round(float(lat), DECIMALS)


def _oriented(ring: Ring, *, is_hole: bool) -> Ring:
    """The ring in the direction of its part: two neighbours then follow their border in opposite ones."""
    following = (*ring[1:], ring[0])
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, following, strict=True))
    return ring if (doubled > 0) != is_hole else ring[::-1]
