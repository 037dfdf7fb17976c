"""Fail when a string has no French, when one is doubtful, or when the compiled file is not what the source says.

Collects the strings anew into a temporary copy, so that a string added to the code and forgotten is found; and reads
the code for those that cannot be collected (within an f-string, by a function under a name that is unknown).
"""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: `home` also holds the words of the top-level templates.
APPS = ("resource_centre", "home")
CATALOGUE = Path("locale", "fr", "LC_MESSAGES", "django.po")
#: Functions of `django.utils.translation`, and the place of the string among their arguments.
_FUNCTIONS = {
    "gettext": 0, "gettext_lazy": 0, "ngettext": 0, "ngettext_lazy": 0,
    "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1,
}  # fmt: skip
_ENTRY = re.compile(r"\n\s*\n")
#: A plain space where French has one that does not break: the rule is at the head of each catalogue.
_BREAKABLE = re.compile(r"(?: [:;?!»]|« )")


def faults() -> list[str]:
    """What is wrong with the translations, in sentences; [] when nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in (*APPS, "search", "templates"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "manage.py", copy)
        collect = [sys.executable, "manage.py", "makemessages", "--locale", "fr", "--no-location", "--no-obsolete"]
        subprocess.run(collect, cwd=copy, check=True, capture_output=True)
        return [fault for app in APPS for fault in _faults_of(app, copy)]


def _faults_of(app: str, copy: Path) -> list[str]:
    """The faults of one app, whose strings were collected anew in `copy`."""
    po = ROOT / app / CATALOGUE
    if not po.exists():
        return [f"{app}: there is no {po.relative_to(ROOT)}; run `make messages`"]
    entries = _ENTRY.split((copy / app / CATALOGUE).read_text(encoding="utf-8"))[1:]
    bad = [
        f"{app}: no French, or a doubtful one, for {_message(entry)}" for entry in entries if _is_untranslated(entry)
    ]
    bad += [f"{app}: a space that may break in {_message(entry)}" for entry in entries if _may_break(entry)]
    bad += _not_collected(app, entries)
    compiled = copy / "fresh.mo"
    subprocess.run(["msgfmt", "--check", "-o", str(compiled), str(po)], check=True)
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled.read_bytes():
        bad.append(f"{app}: {mo.relative_to(ROOT)} is not what its source compiles to; run `make messages`")
    return bad


def _not_collected(app: str, entries: Sequence[str]) -> list[str]:
    known = {_msgid(entry) for entry in entries}
    return [
        f"{path.relative_to(ROOT)}: {text!r} cannot be collected; name it apart from the sentence that it is put in"
        for path in sorted((ROOT / app).rglob("*.py"))
        for text in _to_translate(ast.parse(path.read_text(encoding="utf-8")))
        if text not in known
    ]


def _to_translate(code: ast.AST) -> Iterator[str]:
    """Strings that are handed to a function of Django's, whatever it is called there."""
    nodes = list(ast.walk(code))
    places = {
        alias.asname or alias.name: _FUNCTIONS[alias.name]
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _FUNCTIONS
    }
    for node in nodes:
        place = places.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        if place is not None and isinstance(node, ast.Call) and isinstance(text := node.args[place], ast.Constant):
            yield str(text.value)


def _msgid(entry: str) -> str:
    found = re.search(r'^msgid ((?:".*"\s*)+)', entry, re.M)
    return "".join(map(ast.literal_eval, found[1].splitlines())) if found else ""


def _is_untranslated(entry: str) -> bool:
    if entry.startswith("#~"):
        return False
    if "\n#, fuzzy" in f"\n{entry}" or re.search(r"^#,.*fuzzy", entry, re.M):
        return True
    return bool(re.search(r'^msgstr(\[\d\])? ""\n(?!")', entry + "\n", re.M))


def _may_break(entry: str) -> bool:
    said = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\s*)+)', entry, re.M)
    return any(_BREAKABLE.search(text) for text in said)


def _message(entry: str) -> str:
    found = re.search(r'^msgid ((?:".*"\s*)+)', entry, re.M)
    return repr(" ".join(found[1].split()) if found else entry)


def main() -> int:
    """Print the faults; their number is the exit status, at most 1."""
    found = faults()
    print("\n".join(found), file=sys.stderr) if found else print("French is complete.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
