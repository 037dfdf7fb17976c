"""Dates with precision: what people type, how they sort, how they read."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from resource_centre.content.dates import PartialDate, Precision, span_in_words

dates = st.builds(
    lambda day, precision: PartialDate(
        day.year,
        day.month if precision is not Precision.YEAR else None,
        day.day if precision is Precision.DAY else None,
    ),
    st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)),
    st.sampled_from(Precision),
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2012", "2012"),
        ("March 2016", "2016-03"),
        ("mars 2016", "2016-03"),
        ("Août 2011", "2011-08"),
        ("03/2016", "2016-03"),
        ("2016-3", "2016-03"),
        ("12/02/2015", "2015-02-12"),
        ("12.02.2015", "2015-02-12"),
        ("12 février 2015", "2015-02-12"),
        ("1er mars 2016", "2016-03-01"),
        (" 2015-02-12 ", "2015-02-12"),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str, stored: str) -> None:
    assert str(PartialDate.parse(typed)) == stored


@pytest.mark.parametrize(
    "typed", ["", "demain", "13/2016", "30/02/2015", "2016-00", "12", "0999", "99/99/9999", "12 mars"]
)
def test_a_text_that_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PartialDate.parse(typed)
    assert "12/02/2015" in caught.value.messages[0]


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_a_validation_error(text: str) -> None:
    try:
        found = PartialDate.parse(text)
    except ValidationError:
        return
    assert PartialDate.parse(str(found)) == found


@given(dates, dates)
def test_stored_text_sorts_as_time_does(one: PartialDate, other: PartialDate) -> None:
    if one.earliest() < other.earliest():
        assert str(one) < str(other)
    assert (one < other) == (str(one) < str(other))


@given(dates)
def test_a_date_lies_between_its_bounds_and_survives_its_text(date: PartialDate) -> None:
    assert date.earliest() <= date.latest()
    assert PartialDate.parse(str(date)) == date


@pytest.mark.parametrize(
    ("language", "date", "words"),
    [
        ("fr", PartialDate(2012), "2012"),
        ("fr", PartialDate(2016, 3), "mars 2016"),
        ("en", PartialDate(2016, 3), "March 2016"),
        ("fr", PartialDate(2015, 2, 12), "12 février 2015"),
        ("en", PartialDate(2015, 2, 12), "12 February 2015"),
        ("fr", PartialDate(2016, 3, 1), "1er mars 2016"),
    ],
)
def test_a_date_is_written_at_its_precision(language: str, date: PartialDate, words: str) -> None:
    with override(language):
        assert date.in_words() == words


def test_words_are_read_back_in_both_languages() -> None:
    for language in ("fr", "en"):
        with override(language):
            for date in (PartialDate(2012), PartialDate(2016, 8), PartialDate(2016, 3, 1), PartialDate(2015, 2, 12)):
                assert PartialDate.parse(date.in_words()) == date


def test_a_period_is_written_with_what_is_known() -> None:
    with override("en"):
        assert span_in_words(PartialDate(2011), PartialDate(2013)) == "2011 – 2013"
        assert span_in_words(PartialDate(2012), PartialDate(2012)) == "2012"
        assert span_in_words(None, PartialDate(2016, 3)) == "until March 2016"
        assert span_in_words(None, None) == ""


@pytest.mark.parametrize("parts", [(2016, 13), (2016, 2, 30), (999,), (2016, None, 3)])
def test_parts_that_make_no_date_are_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)
