"""Accounts that are not Django's: what they are called, and the main paths with a model of the host's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from resource_centre import checks
from resource_centre.content.people import given_name, shown_name

ROOT = Path(__file__).resolve().parents[2]
PATHS = ROOT / "tests" / "host_members" / "paths.py"


@pytest.mark.parametrize(
    ("fields", "given", "shown"),
    [
        ({"username": "ada", "first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace", "Ada Lovelace"),
        ({"username": "ada"}, "", "ada"),
        ({"username": "@ada"}, "", "@ada"),
        ({"username": "ada@example.org"}, "", "ada"),
        ({"username": "ada@example.org", "first_name": "ada@example.org"}, "", "ada"),
        ({"username": "7", "first_name": "Ada (ada@example.org)"}, "", "7"),
    ],
)
def test_an_address_is_no_name(fields: dict[str, str], given: str, shown: str) -> None:
    user = get_user_model()(**fields)
    assert (given_name(user), shown_name(user)) == (given, shown)


def test_a_model_of_accounts_that_lacks_what_is_read_of_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_accounts() == []
    monkeypatch.setattr(checks, "get_user_model", lambda: Group)
    assert [(one.id, "auth.Group" in one.msg) for one in checks.check_accounts()] == [
        ("resource_centre.E008", True)
    ] * 2


@pytest.mark.once
def test_a_model_of_accounts_of_the_hosts_own_serves(pytestconfig: pytest.Config) -> None:
    """Its tables are kept beside those of the others."""
    kept = pytestconfig.cache.mkdir("host_members")
    options = ["-q", "-n0", "--no-cov", "--ds=tests.host_members.settings", "-o", f"cache_dir={kept}", str(PATHS)]
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ELASTICSEARCH_URL")
    environment = {
        name: value for name, value in os.environ.items() if name not in ours and not name.startswith(("PYTEST", "COV"))
    }
    done = subprocess.run(  # noqa: S603 - our own tests, by this Python
        [sys.executable, "-m", "pytest", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-2_000:]
