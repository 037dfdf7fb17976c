"""A site whose Elasticsearch refuses, hangs, breaks off, and comes back."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from statistics import median
from typing import Any

import pytest
from django.test import Client
from elasticsearch import Elasticsearch

from resource_centre.discovery import sweeping
from resource_centre.discovery.changes import RESOURCES, STANDBY
from resource_centre.discovery.destinations import destinations
from resource_centre.discovery.engines import current_engine, main_engine
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.sweeping import drift
from resource_centre.outbox import rows
from resource_centre.search.errors import EngineUnavailable, IndexReadOnly
from resource_centre.search.guarding import FAILURES, PAUSE
from tests.factories import make_centre, publish
from tests.support.elasticsearch import PATIENCE, node, own_prefix
from tests.support.index import titles
from tests.support.proxy import Proxy, proxy_to

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.usefixtures("one_centre")]
SEARCH = "/centre/recherche/"
#: Seconds that a page waits for the engine, and that it takes once nobody waits: or three times what a page without any
#: search takes on this machine at this moment.
TIMEOUT, ONCE_KNOWN = 2.0, 0.3


@pytest.fixture
def proxy(settings: Any) -> Iterator[Proxy]:
    """A proxy in front of the node, and the site behind it."""
    with proxy_to(node()) as found:
        cluster = {"HOSTS": [found.url], "PREFIX": own_prefix(), "REFRESH": True, "TIMEOUT": TIMEOUT}
        settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": cluster}
        yield found
        found.turn("through")
        current_engine().remove()


def seconds(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.monotonic()
    return work(), time.monotonic() - start


@pytest.mark.parametrize("mode", ["silent", "reset"])
def test_pages_say_so_and_soon_at_once(mode: str, proxy: Proxy) -> None:
    """One page waits for what does not come; then nobody does. The rest of the site answers."""
    centre = make_centre()
    page = publish(centre, "practice", "Ateliers")
    bring_up_to_date()
    assert Client().get(SEARCH).status_code == 200
    Client().get(page.url)
    once_known = max(ONCE_KNOWN, 3 * seconds(lambda: Client().get(page.url))[1])
    proxy.turn(mode)
    waits = []
    for _page in range(FAILURES + 3):
        answer, taken = seconds(lambda: Client().get(SEARCH))
        assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
        waits.append(taken)
    assert max(waits[:FAILURES]) < TIMEOUT + 2 * once_known, waits
    # Nobody waits for it any more; the usual page is as soon as any other, whatever else this machine does.
    assert max(waits[FAILURES:]) < TIMEOUT, waits
    assert median(waits[FAILURES:]) < once_known, waits
    pages = [seconds(lambda: Client().get(page.url)) for _time in range(3)]
    assert {answer.status_code for answer, _taken in pages} == {200}
    assert min(taken for _answer, taken in pages) < once_known


@pytest.mark.parametrize("mode", ["silent", "reset"])
def test_the_index_that_is_kept_beside_answers_and_says_so(mode: str, proxy: Proxy, settings: Any) -> None:
    """What changes meanwhile is found in it, and in the other once that is back."""
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "STANDBY": True}
    centre = make_centre()
    publish(centre, "practice", "Avant")
    bring_up_to_date()
    assert not json_of()["degraded"]
    proxy.turn(mode)
    withdrawn = publish(centre, "practice", "Pendant")
    with pytest.raises(EngineUnavailable):
        bring_up_to_date()
    found = json_of()
    assert (found["degraded"], {hit["title"] for hit in found["hits"]}) == (True, {"Avant", "Pendant"})
    page = Client().get(SEARCH).content.decode()
    assert "La recherche habituelle ne répond pas" in page
    health = Client().get("/sante/").json()
    assert (health["status"], health["engine"], health["standby"]) == ("degraded", "down", "ok")
    assert [one.key for one in rows.pending(RESOURCES)] == [str(withdrawn.uuid)]
    assert rows.pending(STANDBY) == ()
    proxy.turn("through")
    bring_up_to_date()
    current_engine().close()  # a new process has a breaker that knows nothing
    wait_for(lambda: not json_of()["degraded"])
    assert titles(centre) == {"Avant", "Pendant"}
    assert [drift(to) for to in destinations()] == [{}, {}]


def test_an_index_that_was_kept_beside_once_is_compared_before_it_answers_again(proxy: Proxy, settings: Any) -> None:
    centre = make_centre()
    kept = {**settings.RESOURCE_CENTRE, "STANDBY": True}
    settings.RESOURCE_CENTRE = kept
    page = publish(centre, "practice", "Ancien")
    bring_up_to_date()
    settings.RESOURCE_CENTRE = {**kept, "STANDBY": False}
    page.title = "Nouveau"
    page.save_revision().publish()
    bring_up_to_date()
    settings.RESOURCE_CENTRE = kept
    sweeping._compared.clear()  # as a new process would
    bring_up_to_date()
    proxy.turn("reset")
    assert [hit["title"] for hit in json_of()["hits"]] == ["Nouveau"]


@pytest.mark.usefixtures("proxy")
def test_what_changes_while_the_index_is_closed_waits_and_is_delivered(settings: Any) -> None:
    """Somebody restores a copy: no change is given up, and the index that is kept beside answers."""
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "STANDBY": True}
    centre = make_centre()
    publish(centre, "practice", "Avant")
    gone = publish(centre, "practice", "Partie")
    bring_up_to_date()
    index = main_engine().state().name
    with Elasticsearch(node(), request_timeout=PATIENCE) as operator:
        operator.indices.close(index=index)
        publish(centre, "practice", "Pendant")
        gone.unpublish()
        with pytest.raises(IndexReadOnly, match="closed"):
            bring_up_to_date()
        assert (rows.parked(RESOURCES), len(rows.pending(RESOURCES))) == ((), 2)
        found = json_of()
        assert (found["degraded"], {hit["title"] for hit in found["hits"]}) == (True, {"Avant", "Pendant"})
        operator.indices.open(index=index)
    bring_up_to_date()
    assert rows.pending(RESOURCES) == ()
    assert not json_of()["degraded"]
    assert titles(centre) == {"Avant", "Pendant"}
    assert [drift(to) for to in destinations()] == [{}, {}]


def json_of() -> Any:
    return Client().get(f"{SEARCH.rstrip('/')}.json").json()


def wait_for(condition: Callable[[], bool], seconds: float = PAUSE + 2) -> None:
    """Until it holds; fails when it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize("mode", ["silent", "reset"])
def test_nobody_who_saves_waits_and_all_is_delivered_afterwards(
    mode: str,
    proxy: Proxy,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("resource_centre.discovery.indexer.rebuild_apart", lambda: asked.append("apart"))
    centre = make_centre()
    _nothing, usual = seconds(lambda: publish(centre, "practice", "Avant"))
    bring_up_to_date()
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "INDEXING": "commit"}
    proxy.turn(mode)

    def save_three() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            for number in range(3):
                publish(centre, "practice", f"Pendant {number}")

    _nothing, taken = seconds(save_three)
    assert taken < 3 * max(0.5, 3 * usual)
    assert asked, "a thread is asked to deliver, and nobody waits for it"
    assert len(rows.pending(RESOURCES)) == 3
    proxy.turn("through")
    assert titles(centre) == {"Avant", "Pendant 0", "Pendant 1", "Pendant 2"}
    assert (rows.pending(RESOURCES), drift()) == ((), {})
