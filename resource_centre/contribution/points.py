"""A point on the map as one value, "48.11,-1.68": kept, refused and compared whole, and said in words."""

from django.utils.translation import gettext as _

from resource_centre.content.nearest import nearest_commune
from resource_centre.contribution.value_words import number_words

#: The columns of a model that has a point, and what the two are called together in a content.
LAT, LON, POINT = "lat", "lon", "map_point"


def as_text(lat: float | None, lon: float | None) -> str:
    """ "48.11,-1.68"; half a point keeps its half ("48.11,"), no point is ""."""
    if lat is None and lon is None:
        return ""
    return ",".join("" if one is None else repr(float(one)) for one in (lat, lon))


def read(text: str) -> tuple[float | None, float | None]:
    """Its latitude and longitude: "48.11,-1.68" gives (48.11, -1.68)."""
    lat, _comma, lon = (text or "").partition(",")
    return (float(lat) if lat else None, float(lon) if lon else None)


def in_words(text: str) -> str:
    """ "latitude 48.11, longitude -1.68, near Rennes (Ille-et-Vilaine)"; one query, "" for no point."""
    lat, lon = read(text)
    parts = [
        words % {"number": number_words(one)}
        for words, one in ((_("latitude %(number)s"), lat), (_("longitude %(number)s"), lon))
        if one is not None
    ]
    place = nearest_commune(lat, lon) if lat is not None and lon is not None else None
    return ", ".join([*parts, *([_("near %(place)s") % {"place": place.label}] if place else [])])
