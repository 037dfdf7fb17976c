"""How a page model gets its public face without knowing it.

Page models hold no request logic: `serve` asks here for the renderer that the `web` package registered for
their class at start-up. A subclass without its own renderer uses its parent's.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Renderer = Callable[..., HttpResponse]
"""Answers `(request, page)`; those of named views ("theme", "territory") take the view's arguments as words too."""

_renderers: dict[tuple[type, str], Renderer] = {}


def register_renderer(model: type, renderer: Renderer, view: str = "") -> None:
    """Make `renderer` answer for `model` (and its subclasses) under that view name."""
    _renderers[(model, view)] = renderer


def render(request: HttpRequest, page: Any, view: str = "", **arguments: Any) -> HttpResponse:
    """Answer with the renderer of the page's class or of its nearest parent.

    Raises ImproperlyConfigured when nobody registered one: `resource_centre` is not in INSTALLED_APPS.
    """
    for model in type(page).__mro__:
        renderer = _renderers.get((model, view))
        if renderer is not None:
            return renderer(request, page, **arguments)
    raise ImproperlyConfigured(f"No renderer for {type(page).__name__} view {view!r}: is resource_centre installed?")
