"""The proof of work, where a site asks for one: no third party, no form that is closed to whoever has no script."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client, override_settings

from resource_centre.contribution.models import ProblemReport
from resource_centre.web.contributing import proof
from tests.factories import make_centre, publish
from tests.support.contributing import filled
from tests.support.html import parsed
from tests.support.reviewing import signed_in

altcha = pytest.importorskip("altcha", reason="the extra “altcha” is not installed")
pytest.importorskip("django_altcha", reason="the extra “altcha” is not installed")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def page() -> Any:
    cache.clear()
    return publish(make_centre(), "practice", "Une pratique")


@pytest.fixture
def asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site asks for proofs, and takes four contributions an hour."""
    settings.RESOURCE_CENTRE = {
        **settings.RESOURCE_CENTRE, "PROOF_OF_WORK": True, "CONTRIBUTION_LIMITS": {"address": (4, 3_600)}
    }  # fmt: skip
    settings.ALTCHA_HMAC_KEY = "clé"
    # As if it were in INSTALLED_APPS, which cannot be changed while a site runs.
    monkeypatch.setattr(proof, "can_check", lambda: True)


def address_of(page: Any) -> str:
    return f"{make_centre().url}signaler/{page.uuid}/"


def shown(page: Any, client: Client | None = None) -> Any:
    return (client or Client()).get(address_of(page))


def solved(answer: Any) -> str:
    """What a browser would send of that page's question."""
    asked = json.loads(parsed(answer).find("altcha-widget")["challengejson"])
    found = altcha.solve_challenge(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxnumber"])
    told = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": found.number}
    return base64.b64encode(json.dumps(told).encode()).decode()


def report(page: Any, given: str = "") -> int:
    text = f"Ceci, {uuid4()}."  # the same text twice would be a button pressed twice
    form = filled(shown(page), reason="wrong", text=text, proof=given)
    return int(Client().post(address_of(page), form).status_code)


def test_nothing_is_asked_unless_the_site_wants_it(page: Any) -> None:
    assert parsed(shown(page)).find("altcha-widget") is None


@pytest.mark.usefixtures("asked")
def test_the_widget_is_for_those_without_account_and_comes_from_here(page: Any) -> None:
    tree = parsed(shown(page))
    assert tree.find("altcha-widget") is not None
    sources = [script["src"] for script in tree.find_all("script", src=True)]
    assert any(source.startswith("/static/altcha/") for source in sources)
    assert not [source for source in sources if "//" in source]
    user = get_user_model().objects.create_user("ada")
    assert parsed(shown(page, signed_in(user))).find("altcha-widget") is None


@pytest.mark.usefixtures("asked")
def test_without_a_proof_the_limit_is_lower_and_no_form_is_closed(page: Any) -> None:
    assert [report(page) for _time in range(2)] == [303, 429]
    cache.clear()
    assert [report(page, solved(shown(page))) for _time in range(5)] == [303, 303, 303, 303, 429]
    assert ProblemReport.objects.count() == 5


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("wrong", ["used", "altered", "nonsense", "\x00", "e30="])
def test_a_proof_that_was_used_or_made_up_is_none(wrong: str, page: Any) -> None:
    good = solved(shown(page))
    assert report(page, good) == 303
    bad = {"used": good, "altered": good[:-8] + "AAAAAAA="}.get(wrong, wrong)
    assert report(page, bad) == 429


@override_settings(RESOURCE_CENTRE={**site.RESOURCE_CENTRE, "PROOF_OF_WORK": True})
def test_a_site_that_asks_and_cannot_check_is_told() -> None:
    assert "resource_centre.E007" in {one.id for one in run_checks()}
