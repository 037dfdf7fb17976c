"""Territories: loading all or nothing, homonyms, former names, and the text field that understands them."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resource_centre.content.territories import Territory, TerritoryAncestor
from resource_centre.content.territory_fields import TerritoryField, TerritoryInput
from resource_centre.content.territory_files import TerritoryFileError, read_aliases, read_territories
from resource_centre.content.territory_loading import load_territories
from resource_centre.discovery.facets import shown_places
from resource_centre.discovery.places import Gazetteer
from resource_centre.search.criteria import Ring

pytestmark = pytest.mark.django_db

HEADER = [
    "type",
    "code",
    "nom",
    "region",
    "departement",
    "epci",
    "ept",
    "commune",
    "population",
    "codes_postaux",
    "lat",
    "lon",
]
ROWS = [
    ["pays", "FR", "France", "", "", "", "", "", "68000000", "", "", ""],
    ["region", "11", "Île-de-France", "", "", "", "", "", "12000000", "", "", ""],
    ["region", "75", "Nouvelle-Aquitaine", "", "", "", "", "", "6000000", "", "", ""],
    ["region", "76", "Occitanie", "", "", "", "", "", "6000000", "", "", ""],
    ["departement", "11", "Aude", "76", "", "", "", "", "370000", "", "", ""],
    ["departement", "16", "Charente", "75", "", "", "", "", "350000", "", "", ""],
    ["departement", "33", "Gironde", "75", "", "", "", "", "1600000", "", "", ""],
    ["epci", "200000001", "CC des Deux Rives", "75", "16|33", "", "", "", "9000", "", "", ""],
    ["commune", "16309", "Sainte-Colombe", "75", "16", "200000001", "", "", "200", "16230", "45.8", "0.3"],
    ["commune", "33390", "Sainte-Colombe", "75", "33", "", "", "", "400", "33350", "44.9", "-0.1"],
    ["commune", "16001", "Aunac-sur-Charente", "75", "16", "200000001", "", "", "", "", "", ""],
]


def written(folder: Path, rows: list[list[str]], header: list[str] = HEADER, name: str = "t.csv") -> Path:
    """A file of territories."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Eleven territories, loaded."""
    path = written(tmp_path, ROWS)
    load_territories(path)
    return path


def containing(code: str) -> set[str]:
    """Codes of what contains a territory."""
    return set(TerritoryAncestor.objects.filter(territory__code=code).values_list("ancestor__code", flat=True))


def test_a_code_that_two_levels_share_makes_two_territories(small: Path) -> None:
    assert str(Territory.objects.by_key("region:11")) == "Île-de-France"
    assert str(Territory.objects.by_key("departement:11")) == "Aude"
    assert Territory.objects.by_key("commune:11") is None
    assert Territory.objects.by_key("11") is None


def test_a_territory_may_lie_in_several_others_of_one_level(small: Path) -> None:
    assert containing("200000001") == {"FR", "75", "16", "33"}


def test_inside_and_around_are_two_questions(small: Path) -> None:
    gazetteer = Gazetteer(stamp=0)
    assert set(gazetteer.below("departement:16")) == {"epci:200000001", "commune:16309", "commune:16001"}
    assert gazetteer.neighbours("departement:16") == {"departement:16", "departement:33"}
    assert gazetteer.neighbours("country:FR") == {"country:FR"}
    assert gazetteer.neighbours("commune:nowhere") == {"commune:nowhere"}


def test_what_a_visitor_invents_is_not_remembered_and_is_read_once_in_a_request(small: Path) -> None:
    gazetteer, invented = Gazetteer(stamp=0), ["commune:nowhere", "nowhere", "former-region:nowhere"]
    assert gazetteer.places([*invented, "commune:16309"]).keys() == {"commune:16309"}
    assert not gazetteer._places.keys() & {*invented}
    with CaptureQueriesContext(connection) as queries:
        assert [gazetteer.place(key) for key in invented] == [None, None, None]
    assert len(queries) == 0


def test_a_page_lists_what_is_around_a_choice_and_no_commune_in_a_wide_ring(small: Path) -> None:
    gazetteer, known = Gazetteer(stamp=0), {"country:FR", "region:11", "region:75", "region:76"}
    known |= {"departement:16", "departement:33"}
    inside = {"epci:200000001", "commune:16309", "commune:16001"}
    assert shown_places(["commune:16309", "none"], gazetteer) == {*known, *inside, "none"}
    for ring in (Ring.AROUND, Ring.APPLIES):
        assert shown_places(["commune:16309", "none"], gazetteer, ring) == {*known, "commune:16309", "none"}


def test_homonyms_are_told_apart_by_their_departement(small: Path) -> None:
    labels = set(Territory.objects.filter(name="Sainte-Colombe").values_list("label", flat=True))
    assert labels == {"Sainte-Colombe (Charente)", "Sainte-Colombe (Gironde)"}


def test_the_same_file_twice_changes_nothing_and_reads_nothing(small: Path) -> None:
    with CaptureQueriesContext(connection) as queries:
        report = load_territories(small)
    assert report.unchanged
    assert len(queries) == 1
    forced = load_territories(small, force=True)
    assert (forced.created, forced.updated, forced.retired) == (0, 0, 0)


def test_a_code_that_vanished_is_inactive_and_comes_back(small: Path, tmp_path: Path) -> None:
    report = load_territories(written(tmp_path, ROWS[:-1], name="less.csv"))
    assert report.retired == 1
    gone = Territory.objects.get(code="16001")
    assert not gone.is_active
    assert containing("16001") == {"FR", "75", "16", "200000001"}
    assert load_territories(written(tmp_path, ROWS, name="again.csv")).updated == 1
    gone.refresh_from_db()
    assert gone.is_active


def test_a_commune_that_changes_departement_loses_its_old_ancestors(small: Path, tmp_path: Path) -> None:
    moved = [[*row] for row in ROWS]
    moved[8][4], moved[8][5] = "33", ""
    load_territories(written(tmp_path, moved, name="moved.csv"))
    assert containing("16309") == {"FR", "75", "33"}


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ([*ROWS, ["planete", "1", "Mars", *[""] * 9]], HEADER, ("line 13", "planete")),
        ([*ROWS, ["commune", "16309", "Double", "75", *[""] * 8]], HEADER, ("line 13", "line 10")),
        ([*ROWS, ["commune", "99999", "Ailleurs", "99", *[""] * 8]], HEADER, ("line 13", "region 99")),
        ([*ROWS, ["commune", "99999", "Ailleurs", *[""] * 5, "beaucoup", "", "", ""]], HEADER, ("line 13", "beaucoup")),
        ([*ROWS, ["commune", "99999", "Ailleurs", *[""] * 5, "-3", "", "", ""]], HEADER, ("line 13", "-3")),
        ([*ROWS, ["commune", "99999", "Ailleurs", *[""] * 7, "95", "0"]], HEADER, ("line 13",)),
        ([*ROWS, ["commune", "", "", *[""] * 9]], HEADER, ("line 13", "code")),
        ([*ROWS, ["commune", "99999"]], HEADER, ("line 13", "cells")),
        (ROWS, ["genre", *HEADER[1:]], ("line 1", "type")),
        ([*ROWS, ["commune", "9", "Loin", *[""] * 5, "1" + "0" * 30, "", "", ""]], HEADER, ("line 13", "2147483647")),
        ([*ROWS, ["commune", "9" * 50, "Loin", *[""] * 9]], HEADER, ("line 13", "code", "20 characters")),
        ([*ROWS, ["commune", "9", "Œ" * 150, *[""] * 9]], HEADER, ("line 13", "folded_name")),
        ([*ROWS, ["commune", "9", "Lo\x00in", *[""] * 9]], HEADER, ("line 13", "NUL")),
    ],
)
def test_a_broken_file_names_its_line_and_changes_nothing(
    small: Path, tmp_path: Path, rows: list[list[str]], header: list[str], said: tuple[str, ...]
) -> None:
    before = list(Territory.objects.order_by("pk").values()), TerritoryAncestor.objects.count()
    with pytest.raises(CommandError) as caught:
        call_command("load_territories", written(tmp_path, rows, header, "broken.csv"))
    assert all(words in str(caught.value) for words in said)
    assert (list(Territory.objects.order_by("pk").values()), TerritoryAncestor.objects.count()) == before


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8bnot gzip at all",
        b"type,code\n\xff\xfe",
        gzip.compress(b"x" * 50, mtime=0)[:30],
        b"",
        b'"' + b"x" * 200_000,
        b'type,"code',
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv.gz"
    path.write_bytes(content)
    with pytest.raises(TerritoryFileError, match=r"bad\.csv\.gz"):
        read_territories(path)


@pytest.mark.parametrize("row", ["9" * 50 + ",Loin,16001", "9," + "L" * 300 + ",16001"])
def test_a_former_commune_that_no_column_holds_names_its_line(tmp_path: Path, row: str) -> None:
    communes, regions = tmp_path / "anciennes.csv", tmp_path / "regions.csv"
    communes.write_text(f"code,nom,chef_lieu\n1,Là,16001\n{row}\n", encoding="utf-8")
    regions.write_text("code,nom,region\n", encoding="utf-8")
    with pytest.raises(TerritoryFileError, match=r"anciennes\.csv, line 3: (code|name) is longer"):
        read_aliases(communes, regions)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_territories", tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("occitanie", "region:76"),
        ("Ile de france", "region:11"),
        ("33350", "commune:33390"),
        ("16309", "commune:16309"),
        ("commune:16309", "commune:16309"),
        ("Sainte-Colombe (Gironde)", "commune:33390"),
        ("  AUDE ", "departement:11"),
    ],
)
def test_a_place_is_found_by_what_people_write(small: Path, typed: str, found: str) -> None:
    place = TerritoryField().clean(typed)
    assert place.key == found


def test_an_ambiguous_name_is_asked_again_with_the_answers(small: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        TerritoryField().clean("sainte colombe")
    assert caught.value.code == "ambiguous" or caught.value.error_list[0].code == "ambiguous"
    assert "Sainte-Colombe (Charente)" in caught.value.messages[0]
    assert "Sainte-Colombe (Gironde)" in caught.value.messages[0]


@pytest.mark.parametrize("typed", ["Atlantide", "commune:99999", "::", "<script>", "%"])
def test_an_unknown_place_is_a_message(small: Path, typed: str) -> None:
    with pytest.raises(ValidationError):
        TerritoryField().clean(typed)


def test_a_field_shows_the_label_of_what_is_stored_and_sees_no_change_in_it(small: Path) -> None:
    place = Territory.objects.get(code="33390")
    field = TerritoryField()
    assert 'value="Sainte-Colombe (Gironde)"' in TerritoryInput().render("t", place.pk)
    assert not field.has_changed(place.pk, "Sainte-Colombe (Gironde)")
    assert field.has_changed(place.pk, "Aude")
    assert field.has_changed(place.pk, "")
    assert field.has_changed(place.pk, "Atlantide")
