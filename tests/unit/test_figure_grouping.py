"""Figures that disagree are kept side by side; nothing averages them."""

from typing import Any

from django.utils.translation import override

from resource_centre.content.dates import PartialDate
from resource_centre.web.presenters.resource_facts import group_figures
from resource_centre.web.presenters.resource_references import References
from resource_centre.web.presenters.resource_rows import Row, RowType


def row(kind: RowType = RowType.FIGURE, **fields: Any) -> Row:
    empty: dict[str, Any] = dict.fromkeys(
        ("code", "label_fr", "label_en", "state", "source_title", "source_url", "note"), ""
    )
    dates = dict.fromkeys(("date_from", "date_to", "source_date"))
    return Row(**{"type": kind, "other_id": 0, "order": 0, **empty, **dates, **fields})


def test_two_values_for_one_thing_disagree() -> None:
    figures = [
        row(label_fr="Projets", code="5 000", date_from=PartialDate(2018, 4), source_title="CGET"),
        row(label_fr="projets ", code="4 858", source_title="Banque des Territoires"),
    ]
    with override("en"):
        (group,) = group_figures(figures, References(()))
    assert group.disagreement == "2 different values"
    assert [(value.value, value.context) for value in group.values] == [("5 000", "April 2018"), ("4 858", "")]
    assert [value.reference and value.reference.title for value in group.values] == ["CGET", "Banque des Territoires"]


def test_two_sources_for_one_value_agree() -> None:
    figures = [row(label_fr="Sites", code="12", source_title="A"), row(label_fr="Sites", code="12", source_title="B")]
    (group,) = group_figures(figures, References(()))
    assert group.disagreement == ""
    assert len(group.values) == 2


def test_one_value_in_two_units_disagrees() -> None:
    figures = [row(label_fr="Durée", code="2", state="ans"), row(label_fr="Durée", code="2", state="mois")]
    assert group_figures(figures, References(()))[0].disagreement


def test_things_counted_keep_their_order() -> None:
    figures = [row(label_fr=label, code="1") for label in ("b", "a", "b")]
    assert [group.label for group in group_figures(figures, References(()))] == ["b", "a"]


def test_a_work_cited_twice_is_listed_once() -> None:
    references = References([row(RowType.SOURCE, source_title="Note", source_url="https://example.org/n")])
    assert references.cite("Autre titre", "https://example.org/n") == references.all()[0]
    assert references.cite("note", "") == references.all()[0]
    assert len(references.all()) == 1


def test_two_addresses_under_one_title_are_two_works() -> None:
    references = References(())
    one, two = references.cite("Accueil", "https://a.example/"), references.cite("Accueil", "https://b.example/")
    assert one is not None
    assert two is not None
    assert (one.number, two.number) == (1, 2)


def test_no_source_gives_no_reference() -> None:
    assert References(()).cite("", "") is None


def test_an_unsafe_address_is_listed_without_link() -> None:
    reference = References(()).cite("Piège", "javascript:alert(1)")
    assert reference is not None
    assert reference.url == ""
