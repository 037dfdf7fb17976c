"""A real Chromium that talks to this machine only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


#: Playwright switches the back/forward cache off; people have it.
NO_CACHE = "--disable-back-forward-cache"


@contextmanager
def launched(path: str) -> Iterator[Any]:
    """The browser at this path, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@contextmanager
def with_back_forward_cache(browser: Any, path: str) -> Iterator[Any]:
    """A second browser, which keeps whole pages to go back to, as everybody's does."""
    started = browser.browser_type.launch(executable_path=path, args=ARGUMENTS, ignore_default_args=[NO_CACHE])
    yield started
    started.close()


@dataclass
class Visitors:
    """Makes pages in fresh profiles: nothing is kept from one to the next."""

    browser: Any
    contexts: list[Any] = field(default_factory=list)

    def arrive(self, *, scripts: bool = True, width: int = 1280, height: int = 800, **options: Any) -> Any:
        """A page of somebody new, in French."""
        context = self.browser.new_context(
            locale="fr-FR", java_script_enabled=scripts, viewport={"width": width, "height": height}, **options
        )
        self.contexts.append(context)
        return context.new_page()

    def leave(self) -> None:
        """Close what was opened."""
        for context in self.contexts:
            context.close()


def follow(target: Any) -> None:
    """Press a link or a button, and wait for the page that it leads to: a press alone may return on the old one."""
    with target.page.expect_navigation():
        target.click()
