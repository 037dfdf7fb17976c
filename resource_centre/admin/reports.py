"""Problems that readers report, in Wagtail's admin: read, mended on the page, closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre.access.contribution import decided_by
from resource_centre.content.keys import key_in
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.contribution.models import ProblemReport
from resource_centre.contribution.report import CloseReport

LIST_URL = "resource_centre_reports"
EACH_PAGE = 30


def report_list(request: HttpRequest) -> HttpResponse:
    """Problems of the pages on which this user decides, or the one that the address names; a post closes one."""
    rows = ProblemReport.objects.filter(resource__in=decided_by(request.user).values("pk"), closed_at=None)
    if request.method == "POST":
        report = rows.filter(pk=key_in(request.POST.get("report", ""))).select_related("resource").first()
        if report is None:
            raise Http404
        try:
            CloseReport(report, request.user, request.POST.get("answer", "")).execute()
            messages.success(request, _("The report is closed."))
        except NotAllowed:
            raise Http404 from None
        except ContributionError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse(LIST_URL))
    named = request.GET.get("report", "")
    if named:
        rows = rows.filter(pk=key_in(named))
    shown = Paginator(rows.select_related("resource").order_by("created_at", "pk"), EACH_PAGE).get_page(
        request.GET.get("p")
    )
    return TemplateResponse(request, "resource_centre/admin/reports.html", {"shown": shown, "is_one": bool(named)})
