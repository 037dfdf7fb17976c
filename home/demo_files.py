"""The demo's content as files: one TOML a resource, read strictly. An unknown key names its file."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTENT_DIR = Path(__file__).resolve().parent / "demo_content"
REFERENCES = "references.toml"
CHARTER = "charter.html"
#: Files that resources offer.
FILES = "files"

_PLAIN_KEYS = {
    "type", "title", "item", "summary", "date_from", "date_to", "status", "language", "website", "to_confirm",
    "body", "reviewed_on", "review_by",
}  # fmt: skip
_ROW_KEYS: Mapping[str, set[str]] = {
    "names": {"name", "kind"},
    "authors": {"name", "contribution", "actor"},
    "speakers": {"name", "title", "role", "actor"},
    "history": {"state", "date", "note"},
    "territories": {"key", "role", "confirmed"},
    "involvements": {"actor", "role", "date_from", "date_to", "state", "source", "note"},
    "actor_links": {"actor", "kind", "state", "date_from", "date_to", "source", "note"},
    "links": {"target", "kind", "source", "note"},
    "evidence": {"lesson", "stance", "note", "source"},
    "figures": {"label", "value", "unit", "population", "date", "source"},
    "sources": {"ref", "note"},
    "documents": {"file", "title", "language", "alternative"},
    "rso": {"criterion", "effect", "evidence", "source", "note"},
}


class DemoContentError(Exception):
    """A demo file that cannot be loaded; the message names the file and the row."""


@dataclass(frozen=True)
class Reference:
    """A text that the demo rests on."""

    title: str
    url: str
    author: str
    date: str


@dataclass(frozen=True)
class DemoResource:
    """One file: DemoResource("practice", "experimentation-silver-geek", …)."""

    kind: str
    slug: str
    values: Mapping[str, Any]
    concepts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """ "practice/experimentation-silver-geek"."""
        return f"{self.kind}/{self.slug}"


@dataclass(frozen=True)
class DemoContent:
    """Everything that the demo holds, and the digest of its files. files: {"silver-geek-chiffres.csv": b"…"}."""

    references: Mapping[str, Reference]
    resources: Sequence[DemoResource]
    digest: str
    charter: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


def read_content(directory: Path = CONTENT_DIR) -> DemoContent:
    """Read every file. Raises DemoContentError."""
    paths = sorted(directory.glob("*/*.toml"))
    files = {path.name: path.read_bytes() for path in sorted((directory / FILES).glob("*")) if path.is_file()}
    charter = (directory / CHARTER).read_bytes() if (directory / CHARTER).exists() else b""
    digest = hashlib.sha256()
    for part in [
        (directory / REFERENCES).read_bytes(),
        charter,
        *(path.read_bytes() for path in paths),
        *files.values(),
    ]:
        digest.update(part)
    references = {
        key: Reference(row.get("title", ""), row.get("url", ""), row.get("author", ""), row.get("date", ""))
        for key, row in _toml(directory / REFERENCES).items()
    }
    return DemoContent(
        references,
        [_resource(path) for path in paths],
        digest.hexdigest(),
        charter.decode(),
        files,
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DemoContentError(f"{path.parent.name}/{path.name}: {error}") from error


def _resource(path: Path) -> DemoResource:
    data = _toml(path)
    where = f"{path.parent.name}/{path.name}"
    unknown = set(data) - _PLAIN_KEYS - set(_ROW_KEYS) - {"concepts", "fields"}
    if unknown:
        raise DemoContentError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    if data.get("type") != path.parent.name:
        raise DemoContentError(f"{where}: its type is not “{path.parent.name}”")
    rows = {name: data.get(name, []) for name in _ROW_KEYS}
    for name, found in rows.items():
        for number, row in enumerate(found, start=1):
            strange = set(row) - _ROW_KEYS[name]
            if strange:
                raise DemoContentError(f"{where}, {name} {number}: unknown key {', '.join(sorted(strange))}")
    return DemoResource(
        kind=path.parent.name,
        slug=path.stem,
        values={key: value for key, value in data.items() if key in _PLAIN_KEYS},
        concepts=data.get("concepts", {}),
        fields=data.get("fields", {}),
        rows=rows,
    )
