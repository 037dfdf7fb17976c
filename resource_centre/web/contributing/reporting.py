"""Reporting a problem of a page: one form, then thanks."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import report_path
from resource_centre.contribution.report import ReportProblem
from resource_centre.web.contributing.about import ReportForm
from resource_centre.web.contributing.centres import resource_or_404
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.guard import (
    EXPIRED,
    SHOWN,
    Guard,
    flood_wait,
    flooded_words,
    is_genuine,
    read_stamp,
    stamp,
    too_many,
)
from resource_centre.web.contributing.proposing import propose_url, see_other
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response


def report(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """A problem, by anybody who may read the page."""
    page, access = resource_or_404(request, centre, uid)
    if request.method != "POST":
        if "sent" in request.GET:
            return _answer(request, centre, page, None)
        return _answer(request, centre, page, ReportForm())
    form = ReportForm(request.POST)
    note = read_stamp(request.POST.get(SHOWN, ""))
    if not is_genuine(request) or note is None:
        return _answer(request, centre, page, form, 403, (("", "", str(EXPIRED)),))
    guard = Guard(request.POST, note.get("at"))
    if not all([form.is_valid(), guard.is_valid()]):
        errors = [("", "", str(message)) for message in guard.non_field_errors()]
        return _answer(request, centre, page, form, 422, (*errors, *error_lines(form)))
    if wait := flood_wait(request, form.cleaned_data["email"]):
        return too_many(_answer(request, centre, page, form, errors=(("", "", flooded_words(wait)),)), wait)
    ReportProblem(page, access, form.report()).execute()
    return see_other(f"{centre_url(centre, request)}{report_path(uid)}?sent")


def _answer(
    request: HttpRequest, centre: ResourceCentrePage, page: Any, form: ReportForm | None, status: int = 200,
    errors: tuple[tuple[str, str, str], ...] = (),
) -> HttpResponse:  # fmt: skip
    link = Link(page.title, page.get_url(request) or "")
    response = page_response(
        request,
        "contribution/report" if form is not None else "contribution/report_thanks",
        centre,
        breadcrumb=breadcrumb(centre, link, Link(_("Report a problem"), ""), request=request),
        resource=link,
        form=form,
        errors=errors,
        shown=request.POST.get(SHOWN) if status != 403 and request.method == "POST" else stamp(page=page.pk),
        propose_url=propose_url(request, centre, page.uuid),
    )
    response.status_code = status
    return response
