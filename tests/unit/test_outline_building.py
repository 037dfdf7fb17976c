"""Building outlines: what is drawn from handmade squares, what is refused, and lines that neighbours share."""

import gzip
import json
import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resource_centre.content.outlines.borders import Borders
from resource_centre.content.outlines.building import Place, Sources, build_maps
from resource_centre.content.outlines.geojson import OutlineFileError, read_shapes
from resource_centre.content.outlines.map_file import decoded, encoded
from resource_centre.content.outlines.projection import lambert93
from resource_centre.content.outlines.simplifying import simplified
from resource_centre.content.territories import Territory, TerritoryAncestor
from tests.support.svg_paths import Corner, area, edges, paths, rings, sides

#: Squares of half a degree, by their south-west corner. 35 and 56 touch, 22 is alone, 971 is overseas.
CORNERS = {"22": (-3.0, 48.4), "35": (-2.0, 47.9), "56": (-2.5, 47.9), "971": (-61.7, 16.0)}
PLACES = (
    Place("region:53", "Bretagne"),
    Place("region:01", "Guadeloupe"),
    *(Place(f"departement:{code}", code, "region:53") for code in ("22", "35", "56")),
    Place("departement:971", "Guadeloupe", "region:01"),
)


def square(west: float, south: float, side: float = 0.5) -> list[list[float]]:
    """A closed ring with a point in the middle of each side, anticlockwise."""
    half = side / 2
    steps = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0)]
    return [[west + across * half, south + up * half] for across, up in steps]


def feature(code: Any, ring: Any, **changes: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry, **changes}


def written(path: Path, *features: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Two regions and their four départements, all squares."""
    regions = written(tmp_path / "regions.json", feature("01", square(*CORNERS["971"])))
    squares = [feature(code, square(*corner)) for code, corner in CORNERS.items()]
    return Sources(regions, written(tmp_path / "departements.json", *squares), "by hand", 2016)


# Building


def test_squares_become_paths(sources: Sources) -> None:
    maps = build_maps(sources, PLACES)
    assert set(paths("departement", maps)) == {f"departement:{code}" for code in CORNERS}
    assert set(paths("region", maps)) == {"region:01", "region:53"}
    assert (maps["region"].source, maps["region"].year) == ("by hand", 2016)
    assert decoded(encoded(maps)) == maps


def test_a_region_is_the_union_of_its_departements(sources: Sources) -> None:
    maps = build_maps(sources, PLACES)
    drawn = paths("departement", maps)
    brittany = edges(paths("region", maps)["region:53"])
    common = edges(drawn["departement:35"]) & edges(drawn["departement:56"])
    assert common
    assert not brittany & common
    assert brittany == edges(drawn["departement:35"]) ^ edges(drawn["departement:56"]) ^ edges(drawn["departement:22"])


def test_a_region_with_a_departement_missing_keeps_its_own_outline(sources: Sources) -> None:
    missing = Place("departement:29", "Finistère", "region:53")
    assert "region:53" not in paths("region", build_maps(sources, (*PLACES, missing)))
    written(sources.regions, feature("53", square(-4, 47.5, side=2)))
    drawn = paths("region", build_maps(sources, (*PLACES, missing)))
    assert abs(area(next(rings(drawn["region:53"])))) > 15_000


def test_a_hole_and_what_fills_it_have_the_same_line(sources: Sources) -> None:
    around = feature("35", None)
    hole = square(-2.2, 48.2, side=0.3)
    around["geometry"]["coordinates"] = [square(-3, 47.5, side=2), hole]  # both turn the same way: mended
    inside = feature("56", [*hole[3:], *hole[1:4]])
    written(sources.departements, around, inside)
    drawn = paths("departement", build_maps(sources, PLACES))
    outer, inner = rings(drawn["departement:35"])
    assert area(outer) * area(inner) < 0
    assert edges(drawn["departement:56"]) < edges(drawn["departement:35"])


def test_the_overseas_box_has_the_name_of_the_table(sources: Sources) -> None:
    (box,) = build_maps(sources, PLACES)["departement"].insets
    assert box.label == "Guadeloupe"


def test_many_overseas_territories_take_several_rows(sources: Sources) -> None:
    codes = [f"98{number}" for number in range(7)]
    written(sources.departements, *(feature(code, square(160, -20)) for code in codes))
    places = (*PLACES, *(Place(f"departement:{code}", code) for code in codes))
    maps = build_maps(sources, places)
    corners = [(inset.x, inset.y) for inset in maps["departement"].insets]
    assert len(set(corners)) == 7
    assert len({y for _x, y in corners}) == 2
    height = int(maps["departement"].view_box.split()[3])
    assert all(inset.y + inset.height <= height for inset in maps["departement"].insets)


@pytest.mark.parametrize("name", ["code", "INSEE", "code_insee", "insee_dep", "id"])
def test_a_code_is_found_under_several_names(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / "a.json", feature("", square(1, 45), properties={name: 1}))
    assert [shape.key for shape in read_shapes(path, "departement")] == ["departement:01"]


def test_a_code_may_be_the_id_of_the_feature(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", feature("", square(1, 45), id="2A", properties=None))
    assert [shape.key for shape in read_shapes(path, "departement")] == ["departement:2A"]


WHOLE = square(-2, 48)
BROKEN = [
    ([feature("35", WHOLE), feature("", WHOLE)], "feature 2: it has no code"),
    ([feature(True, WHOLE)], "feature 1: it has no code"),
    (["35"], "feature 1: it has no code"),
    ([feature("35", WHOLE), feature("35", WHOLE)], r"feature 2 \(35\): its code is already that of"),
    ([feature("99", WHOLE)], r"feature 1 \(99\): the table of territories has no departement:99"),
    ([feature("35", WHOLE, geometry=None)], r"feature 1 \(35\): its geometry is not a Polygon"),
    ([feature("35", WHOLE, geometry={"type": "Point", "coordinates": [1, 2]})], "its geometry is not a Polygon"),
    ([feature("35", WHOLE, geometry={"type": "MultiPolygon", "coordinates": []})], "its geometry is empty"),
    ([feature("35", WHOLE, geometry={"type": "MultiPolygon", "coordinates": [[]]})], "one of its polygons is empty"),
    ([feature("35", WHOLE, geometry={"type": "MultiPolygon", "coordinates": [3]})], "one of its polygons is empty"),
    ([feature("35", [])], "fewer than three points"),
    ([feature("35", [[1, 45], [2, 45], [1, 45]])], "fewer than three points"),
    ([feature("35", [[1, 45], [2, 45], ["3", 45]])], "one of its points is not two numbers"),
    ([feature("35", [[1, 45], [2, 45], [3]])], "one of its points is not two numbers"),
    ([feature("35", [[1, 45], [2, 45], None])], "one of its points is not two numbers"),
    ([feature("35", [[352_000, 6_789_000], [2, 45], [3, 45]])], "352000, 6789000 is not in degrees"),
    ([feature("35", [[math.nan, 45], [2, 45], [3, 45]])], "is not in degrees"),
    ([feature("35", [[10**400, 45], [2, 45], [3, 45]])], "is not in degrees"),
    ([feature("35", [[-20, 48], [20, 48], [0, 49]])], "far from metropolitan France"),
    ([feature("35", [[2, 90], [3, 10], [1, 10]])], "far from metropolitan France"),
    ([feature("35", [[-61, 15], [-61, 16], [-61, 17]])], "too small to be drawn"),
    ([feature("35", [[1, -90], [2, -90], [3, -90]])], "too small to be drawn"),
    ([feature("35", square(-2, 48, side=0.001))], "too small to be drawn"),
    ([], "it is not a GeoJSON collection of features"),
]


@pytest.mark.parametrize(("features", "message"), BROKEN)
def test_a_broken_feature_is_named(sources: Sources, features: list[Any], message: str) -> None:
    written(sources.departements, *features)
    with pytest.raises(OutlineFileError, match=rf"^departements\.json[,:].*{message}"):
        build_maps(sources, PLACES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is not JSON"),
        (b"[1, 2]", "it is not a GeoJSON collection"),
        (b'{"features": {}}', "it is not a GeoJSON collection"),
        (b"[" * 100_000, "it is not JSON"),
        (b'{"features": [' + b"9" * 5_000, "it is not JSON"),
        ("é".encode("latin-1"), "it is not JSON in UTF-8"),
        (b"\x1f\x8b\x08nothing", "it cannot be read"),
        (gzip.compress(b'{"features": []}', mtime=0)[:-9], "it cannot be read"),
    ],
)
def test_a_broken_file_is_named(sources: Sources, content: bytes, message: str) -> None:
    sources.regions.write_bytes(content)
    with pytest.raises(OutlineFileError, match=rf"^regions\.json: {message}"):
        build_maps(sources, PLACES)


def test_a_missing_file_is_named(sources: Sources) -> None:
    sources.regions.unlink()
    with pytest.raises(OutlineFileError, match=r"regions\.json: there is no such file$"):
        build_maps(sources, PLACES)


numbers = st.floats() | st.integers() | st.sampled_from([-180, -61, -2, 2.5, 16, 47, 48.5, 90, None, True, "2"])
coordinates = st.recursive(st.lists(numbers, max_size=3), lambda inner: st.lists(inner, max_size=4), max_leaves=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from(["Polygon", "MultiPolygon"]), coordinates)
def test_any_geometry_is_drawn_or_refused(sources: Sources, kind: str, values: Any) -> None:
    written(sources.departements, feature("35", None, geometry={"type": kind, "coordinates": values}))
    with suppress(OutlineFileError):
        assert "departement:35" in paths("departement", build_maps(sources, PLACES))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_ring_is_drawn_or_refused(sources: Sources, ring: list[tuple[float, float]]) -> None:
    written(sources.departements, feature("35", ring))
    with suppress(OutlineFileError):
        drawn = build_maps(sources, PLACES)
        assert decoded(encoded(drawn)) == drawn


# The command


@pytest.fixture
def loaded(db: None) -> None:
    """The table of the territories that the squares stand for."""
    for place in sorted(PLACES, key=lambda place: place.region):
        level, code = place.key.split(":")
        territory = Territory.objects.create(level=level, code=code, name=place.name, label=place.name)
        if place.region:
            region = Territory.objects.get(level="region", code=place.region.split(":")[1])
            TerritoryAncestor.objects.create(territory=territory, ancestor=region)


def run(sources: Sources, output: Path) -> bytes:
    call_command("build_outlines", sources.regions, sources.departements, output=output, verbosity=0)
    return output.read_bytes()


@pytest.mark.usefixtures("loaded")
def test_the_same_files_give_the_same_bytes(
    sources: Sources, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(sources, tmp_path / "one.json") == run(sources, tmp_path / "two.json")
    document = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert document["source"] == "regions.json, departements.json"
    assert sorted(document["region"]) == ["region:01", "region:53"]
    assert "departement: 4 outlines; none for no territory" in capsys.readouterr().out


@pytest.mark.usefixtures("loaded")
def test_the_order_of_the_features_changes_nothing(sources: Sources, tmp_path: Path) -> None:
    before = run(sources, tmp_path / "one.json")
    written(sources.departements, *(feature(code, square(*CORNERS[code])) for code in reversed(CORNERS)))
    assert run(sources, tmp_path / "two.json") == before


@pytest.mark.usefixtures("loaded")
def test_a_refused_file_leaves_the_former_outlines(sources: Sources, tmp_path: Path) -> None:
    output = tmp_path / "out" / "france.json"
    output.parent.mkdir()
    before = run(sources, output)
    written(sources.departements, feature("35", []))
    with pytest.raises(CommandError, match=r"feature 1 \(35\): .*\. Nothing was written\.$"):
        run(sources, output)
    assert output.read_bytes() == before
    assert list(output.parent.iterdir()) == [output]


@pytest.mark.usefixtures("loaded")
def test_a_place_that_cannot_be_written_is_named(sources: Sources, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"france\.json: it cannot be written"):
        run(sources, tmp_path / "nowhere" / "france.json")
    with pytest.raises(CommandError, match="it is a folder"):
        run(sources, Path())


@pytest.mark.usefixtures("loaded")
def test_a_disk_that_fails_is_said_and_leaves_the_former_outlines(
    sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any, **_options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    before = run(sources, tmp_path / "france.json")
    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(Path, "unlink", refused)  # what is said is why nothing was written
    with pytest.raises(CommandError, match=r"france\.json: it cannot be written \(Permission denied\)"):
        run(sources, tmp_path / "france.json")
    assert (tmp_path / "france.json").read_bytes() == before
    monkeypatch.setattr(Path, "is_dir", refused)
    with pytest.raises(CommandError, match="Permission denied"):
        run(sources, tmp_path / "france.json")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("year", [-5, 0, 99999])
def test_a_year_that_is_none_is_refused(sources: Sources, tmp_path: Path, year: int) -> None:
    with pytest.raises(CommandError, match="--year"):
        call_command("build_outlines", sources.regions, sources.departements, output=tmp_path / "x.json", year=year)
    assert not (tmp_path / "x.json").exists()


@pytest.mark.django_db
def test_outlines_ask_for_territories(sources: Sources, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="load_territories"):
        run(sources, tmp_path / "france.json")
    assert not (tmp_path / "france.json").exists()


# Lines


@given(st.lists(st.integers(0, 3), min_size=36, max_size=36))
def test_unions_of_cells_have_their_area_and_share_their_lines(owners: list[int]) -> None:
    """A board of 6 × 6 cells given to four owners, corners that touch included."""
    cells = [
        (owner, ((x, y), (x + 9, y), (x + 9, y + 9), (x, y + 9)))
        for owner, (x, y) in zip(owners, [(9 * (n % 6), 9 * (n // 6)) for n in range(36)], strict=True)
    ]
    borders = Borders([ring for _owner, ring in cells], doubled_area=1)
    for owner in set(owners):
        union = borders.drawn([ring for found, ring in cells if found == owner])
        assert sum(area(ring) for ring in union) == 81 * owners.count(owner)
        assert all(len(set(ring)) == len(ring) for ring in union)  # pieces that touch by a corner are apart
    (whole,) = borders.drawn([ring for _owner, ring in cells])
    assert area(whole) == 54 * 54


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=30), st.integers(0, 900))
def test_neighbours_keep_the_same_line_however_much_it_is_simplified(bends: list[int], doubled_area: int) -> None:
    top = 10 * len(bends) + 10
    border = [(0, 0), *((bend, 10 * place) for place, bend in enumerate(bends, start=1)), (0, top)]
    west = [*border, (-90, top), (-90, 0)]
    east = [*reversed(border), (90, 0), (90, top)]
    borders = Borders([west, east], doubled_area)
    (left,), (right,) = borders.drawn([west]), borders.drawn([east])
    assert area(left) + area(right) == area(west) + area(east)
    assert len(sides(left) & sides(right)) == len(left) - 3 == len(right) - 3


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=40), st.integers(0, 200))
def test_a_simplified_line_loses_its_smallest_triangles_one_by_one(line: list[Corner], doubled_area: int) -> None:
    left = list(line)
    least = 4 if left[0] == left[-1] else 2
    while len(left) > least:
        sizes = [round(2 * abs(area(left[place - 1 : place + 2]))) for place in range(1, len(left) - 1)]
        if min(sizes) >= doubled_area:
            break
        del left[1 + sizes.index(min(sizes))]
    assert list(simplified(line, doubled_area)) == left


def test_the_smallest_bend_goes_first() -> None:
    line = [(0, 0), (10, 1), (20, 0), (30, 30), (40, 0)]
    assert simplified(line, 25) == ((0, 0), (20, 0), (30, 30), (40, 0))
    assert simplified(line, 10_000) == ((0, 0), (40, 0))


def test_lambert_93_has_its_origin_and_its_true_parallels() -> None:
    assert lambert93((3, 46.5)) == pytest.approx((700_000, 6_600_000), abs=0.01)
    for latitude in (44, 49):
        radius = 6_378_137 / math.sqrt(1 - (0.0818191910428 * math.sin(math.radians(latitude))) ** 2)
        one, other = lambert93((3, latitude)), lambert93((3.001, latitude))
        true = radius * math.cos(math.radians(latitude)) * math.radians(0.001)
        assert math.dist(one, other) == pytest.approx(true, rel=1e-6)
