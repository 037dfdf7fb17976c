"""A host adds a kind of its own, in its own app, in under 40 lines."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from resource_centre.content.kinds import KindClash, KindSpec, all_kinds, kind_by_code, register_kind
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.practice import Practice
from tests.factories import concept, index_of, make_centre, publish, tag
from tests.ninth_kind.models import Charter

ROOT = Path(__file__).parents[2]
APP = ROOT / "tests" / "ninth_kind"


def written(name: str) -> str:
    """A block of code of the how-to, by the name in the comment above it."""
    page = (ROOT / "docs" / "how-to" / "add-a-kind.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- kind:{name} -->\n```\w+\n(.*?)```", page, re.S)
    assert found, name
    return found[1]


def test_it_takes_less_than_forty_lines() -> None:
    lines = [
        line for path in APP.glob("*.py") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    assert len(lines) < 40


def test_it_is_what_the_how_to_shows() -> None:
    assert written("model") == (APP / "models.py").read_text(encoding="utf-8")


def test_it_is_listed_after_the_eight_of_the_plugin() -> None:
    assert [kind.code for kind in all_kinds()] == [
        "practice", "tool", "study", "actor", "lesson", "milestone", "event", "programme", "charter",
    ]  # fmt: skip


@pytest.mark.django_db
def test_it_has_its_list_shares_every_row_and_is_found_with_the_others() -> None:
    centre = make_centre()
    charter = publish(centre, "charter", "Charte", signatories=12, concept_links=tag(concept("theme", "rse")))
    assert index_of(centre, "charter").slug == "chartes"
    assert list(Resource.objects.filter(concept_links__concept__code="rse").specific()) == [charter]
    assert Charter.objects.get().signatories == 12


@pytest.mark.django_db
def test_a_centre_that_there_was_before_it_gets_its_list() -> None:
    centre = make_centre()
    index_of(centre, "charter").delete()
    call_command("setup_resource_centre", "--centre", "centre", verbosity=0)
    assert index_of(centre, "charter").get_url() == "/centre/chartes/"


@pytest.mark.django_db
def test_its_page_prints_its_fields_and_what_a_template_of_its_name_adds(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    charter = publish(make_centre(), "charter", "Charte", signatories=12)
    plain = client.get(charter.get_url()).content.decode()
    assert ("Signatories" in plain, "12 organisations" in plain) == (True, False)
    template = tmp_path / "resource_centre" / "resource" / f"{Charter.kind.code}.html"
    template.parent.mkdir(parents=True)
    template.write_text(written("template"), encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    own = client.get(charter.get_url()).content.decode()
    assert ("12 organisations" in own, "Signatories" in own) == (True, True)


@pytest.mark.django_db
def test_it_is_edited_with_the_tabs_of_every_kind(admin_client: Client) -> None:
    charter = publish(make_centre(), "charter", "Charte")
    page = admin_client.get(f"/admin/pages/{charter.pk}/edit/").content.decode()
    assert 'name="signatories"' in page
    assert 'name="involvements-TOTAL_FORMS"' in page


def test_two_models_cannot_claim_one_kind() -> None:
    with pytest.raises(KindClash):
        register_kind(KindSpec(code="practice", slug="x", label="X", plural="X", order=1))(Resource)
    assert kind_by_code("practice") is Practice.kind
