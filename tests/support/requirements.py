"""What a test needs besides Python: skipped by name where it is absent, failed where REQUIRE names it."""

import os
from pathlib import Path

import pytest

CHROMIUM_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def required() -> frozenset[str]:
    """Parts that must not be skipped: REQUIRE=postgresql,browser."""
    return frozenset(part for part in os.environ.get("REQUIRE", "").split(",") if part)


def missing(part: str, reason: str) -> None:
    """Skip the test, saying which part is missing; fail it where REQUIRE names the part."""
    if part in required():
        pytest.fail(f"{part}: {reason} (REQUIRE={os.environ['REQUIRE']})", pytrace=False)
    pytest.skip(f"{part}: {reason}")


def chromium() -> str:
    """Path of the browser; the test is skipped when there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = next((place for place in (named, *CHROMIUM_PLACES) if place and Path(place).exists()), None)
    if found is None:
        missing("browser", "no Chromium on this machine")
    return str(found)


def shared_data(name: str) -> Path:
    """A file of real test data, kept beside the project and never copied into it; skipped where it is absent."""
    root = Path(os.environ.get("RESOURCE_CENTRE_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
    path = root / name
    if not path.exists():
        missing("data", f"{name} is not on this machine")
    return path
