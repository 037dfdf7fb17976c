"""No script that somebody writes in rich text ever runs in a reader's browser; the same list, uncleaned, does."""

from collections.abc import Sequence
from typing import Any

import pytest
from wagtail.rich_text import RichText

from resource_centre.content.blocks import CleanRichTextBlock
from resource_centre.content.fields import CleanRichTextField
from resource_centre.content.html import clean_html, render_rich_text
from resource_centre.content.pages.practice import Practice
from tests.support.payloads import payloads

pytestmark = pytest.mark.browser

#: Fires what needs a hand: clicks, hovers and focus on everything that the piece made.
PROVOKE = """
for (const e of document.querySelectorAll('body *')) {
    for (const type of ['mouseover', 'pointerenter', 'focusin', 'auxclick', 'toggle'])
        e.dispatchEvent(new Event(type, {bubbles: true}));
    try { e.focus && e.focus(); } catch (x) {}
    try { e.click && e.click(); } catch (x) {}
}
"""
FRAMES = """
([pieces, provoke]) => {
    window.seen = new Set();
    window.loaded = new Set();
    window.fired = number => window.seen.add(number);
    document.body.replaceChildren();
    for (const piece of pieces) {
        const frame = document.createElement('iframe');
        frame.addEventListener('load', () => {
            window.loaded.add(frame);
            try { frame.contentWindow.eval(provoke); } catch (x) {}
        });
        frame.srcdoc = '<!doctype html><script>var fired = n => top.fired(n)</script><body>' + piece;
        document.body.append(frame);
    }
}
"""
FRAMES_AT_ONCE = 200
#: Milliseconds after the last frame is there for what fires by itself: pictures that fail, animations that begin.
BY_ITSELF = 800


def run_in_browser(page: Any, pieces: Sequence[str]) -> set[int]:
    """Numbers of the pieces whose script ran, each piece alone in a frame."""
    page.set_content("<!doctype html><body></body>")
    fired: set[int] = set()
    for start in range(0, len(pieces), FRAMES_AT_ONCE):
        batch = list(pieces[start : start + FRAMES_AT_ONCE])
        page.evaluate(FRAMES, [batch, PROVOKE])
        page.wait_for_function("count => window.loaded.size === count", arg=len(batch))
        page.wait_for_timeout(BY_ITSELF)
        fired |= set(page.evaluate("[...window.seen]"))
    return fired


def test_there_are_at_least_500_payloads() -> None:
    assert len(set(payloads())) >= 500


def test_uncleaned_payloads_do_run_so_that_the_test_means_something(page: Any) -> None:
    assert len(run_in_browser(page, list(payloads()))) >= 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["render", "field", "block"])
def test_no_payload_runs_whatever_the_way_in(page: Any, path: str) -> None:
    assert run_in_browser(page, [_written_and_rendered(payload, path) for payload in payloads()]) == set()


def _written_and_rendered(payload: str, path: str) -> str:
    """The payload as a reader gets it, after each way of writing it; "render" is a row written behind our back."""
    if path == "field":
        field = Practice._meta.get_field("problem")
        assert isinstance(field, CleanRichTextField)
        return render_rich_text(field.get_prep_value(payload))
    if path == "block":
        return render_rich_text(CleanRichTextBlock().get_prep_value(RichText(payload)))
    return render_rich_text(payload)


@pytest.mark.parametrize("payload", list(payloads())[::7])
def test_cleaning_a_payload_twice_changes_nothing_more(payload: str) -> None:
    once = clean_html(payload)
    assert clean_html(once) == once
