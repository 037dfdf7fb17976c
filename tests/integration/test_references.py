"""Wagtail's index of references after a page with its rows is saved: complete, and read once."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Task
from wagtail.signal_handlers import disable_reference_index_auto_update

from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.practice import Practice
from resource_centre.content.references import references_once
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.discovery.staff.models import SearchLogEntry, SearchRedirect
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


#: What editors write, and the site shows or goes by: see `content.references.NO_USE`.
WRITTEN = {"Concept", "Correspondence", "TerritoryAlias", "Promotion", "SearchRedirect", "WantedResource"}


def test_only_what_editors_write_and_the_site_shows_is_a_use_of_a_page() -> None:
    """A model that is added says which of the two it is."""
    models = apps.get_app_config("resource_centre").get_models()
    found = {one for one in models if ReferenceIndex.model_is_indexable(one)}
    assert {one.__name__ for one in found if not issubclass(one, Page | Task)} == WRITTEN


def test_a_merge_and_a_search_are_no_use_of_a_page_and_a_redirection_is_one(admin_client: Client) -> None:
    centre = make_centre()
    actor = publish(centre, "actor", "Association")
    ReferenceIndex.register_model(Merge)  # as a host's snippet would
    Merge.objects.create(kind="actor", kept_actor=actor, kept_name="A", merged_name="B")
    SearchLogEntry.objects.create(centre=centre, language="fr", words="eau", key="eau", total=0, at=timezone.now())
    call_command("rebuild_references_index", verbosity=0)
    assert not ReferenceIndex.get_references_to(actor).exists()
    assert not ReferenceIndex.get_references_to(centre).exists()
    SearchRedirect.objects.create(centre=centre, language="fr", words="eau", resource=actor)
    call_command("rebuild_references_index", verbosity=0)
    shown = admin_client.get(reverse("wagtailadmin_pages:usage", args=[actor.pk])).content.decode()
    assert ReferenceIndex.get_references_to(actor).group_by_source_object().count() == 1
    assert "eau" in shown
