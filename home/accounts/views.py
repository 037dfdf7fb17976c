"""Looking after one's own account, and closing it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from resource_centre.access.membership_models import Membership
from resource_centre.access.memberships import is_last_lead
from resource_centre.contribution.tidying import forget_account


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Name, address, password, second factor, and the way out."""
    user: Any = request.user
    context = {"has_password": user.has_usable_password(), "has_second_factor": is_mfa_enabled(user)}
    return render(request, "account/account.html", context)


@never_cache
@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Say what is kept, then close. Whoever works in the admin is closed by an administrator: pages are theirs."""
    user: Any = request.user
    is_staff = user.is_superuser or user.has_perm("wagtailadmin.access_admin")
    if request.method == "POST" and not is_staff:
        with transaction.atomic():
            forget_account(user)
            user.delete()
        logout(request)
        return redirect("account_closed")
    seats = Membership.objects.filter(user=user).select_related("actor")
    last = [seat.actor.title for seat in seats if is_last_lead(seat)]
    return render(request, "account/close.html", {"is_staff": is_staff, "last_lead_of": last})


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Said once the account is no more."""
    return render(request, "account/closed.html")
