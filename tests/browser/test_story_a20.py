"""A20, an operator's story, on the real demo before a real node.

Apart from the stories of visitors: it breaks a site of its own.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors
from tests.support.demo_site import copied, managed, served
from tests.support.elasticsearch import node, own_prefix
from tests.support.faults.clusters import remove_indices
from tests.support.proxy import proxy_to

pytestmark = [pytest.mark.browser, pytest.mark.elasticsearch]
WORD, PAGES = "zéphyrologie", 20
#: Seconds in which what was published must be found, and that a command may take.
FOUND, PATIENCE = 60, 120
SEARCH = "centre/recherche/"


def test_a20_what_is_published_while_elasticsearch_is_stopped_is_found_once_it_is_back(
    untouched_demo: Path, visitors: Visitors, tmp_path: Path
) -> None:
    """Stops Elasticsearch, publishes 20 pages, starts it again; then rebuilds the index under load.

    The site stays up with a notice; the 20 pages appear with no manual act; no empty result is seen; drift is 0.
    """
    database, prefix = copied(untouched_demo, tmp_path), own_prefix()
    with proxy_to(node()) as proxy:
        cluster = {"ELASTICSEARCH_URL": proxy.url, "ELASTICSEARCH_PREFIX": prefix}
        try:
            command(database, cluster, "resource_index", "rebuild")
            with (
                managed(database, "resource_index", "run", **cluster),
                served(database, **cluster) as site,
            ):
                page = visitors.arrive()
                everything = ask(page, f"{site}/{SEARCH}")
                assert everything > 0
                proxy.turn("reset")
                command(database, cluster, "import_resources", str(file_of_pages(tmp_path)), "--centre", "centre")
                answer = page.goto(f"{site}/{SEARCH}?q={WORD}")
                assert answer.status == 503
                assert "recherche" in page.locator("main").inner_text().lower()
                assert page.goto(f"{site}/").status == 200
                proxy.turn("through")
                assert wait_for(page, f"{site}/{SEARCH}?q={WORD}") == PAGES
                rebuild_while_it_is_read(database, cluster, page, f"{site}/{SEARCH}", everything + PAGES)
            told = json.loads(command(database, cluster, "resource_index", "status", "--json"))
            assert (told["drift"], told["pending"], told["parked"]) == (0, 0, 0)
        finally:
            proxy.turn("through")
            remove_indices(node(), prefix)


def file_of_pages(folder: Path) -> Path:
    """Twenty practices, as an import takes them."""
    path = folder / "pages.jsonl"
    lines = [
        {"id": f"a20:{number}", "source": "a20.example.org", "type": "pratique", "title": f"{WORD} {number}"}
        for number in range(PAGES)
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def command(database: Path, cluster: dict[str, str], *words: str) -> str:
    """Run a command of the site to its end; what it says last."""
    with managed(database, *words, **cluster) as running:
        said, _nothing = running.communicate(timeout=PATIENCE)
        assert running.returncode == 0, said
        return said.strip().splitlines()[-1]


def ask(page: Any, address: str) -> int:
    """How many a visitor finds; -1 when the search is away."""
    return search.total(page) if page.goto(address).status == 200 else -1


def wait_for(page: Any, address: str) -> int:
    """How many are found, once all are or in a minute."""
    deadline, found = time.monotonic() + FOUND, -1
    while found != PAGES and time.monotonic() < deadline:
        found = ask(page, address)
        time.sleep(0.5)
    return found


def rebuild_while_it_is_read(database: Path, cluster: dict[str, str], page: Any, address: str, total: int) -> None:
    """At every moment of a rebuild, all is found."""
    with managed(database, "resource_index", "rebuild", **cluster) as running:
        seen = []
        while running.poll() is None:
            seen.append(ask(page, address))
        assert running.returncode == 0
    assert seen
    assert set(seen) == {total}
