"""Where a point is, in the words of the territories that the site knows."""

from math import asin, cos, radians, sin, sqrt

from resource_centre.content.territories import Territory, TerritoryLevel

_EARTH_KM = 6371.0
#: Kilometres of a degree of latitude, and those beyond which no commune says where a point is.
_DEGREE_KM, NEAR_KM = 111.0, 25.0


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points of a round earth: right within half a percent."""
    phi, other_phi = radians(lat), radians(other_lat)
    half_lat, half_lon = (other_phi - phi) / 2, radians(other_lon - lon) / 2
    chord = sin(half_lat) ** 2 + cos(phi) * cos(other_phi) * sin(half_lon) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, chord)))


def nearest_commune(lat: float, lon: float) -> Territory | None:
    """The commune whose centre is nearest, within `NEAR_KM`; None in the sea, abroad, or without territories loaded.

    48.11, -1.68 gives Rennes. The outlines of communes are not loaded: the nearest centre is a hint, not a proof.
    """
    reach = NEAR_KM / _DEGREE_KM
    wide = min(reach / max(cos(radians(lat)), 0.01), 180.0)
    around = Territory.objects.filter(
        level=TerritoryLevel.COMMUNE, is_active=True, lat__range=(lat - reach, lat + reach),
        lon__range=(lon - wide, lon + wide),
    )  # fmt: skip
    points = around.values_list("pk", "lat", "lon")
    known = ((pk, one, other) for pk, one, other in points if one is not None and other is not None)
    best = min(((distance_km(lat, lon, one, other), pk) for pk, one, other in known), default=None)
    return None if best is None or best[0] > NEAR_KM else Territory.objects.get(pk=best[1])
