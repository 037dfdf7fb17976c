"""Delivering: on commit, by a worker, in batches; what cannot be delivered is said, parked, and stops no other."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery import indexer
from resource_centre.discovery.changes import RESOURCES
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.indexer import bring_up_to_date, deliver, held, rebuild
from resource_centre.discovery.queries import find
from resource_centre.discovery.sweeping import drift, is_settled, sweep
from resource_centre.errands import Errand
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.search.criteria import Criteria
from resource_centre.search.documents import MOST_CHARACTERS, Removal
from resource_centre.search.errors import EngineUnavailable, IndexReadOnly, IndexUnusable
from tests.factories import publish
from tests.support.index import search, spoil, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
Captured = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def on_commit(settings: Any) -> None:
    """Each process brings the index up to date itself, as by default."""
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "INDEXING": "commit"}


def found_without_waiting(centre: ResourceCentrePage) -> int:
    """Documents that the index holds, nothing being delivered for the occasion."""
    return current_engine().state().documents


@pytest.mark.usefixtures("on_commit")
def test_a_change_is_found_as_soon_as_it_is_committed(
    centre: ResourceCentrePage, django_capture_on_commit_callbacks: Captured
) -> None:
    rebuild()
    with django_capture_on_commit_callbacks(execute=True):
        publish(centre, "practice", "Ateliers")
    assert found_without_waiting(centre) == 1
    assert rows.pending(RESOURCES) == ()


@pytest.mark.usefixtures("on_commit")
def test_a_change_that_is_rolled_back_is_not_found(
    centre: ResourceCentrePage, django_capture_on_commit_callbacks: Captured
) -> None:
    rebuild()
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                publish(centre, "practice", "Ateliers")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    bring_up_to_date()
    assert (found_without_waiting(centre), drift()) == (0, {})


def test_a_worker_finds_what_others_changed(
    centre: ResourceCentrePage, django_capture_on_commit_callbacks: Captured
) -> None:
    rebuild()
    with django_capture_on_commit_callbacks(execute=True):
        publish(centre, "practice", "Ateliers")
    assert found_without_waiting(centre) == 0
    call_command("resource_index", "run", "--once")
    assert found_without_waiting(centre) == 1


@pytest.mark.usefixtures("on_commit")
def test_an_import_delivers_at_its_end(
    centre: ResourceCentrePage, django_capture_on_commit_callbacks: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild()
    sent: list[int] = []
    write = type(current_engine()).write
    monkeypatch.setattr(
        type(current_engine()), "write", lambda engine, changes: sent.append(len(changes)) or write(engine, changes)
    )
    with held():
        with django_capture_on_commit_callbacks(execute=True):
            for number in range(5):
                publish(centre, "practice", f"Pratique {number}")
        assert sent == []
    assert sent == [5]
    assert found_without_waiting(centre) == 5


@pytest.mark.usefixtures("on_commit")
def test_a_request_succeeds_while_the_engine_is_away_and_its_change_waits(
    centre: ResourceCentrePage,
    django_capture_on_commit_callbacks: Captured,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rebuild()

    def away(*_arguments: Any) -> Any:
        raise EngineUnavailable("nobody is there")

    asked: list[str] = []
    monkeypatch.setattr(indexer, "rebuild_apart", lambda: asked.append("later"))
    with monkeypatch.context() as patch:
        patch.setattr(type(current_engine()), "write", away)
        with django_capture_on_commit_callbacks(execute=True):
            publish(centre, "practice", "Ateliers")
    assert "nobody is there" in caplog.text
    assert set(asked) == {"later"}
    assert len(rows.pending(RESOURCES)) == 1
    assert titles(centre) == {"Ateliers"}


@pytest.mark.usefixtures("on_commit")
@pytest.mark.parametrize(("away", "pause"), [(EngineUnavailable, "PAUSE"), (IndexReadOnly, "ROOM_PAUSE")])
def test_what_an_engine_that_was_away_did_not_take_is_tried_again_with_nobody_asking(
    centre: ResourceCentrePage,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    away: type[EngineUnavailable],
    pause: str,
) -> None:
    """What a thread does, in this one: its connection is the test's own."""
    bring_up_to_date()
    page = publish(centre, "practice", "Ateliers")
    write, build, attempts = type(current_engine()).write, indexer.build_documents, list[str]()

    def away_once(engine: Any, changes: Any) -> Any:
        attempts.append("write")
        if attempts.count("write") == 1:
            raise away("nobody is there")
        return write(engine, changes)

    def unreadable_once(versions: dict[str, int]) -> Any:
        attempts.append("build")
        if attempts.count("build") in (2, 3):  # all of them, then each alone
            raise KeyError("an unknown block")
        return build(versions)

    monkeypatch.setattr(indexer, pause, 0.01)
    monkeypatch.setattr(rows, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setattr(type(current_engine()), "write", away_once)
    monkeypatch.setattr(indexer, "build_documents", unreadable_once)
    indexer._bring_up_to_date_apart()
    assert attempts == ["build", "write", "build", "build", "build", "write"]
    assert "nobody is there" in caplog.text
    assert (rows.pending(RESOURCES), drift()) == ((), {})
    assert found_without_waiting(centre) == Resource.objects.filter(pk=page.pk).count()


@pytest.mark.usefixtures("on_commit")
def test_searches_that_fail_do_not_hurry_whoever_waits_for_the_engine(
    centre: ResourceCentrePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date()
    turns, is_over = list[str](), threading.Event()

    def wait_for_the_engine() -> None:
        errand.asked.clear()
        turns.append("tried")
        errand.rest(0.3)
        is_over.set()

    def away(*_arguments: Any) -> Any:
        raise EngineUnavailable("nobody is there")

    errand = Errand("tries", wait_for_the_engine)
    monkeypatch.setattr(indexer, "_indexing", errand)
    indexer._has_looked.set()
    monkeypatch.setattr(type(current_engine()), "search", away)
    for _search in range(20):
        with pytest.raises(EngineUnavailable):
            find(centre, Criteria(), Access.of(ANONYMOUS))
    assert is_over.wait(10)
    assert turns == ["tried"]


def test_a_document_that_no_engine_can_hold_is_parked_and_the_others_pass(centre: ResourceCentrePage) -> None:
    publish(centre, "practice", "Bonne")
    bad = publish(centre, "practice", "Mauvaise")
    spoil(bad)
    assert titles(centre) == {"Bonne"}
    (parked,) = rows.parked(RESOURCES)
    assert parked.key == str(bad.uuid)
    assert f"more than {MOST_CHARACTERS:,} characters" in parked.error


def test_a_parked_document_leaves_no_old_one_behind_and_is_taken_once_mended(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    assert titles(centre) == {"Ateliers"}
    spoil(page)
    bring_up_to_date()
    assert len(rows.parked(RESOURCES)) == 1
    page.refresh_from_db()
    page.summary, page.body = "Courte.", []
    page.save_revision().publish()
    assert titles(centre, "courte") == {"Ateliers"}
    assert (rows.parked(RESOURCES), drift()) == ((), {})


def test_a_page_that_cannot_be_read_is_tried_later_and_the_others_pass(
    centre: ResourceCentrePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = publish(centre, "practice", "Illisible"), publish(centre, "practice", "Bonne")
    build = indexer.build_documents

    def build_or_fail(versions: dict[str, int]) -> Any:
        if str(bad.uuid) in versions:
            raise KeyError("a block of an unknown sort")
        return build(versions)

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "build_documents", build_or_fail)
        done = bring_up_to_date()
    assert (done.written, done.failed) == (0, 0)  # the index was made, the bad one left out, for later
    entry = OutboxEntry.objects.get(key=str(bad.uuid))
    assert "a block of an unknown sort" in entry.error
    assert entry.next_attempt_at is not None
    assert {found.page.pk for found in search(centre).hits} == {good.pk}
    OutboxEntry.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert titles(centre) == {"Illisible", "Bonne"}


def test_a_database_that_does_not_answer_is_no_fault_of_a_page(
    centre: ResourceCentrePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that waited for longer after each failure would wait for minutes once all is well."""
    bring_up_to_date()
    publish(centre, "practice", "Ateliers")

    def locked(_versions: dict[str, int]) -> Any:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "build_documents", locked)
        for _time in range(3):
            with pytest.raises(OperationalError):
                bring_up_to_date()
        with held():
            pass
    assert rows.seconds_to_next_attempt(RESOURCES) is None
    assert titles(centre) == {"Ateliers"}


def test_a_sweep_repairs_what_is_missing_stale_or_too_much(centre: ResourceCentrePage) -> None:
    kept, missing = publish(centre, "practice", "Gardée"), publish(centre, "practice", "Manquante")
    gone = publish(centre, "practice", "Partie")
    bring_up_to_date()
    engine = current_engine()
    engine.write([Removal(str(missing.uuid), rows.versions(RESOURCES)[str(missing.uuid)] + 1)])
    Resource.objects.filter(pk=gone.pk).update(live=False)  # behind everybody's back
    OutboxEntry.objects.filter(key=str(kept.uuid)).update(version=9, delivered_version=9)
    assert set(drift()) == {str(missing.uuid), str(gone.uuid), str(kept.uuid)}
    assert sweep() == 3
    assert titles(centre) == {"Gardée", "Manquante"}
    assert drift() == {}


def test_a_database_that_was_restored_catches_up_with_its_index(centre: ResourceCentrePage) -> None:
    page = publish(centre, "practice", "Ateliers")
    for _time in range(4):
        page.save()
    bring_up_to_date()
    OutboxEntry.objects.all().delete()  # what a restored copy may have lost
    page.refresh_from_db()
    page.title = "Ateliers retrouvés"
    page.save()
    deliver()  # its version is 1 again: the index holds a newer one, and says so
    assert titles(centre, "retrouvés") == {"Ateliers retrouvés"}
    assert drift() == {}


def test_changes_made_while_the_index_is_rebuilt_are_in_it(
    centre: ResourceCentrePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(centre, "practice", "Première")

    def meanwhile(_done: int, _total: int) -> None:
        publish(centre, "practice", "Pendant")
        Resource.objects.get(pk=first.pk).specific.delete()

    assert rebuild(meanwhile) == 1
    assert titles(centre) == {"Pendant"}
    assert drift() == {}


def test_a_rebuild_that_ends_before_it_has_compared_is_compared_by_the_next_delivery(
    centre: ResourceCentrePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was delivered to the old index while the new one was made is in no outbox any more."""
    page = publish(centre, "practice", "Avant")
    bring_up_to_date()

    def meanwhile(_done: int, _total: int) -> None:
        page.title = "Pendant"
        page.save_revision().publish()
        deliver()

    def dies(_to: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "sweep", dies)
        with pytest.raises(KeyboardInterrupt):
            rebuild(meanwhile)
    assert (set(drift()), rows.pending(RESOURCES)) == ({str(page.uuid)}, ())
    bring_up_to_date()
    assert titles(centre) == {"Pendant"}
    assert (drift(), is_settled()) == ({}, True)


def test_a_delivery_that_ends_after_the_comparison_takes_nothing_back(centre: ResourceCentrePage) -> None:
    """It may have written in the index before this one: what it marks then must be too old."""
    page = publish(centre, "practice", "Ateliers")
    rebuild()
    page.title = "Changés"
    page.save_revision().publish()
    (waiting,) = rows.pending(RESOURCES)
    sweep()
    rows.mark_delivered(RESOURCES, {waiting.key: waiting.version})
    assert [one.key for one in rows.pending(RESOURCES)] == [str(page.uuid)]
    bring_up_to_date()
    assert titles(centre) == {"Changés"}


def test_an_index_that_is_not_there_is_made_by_the_next_delivery(centre: ResourceCentrePage) -> None:
    publish(centre, "practice", "Ateliers")
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        deliver(may_rebuild=False)
    assert bring_up_to_date().handled == 0
    assert titles(centre) == {"Ateliers"}
