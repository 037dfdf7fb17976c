"""A page as somebody goes through it who has a keyboard and no mouse. What is called `page` is Playwright's."""

from dataclasses import dataclass
from typing import Any

#: Presses of a key after which something is a trap, or out of reach.
MOST_STOPS = 250

_USABLE = """
() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
    e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && e.type !== 'hidden')
"""
_STOP = f"""
() => {{
    const e = document.activeElement, name = e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.innerText;
    const b = e.getBoundingClientRect(), s = getComputedStyle(e);
    const middle = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2;   // of the part that is in sight
    const at = document.elementFromPoint(middle(b.left, b.right, innerWidth), middle(b.top, b.bottom, innerHeight));
    return [
        e === document.body ? 'BODY' : `${{e.tagName.toLowerCase()}} ${{(name || '').trim().replace(/\\s+/g, ' ')}}`,
        ({_USABLE})().indexOf(e),
        b.width > 0 && b.height > 0 && b.bottom > 0 && b.top < innerHeight,
        !at || (!e.contains(at) && !at.contains(e)),
        (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none',
    ];
}}
"""


@dataclass(frozen=True)
class Stop:
    """Where Tab led: rank among all that can be used (-1: not one of them); is_covered: something lies over it."""

    name: str
    rank: int
    is_seen: bool
    is_covered: bool
    has_ring: bool


def usable(page: Any) -> list[str]:
    """Names of all that can be clicked or filled in now, in the order of the page."""
    return list(page.evaluate(f"() => ({_USABLE})().map(e => e.textContent.trim() || e.name)"))


def press_tab(page: Any) -> Stop:
    """Go to the next stop."""
    page.keyboard.press("Tab")
    return Stop(*page.evaluate(_STOP))


def walk(page: Any, most: int = MOST_STOPS) -> list[Stop]:
    """Every stop, from where the focus is until it leaves the page."""
    stops: list[Stop] = []
    while len(stops) < most:
        stop = press_tab(page)
        if stop.name == "BODY":
            return stops
        stops.append(stop)
    raise AssertionError(f"after {most} stops the focus has not left the page: a trap, or far too many")


def tab_to(page: Any, name: str) -> Stop:
    """Press Tab until the focus is on what begins with this name: tab_to(page, "button Appliquer")."""
    met: list[str] = []
    while len(met) < MOST_STOPS:
        stop = press_tab(page)
        if stop.name.startswith(name):
            return stop
        met.append(stop.name)
    raise AssertionError(f"“{name}” is out of reach; met: {met[:60]}")
