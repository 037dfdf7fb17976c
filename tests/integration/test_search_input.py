"""Whatever an address holds, a search answers: never an error of ours, never long, and it says what it left out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from resource_centre.discovery.indexer import rebuild
from resource_centre.search.engines.embedded.schema import quoted
from tests.factories import make_centre
from tests.support.file_world import kept_for_the_file
from tests.support.generated import generate
from tests.support.host import make_front_page
from tests.support.index import index_settings
from tests.support.nasty import Pair, addresses, query_string
from tests.support.pace import done_within

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_centre")]
#: The full ten thousand are asked by `make bench`.
EXAMPLES, SLOWEST_SECONDS = 600, 1.0
NO_ERROR_OF_OURS = (200, 301, 302, 400, 404)
FORMS = ("/centre/recherche/", "/centre/recherche.json", "/en/centre/recherche/", "/centre/recherche/filtres/theme/")
OTHERS = ("/centre/suggestions.json", "/centre/recherche.csv", "/recherche/", "/centre/pratiques/")
SYNTAX = ('"', '""', "a OR b", "NEAR(a b)", "stem:a", "a*", "^a", "(", '"a" AND', "{stem}: a", "-a", "a' --", "+a")


@pytest.fixture(scope="module")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for this file."""
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def small_centre(django_db_setup: None, django_db_blocker: Any, index_folder: Path) -> Iterator[None]:
    """A centre made once: each example only reads it."""
    with kept_for_the_file(django_db_blocker, RESOURCE_CENTRE=index_settings(index_folder)):
        make_front_page()
        generate(make_centre(), 60)
        rebuild()
        yield


def status(address: str) -> int:
    """What is answered there, whole."""
    answer = Client(raise_request_exception=False).get(address)
    answer.getvalue()
    return answer.status_code


@pytest.mark.once
@pytest.mark.no_cover
@hypothesis_settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pairs=addresses, form=st.sampled_from(FORMS))
def test_nothing_in_an_address_is_an_error_of_ours(pairs: Sequence[Pair], form: str) -> None:
    address = f"{form}?{query_string(pairs)}"
    assert done_within(SLOWEST_SECONDS, lambda: status(address)) in NO_ERROR_OF_OURS


@pytest.mark.once
@pytest.mark.no_cover
@pytest.mark.parametrize("path", OTHERS)
@hypothesis_settings(
    max_examples=EXAMPLES // 6, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(pairs=addresses)
def test_nor_for_suggestions_exports_lists_and_the_sites_own_search(path: str, pairs: Sequence[Pair]) -> None:
    address = f"{path}?{query_string(pairs)}"
    assert done_within(SLOWEST_SECONDS, lambda: status(address)) in NO_ERROR_OF_OURS


@pytest.mark.parametrize("query", ["theme=inconnu", "q=inclusion&couleur=1", "year=20", "ring=loin&sort=vite"])
def test_what_was_left_out_is_said_by_the_page_and_by_the_json(query: str) -> None:
    page, data = Client().get(f"/centre/recherche/?{query}"), Client().get(f"/centre/recherche.json?{query}").json()
    said = {notice["message"] for notice in data["notices"]}
    assert said
    shown = page.content.decode()
    assert all(message.partition("«")[0] in shown for message in said)


def test_ten_thousand_values_of_a_facet_are_cut_and_that_is_said() -> None:
    query = "&".join(f"theme=theme-{number}" for number in range(9_990))
    data = Client().get(f"/centre/recherche.json?{query}").json()
    assert len(data["notices"]) <= 50
    assert any("cinquante" in notice["message"] for notice in data["notices"])


@pytest.mark.parametrize("typed", SYNTAX)
def test_no_input_reaches_the_query_syntax_of_the_engine(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed to the index is always words of ours between quotation marks."""
    handed: list[str] = []

    def noted(words: str) -> str:
        handed.append(quoted(words))
        return handed[-1]

    monkeypatch.setattr("resource_centre.search.engines.embedded.matching.quoted", noted)
    assert Client().get("/centre/recherche.json", {"q": f"{typed} jamais-dit"}).status_code == 200
    assert handed
    for words in handed:
        assert (words[0], words[-1], words.count('"')) == ('"', '"', 2)
        assert not set(words[1:-1]) & set("()*^{}+-")
