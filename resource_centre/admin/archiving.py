"""Withdrawing a page in Wagtail's admin, and taking it out of the archive."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import page_permission_policy

from resource_centre.access.contribution import may_decide
from resource_centre.admin.page_choices import PageChoiceField
from resource_centre.content.keys import row_with_key
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.workflow.archiving.changes import ArchiveResource, RestoreResource
from resource_centre.workflow.archiving.models import Archive

ARCHIVE_URL, RESTORE_URL = "resource_centre_archive", "resource_centre_restore"
LONGEST_REASON = 2_000


class ArchiveForm(forms.Form):
    """Why, and what replaces it. Only pages that this user meets in the admin are offered, or taken."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("Readers who come to its address read this."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    successor = PageChoiceField(
        Resource.objects.none(),
        label=gettext_lazy("Page that replaces it"),
        required=False,
    )
    asked_by = PageChoiceField(
        Actor.objects.none(),
        label=gettext_lazy("At the request of"),
        required=False,
        empty_label=gettext_lazy("nobody"),
    )

    def __init__(self, page: Resource, user: Any, data: Any = None) -> None:
        super().__init__(data)
        seen = page_permission_policy.explorable_instances(user).values("pk")
        successor: Any = self.fields["successor"]
        successor.offer_in_chooser(Resource.objects.live().filter(pk__in=seen))
        named = Actor.objects.filter(pk__in=page.involvements.values("actor")).filter(pk__in=seen).order_by("title")
        if named:
            self.fields["asked_by"].queryset = named  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["asked_by"]

    def without_refused(self) -> "ArchiveForm":
        """The same, without a page that was refused: Wagtail's chooser prints the title of whatever it is given."""
        if "successor" in self.errors:
            posted: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: of lists, were it unpacked
            posted["successor"] = ""
            self.data = posted
        return self


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a page. Whoever may not publish it is answered as if nothing were there."""
    page = _page(request, pk)
    form = ArchiveForm(page, request.user, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, page, form)
    if not form.is_valid():
        return _form(request, page, form.without_refused(), 422)
    told = form.cleaned_data
    try:
        ArchiveResource(page, request.user, told["reason"], told["successor"], told.get("asked_by")).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        form.add_error(None, str(error))
        return _form(request, page, form, error.http_status)
    messages.success(request, _("“%(title)s” is archived: its address says why.") % {"title": page.title})
    return HttpResponseRedirect(_edit(page))


def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a page out of the archive."""
    page = _page(request, pk)
    if request.method != "POST":
        found = Archive.objects.filter(resource=page.pk).select_related("revision").first()
        if found is None:
            raise Http404
        is_changed = found.revision is None or page.latest_revision_id != found.newest_id
        context = {"page": page, "archive": found, "is_changed": is_changed, "edit_url": _edit(page)}
        return TemplateResponse(request, "resource_centre/admin/restore.html", context)
    try:
        is_live = RestoreResource(page, request.user).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_edit(page))
    if is_live:
        messages.success(request, _("“%(title)s” is published again, as it was.") % {"title": page.title})
    else:
        words = _("“%(title)s” is out of the archive. It has changed since: look at it, then publish it.")
        messages.warning(request, words % {"title": page.title})
    return HttpResponseRedirect(_edit(page))


def _page(request: HttpRequest, pk: int) -> Resource:
    page = row_with_key(Resource.objects.filter(alias_of=None), pk)
    if page is None or not may_decide(request.user, page):
        raise Http404
    return page


def _form(request: HttpRequest, page: Resource, form: ArchiveForm, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form, "edit_url": _edit(page)}
    return TemplateResponse(request, "resource_centre/admin/archive.html", context, status=status)


def _edit(page: Resource) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
