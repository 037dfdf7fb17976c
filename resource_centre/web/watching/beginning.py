"""Beginning to watch: a button for who is signed in, an address to confirm for the others."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import LONGEST_ADDRESS
from resource_centre.content.territories import Territory
from resource_centre.content.typed import typed
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.contribution.addresses import watches_path
from resource_centre.contribution.errors import ContributionError, LinkUnusable
from resource_centre.contribution.watching.changes import BeginWatching, confirm_watch, waiting_watch
from resource_centre.contribution.watching.subjects import Subject
from resource_centre.web.contributing.centres import ElsewhereNow, absence_of, resource_in
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.fields import TypedAddress
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
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response
from resource_centre.web.watching.places import subject_link

RESOURCE, TERRITORY = "resource", "territory"


class AddressForm(forms.Form):
    """Asked of those who are not signed in."""

    email = TypedAddress(
        max_length=LONGEST_ADDRESS,
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Never shown. A link sent there confirms that it is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def subject_of(request: HttpRequest, centre: ResourceCentrePage) -> Subject:
    """What the address names, if this reader may watch it; Http404 otherwise, as for what does not exist.

    Raises ElsewhereNow for a resource that is in another centre by now, PageGone for one that is withdrawn.
    """
    access = access_of_request(request)
    given = {name: typed(request.GET, name)[:100] for name in (RESOURCE, THEME, TERRITORY)}
    found = Subject()
    if given[RESOURCE]:
        found = Subject(resource=resource_in(centre, _uuid(given[RESOURCE]), access))
    elif given[THEME]:
        themes = Concept.objects.of(THEME).filter(is_active=True).select_related("vocabulary")
        found = Subject(concept=themes.filter(code=given[THEME]).first())
    elif given[TERRITORY]:
        found = Subject(territory=Territory.objects.by_key(given[TERRITORY]))
    if not any(found.ends.values()) or not found.is_open_to(access):
        raise absence_of(found.resource, access)
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def begin(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """One form, or one button."""
    subject = subject_of(request, centre)
    user: Any = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        return _answer(request, centre, subject, AddressForm() if user is None else None)
    form = AddressForm(request.POST) if user is None else None
    note = read_stamp(request.POST.get(SHOWN, ""))
    if not is_genuine(request) or note is None:
        return _answer(request, centre, subject, form, 403, (("", "", str(EXPIRED)),))
    guard = Guard(request.POST, note.get("at"))
    if form is not None and not all([form.is_valid(), guard.is_valid()]):
        errors = [("", "", str(message)) for message in guard.non_field_errors()]
        return _answer(request, centre, subject, form, 422, (*errors, *error_lines(form)))
    email = form.cleaned_data["email"] if form is not None else ""
    if wait := flood_wait(request, email):
        return too_many(_answer(request, centre, subject, form, errors=(("", "", flooded_words(wait)),)), wait)
    return _keep(request, centre, subject, user, email)


def _keep(request: HttpRequest, centre: ResourceCentrePage, subject: Subject, user: Any, email: str) -> HttpResponse:
    access, language = access_of_request(request), get_language() or "fr"
    try:
        BeginWatching(subject, centre, access, user, email, language).execute()
    except ContributionError as error:
        form = AddressForm(request.POST) if user is None else None
        return _answer(request, centre, subject, form, 422, (("", "", str(error)),))
    if user is not None:
        return see_other(f"{centre_url(centre, request)}{watches_path()}?done=begun")
    crumbs = _crumbs(request, centre, subject)
    return page_response(
        request, "watching/sent", centre, breadcrumb=crumbs, subject=subject_link(subject, centre, request), email=email
    )


def _crumbs(request: HttpRequest, centre: ResourceCentrePage, subject: Subject) -> tuple[Link, ...]:
    return breadcrumb(centre, subject_link(subject, centre, request), Link(_("Watch"), ""), request=request)


def _answer(
    request: HttpRequest, centre: ResourceCentrePage, subject: Subject, form: AddressForm | None, status: int = 200,
    errors: tuple[tuple[str, str, str], ...] = (),
) -> HttpResponse:  # fmt: skip
    response = page_response(
        request,
        "watching/begin",
        centre,
        breadcrumb=_crumbs(request, centre, subject),
        subject=subject_link(subject, centre, request),
        is_resource=subject.resource is not None,
        form=form,
        errors=errors,
        shown=request.POST.get(SHOWN) if status != 403 and request.method == "POST" else stamp(),
    )
    response.status_code = status
    return response


def confirm(request: HttpRequest, centre: ResourceCentrePage, secret: str) -> HttpResponse:
    """What the link of the mail opens: a button, since programs that read mail follow links too."""
    crumbs = breadcrumb(centre, Link(_("Watch"), ""), request=request)
    try:
        watch = waiting_watch(secret)
        if watch.centre_id != centre.pk:
            raise ElsewhereNow(watch.centre)
        if request.method == "POST" and is_genuine(request):
            watcher = confirm_watch(secret)
            return see_other(f"{centre_url(centre, request)}{watches_path(watcher.secret)}?done=begun")
        subject = Subject.of(watch)
    except LinkUnusable:
        return link_away(request, centre)
    if not subject.is_open_to(access_of_request(request)):
        return link_away(request, centre)
    return page_response(
        request, "watching/confirm", centre, breadcrumb=crumbs, subject=subject_link(subject, centre, request)
    )


def link_away(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """A link that served, is too old, or is somebody else's: one page with ways on."""
    crumbs = breadcrumb(centre, Link(_("Watch"), ""), request=request)
    response = page_response(request, "watching/link_away", centre, breadcrumb=crumbs)
    response.status_code = 410
    return response
