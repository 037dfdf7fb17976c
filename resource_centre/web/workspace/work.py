"""The workspace's first page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import shown_name
from resource_centre.contribution.addresses import PROPOSE, watches_path
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.workspace.blocks import present_work
from resource_centre.web.workspace.frame import crumbs, has_address, in_workspace, page


def _done(word: str, by_mail: bool) -> str:
    return {
        "asked": _("Your request is with the editors. You will be answered by mail.")
        if by_mail
        else _("Your request is with the editors. Your account has no e-mail address: the answer will be shown here."),
        "withdrawn": _("Your request is taken back."),
        "joined": _("Welcome to the team."),
        "left": _("You have left the team."),
    }.get(word, "")


@in_workspace
def workspace(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and where their work stands."""
    access, by_mail = access_of_request(request), has_address(request)
    centre = access.filter(ResourceCentrePage.objects.all()).order_by("path").first()
    return page(
        request,
        "work",
        breadcrumb=crumbs(request),
        name=shown_name(request.user),
        done=_done(request.GET.get("done", ""), by_mail),
        has_address=by_mail,
        search_url=f"{centre_url(centre, request)}recherche/" if centre is not None else "",
        watches_url=f"{centre_url(centre, request)}{watches_path()}" if centre is not None else "",
        add_url=f"{centre_url(centre, request)}{PROPOSE}/" if centre is not None else "",
        account_url=conf.account_url(),
        logout_url=conf.logout_url(),
        view=present_work(request, access),
    )
