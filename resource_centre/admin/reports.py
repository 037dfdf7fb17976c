"""Problems that readers report, in Wagtail's admin: read, mended on the page, closed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre.access.contribution import decided_by
from resource_centre.admin.giving_back import absent, texts_of
from resource_centre.content.keys import key_in
from resource_centre.content.typed import typed
from resource_centre.contribution.errors import AlreadyDecided, NotAllowed
from resource_centre.contribution.models import ProblemReport
from resource_centre.contribution.report import CloseReport

LIST_URL = "resource_centre_reports"
EACH_PAGE = 30


def report_list(request: HttpRequest) -> HttpResponse:
    """Problems of the pages on which this user decides, or the one that the address names; a post closes one."""
    rows = ProblemReport.objects.filter(resource__in=decided_by(request.user).values("pk"))
    if request.method == "POST":
        return _close(request, rows)
    named = request.GET.get("report", "")
    return _page(request, rows.filter(pk=key_in(named)) if named else rows, is_one=bool(named))


def _close(request: HttpRequest, rows: QuerySet[ProblemReport]) -> HttpResponse:
    """Close one; an answer that could not be sent is given back."""
    texts = texts_of(request.POST, {"answer": _("Answer to the reader")})
    report = rows.filter(pk=key_in(request.POST.get("report", ""))).select_related("resource").first()
    if report is None:
        return absent(request, texts)
    try:
        CloseReport(report, request.user, typed(request.POST, "answer")).execute()
    except NotAllowed:
        return absent(request, texts)
    except AlreadyDecided:
        problem = _("This report was closed meanwhile: nothing was done.")
        return _page(request, rows, status=409, problem=problem, texts=texts)
    messages.success(request, _("The report is closed."))
    return HttpResponseRedirect(reverse(LIST_URL))


def _page(request: HttpRequest, rows: QuerySet[ProblemReport], status: int = 200, **context: Any) -> HttpResponse:
    """Those that are still open, the oldest first."""
    waiting = rows.filter(closed_at=None).select_related("resource").order_by("created_at", "pk")
    shown = Paginator(waiting, EACH_PAGE).get_page(request.GET.get("p"))
    context = {"shown": shown, **context}
    return TemplateResponse(request, "resource_centre/admin/reports.html", context, status=status)
