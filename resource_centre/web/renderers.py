"""Registers what answers for each page model."""


def register_renderers() -> None:
    """Called once, when the app is ready."""
