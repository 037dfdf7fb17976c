"""The demo site's fixed pages, and its answers to errors."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.front import first_centre
from home.languages import in_language
from resource_centre.content.kinds import kind_model
from resource_centre.web.views import NotHere

WEIGHTS_FILE = Path(settings.BASE_DIR) / "home" / "data" / "weights.json"


@dataclass(frozen=True)
class Weight:
    """What a page costs: Weight("Practice", "9,8", 3, 325)."""

    page: str
    kilobytes: str
    requests: int
    elements: int


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every door of the site."""
    return render(request, "home/site_map.html", {"centre": first_centre(request)})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked to leave, and the list of what there is to read."""
    sitemap = request.build_absolute_uri(reverse("resource_centre_sitemap"))
    accounts = [in_language("/compte/", code) for code, _name in settings.LANGUAGES]
    closed = [f"Disallow: {path}" for path in ("/admin/", "/espace/", *accounts)]
    lines = ("User-agent: *", *closed, f"Sitemap: {sitemap}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def fixed_page(request: HttpRequest, name: str) -> HttpResponse:
    """Help, contact, accessibility statement, legal notice: words only."""
    return render(request, f"home/{name}.html")


@require_safe
def sobriety(request: HttpRequest) -> HttpResponse:
    """What the site costs, from the last measures."""
    return render(request, "home/sobriety.html", {"weights": read_weights(WEIGHTS_FILE)})


def read_weights(path: Path) -> list[Weight]:
    """Measures written by the benchmarks; none when they have not been run."""
    if not path.exists():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Weight(
            _page_name(row["page"]),
            number_format(row["kilobytes"], 1),
            row["requests"],
            row["elements"],
        )
        for row in rows
    ]


def _page_name(page: str) -> str:
    """ "search: map" is "Search, as a map"; the code of a kind is its name."""
    searches = {
        "search: list": _("Search, as a list"),
        "search: table": _("Search, as a table"),
        "search: map": _("Search, as a map"),
    }
    return searches[page] if page in searches else str(kind_model(page).kind.label)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the way on that the view knows of."""
    context: dict[str, Any] = {}
    if isinstance(exception, NotHere):
        context = {"message": exception.message, "ways_on": exception.ways_on}
    return render(request, "404.html", context, status=404)
