"""Texts of a body, typed again in a plain field."""

import pytest

from resource_centre.contribution.marks import to_marks
from resource_centre.web.contributing.body_fields import block_parts, changed_blocks

NESTED = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
HTML = f"<p>Une fote.</p>{NESTED}<hr/><p>Le <code>code</code>.</p>"


@pytest.mark.parametrize(("kind", "value"), [("text", HTML), ("callout", {"title": "T", "text": HTML})])
def test_a_typo_that_is_corrected_changes_its_paragraph_alone(kind: str, value: object) -> None:
    block = {"id": "b1", "type": kind, "value": value}
    part = block_parts(block)[-1]
    typed = {part.key: to_marks(HTML).replace("fote", "faute")}
    (changed,) = changed_blocks([block], typed, {part.key})
    found = changed["value"]["text"] if kind == "callout" else changed["value"]
    assert found == HTML.replace("fote", "faute")


def test_an_item_below_another_stays_below_it_when_it_is_typed_again() -> None:
    block = {"id": "b1", "type": "text", "value": NESTED}
    (part,) = block_parts(block)
    assert part.field.initial == "- a\n  - b\n- c"
    (changed,) = changed_blocks([block], {part.key: "- a\n  - b, mieux\n- c"}, {part.key})
    assert changed["value"] == NESTED.replace("b<", "b, mieux<")
