"""What the site holds on whoever asks: in words on a page, whole in a file; what stays once the account is closed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.persons.person import person_of_user
from resource_centre.persons.walking import as_json, held_on, kept_sentences
from resource_centre.web.contributing.guard import flood_wait, is_genuine
from resource_centre.web.presenters.common import Link
from resource_centre.web.workspace.frame import Fault, crumbs, expired, flooded, in_workspace, page

FILE = "donnees.json"


@dataclass(frozen=True)
class HeldLine:
    """One sort of what is held: HeldLine("What you watch", 3)."""

    label: str
    count: int


@in_workspace
def data(request: HttpRequest) -> HttpResponse:
    """The page; a post of its button gives the file."""
    user: Any = request.user
    fault: Fault | None = None
    if request.method == "POST":
        if not is_genuine(request):
            fault = expired()
        elif wait := flood_wait(request):
            fault = flooded(wait)
        if fault is None:
            return _file(user)
    held = held_on(person_of_user(user), at_once=True)
    return page(
        request,
        "data",
        fault,
        breadcrumb=crumbs(request, Link(_("My data"), "")),
        lines=tuple(HeldLine(one.label, len(one.rows)) for one in held if one.rows),
        kept=kept_sentences(held),
        account_url=conf.account_url(),
        close_url=conf.close_account_url(),
    )


def _file(user: Any) -> HttpResponse:
    person = person_of_user(user)
    response = HttpResponse(as_json(person, held_on(person)), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response
