"""Outlines of the map: the shipped file holds what it promises, and a page does without it."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from resource_centre.content.outlines.building import Place, Sources, build_maps
from resource_centre.content.outlines.map_file import OUTLINES_FILE, OutlineMap, decoded
from resource_centre.content.territory_files import read_territories
from resource_centre.content.territory_loading import TERRITORIES_FILE
from resource_centre.web import outlines
from tests.support.requirements import shared_data
from tests.support.svg_paths import area, edges, paths, rings

#: Collectivities that the source does not draw; each is a région and a département of the official code.
NOT_DRAWN = {"975", "977", "978", "984", "986", "987", "988", "989"}


@pytest.fixture(scope="module")
def shipped() -> dict[str, OutlineMap]:
    return decoded(OUTLINES_FILE.read_text(encoding="utf-8"))


# The shipped file


@pytest.mark.parametrize("level", ["region", "departement"])
def test_every_territory_has_an_outline_but_those_listed(shipped: dict[str, OutlineMap], level: str) -> None:
    expected = {f"{level}:{row.code}" for row in read_territories(TERRITORIES_FILE) if row.level == level}
    bare = {f"{level}:{code}" for code in NOT_DRAWN}
    assert bare < expected
    assert set(paths(level, shipped)) == expected - bare


@pytest.mark.parametrize("level", ["region", "departement"])
def test_every_corner_is_in_the_view(shipped: dict[str, OutlineMap], level: str) -> None:
    width, height = map(int, shipped[level].view_box.split()[2:])
    corners = [corner for path in paths(level, shipped).values() for ring in rings(path) for corner in ring]
    assert corners
    assert all(0 <= x <= width and 0 <= y <= height for x, y in corners)


@pytest.mark.parametrize(
    "pair",
    [
        "departement:35 departement:22", "departement:35 departement:53", "departement:75 departement:92",
        "departement:93 departement:94", "departement:2A departement:2B", "departement:26 departement:84",
        "departement:64 departement:65", "region:53 region:52", "region:11 region:24", "region:84 region:93",
    ],
)  # fmt: skip
def test_neighbours_share_their_border(shipped: dict[str, OutlineMap], pair: str) -> None:
    one, other = pair.split()
    drawn = paths(one.split(":")[0], shipped)
    assert len(edges(drawn[one]) & edges(drawn[other])) >= 3


def test_no_sliver_lies_between_inland_departements(shipped: dict[str, OutlineMap]) -> None:
    drawn = paths("departement", shipped)
    owners = Counter(edge for path in drawn.values() for edge in edges(path))
    for code in ("03", "18", "23", "36", "37", "41", "45", "48", "58", "63", "77", "78", "82", "87", "89", "91"):
        assert {owners[edge] for edge in edges(drawn[f"departement:{code}"])} == {2}, code


def test_a_region_follows_the_lines_of_its_departements(shipped: dict[str, OutlineMap]) -> None:
    parts = [paths("departement", shipped)[f"departement:{code}"] for code in ("22", "29", "35", "56")]
    assert edges(paths("region", shipped)["region:53"]) <= set().union(*map(edges, parts))


def test_paris_and_its_neighbours_are_drawn_twice(shipped: dict[str, OutlineMap]) -> None:
    box = next(inset for inset in shipped["departement"].insets if inset.label == "Paris")
    for code in ("75", "92", "93", "94"):
        at_place, enlarged = rings(paths("departement", shipped)[f"departement:{code}"])
        assert abs(area(enlarged)) > 15 * abs(area(at_place))
        assert all(box.x < x < box.x + box.width and box.y < y < box.y + box.height for x, y in enlarged)


def test_regions_have_five_insets_and_departements_that_of_paris_too(shipped: dict[str, OutlineMap]) -> None:
    overseas = ["Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    assert [inset.label for inset in shipped["region"].insets] == overseas
    assert [inset.label for inset in shipped["departement"].insets] == ["Paris", *overseas]


def test_no_shape_crosses_the_edge_of_an_inset(shipped: dict[str, OutlineMap]) -> None:
    boxes = shipped["departement"].insets
    drawn = [ring for path in paths("departement", shipped).values() for ring in rings(path)]
    for box in boxes:
        inside = [
            {box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height for x, y in ring} for ring in drawn
        ]
        assert {True} in inside
        assert {True, False} not in inside
    assert all(one.x + one.width < other.x for one, other in pairwise(boxes[1:]))


@pytest.mark.parametrize(("level", "most_bytes"), [("region", 6_000), ("departement", 14_000)])
def test_paths_stay_light(shipped: dict[str, OutlineMap], level: str, most_bytes: int) -> None:
    assert len(gzip.compress(json.dumps(paths(level, shipped)).encode())) <= most_bytes


def test_the_shipped_file_is_what_the_command_makes_of_its_sources(shipped: dict[str, OutlineMap]) -> None:
    regions = shared_data("package/regions-ne.geojson.gz")
    departements = shared_data("package/departements-ne.geojson.gz")
    rows = [row for row in read_territories(TERRITORIES_FILE) if row.level in {"region", "departement"}]
    places = [
        Place(
            f"{row.level}:{row.code}", row.name, next((":".join(key) for key in row.parents if key[0] == "region"), "")
        )
        for row in rows
    ]
    one = shipped["region"]
    assert one.year is not None
    assert build_maps(Sources(regions, departements, one.source, one.year), places) == shipped


# Loading

WITHOUT_PATHS = '{"viewBox": "0 0 1 1", "source": "", "year": null, "insets": [], "region": {}, "departement": {}}'


@pytest.fixture
def reread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A place for the file, read anew in this test."""
    path = tmp_path / "france.json"
    monkeypatch.setattr(outlines, "OUTLINES_FILE", path)
    outlines._maps.cache_clear()
    yield path
    outlines._maps.cache_clear()


def test_the_map_of_a_level_is_read() -> None:
    drawn = outlines.outlines_of("region")
    assert drawn is not None
    assert len(drawn.outlines) == 18
    assert outlines.outlines_of("commune") is None


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        WITHOUT_PATHS.replace("0 0 1 1", "none").encode(),
        WITHOUT_PATHS.replace('"region": {}', '"region": {"region:53": "<"}').encode(),
        WITHOUT_PATHS.replace("[]", '[{"levels": 3}]').encode(),
        WITHOUT_PATHS.replace("null", '"soon"').encode(),
    ],
)
def test_no_map_without_a_readable_file(reread: Path, content: bytes | None, caplog: pytest.LogCaptureFixture) -> None:
    if content is not None:
        reread.write_bytes(content)
    assert outlines.outlines_of("region") is None
    assert "No map can be drawn" in caplog.text


def test_a_file_without_paths_can_be_read(reread: Path) -> None:
    """The control of the test above: what it breaks is readable."""
    reread.write_text(WITHOUT_PATHS, encoding="utf-8")
    assert outlines.outlines_of("region") == OutlineMap("0 0 1 1", (), (), "", None)


def test_the_file_is_read_once(reread: Path) -> None:
    reread.write_bytes(OUTLINES_FILE.read_bytes())
    assert outlines.outlines_of("region") is not None
    reread.unlink()
    assert outlines.outlines_of("departement") is not None
