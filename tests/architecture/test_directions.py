"""The directions of the packages, and the project's own promises about its files: `make check` reads them too."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Words of a machine, of a package registry, or of an index: none belongs in a lock.
INDEX_WORDS = ("http://", "https://", "--index-url", "--extra-index-url", "--find-links")


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
        f"[importlinter:contract:1]\nname = upside down\ntype = layers\nlayers =\n{reversed_layers}\n"
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
