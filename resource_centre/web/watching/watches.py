"""What one watches: the list, how often mails come, and the way out. By the account, or by the secret of a mail."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.days import site_day
from resource_centre.content.keys import key_in
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import STOP, watches_path
from resource_centre.contribution.watching.changes import choose_rhythm, stop_all, stop_watching, watcher_of
from resource_centre.contribution.watching.models import Rhythm, Watch, Watcher
from resource_centre.contribution.watching.subjects import Subject
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.guard import EXPIRED, is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response
from resource_centre.web.watching.beginning import link_away
from resource_centre.web.watching.places import subject_link
from resource_centre.web.workspace.frame import to_login


class RhythmForm(forms.Form):
    """How often, and of what."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often?"), choices=Rhythm.choices, widget=forms.RadioSelect)
    with_content = forms.BooleanField(
        label=gettext_lazy("Tell me of changes of content too, not only of new pages and changes of meaning"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "rc-choice"}),
    )


@dataclass(frozen=True)
class WatchLine:
    """Something that is watched. Without `link`, it may not be read any more: nothing of it is said; without `centre`,
    nor where."""

    pk: int
    link: Link | None
    sort: str
    centre: str
    since: date


def own(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """What the account watches."""
    if not request.user.is_authenticated:
        return to_login(request)
    watcher = Watcher.objects.filter(user=request.user.pk).first()
    return _watches(request, centre, watcher, access_of_request(request), "")


def by_secret(request: HttpRequest, centre: ResourceCentrePage, secret: str) -> HttpResponse:
    """What the reader of a mail watches: a forwarded mail shows nothing that not everybody may read."""
    watcher = _held_by(request, centre, secret)
    if watcher is None:
        return link_away(request, centre)
    return _watches(request, centre, watcher, Access.of(ANONYMOUS), secret)


def _held_by(request: HttpRequest, centre: ResourceCentrePage, secret: str) -> Watcher | None:
    """Who watches by that secret. A centre that its reader may not read is absent to any other. Raises Http404."""
    watcher = watcher_of(secret)
    if watcher is None and not access_of_request(request).allows(centre):
        raise Http404
    return watcher


def _way(request: HttpRequest, centre: ResourceCentrePage, words: str) -> tuple[Link, ...]:
    """The way to here: of a centre that its reader may not read, nothing is said."""
    here = Link(words, "")
    return breadcrumb(centre, here, request=request) if access_of_request(request).allows(centre) else (here,)


def _watches(
    request: HttpRequest, centre: ResourceCentrePage, watcher: Watcher | None, access: Access, secret: str
) -> HttpResponse:
    address = f"{centre_url(centre, request)}{watches_path(secret)}"
    if watcher is None or request.method != "POST":
        return _page(request, centre, watcher, access, address)
    if not is_genuine(request):
        return _page(request, centre, watcher, access, address, 403, (("", "", str(EXPIRED)),))
    if key := key_in(request.POST.get("stop", "")):
        stop_watching(watcher, key)
        return see_other(f"{address}?done=stopped")
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, watcher, access, address, 422, error_lines(form))
    choose_rhythm(watcher, form.cleaned_data["rhythm"], with_content=form.cleaned_data["with_content"])
    return see_other(f"{address}?done=kept")


def _page(
    request: HttpRequest, centre: ResourceCentrePage, watcher: Watcher | None, access: Access, address: str,
    status: int = 200, errors: tuple[tuple[str, str, str], ...] = (),
) -> HttpResponse:  # fmt: skip
    chosen = {"rhythm": watcher.rhythm, "with_content": watcher.with_content} if watcher is not None else {}
    response = page_response(
        request,
        "watching/watches",
        centre,
        breadcrumb=_way(request, centre, _("What you watch")),
        lines=tuple(_line(one, access, request) for one in _of(watcher)),
        form=RhythmForm(initial=chosen),
        stop_url=f"{centre_url(centre, request)}{watches_path(watcher.secret, STOP)}" if watcher is not None else "",
        themes_url=f"{centre_url(centre, request)}themes/",
        done=_done(request.GET.get("done", "")),
        errors=errors,
        address=address,
    )
    response.status_code = status
    return response


def _of(watcher: Watcher | None) -> list[Watch]:
    if watcher is None:
        return []
    rows = watcher.watches.filter(secret="")
    return list(rows.select_related("centre", "resource", "concept__vocabulary", "territory").order_by("-pk"))


def _line(watch: Watch, access: Access, request: HttpRequest) -> WatchLine:
    subject = Subject.of(watch)
    may_read = access.allows(watch.centre) and subject.is_open_to(access)
    sort = _("resource") if watch.resource_id else _("theme") if watch.concept_id else _("territory")
    link = subject_link(subject, watch.centre, request) if may_read else None
    where = watch.centre.title if access.allows(watch.centre) else ""
    return WatchLine(watch.pk, link, sort, where, site_day(watch.created_at))


def _done(word: str) -> str:
    return {
        "begun": _("You watch it from now on."),
        "stopped": _("You no longer watch it."),
        "kept": _("Your choice is kept."),
    }.get(word, "")


def stop(request: HttpRequest, centre: ResourceCentrePage, secret: str) -> HttpResponse:
    """Stop everything: a mail program posts here by itself (RFC 8058), a person sees a button first.

    The secret is the right to do it: no session is asked for, and stopping twice is the same as once.
    """
    watcher = _held_by(request, centre, secret)
    context: dict[str, Any] = {
        "back": centre_url(centre, request) if access_of_request(request).allows(centre) else "",
        "breadcrumb": _way(request, centre, _("Stop all mails")),
        "is_done": request.method == "POST" or watcher is None,
        "count": watcher.watches.filter(secret="").count() if watcher is not None else 0,
        "watches_url": f"{centre_url(centre, request)}{watches_path(secret)}",
    }
    if watcher is not None and request.method == "POST":
        stop_all(watcher)
    return page_response(request, "watching/stop", centre, **context)
