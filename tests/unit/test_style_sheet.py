"""The style sheet keeps what docs/reference/styling.md promises: weight, contrast, no request, documented names."""

import re
import zlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEET = (ROOT / "resource_centre/static/resource_centre/css/resource-centre.css").read_text(encoding="utf-8")
SITE_SHEET = (ROOT / "home/static/home/site.css").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/reference/styling.md").read_text(encoding="utf-8")
#: What prints pages: templates of the plugin and of the demo, and the code that makes HTML of its own.
PRINTED = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("resource_centre", "home", "search", "templates")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".html", ".svg", ".py", ".js"}
)
#: Class names that a template ends with a number or a word of the page: rc-map__{{ level }}.
MADE_OF_A_VALUE = ("rc-map__", "rc-scale--")
#: Names that are there for skins: our own sheet says nothing of them.
WITHOUT_A_RULE = {"rc-evidence__list", "rc-find", "rc-relations__list", "rc-versions"}

TEXT, NON_TEXT = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
PAIRS = [
    ("text", "background", TEXT),
    ("text", "surface", TEXT),
    ("muted", "background", TEXT),
    ("muted", "surface", TEXT),
    ("accent", "background", TEXT),
    ("accent", "surface", TEXT),
    ("on-accent", "accent", TEXT),
    ("alert", "background", TEXT),
    ("alert", "alert-surface", TEXT),
    ("text", "alert-surface", TEXT),
    ("text", "insertion", TEXT),
    ("text", "deletion", TEXT),
    ("border", "background", NON_TEXT),
    ("border", "surface", NON_TEXT),
    ("focus", "background", NON_TEXT),
    ("focus", "surface", NON_TEXT),
]
SCHEMES = {
    "light": ":root {",
    "dark by the system": ':root:not([data-theme="light"]) {',
    "dark by choice": ':root[data-theme="dark"] {',
}


def colours(selector: str) -> dict[str, str]:
    """Colour tokens of the first block that opens with `selector`: {"text": "#1c1a20", …}."""
    block = SHEET.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--rc-([\w-]+):\s*(#[0-9a-f]{3,6});", block))


def luminance(colour: str) -> float:
    """Relative luminance of "#abc" or "#aabbcc", 0 to 1. Source: WCAG 2 definition."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, whatever their order."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back", "bar"), PAIRS)
def test_pair_of_colours_is_readable(scheme: str, front: str, back: str, bar: float) -> None:
    tokens = colours(SCHEMES[scheme])
    assert contrast(tokens[front], tokens[back]) >= bar


def test_contrast_table_of_the_reference_is_the_one_of_the_sheet() -> None:
    light, dark = colours(SCHEMES["light"]), colours(SCHEMES["dark by choice"])
    for front, back, bar in PAIRS:
        row = (
            f"| {front} on {back} | {bar:g} "
            f"| {contrast(light[front], light[back]):.2f} | {contrast(dark[front], dark[back]):.2f} |"
        )
        assert row in REFERENCE


def test_both_ways_to_dark_give_the_same_colours() -> None:
    assert colours(SCHEMES["dark by the system"]) == colours(SCHEMES["dark by choice"])


@pytest.mark.parametrize(("sheet", "most_bytes"), [(SHEET, 12_000), (SITE_SHEET, 4_000)])
def test_sheet_stays_light(sheet: str, most_bytes: int) -> None:
    assert len(zlib.compress(sheet.encode(), 9)) <= most_bytes


@pytest.mark.parametrize("sheet", [SHEET, SITE_SHEET])
def test_no_word_is_wider_than_the_only_column_of_a_grid(sheet: str) -> None:
    """ "1fr" alone is as wide as the longest word that somebody typed."""
    assert "grid-template-columns: 1fr" not in sheet


@pytest.mark.parametrize("sheet", [SHEET, SITE_SHEET])
def test_sheet_asks_nothing_of_anybody(sheet: str) -> None:
    assert not re.search(r"url\(|@import|@font-face|sourceMappingURL", sheet)


def test_every_rule_of_the_plugin_stands_in_a_layer() -> None:
    outside = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    depth, bare = 0, ""
    for character in outside:
        depth += {"{": 1, "}": -1}.get(character, 0)
        bare += character if depth == 0 and character != "}" else ""
    statements = [part.strip() for part in re.split(r"[;\n]", bare) if part.strip()]
    assert statements
    assert all(statement.startswith("@layer rc.") for statement in statements)


def test_every_class_of_the_sheet_is_in_the_reference() -> None:
    without_comments = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    classes = set(re.findall(r"\.(rc(?:-[a-z]+)*(?:__[a-z]+)?(?:--[a-z]+)?)(?![\w-])", without_comments))
    documented = {name for name in classes if re.search(rf"{re.escape(name)}\b", REFERENCE)}
    variants = {name for name in classes - documented if "--" in name and f"--{name.split('--')[1]}" in REFERENCE}
    assert classes - documented - variants == set()


def is_in(name: str, text: str) -> bool:
    """Whether a name stands there whole."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def test_every_class_of_the_reference_is_borne_by_a_page_and_styled() -> None:
    whole = r"(?<![\w-])rc(?:-[a-z0-9]+)+(?:__[a-z0-9]+)?(?:--[a-z0-9]+)?(?![\w-])"
    names = set(re.findall(whole, REFERENCE))
    assert len(names) > 100
    made = {name for name in names if name.startswith(MADE_OF_A_VALUE)}
    assert {name for name in names - made if not is_in(name, PRINTED)} == set()
    assert [prefix for prefix in MADE_OF_A_VALUE if f"{prefix}{{" not in PRINTED] == []
    sheet = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    assert {name for name in names if not is_in(name, sheet)} == WITHOUT_A_RULE


def test_a_sign_between_two_words_of_a_line_stays_with_the_first() -> None:
    """A line that begins with "·" reads as a list of one item."""
    folders = ("resource_centre/templates", "resource_centre/static", "resource_centre/web", "home/templates", "search")
    files = (
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".html", ".js", ".py"}
    )
    public = [path for path in files if not {"admin", "mail"} & set(path.parts)]
    assert [path.name for path in public if " · " in path.read_text(encoding="utf-8")] == []
