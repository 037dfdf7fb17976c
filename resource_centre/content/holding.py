"""Holding the row of a page while something is decided about it: whoever else would change it waits."""

from wagtail.models import Page


def hold_page(pk: int | None) -> Page | None:
    """The page, which nobody else changes until the end of the transaction; None when it is no more."""
    found: Page | None = Page.objects.select_for_update().filter(pk=pk).first()
    return found
