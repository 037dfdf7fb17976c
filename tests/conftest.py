"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from wagtail.models import Site

from resource_centre.content.stamps import forget_all
from resource_centre.discovery.engines import close_engines
from resource_centre.web.contributing import guard
from tests.factories import make_centre
from tests.support import elasticsearch as _elasticsearch  # noqa: F401 - takes its address out of the environment
from tests.support.chromium import launched
from tests.support.file_world import kept_for_the_file
from tests.support.host import make_front_page
from tests.support.index import UpToDateClient, end_indexers, index_settings
from tests.support.migrated import KeptTables
from tests.support.requirements import chromium, required

# Playwright's synchronous driver runs an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# Machines that run tests are shared: how long an example takes to be drawn says nothing of the code.
hypothesis_settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A mutant that is killed needs no shortest example, which takes longer than all the rest.
hypothesis_settings.register_profile(
    "mutants", parent=hypothesis_settings.get_profile("shared"), phases=[Phase.generate]
)
hypothesis_settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail at once when REQUIRE names PostgreSQL and the tests run on something else; skip what needs it.

    What is marked "once" walks the same lines again and again: counting them would double its time and find no other.
    Skipped here, before any fixture: the end of a test with transactions of its own empties the database, for those
    that follow too.
    """
    for item in items:
        if item.get_closest_marker("once"):
            item.add_marker(pytest.mark.no_cover)
    if connection.vendor == "postgresql":
        return
    if "postgresql" in required():
        raise pytest.UsageError(f"REQUIRE names postgresql, and DATABASE_URL leads to {connection.vendor}")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason=f"postgresql: the tests run on {connection.vendor} (DATABASE_URL)"))


@pytest.fixture(autouse=True)
def french(settings: Any) -> Iterator[None]:
    """Every test starts in the site's own language, whatever the last one activated."""
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def forgotten_addresses() -> None:
    """No test inherits the addresses that Wagtail keeps in its cache: a roll-back does not reach them."""
    Site.clear_site_root_paths_cache()


@pytest.fixture(scope="session")
def kept_tables(pytestconfig: pytest.Config, django_db_modify_db_settings: None) -> KeptTables:
    """What a former run kept, put where Django makes the test database."""
    kept = KeptTables(pytestconfig.cache.mkdir("migrated"))
    kept.fill()
    return kept


@pytest.fixture(scope="session")
def django_db_setup(kept_tables: KeptTables, django_db_setup: None) -> None:
    """As pytest-django makes it, between these two."""
    kept_tables.keep()


@pytest.fixture(scope="module")
def one_centre(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The centre that `make_centre` finds, made once for a file: making it takes longer than most tests do."""
    with kept_for_the_file(django_db_blocker):
        make_centre()
        yield


@pytest.fixture(scope="module")
def one_site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's front page and a centre below it, made once for a file."""
    with kept_for_the_file(django_db_blocker):
        make_front_page()
        make_centre()
        yield


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    """Where the search index is; a file that makes its world once overrides it with one for all its tests."""
    return tmp_path / "search"


@pytest.fixture(autouse=True)
def own_index(settings: Any, index_folder: Path) -> Iterator[None]:
    """Every test has a search index of its own, which it brings up to date when it wants to, and remembers nothing."""
    settings.RESOURCE_CENTRE = index_settings(index_folder)
    forget_all()
    yield
    end_indexers()
    close_engines()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests type faster than people, and no test inherits what another counted."""
    monkeypatch.setattr(guard, "FASTEST", 0)
    cache.clear()


@pytest.fixture
def client() -> Client:
    """A reader who comes when the index is up to date."""
    return UpToDateClient()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    with launched(chromium()) as started:
        yield started


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page, in French, with scripts."""
    context = browser.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()
