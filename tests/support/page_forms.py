"""What a browser posts of Wagtail's own form of a resource."""

import re
from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.support.html import parsed

ROWS = ("territory_links", "involvements", "resource_links", "evidence", "figures", "sources", "documents", "rso")
KIND_ROWS = {"study": ("authors",), "actor": ("names", "actor_links"), "lesson": ("history",), "event": ("speakers",)}
KIND_FIELDS: dict[str, dict[str, Any]] = {
    "lesson": {"statement": "Une hypothèse", "state": "stated"},
    "charter": {"signatories": "3"},
}
RICH = {
    "practice": ("problem", "actions", "results", "success_conditions", "obstacles", "transferability"),
    "study": ("method",),
    "actor": ("mission",),
}


def page_form(kind: str, **fields: Any) -> dict[str, Any]:
    """What the browser posts for a new resource of that kind."""
    data: dict[str, Any] = {
        "title": "Une ressource",
        "slug": fields.get("slug", "une-ressource"),
        "body": streamfield([("text", rich_text("<p>Du texte</p>"))]),
        "language": "fr",
        "significance": "content",
        "comments": inline_formset([]),
        **{name: rich_text("") for name in RICH.get(kind, ())},
        **{name: inline_formset([]) for name in (*ROWS, *KIND_ROWS.get(kind, ()))},
        **KIND_FIELDS.get(kind, {}),
        **{name: value for name, value in fields.items() if not isinstance(value, list)},
    }
    # Several boxes of one name are a list, which `nested_form_data` would number.
    return {**nested_form_data(data), **{name: value for name, value in fields.items() if isinstance(value, list)}}


def opened_on(answer: Any) -> dict[str, str]:
    """What the form of a page says of the version that it was opened on."""
    found = parsed(answer).find_all("input", attrs={"name": re.compile("^loaded_revision")})
    return {str(one["name"]): str(one["value"]) for one in found}
