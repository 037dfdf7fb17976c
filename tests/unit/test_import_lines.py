"""One line of an import file gives a line or an error, whatever it holds."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resource_centre.content.nearest import distance_km
from resource_centre.interop.import_lines import MAX_LINE_BYTES, ImportLine, LineError, LineRelation, parse_line
from resource_centre.interop.import_pages import blocks_of, shortened, text_only

GOOD = {"id": "1", "type": "pratique", "title": "Un atelier", "source": "essai"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
names = st.sampled_from(["id", "source", "type", "title", "year", "lat", "lon", "themes", "relations", "extra", "url"])


def parse(**changes: Any) -> ImportLine | LineError:
    return parse_line(7, json.dumps({**GOOD, **changes}))


def error(**changes: Any) -> LineError:
    found = parse(**changes)
    assert isinstance(found, LineError)
    assert found.number == 7
    return found


def line(**changes: Any) -> ImportLine:
    found = parse(**changes)
    assert isinstance(found, ImportLine), found
    return found


@given(st.text() | st.binary())
@example("[" * 100_000)
@example('{"a": ' * 500 + "1" + "}" * 500)
@example('{"id": ' + "9" * 5000 + "}")
@example(b"\xef\xbb\xbf{}")
def test_any_text_gives_a_line_or_an_error(raw: str | bytes) -> None:
    assert isinstance(parse_line(1, raw), ImportLine | LineError)


def test_what_json_cannot_hold_is_said_in_plain_words() -> None:
    told = {
        '{"id": ' + "9" * 6000 + "}": "holds a number of 6,000 digits, the most is 100: write it as a text",
        '{"id": -' + "9" * 6000 + "}": "holds a number of 6,000 digits, the most is 100: write it as a text",
        "[" * 100_000: "holds lists or objects too deep in one another: the most is 20",
        '{"lat": NaN}': "is not JSON: NaN is not a number",
    }
    for raw, reason in told.items():
        assert parse_line(3, raw) == LineError(3, "line", reason)


@given(st.dictionaries(names, json_values))
def test_any_object_gives_a_line_or_an_error(changes: dict[str, Any]) -> None:
    assert isinstance(parse_line(1, json.dumps({**GOOD, **changes})), ImportLine | LineError)


def test_every_field_is_read() -> None:
    found = line(
        summary=" Un  résumé ", body="## A\n\nB", url="https://example.org/", year="2019-03", licence="etalab-2.0",
        themes=["Bien vieillir", "bien  vieillir", "Bien vieillir", ""], territoires=["commune:35238"],
        acteurs=["La Poste"], lat=48.1, lon=-1, extra={"siren": "1"}, inconnu=3,
        relations=[{"kind": "based_on", "target": "2"}, {"kind": "equips", "target": 3, "source": "sill", "note": "n"}],
    )  # fmt: skip
    assert found == ImportLine(
        number=7, source="essai", id="1", kind="practice", title="Un atelier", summary="Un résumé", body="## A\n\nB",
        url="https://example.org/", year="2019-03", licence="etalab-2.0", themes=("Bien vieillir", "bien vieillir"),
        territories=("commune:35238",), actors=("La Poste",), lat=48.1, lon=-1.0,
        relations=(LineRelation("based_on", "essai", "2"), LineRelation("equips", "sill", "3", "n")),
        extra={"inconnu": 3, "siren": "1"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "code"),
    [("pratique", "practice"), ("outil", "tool"), ("etude", "study"), ("Acteur", "actor"), ("lesson", "lesson")],
)
def test_kinds_are_read_in_french_and_by_code(word: str, code: str) -> None:
    assert line(type=word).kind == code


@pytest.mark.parametrize("name", ["id", "type", "title", "source"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_required_field_that_is_missing_is_named(name: str, value: str | None) -> None:
    assert error(**{name: value}) == LineError(7, name, "is missing")


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"title": "a" * 256}, "title", "has 256 characters, the most is 255"),
        ({"type": "???"}, "type", "is no kind of resource"),
        ({"year": "bientôt"}, "year", "is no date"),
        ({"themes": "santé"}, "themes", "is not a list"),
        ({"themes": [3]}, "themes", "not a text"),
        ({"lat": 48}, "lon", "both lat and lon"),
        ({"lat": 91, "lon": 0}, "lat", "not between"),
        ({"lat": True, "lon": 0}, "lat", "is not a number"),
        ({"lat": float("inf"), "lon": 0}, "line", "is not a number"),
        ({"extra": []}, "extra", "is not an object"),
        ({"extra": {"_import": 1}}, "extra", "keeps for itself"),
        ({"relations": [{"kind": "based_on"}]}, "relations", "target is missing"),
        ({"relations": ["2"]}, "relations", "not an object"),
        ({"title": "a\x00b"}, "title", "cannot be stored"),
        ({"extra": {"a": ["\ud800"]}}, "extra", "cannot be stored"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict[str, Any], field: str, reason: str) -> None:
    found = error(**changes)
    assert (found.field, reason in found.reason) == (field, True), found


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xe9t\xe9", "is not UTF-8"),
        ("[1]", "is not a JSON object: {…}"),
        ('{"id": }', "is not JSON: Expecting value at character 8"),
        (b"{" + b" " * MAX_LINE_BYTES, "is longer than 2,000,000 bytes"),
    ],
)
def test_a_line_that_is_no_object_is_refused(raw: str | bytes, reason: str) -> None:
    assert parse_line(7, raw) == LineError(7, "line", reason)


def test_an_error_reads_as_a_sentence() -> None:
    assert str(LineError(12, "title", "is missing")) == "line 12: title: is missing"


def test_summary_is_words_only_and_short() -> None:
    assert text_only("<p>a &amp; <b>b</b></p><script>x()</script>") == "a & b"
    assert text_only("a < b & c") == "a < b & c"
    assert shortened("mot " * 100) == " ".join(["mot"] * 74) + "…"
    assert len(shortened("a" * 400)) == 300


def test_body_is_read_by_its_marks_or_cleaned_when_it_is_html() -> None:
    assert blocks_of("## A\n\nB") == [("heading", {"text": "A", "level": "2"}), ("text", "<p>B</p>")]
    assert blocks_of('<p onclick="x()">A<script>x()</script></p>') == [("text", "<p>A</p>")]
    assert blocks_of("a <b>b</b>") == [("text", "<p>a &lt;b&gt;b&lt;/b&gt;</p>")]
    assert blocks_of("<br><script>x()</script>") == [("text", "<br/>")]


def test_distance_is_that_of_the_map() -> None:
    assert distance_km(48.8566, 2.3522, 45.7640, 4.8357) == pytest.approx(391.5, abs=1)
    assert distance_km(48, 2, 48, 2) == 0
