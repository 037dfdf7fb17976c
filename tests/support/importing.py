"""Lines to import, the centre that they go into, and what the command said."""

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from resource_centre.content.pages.base import Resource
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import ConceptAlias
from tests.factories import concept, make_centre

Line = dict[str, Any]


def import_centre() -> Any:
    """A centre with the roles, themes, licences and places that the lines of tests name."""
    concept("role", "partenaire")
    concept("role", "porteur")
    concept("theme", "bien-vieillir", "Bien vieillir", label_en="Ageing well")
    ConceptAlias.objects.create(concept=concept("theme", "sante", "Santé"), language="fr", label="Soins")
    concept("licence", "etalab-2.0", "Licence Ouverte 2.0")
    concept("licence", "cc-by-nc", "CC BY-NC")
    rennes = Territory.objects.create(
        level="commune", code="35238", name="Rennes", label="Rennes", lat=48.11, lon=-1.68
    )
    TerritoryAlias.objects.create(kind="former_commune", code="35999", name="Ancienne", territory=rennes)
    Territory.objects.create(level="country", code="FR", name="France", label="France", lat=46.5, lon=2.5)
    return make_centre()


def a_line(number: int = 1, **changes: Any) -> Line:
    """A line with all that is required; page_of(number) is its page."""
    return {"id": f"x:{number}", "type": "pratique", "title": f"Titre {number}", "source": "essai", **changes}


def relation(kind: str, target: str, **changes: str) -> dict[str, str]:
    """One relation of a line."""
    return {"kind": kind, "target": target, **changes}


def write(tmp_path: Path, lines: Sequence[Line | str]) -> Path:
    """A file of those lines."""
    path = tmp_path / "lines.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def run(tmp_path: Path, lines: Sequence[Line | str], *options: str) -> tuple[list[str], list[str]]:
    """Lines of standard output and of standard error."""
    out, err = StringIO(), StringIO()
    call_command(
        "import_resources", str(write(tmp_path, lines)), "--centre", "centre", *options, stdout=out, stderr=err
    )
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def counts(created: int = 0, updated: int = 0, unchanged: int = 0, flagged: int = 0, rejected: int = 0) -> str:
    """The last line of the output."""
    return f"created={created} updated={updated} unchanged={unchanged} flagged={flagged} rejected={rejected}"


def page_of(number: int = 1) -> Any:
    """The page of a_line(number)."""
    return Resource.objects.get(origin="essai", origin_id=f"x:{number}").specific
