"""The directions of the packages, and the project's own promises about its files: `make check` reads them too."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Words of a machine, of a package registry, or of an index: none belongs in a lock.
INDEX_WORDS = ("http://", "https://", "--index-url", "--extra-index-url", "--find-links")
CODE = ("resource_centre", "home", "search", "tests", "benchmarks", "scripts")
DOCUMENT = re.compile(r"[\w./-]+\.md\b")


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    result = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


def test_a_broken_direction_is_seen() -> None:
    """The control: a contract that our code does break makes the linter fail."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    reversed_layers = "\n".join(f"    {layer}" for layer in reversed(layers))
    upside_down = (
        "[importlinter]\nroot_packages =\n    resource_centre\n"
        f"[importlinter:contract:1]\nname = upside down\ntype = layers\n"
        f"containers =\n    resource_centre\nlayers =\n{reversed_layers}\n"
    )
    config = ROOT / "var" / "upside_down.ini"
    config.write_text(upside_down, encoding="utf-8")
    try:
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        command += ["--no-cache", "--config", str(config)]
        result = subprocess.run(  # noqa: S603
            command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
    finally:
        config.unlink()
    assert result.returncode != 0
    assert "upside down BROKEN" in result.stdout


def test_locks_hold_hashes_and_no_address() -> None:
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text, lock.name
        assert [word for word in INDEX_WORDS if word in text] == [], lock.name


def test_a_document_that_the_code_names_is_in_the_repository() -> None:
    """By its path from the root, or by its name where one document alone bears it."""
    found = [path.relative_to(ROOT) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))]
    bearers = Counter(path.name for path in found)
    known = {str(path) for path in found} | {name for name, count in bearers.items() if count == 1}
    named = {
        (str(path.relative_to(ROOT)), one)
        for folder in CODE
        for path in sorted((ROOT / folder).rglob("*.py"))
        for one in DOCUMENT.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert sorted((path, one) for path, one in named if one not in known) == []


def test_days_are_the_sites_everywhere() -> None:
    """`localdate` is the day of whoever looks, in the admin (ARCHITECTURE.md, decision 111)."""
    files = (ROOT / "resource_centre").rglob("*.py")
    found = [path for path in files if "localdate(" in path.read_text(encoding="utf-8") and path.name != "days.py"]
    assert found == []
