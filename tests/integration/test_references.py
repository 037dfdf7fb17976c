"""Wagtail's index of references after a page with its rows is saved: complete, and read once."""

from typing import Any

import pytest
from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.practice import Practice
from resource_centre.content.references import references_once
from tests.factories import concept, involvement, make_centre, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What Wagtail reads again, in order."""
    found: list[Any] = []
    real = ReferenceIndex.create_or_update_for_object

    def counted(read: Any) -> Any:
        found.append(read)
        return real(read)

    monkeypatch.setattr(ReferenceIndex, "create_or_update_for_object", counted)
    return found


def recorded(page: Any) -> set[tuple[str, str]]:
    """Where a page leads: {("12", "involvements.item.actor")}."""
    rows = ReferenceIndex.objects.filter(object_id=str(page.pk), base_content_type__model="page")
    return set(rows.values_list("to_object_id", "model_path"))


def test_a_page_with_many_rows_is_read_once(readings: list[Any]) -> None:
    centre = make_centre()
    actors = [publish(centre, "actor", f"Actrice {rank}") for rank in range(12)]
    practice = publish(centre, "practice", "Pratique", involvements=[involvement(actors[0])])
    readings.clear()
    practice.involvements = [involvement(actor) for actor in actors]
    practice.save()
    assert [(type(one), one.pk) for one in readings] == [(Practice, practice.pk)]
    leads = {to for to, path in recorded(practice) if path == "involvements.item.actor"}
    assert leads == {str(actor.pk) for actor in actors}


def test_what_is_recorded_is_what_reading_the_page_again_records() -> None:
    centre = make_centre()
    one, other = publish(centre, "actor", "Une"), publish(centre, "actor", "Autre")
    practice = publish(centre, "practice", "Pratique", involvements=[involvement(one), involvement(other)])
    practice.involvements = [involvement(other)]
    practice.save()
    found = recorded(practice)
    assert (str(one.pk), "involvements.item.actor") not in found
    with transaction.atomic():
        ReferenceIndex.remove_for_object(practice)
        ReferenceIndex.create_or_update_for_object(Practice.objects.get(pk=practice.pk))
    assert recorded(practice) == found


def test_what_else_is_saved_and_deleted_meanwhile_is_recorded_too(readings: list[Any]) -> None:
    centre = make_centre()
    gone = publish(centre, "practice", "Partie")
    link = f'<p>Voir <a linktype="page" id="{gone.pk}">ceci</a>.</p>'
    citing = publish(centre, "practice", "Pratique", body=[("text", link)])
    assert str(gone.pk) in {to for to, _path in recorded(citing)}
    theme = concept("theme", "ensemble")
    readings.clear()
    with transaction.atomic(), references_once():
        narrower = concept("theme", "ensemble-ici", parent=theme)
        Resource.objects.get(pk=gone.pk).delete()
        assert readings == []
    assert narrower in readings
    assert ReferenceIndex.objects.filter(to_object_id=str(theme.pk), object_id=str(narrower.pk)).exists()
    assert str(gone.pk) not in {to for to, _path in recorded(citing)}


def test_a_block_that_fails_leaves_the_next_ones_as_they_were(readings: list[Any]) -> None:
    page = publish(make_centre(), "practice", "Pratique")

    def fail() -> None:
        with transaction.atomic(), references_once():
            page.save()
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    readings.clear()
    page.save()
    assert len(readings) == 1


def test_whoever_asks_wagtail_to_record_nothing_is_heard_inside_and_outside_of_a_block(readings: list[Any]) -> None:
    page = publish(make_centre(), "practice", "Pratique")
    readings.clear()
    with disable_reference_index_auto_update():
        page.save()
    assert readings == []
    with transaction.atomic(), references_once():
        with disable_reference_index_auto_update():
            pass
        page.save()
    assert page in readings
    readings.clear()
    page.save()
    assert len(readings) == 1
