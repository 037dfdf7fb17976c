"""A node with TLS and passwords: the rights that the guide names are enough, whoever lacks them reads one sentence."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError

import pytest

from resource_centre.search.contract import Contract
from resource_centre.search.contract_corpus import Questions, corpus
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.errors import EngineUnavailable
from resource_centre.search.oracle import Oracle
from resource_centre.search.query import SimilarQuery
from tests.support.elasticsearch import PATIENCE, node
from tests.support.secured_node import SecuredNode, secured_node

pytestmark = pytest.mark.elasticsearch
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "elasticsearch.md"


@pytest.fixture(scope="module")
def secured() -> Iterator[SecuredNode]:
    node()  # skipped by name where no node may be started
    with TemporaryDirectory(prefix="secured-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with secured_node(Path(folder) / "node") as found:
            yield found


@pytest.fixture(scope="module")
def role() -> Any:
    """The rights that the guide gives."""
    found = re.search(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def options_of(secured: SecuredNode, **others: Any) -> Options:
    others = {"ca_certs": secured.ca_certs, **others}
    return Options((secured.url,), "resource-centre-tests", timeout=PATIENCE, refresh=True, **others)


@pytest.fixture(params=["api key", "user"])
def limited(request: pytest.FixtureRequest, secured: SecuredNode, role: Any) -> Options:
    """An account with these rights and no other."""
    if request.param == "user":
        secured.ask("PUT", "/_security/role/resource_centre", role)
        account = {"password": secured.password, "roles": ["resource_centre"]}
        secured.ask("PUT", "/_security/user/resource_centre", account)
        return options_of(secured, user="resource_centre", password=secured.password)
    key = secured.ask("POST", "/_security/api_key", {"name": "centre", "role_descriptors": {"resource_centre": role}})
    return options_of(secured, api_key=key["encoded"])


def test_the_rights_of_the_guide_are_enough_for_all_that_the_engine_does(limited: Options) -> None:
    engine, documents = ElasticsearchEngine(limited), corpus(60)
    Contract(lambda: engine).filled(documents)
    state = engine.state()
    assert (state.is_ready, state.documents, state.reason) == (True, 60, "")
    oracle, questions = Oracle(documents, "fr"), Questions(documents, seed=3)
    for _question in range(30):
        query = questions.query()
        assert engine.search(query).total == oracle.search(query).total
        engine.correct(query)
        engine.complete("num", query.scope, 5)
        engine.similar(SimilarQuery(documents[0].id, query.scope, ("theme",)))
    assert {one.fate.value for one in engine.write(documents[:3])} == {"written"}
    assert len(list(engine.entries())) == 60
    engine.remove()


def test_they_open_nothing_else(limited: Options, secured: SecuredNode) -> None:
    secured.ask("PUT", "/somebody-else/_doc/1?refresh=true", {"secret": True})
    engine = ElasticsearchEngine(replace(limited, prefix="somebody-else"))
    with pytest.raises(EngineUnavailable, match="refuses"), engine.rebuild():
        pass
    secured.ask("DELETE", "/somebody-else")


@pytest.mark.parametrize("account", [{}, {"user": "elastic", "password": "wrong"}, {"api_key": "d3Jvbmc6d3Jvbmc="}])
def test_a_wrong_account_is_one_sentence(account: Any, secured: SecuredNode) -> None:
    with pytest.raises(HTTPError):
        replace(secured, password=secured.url).ask("GET", "/")
    state = ElasticsearchEngine(options_of(secured, **account)).state()
    assert (state.is_ready, state.must_be_made) == (False, False)
    assert "refuses these credentials" in state.reason


def test_an_address_that_speaks_another_protocol_is_one_sentence(secured: SecuredNode) -> None:
    bare = replace(options_of(secured, ca_certs=""), hosts=(secured.url.replace("https:", "http:"),))
    assert "cannot be reached" in ElasticsearchEngine(bare).state().reason


def test_an_authority_that_is_not_the_one_is_one_sentence(secured: SecuredNode, tmp_path: Path) -> None:
    unknown = ElasticsearchEngine(options_of(secured, ca_certs="")).state()
    assert "cannot be reached" in unknown.reason
    assert "certificate" in unknown.reason.casefold()
    (tmp_path / "other.pem").write_text("no certificate at all")
    for path, said in (("none.pem", "cannot be read"), ("other.pem", "holds no certificate")):
        state = ElasticsearchEngine(options_of(secured, ca_certs=str(tmp_path / path))).state()
        assert path in state.reason
        assert said in state.reason


def test_an_account_that_may_not_write_gives_up_no_change(secured: SecuredNode, role: Any) -> None:
    """The pattern of a key covers another site: each change is refused by itself, and waits for a key that may."""
    owner = ElasticsearchEngine(options_of(secured, user="elastic", password=secured.password))
    Contract(lambda: owner).filled(corpus(5))
    (rights,) = role["indices"]
    reading = {**role, "indices": [{**rights, "privileges": ["view_index_metadata", "read"]}]}
    key = secured.ask("POST", "/_security/api_key", {"name": "reader", "role_descriptors": {"reader": reading}})
    reader = ElasticsearchEngine(options_of(secured, api_key=key["encoded"]))
    with pytest.raises(EngineUnavailable, match="refuses these credentials"):
        reader.write(corpus(2))
    assert {one.fate.value for one in owner.write(corpus(2))} == {"written"}
    owner.remove()
