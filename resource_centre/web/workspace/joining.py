"""Finding one's organisation, and asking to join it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from resource_centre.access.membership_models import Membership, MembershipRequest, RequestState
from resource_centre.access.memberships import joinable, may_ask, membership_of, name_told
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.contribution.joining import RequestMembership, WithdrawRequest
from resource_centre.text.folding import fold
from resource_centre.text.readable import seen
from resource_centre.web.contributing.fields import TypedText
from resource_centre.web.contributing.guard import flood_wait, is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link
from resource_centre.web.workspace.blocks import since_words
from resource_centre.web.workspace.frame import (
    WORKSPACE,
    Fault,
    actor_or_404,
    crumbs,
    expired,
    fault_of,
    faults_of_form,
    flooded,
    has_address,
    in_workspace,
    page,
    texts_of,
)

#: Characters of a question that are read, and organisations that are shown.
LONGEST, MOST = 100, 20


@dataclass(frozen=True)
class Found:
    """An organisation that answers to what was typed. also: the other name by which it was found."""

    name: str
    also: str
    url: str
    is_own: bool


def find_organisations(access: Access, typed: str) -> list[tuple[Actor, str]]:
    """Organisations of which each typed word begins a word of one name, with that name when it is not the title.

    Three queries, all titles read: an index would tell less (former names, accents, two letters) for a list that is
    made by hand.
    """
    words = fold(typed[:LONGEST]).split()
    if not words:
        return []
    actors = {actor.pk: actor for actor in joinable(access).only("pk", "title", "uuid").order_by("title", "pk")}
    names = [(pk, actor.title, "") for pk, actor in actors.items()]
    rows = ActorName.objects.filter(actor__in=actors).values_list("actor", "name").order_by("name")
    names += [(pk, name, name) for pk, name in rows]
    found: dict[int, str] = {}
    for pk, name, also in names:
        spoken = fold(name).replace("’", " ").replace("'", " ").replace("-", " ").split()
        if pk not in found and all(any(one.startswith(word) for one in spoken) for word in words):
            found[pk] = also
    return [(actors[pk], also) for pk, also in found.items()]


@in_workspace
def organisations(request: HttpRequest) -> HttpResponse:
    """Find one's organisation among the actors, by a plain form."""
    typed = " ".join(seen(request.GET.get("q", "")).split())[:LONGEST]
    found = find_organisations(access_of_request(request), typed)
    own = set(Membership.objects.filter(user=request.user.pk).values_list("actor", flat=True))
    lines = [
        Found(actor.title, also, reverse("resource_centre_join", args=[actor.uuid]), actor.pk in own)
        for actor, also in found[:MOST]
    ]
    return page(
        request,
        "organisations",
        breadcrumb=crumbs(request, Link(_("Find your organisation"), "")),
        typed=typed,
        lines=lines,
        more=max(0, len(found) - MOST),
    )


class AskForm(forms.Form):
    """A word to the editors."""

    message = TypedText(
        label=gettext_lazy("Who are you in this organisation?"),
        help_text=gettext_lazy("Your work there, or how the editors can check it. Only they read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1_000,
    )


@in_workspace
def join(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask to join an organisation, or see where the request stands and take it back."""
    actor, access = actor_or_404(uid), access_of_request(request)
    if membership_of(request.user, actor) is not None:
        return see_other(reverse("resource_centre_team", args=[uid]))
    waiting = MembershipRequest.objects.filter(user=request.user.pk, actor=actor, state=RequestState.WAITING).first()
    if waiting is None and not may_ask(access, actor):
        raise Http404
    if request.method != "POST":
        return _join_page(request, actor, AskForm(), waiting)
    if request.POST.get("act") == "withdraw":
        return _withdraw(request, actor, waiting)
    return _ask(request, actor, access, waiting)


def _ask(request: HttpRequest, actor: Actor, access: Access, waiting: MembershipRequest | None) -> HttpResponse:
    form = AskForm(request.POST)
    if not is_genuine(request):
        return _join_page(request, actor, form, waiting, expired())
    if not form.is_valid():
        return _join_page(request, actor, form, waiting, faults_of_form(form))
    if wait := flood_wait(request):
        return _join_page(request, actor, form, waiting, flooded(wait))
    message, language = form.cleaned_data["message"], get_language() or "fr"
    try:
        RequestMembership(actor, request.user, message, access, language).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        return _join_page(request, actor, form, waiting, fault_of(error))
    return see_other(f"{reverse(WORKSPACE)}?done=asked")


def _withdraw(request: HttpRequest, actor: Actor, waiting: MembershipRequest | None) -> HttpResponse:
    if waiting is None:
        return see_other(reverse(WORKSPACE))
    if not is_genuine(request):
        return _join_page(request, actor, AskForm(), waiting, expired())
    try:
        WithdrawRequest(waiting, request.user).execute()
    except ContributionError as error:
        return _join_page(request, actor, AskForm(), waiting, fault_of(error))
    return see_other(f"{reverse(WORKSPACE)}?done=withdrawn")


def _join_page(
    request: HttpRequest, actor: Actor, form: Any, waiting: MembershipRequest | None, fault: Fault | None = None
) -> HttpResponse:
    """The form; or, while a request waits, the request, with what was typed besides, for which there is no form."""
    refused = MembershipRequest.objects.filter(user=request.user.pk, actor=actor, state=RequestState.REFUSED)
    last = refused.order_by("-decided_at").first()
    finding = Link(_("Find your organisation"), reverse("resource_centre_organisations"))
    access = access_of_request(request)
    name = name_told(access, actor)
    return page(
        request,
        "join",
        fault,
        breadcrumb=crumbs(request, finding, Link(name, "")),
        actor=Link(name, (actor.get_url(request) or "") if access.allows(actor) else ""),
        form=form,
        asked=since_words(waiting.created_at) if waiting is not None else "",
        message=waiting.message if waiting is not None else "",
        texts=texts_of(request) if waiting is not None else (),
        has_address=has_address(request),
        refused=last.reason if last is not None and waiting is None else "",
    )
