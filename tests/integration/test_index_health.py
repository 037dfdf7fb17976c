"""What is said of the index: to machines by its health, to editors on their home, to operators by a command."""

import json
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from resource_centre.admin.index_reasons import word_reason
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.changes import RESOURCES
from resource_centre.discovery.health import LATE, index_health
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.search.documents import MOST_CHARACTERS
from tests.factories import index_of, publish
from tests.support.index import spoil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def test_health_is_ok_degraded_or_down(centre: ResourceCentrePage, client: Client) -> None:
    page = publish(centre, "practice", "Ateliers")
    well = client.get("/sante/")
    assert (well.status_code, well.json()["status"], well.json()["pending"]) == (200, "ok", 0)
    assert well.json()["standby"] is None
    late = timezone.now() - timedelta(seconds=LATE + 1)
    rows.record(RESOURCES, [str(page.uuid)])
    OutboxEntry.objects.update(changed_at=late)
    answer = Client().get("/sante/").json()
    assert (answer["status"], answer["pending"]) == ("degraded", 1)
    assert answer["oldest_pending_seconds"] >= LATE
    spoil(page)
    answer = client.get("/sante/").json()
    assert (answer["status"], answer["engine"], answer["parked"], answer["pending"]) == ("degraded", "ok", 1, 0)


def test_health_says_that_there_is_no_index_and_tells_no_visitor_why(client: Client, index_folder: Path) -> None:
    answer = Client().get("/sante/")
    assert (answer.status_code, answer.json()["status"], answer.json()["engine"]) == (200, "degraded", "down")
    assert str(index_folder) not in answer.content.decode()


def test_the_admins_home_says_nothing_while_all_is_well(centre: ResourceCentrePage, admin_client: Client) -> None:
    publish(centre, "practice", "Ateliers")
    bring_up_to_date()
    assert "search-index" not in admin_client.get("/admin/").content.decode()


def test_the_admins_home_shows_what_is_parked_and_why(centre: ResourceCentrePage, admin_client: Client) -> None:
    page = publish(centre, "practice", "Trop longue")
    spoil(page)
    bring_up_to_date()
    shown = admin_client.get("/admin/").content.decode()
    assert "Trop longue" in shown
    assert f"/admin/pages/{page.pk}/edit/" in shown
    reason = word_reason(f"its texts hold more than {MOST_CHARACTERS:,} characters: split the page")
    assert reason.words in shown
    assert "its texts hold" not in shown


def test_the_admins_home_says_that_changes_are_late_and_that_there_is_no_index(
    centre: ResourceCentrePage, admin_client: Client
) -> None:
    publish(centre, "practice", "Ateliers")
    OutboxEntry.objects.update(changed_at=timezone.now() - timedelta(seconds=LATE + 5))
    shown = admin_client.get("/admin/").content.decode()
    assert "resource_index run --once" in shown
    assert "La recherche ne répond pas" in shown
    assert "<code>manage.py resource_index rebuild</code>" in shown
    assert shown.index("search-index") < shown.index("never-re-read"), "before all that waits"


def test_status_says_all_as_json(centre: ResourceCentrePage, capsys: Any) -> None:
    publish(centre, "practice", "Ateliers")
    call_command("resource_index", "rebuild")
    capsys.readouterr()
    call_command("resource_index", "status", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told.pop("index").endswith(".sqlite3")
    assert told == {
        "engine": "embedded",
        "documents": 1,
        "pending": 0,
        "parked": 0,
        "oldest_pending_seconds": 0,
        "drift": 0,
    }
    Resource.objects.update(live=False)
    assert index_health(with_drift=True).drift == 1


def test_status_fails_with_one_sentence_when_there_is_no_index(capsys: Any) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("resource_index", "status")
    assert stopped.value.code == 1
    assert "resource_index rebuild" in capsys.readouterr().err


def test_sweep_says_what_it_did(centre: ResourceCentrePage, capsys: Any) -> None:
    publish(centre, "practice", "Ateliers")
    bring_up_to_date()
    index_of(centre, "practice").get_children().update(live=False)
    call_command("resource_index", "sweep")
    assert capsys.readouterr().out.strip() == "differences=1 written=1 refused=0"


def test_a_command_on_a_folder_that_cannot_be_made_is_one_sentence(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "SEARCH_DIR": str(tmp_path / "file")}
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("resource_index", "rebuild")


@pytest.mark.parametrize(
    ("text", "found"), [("médiation\n".encode(), "mediation"), ("médiation\n".encode("latin-1"), None)]
)
def test_texts_to_analyze_are_utf_8(
    text: bytes, found: str | None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text), encoding="utf-8"))
    if found is None:
        with pytest.raises(CommandError, match="UTF-8"):
            call_command("resource_index", "analyze", "--exact")
    else:
        call_command("resource_index", "analyze", "--exact")
        assert json.loads(capsys.readouterr().out) == [found]
