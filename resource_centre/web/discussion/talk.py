"""Discussing a resource, where everybody reads; and a proposal, between its authors and those who decide."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre.access.visibility import access_of_request
from resource_centre.content.keys import key_in
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import shown_name
from resource_centre.content.typed import typed
from resource_centre.contribution.addresses import (
    proposal_path,
    proposal_talk_path,
    propose_path,
    talk_path,
    thread_path,
)
from resource_centre.contribution.discussion.changes import Answer, Discuss, HideMessage, OpenThread, SettleThread
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.discussion.rights import may_discuss, may_moderate, may_resolve, may_talk
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.contribution.models import Proposal
from resource_centre.search.errors import PageOutOfRange
from resource_centre.text.readable import in_one_line
from resource_centre.web.contributing.centres import resource_or_404
from resource_centre.web.contributing.fields import TypedLine, TypedText
from resource_centre.web.contributing.giving_back import form_given_back
from resource_centre.web.contributing.guard import flood_wait, is_genuine, too_many
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.contributing.signing_in import with_way_in
from resource_centre.web.discussion.presenting import messages_page, threads_page
from resource_centre.web.history.views import page_number
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import beyond_the_last, page_response
from resource_centre.web.workspace.frame import Fault, expired, fault_of, faults_of_form, flooded, to_login

#: Characters of a message.
LONGEST = 4_000


class MessageForm(forms.Form):
    """An answer: plain text."""

    text = TypedText(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Plain text. Addresses are shown as they are, not as links."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        required=True,
    )


class ThreadForm(MessageForm):
    """A new question."""

    title = TypedLine(label=gettext_lazy("Subject"), max_length=120)
    field_order = ("title", "text")


@dataclass(frozen=True)
class Refused:
    """Why nothing was done, and the form that is given back with its text; None when a button was pressed."""

    form: forms.Form | None
    fault: Fault


def talk(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """Discussions of a resource, and the form that opens one."""
    page, access = resource_or_404(request, centre, uid)
    may_write = may_talk(access, request.user, page)
    refused: Refused | None = None
    if request.method == "POST":
        if not may_write:
            return form_given_back(request)
        refused = _refused(request, form := ThreadForm(request.POST))
        if refused is None:
            said = form.cleaned_data
            made = OpenThread(page, access, request.user, said["title"], said["text"]).execute()
            return see_other(f"{centre_url(centre, request)}{thread_path(uid, made.number)}")
    link = Link(page.title, page.get_url(request) or "")
    base = centre_url(centre, request)
    try:
        threads = threads_page(page, base, page_number(request))
    except PageOutOfRange as error:
        raise beyond_the_last(f"{base}{talk_path(uid)}?page={error.last}") from error
    return _answer(
        request,
        centre,
        "talk",
        refused,
        breadcrumb=breadcrumb(centre, link, Link(_("Discussion"), ""), request=request),
        resource=link,
        propose_url=f"{base}{propose_path(uid)}",
        threads=threads.lines,
        pagination=threads.pagination,
        may_write=may_write,
        name=shown_name(request.user) if may_write else "",
        form=(refused.form if refused is not None else None) or ThreadForm(),
        login_url="" if may_write else to_login(request).headers["Location"],
    )


def thread(request: HttpRequest, centre: ResourceCentrePage, uid: UUID, number: int) -> HttpResponse:
    """One discussion of a resource."""
    page, access = resource_or_404(request, centre, uid)
    found = Thread.objects.filter(resource=page.pk, number=number).select_related("resource").first()
    if found is None:
        raise Http404
    address = f"{centre_url(centre, request)}{thread_path(uid, number)}"
    may_write = may_talk(access, request.user, page)
    refused: Refused | None = None
    if request.method == "POST":
        if not may_write:
            return form_given_back(request)
        refused = _act(request, found, lambda text: Answer(found, access, request.user, text))
        if refused is None:
            return see_other(address)
    link = Link(page.title, page.get_url(request) or "")
    talks = Link(_("Discussion"), f"{centre_url(centre, request)}{talk_path(uid)}")
    crumbs = breadcrumb(centre, link, talks, Link(found.title, ""), request=request)
    return _thread_page(request, centre, found, refused, may_write, breadcrumb=crumbs, about=link, title=found.title)


@with_way_in
def proposal_talk(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> HttpResponse:
    """The discussion of a proposal; as absent for everybody else."""
    access = access_of_request(request)
    if not may_discuss(access, request.user, proposal):
        raise Http404
    base = centre_url(centre, request)
    found = Thread.objects.filter(proposal=proposal).select_related("proposal").first()
    refused: Refused | None = None
    if request.method == "POST":
        refused = _act(request, found, lambda text: Discuss(proposal, access, request.user, text))
        if refused is None:
            return see_other(f"{base}{proposal_talk_path(proposal)}")
    link = Link(_("The proposal"), f"{base}{proposal_path(proposal)}")
    crumbs = breadcrumb(centre, link, Link(_("Discussion"), ""), request=request)
    title = _("Discussion of the proposal")
    return _thread_page(request, centre, found, refused, True, breadcrumb=crumbs, about=link, title=title)


def _act(request: HttpRequest, found: Thread | None, answering: Any) -> Refused | None:
    """Answer, resolve, open again or hide, as the button says."""
    act = request.POST.get("act", "")
    if act not in {"resolve", "reopen", "hide"}:
        refused = _refused(request, form := MessageForm(request.POST))
        if refused is None:
            answering(form.cleaned_data["text"]).execute()
        return refused
    if not is_genuine(request):
        return Refused(None, expired())
    if found is None:
        raise Http404
    try:
        _settle(request, found, act)
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        return Refused(None, fault_of(error))
    return None


def _settle(request: HttpRequest, found: Thread, act: str) -> None:
    access, user = access_of_request(request), request.user
    if act != "hide":
        SettleThread(found, access, user, is_resolved=act == "resolve").execute()
        return
    message = Message.objects.filter(thread=found, pk=key_in(request.POST.get("message", ""))).first()
    if message is None:
        raise Http404
    HideMessage(message, user, in_one_line(typed(request.POST, "why"))).execute()


def _refused(request: HttpRequest, form: forms.Form) -> Refused | None:
    """Why a message is not taken; the form is given back with its text."""
    if not is_genuine(request):
        return Refused(form, expired())
    if not form.is_valid():
        return Refused(form, faults_of_form(form))
    if wait := flood_wait(request):
        return Refused(form, flooded(wait))
    return None


def _thread_page(
    request: HttpRequest, centre: ResourceCentrePage, found: Thread | None, refused: Refused | None, may_write: bool,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    moderates = found is not None and may_moderate(request.user, found)
    asked = page_number(request) if "page" in request.GET else None
    try:
        said = messages_page(found, request.user, request.path, asked, moderates=moderates)
    except PageOutOfRange as error:
        raise beyond_the_last(request.path) from error
    return _answer(
        request,
        centre,
        "thread",
        refused,
        messages=said.lines,
        pagination=said.pagination,
        is_open=found is None or found.is_open,
        may_write=may_write,
        may_resolve=found is not None and may_write and may_resolve(request.user, found),
        moderates=moderates,
        form=(refused.form if refused is not None else None) or MessageForm(),
        login_url="" if may_write else to_login(request).headers["Location"],
        **context,
    )


def _answer(
    request: HttpRequest, centre: ResourceCentrePage, template: str, refused: Refused | None, **context: Any
) -> HttpResponse:
    errors = refused.fault.errors if refused is not None else ()
    response = page_response(request, f"discussion/{template}", centre, errors=errors, **context)
    response.status_code = refused.fault.status if refused is not None else 200
    return too_many(response, refused.fault.wait) if refused is not None and refused.fault.wait else response
