"""What stands for RGAA 4.1.2 and WCAG 2.2 AA in our tests, looked at on a page that is open."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe

#: Tags of axe's rules.
TAGS = ["RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Rules that read colours.
COLOURS = ["color-contrast", "link-in-text-block"]
#: Pixels that a page is too wide.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW = {"width": 320, "height": 640}


def broken_rules(page: Any) -> list[str]:
    """What axe finds on a page that is open: every rule, then in the dark those that look at colours.

    Nothing else of a page depends on the scheme.
    """
    every, of_colours = {"type": "tag", "values": TAGS}, {"type": "rule", "values": COLOURS}
    wrong = []
    for scheme, rules in (("light", every), ("dark", of_colours)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page, options={"runOnly": rules}).response
        assert found["passes"], "axe ran no rule"
        wrong += [f"{scheme}: {_told(one)}" for one in found["violations"]]
    return wrong


@dataclass
class Look:
    """Looks at one state of a page after another, and keeps what is wrong: one walk tells of all of it.

    >>> look = Look(page)
    >>> look("empty form")
    >>> look.end()
    """

    page: Any
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __call__(self, state: str) -> None:
        """Axe in both schemes, then 320 pixels."""
        self.seen.append(state)
        size = self.page.viewport_size
        self.wrong += [f"{state}, {rule}" for rule in broken_rules(self.page)]
        self.page.set_viewport_size(NARROW)
        if wide := self.page.evaluate(SIDEWAYS):
            self.wrong.append(f"{state}: {wide} pixels to scroll sideways")
        self.page.set_viewport_size(size)

    def end(self) -> None:
        """Say what is wrong."""
        assert self.seen, "nothing was looked at"
        assert not self.wrong, "\n".join(self.wrong)


def _told(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {[node['html'][:200] for node in violation['nodes'][:3]]}"
