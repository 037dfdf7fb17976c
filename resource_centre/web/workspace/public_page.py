"""Choosing whether one has a public page, under which name, with which organisations. Off at first."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import contributor_path
from resource_centre.contribution.contributors.changes import ShowContributor, hide_contributor, names_of
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.contributors.work import improved_by
from resource_centre.contribution.errors import ContributionError
from resource_centre.web.contributing.guard import is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.workspace.frame import Fault, crumbs, expired, fault_of, faults_of_form, in_workspace, page

NAME = "resource_centre_public_page"


class PublicPageForm(forms.Form):
    """What the page shows."""

    name = forms.ChoiceField(
        label=gettext_lazy("Name on the page"),
        help_text=gettext_lazy("Only what you signed with this very name is on the page."),
    )
    shows_organisations = forms.BooleanField(
        label=gettext_lazy("Show the organisations to whose teams I belong"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "rc-choice"}),
    )

    def __init__(self, data: Any, user: Any, current: ContributorPage | None) -> None:
        chosen = {} if current is None else {"name": current.name, "shows_organisations": current.shows_organisations}
        super().__init__(data, initial=chosen)
        field: Any = self.fields["name"]
        field.choices = [(name, name) for name in names_of(user)]


@in_workspace
def public_page(request: HttpRequest) -> HttpResponse:
    """The form; its buttons switch the page on, change it, or switch it off."""
    user: Any = request.user
    current = ContributorPage.objects.filter(user=user.pk).first()
    if request.method != "POST":
        return _answer(request, PublicPageForm(None, user, current), current)
    form = PublicPageForm(request.POST, user, current)
    if not is_genuine(request):
        return _answer(request, form, current, expired())
    if request.POST.get("act") == "hide":
        hide_contributor(user)
        return see_other(f"{reverse(NAME)}?done=hidden")
    if not form.is_valid():
        return _answer(request, form, current, faults_of_form(form))
    chosen = form.cleaned_data
    try:
        ShowContributor(user, chosen["name"], shows_organisations=chosen["shows_organisations"]).execute()
    except ContributionError as error:
        return _answer(request, form, current, fault_of(error, "id_name", _("Name on the page")))
    return see_other(f"{reverse(NAME)}?done=shown")


def _answer(
    request: HttpRequest, form: PublicPageForm, current: ContributorPage | None, fault: Fault | None = None
) -> HttpResponse:
    is_public = current is not None and current.is_public
    addresses = _addresses(request, current) if current is not None and is_public else ()
    return page(
        request,
        "public_page",
        fault,
        breadcrumb=crumbs(request, Link(_("My public page"), "")),
        form=form,
        is_public=is_public,
        addresses=addresses,
        done=_done(request.GET.get("done", ""), is_read=bool(addresses)),
    )


def _addresses(request: HttpRequest, current: ContributorPage) -> tuple[Link, ...]:
    """In each centre where something of theirs is on it."""
    access = access_of_request(request)
    centres = access.filter(ResourceCentrePage.objects.all()).order_by("path")
    return tuple(
        Link(centre.title, f"{centre_url(centre, request)}{contributor_path(current.uuid)}")
        for centre in centres
        if improved_by(current, centre, access).exists()
    )


def _done(word: str, *, is_read: bool) -> str:
    """What a button has done; is_read: somewhere there is something on the page, which nobody finds until then."""
    return {
        "shown": _("Your page is public.") if is_read else _("Your choices are kept."),
        "hidden": _("Your page is switched off: nobody reaches it any more."),
    }.get(word, "")
