"""Looking after one's own account, and closing it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from home.accounts.forms import NameForm
from resource_centre.access.membership_models import Membership
from resource_centre.access.memberships import is_last_lead
from resource_centre.persons.person import person_of_user
from resource_centre.persons.walking import ErasePerson, NotErased, StillStaff, held_on, kept_sentences


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Name, address, password, second factor, and the way out."""
    user: Any = request.user
    context = {"has_password": user.has_usable_password(), "has_second_factor": is_mfa_enabled(user)}
    return render(request, "account/account.html", context)


@never_cache
@require_safe
def needed(request: HttpRequest) -> HttpResponse:
    """Where Wagtail leads whoever may not read a page: to the door; whoever is signed in already is told so, since the
    door would send them back to that page."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", ""))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """The name that one goes by: what was signed under another one stays as it was signed."""
    user: Any = request.user
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.get_full_name()})
    if form.is_valid():
        form.keep(user)
        return redirect("account")
    return render(request, "account/name.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Say what is kept, then close. Whoever works in the admin is closed by an administrator: pages are theirs."""
    user: Any = request.user
    erasing = ErasePerson(person_of_user(user, keeps_name=bool(request.POST.get("keep_name"))))
    refused: NotErased | None = None
    try:
        erasing.check()
        if request.method == "POST":
            erasing.execute()
            logout(request)
            return redirect("account_closed")
    except NotErased as error:
        refused = error
    kept = kept_sentences(held_on(erasing.person, at_once=True))
    seats = Membership.objects.filter(user=user).select_related("actor")
    last = [seat.actor.title for seat in seats if is_last_lead(seat)]
    context = {"is_staff": isinstance(refused, StillStaff), "refused": refused, "last_lead_of": last, "kept": kept}
    is_conflict = refused is not None and request.method == "POST"
    return render(request, "account/close.html", context, status=409 if is_conflict else 200)


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Said once the account is no more; whoever has one is led to it."""
    if request.user.is_authenticated:
        return redirect("account")
    return render(request, "account/closed.html")
