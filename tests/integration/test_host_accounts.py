"""A host whose accounts are not Django's: the main paths, in a process of its own with its settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from resource_centre.content.people import shown_name

ROOT = Path(__file__).resolve().parents[2]
PATHS = ROOT / "tests" / "host_members" / "paths.py"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"username": "ada", "first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
        ({"username": "ada"}, "ada"),
        ({"username": "ada@example.org"}, "ada"),
    ],
)
def test_an_address_is_no_name(fields: dict[str, str], name: str) -> None:
    assert shown_name(get_user_model()(**fields)) == name


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
