"""Addresses of the lists behind the figures of reports."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from resource_centre.admin.listings import EVERY_KIND, NO_THEME
from resource_centre.admin.steering.proposal_lines import Selection
from resource_centre.admin.steering.scope import Scope

INDEX_URL, REPORT_URL = "resource_centre_steering", "resource_centre_steering_report"
PROPOSALS_URL, STEPS_URL = "resource_centre_steering_proposals", "resource_centre_steering_steps"


def proposals_url(scope: Scope, selection: Selection) -> str:
    """The list of the proposals that a figure counts."""
    return reverse(PROPOSALS_URL) + scope.query(**selection.as_parameters())


def pages_url(scope: Scope, *, kind: str = "", theme: int | None = None, no_theme: bool = False, **flags: bool) -> str:
    """The listing of published pages on which the reader decides: `pages_url(scope, kind="practice", late=True)`."""
    picked = {"live": "true", "decided": "true", **scope.as_parameters()}
    if kind:
        picked["kind"] = kind
    if theme is not None or no_theme:
        picked["theme"] = NO_THEME if no_theme else str(theme)
    picked |= {name: str(value).lower() for name, value in flags.items()}
    return f"{reverse(f'{EVERY_KIND}:index')}?{urlencode(picked)}"


def report_url(code: str, scope: Scope, *only: str) -> str:
    """A report, with those lines of its lists alone."""
    base = reverse(REPORT_URL, args=[code]) + scope.query()
    return base + "".join(f"&{urlencode({'only': tag})}" for tag in only)


def edit_urls() -> Callable[[int], str]:
    """Where pages are edited, by their id. Resolved once: a report names thousands."""
    pattern = reverse("wagtailadmin_pages:edit", args=[0])
    start, _nought, end = pattern.rpartition("/0/")
    return lambda pk: f"{start}/{pk}/{end}"


def steps_url(task: int, status: str, scope: Scope) -> str:
    """The list of what waits at a step of a workflow, or left it in that state within the period."""
    return reverse(STEPS_URL) + scope.query(task=str(task), status=status)
