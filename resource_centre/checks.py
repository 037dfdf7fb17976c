"""System checks: every id names one thing to mend, with a hint that says how."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from resource_centre import conf

NEEDED_APPS = (
    "wagtail", "wagtail.contrib.routable_page", "wagtail.documents", "wagtail.images", "wagtail_modeladmin",
    "django.contrib.humanize",
)  # fmt: skip
#: Inputs that a body of 500 blocks sends, with its rows: Django's default of 1,000 is far too low.
NEEDED_FORM_FIELDS = 10_000


@register()
def check_apps(**_kwargs: Any) -> list[CheckMessage]:
    """E001: an app that the plugin needs is not installed."""
    return [
        Error(
            f"“{name}” is not in INSTALLED_APPS.",
            hint=f"Add “{name}” to INSTALLED_APPS, after “resource_centre”.",
            id="resource_centre.E001",
        )
        for name in NEEDED_APPS
        if not apps.is_installed(name)
    ]


@register()
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """E002: RESOURCE_CENTRE is not a dict. W001: it holds a key that nothing reads."""
    if not isinstance(getattr(settings, "RESOURCE_CENTRE", {}), dict):
        return [
            Error("RESOURCE_CENTRE is not a dict.", hint="Write RESOURCE_CENTRE = {...}.", id="resource_centre.E002")
        ]
    return [
        Warning(
            f"RESOURCE_CENTRE has an unknown key “{key}”.",
            hint=f"Known keys: {', '.join(sorted(conf.DEFAULTS))}.",
            id="resource_centre.W001",
        )
        for key in sorted(set(conf.user_settings()) - set(conf.DEFAULTS))
    ]


@register()
def check_form_limit(**_kwargs: Any) -> list[CheckMessage]:
    """W002: long page forms would be refused by Django before our own limits explain themselves."""
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is None or limit >= NEEDED_FORM_FIELDS:
        return []
    return [
        Warning(
            f"DATA_UPLOAD_MAX_NUMBER_FIELDS is {limit}: editors of long resources would get a bare error 400.",
            hint=f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {NEEDED_FORM_FIELDS}.",
            id="resource_centre.W002",
        )
    ]


@register()
def check_indexing(**_kwargs: Any) -> list[CheckMessage]:
    """E003: INDEXING is neither of its two values."""
    found = conf.user_settings().get("INDEXING", "commit")
    if found in ("commit", "worker"):
        return []
    return [
        Error(
            f'RESOURCE_CENTRE["INDEXING"] is {found!r}.',
            hint="Write “commit” (each process brings the index up to date) or “worker” (`resource_index run` does).",
            id="resource_centre.E003",
        )
    ]


@register()
def check_search_folder(**_kwargs: Any) -> list[CheckMessage]:
    """E004: the index, which holds restricted texts too, would be served. W003: this process cannot write it."""
    folder = conf.search_folder()
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        served = getattr(settings, name, None)
        if served and folder.resolve().is_relative_to(Path(served).resolve()):
            return [
                Error(
                    f"The search index would be served: “{folder}” is inside {name}.",
                    hint='Name another folder in RESOURCE_CENTRE["SEARCH_DIR"].',
                    id="resource_centre.E004",
                )
            ]
    nearest = next(_existing(folder))
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return []
    return [
        Warning(
            f"The folder of the search index cannot be written: “{nearest}”.",
            hint='Give this account the right to write there, or name another one in RESOURCE_CENTRE["SEARCH_DIR"].',
            id="resource_centre.W003",
        )
    ]


def _existing(folder: Path) -> Iterator[Path]:
    return (path for path in (folder, *folder.parents) if path.exists())
