"""What the documents name is there: where links lead, commands with their options, targets of make."""

import re
import shlex
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
#: Commands that a document quotes, in a block or between backticks: `manage.py resource_index status [--json]`.
QUOTED = re.compile(r"manage\.py ([a-z_]+)([^`\n#|]*)")
OF_A_VERSION = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def words_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(text: str) -> set[str]:
    """Names that a link may end in, as GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return {*kept, *re.findall(r'<a id="([^"]+)"', text)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_to_a_file_and_to_a_heading_of_it(document: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", words_of(document)):
        file, _, anchor = target.partition("#")
        if file.startswith(("https:", "https…")):
            continue
        place = document.parent / file if file else document
        if not place.exists() or (anchor and anchor not in anchors(words_of(place))):
            lost.append(target)
    assert lost == []


def test_the_list_of_documents_names_each_of_them() -> None:
    listed = set(re.findall(r"\(((?:how-to|reference|explanation)/[\w-]+\.md)\)", words_of(ROOT / "docs/README.md")))
    there = {str(one.relative_to(ROOT / "docs")) for one in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert listed == there


def commands() -> Iterator[tuple[str, str, str]]:
    """Each command of ours that a document quotes: ("README.md", "resource_index", " status")."""
    ours = {name for name, app in get_commands().items() if app == "resource_centre"}
    for document in DOCUMENTS:
        for name, rest in QUOTED.findall(words_of(document)):
            if name in ours:
                yield named(document), name, rest


@pytest.mark.parametrize(("document", "name", "rest"), sorted(set(commands())))
def test_a_command_that_is_quoted_has_these_actions_and_options(document: str, name: str, rest: str) -> None:
    parser: ArgumentParser = load_command_class("resource_centre", name).create_parser("manage.py", name)
    actions = next((one.choices for one in parser._actions if isinstance(one, _SubParsersAction)), None)
    words = shlex.split(rest.replace("[", " ").replace("]", " ").strip(" .,:;)"))
    if actions is not None and words:
        assert set(words[0].split("|")) <= set(actions), document
        parser = actions[words[0].split("|")[0]]
    options = {option for one in parser._actions for option in one.option_strings}
    assert {word for word in words if word.startswith("--")} <= options, document


def test_the_blocks_of_a_resource_are_those_of_its_template() -> None:
    template = words_of(ROOT / "resource_centre/templates/resource_centre/resource/resource.html")
    told = re.findall(r"`(resource_[a-z]+)`", words_of(ROOT / "docs/reference/styling.md"))
    assert set(told) - {"resource_centre"} == set(re.findall(r"{% block (resource_\w+) %}", template))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_target_of_make_that_is_quoted_is_there(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", words_of(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", words_of(document), re.MULTILINE)) <= targets


def test_the_changelog_can_be_cut_into_a_version() -> None:
    text = words_of(ROOT / "CHANGELOG.md")
    version = tomllib.loads(words_of(ROOT / "pyproject.toml"))["project"]["version"]
    headings = [one for one in re.findall(r"^## (.+)$", text, re.MULTILINE) if one != "Upgrading"]
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", one) for one in headings[1:])
    assert not headings[1:] or headings[1].startswith(f"[{version}] ")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        sections = re.findall(r"^### (.+)$", part, re.MULTILINE)
        assert len(sections) == len(set(sections)), "one section of each sort"
        assert set(sections) <= OF_A_VERSION
