"""The answer of "Try it on a search": what visitors find today, and what they would find."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from resource_centre.access.contribution import may_decide
from resource_centre.admin.own_centres import centre_numbered, centres_of
from resource_centre.admin.search_trial_panel import CENTRE, QUERY, ROW
from resource_centre.admin.search_words import TRIED
from resource_centre.content.dates import day_in_words
from resource_centre.content.days import site_today
from resource_centre.content.keys import key_in
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.staff.models import Promotion, SearchRedirect
from resource_centre.discovery.staff.trial import Side, Trial, try_out
from resource_centre.search.errors import EngineUnavailable, QueryTooLong


@dataclass(frozen=True)
class Line:
    """A result; is_other: the other side does not show it."""

    title: str
    kind: str
    is_other: bool


@dataclass(frozen=True)
class SideView:
    """One side of the comparison."""

    heading: str
    total: int
    relaxed: bool
    lines: tuple[Line, ...]
    recommended: tuple[str, ...] = ()
    see: str = ""


@require_POST
def try_search(request: HttpRequest, name: str) -> HttpResponse:
    """Both answers as a piece of page; what keeps the form from being tried is said in their place. Stores nothing."""
    viewset = TRIED.get(name)
    if viewset is None:
        raise Http404
    model = viewset.model
    if not any(request.user.has_perm(f"resource_centre.{action}_{name}") for action in ("add", "change")):
        raise PermissionDenied
    row = _row(request, model)
    form_class = viewset.edit_handler.bind_to_model(model).get_form_class()
    form = form_class(request.POST, instance=row, for_user=request.user)
    context: dict[str, Any] = {"name": name}
    if not form.is_valid():
        context["problems"] = _problems(form)
    else:
        context |= _tried(request, form)
    return TemplateResponse(request, "resource_centre/admin/search_trial.html", context)


def _row(request: HttpRequest, model: Any) -> Any:
    """What is being changed, or a new one; as absent when it is of a centre of others."""
    number = request.POST.get(ROW, "")
    if not number:
        return model()
    row = model.objects.filter(pk=key_in(number)).first()
    if row is None or not may_decide(request.user, getattr(row, "centre", None) or _some_centre(request)):
        raise Http404
    return row


def _some_centre(request: HttpRequest) -> ResourceCentrePage:
    """The centre on which what belongs to all of them is tried: the one chosen, or the first of one's own."""
    own = list(centres_of(request.user))
    found = centre_numbered(request.POST.get(CENTRE, ""), own) or next(iter(own), None)
    if found is None:
        raise PermissionDenied
    return found


def _tried(request: HttpRequest, form: Any) -> dict[str, Any]:
    draft = form.save(commit=False)
    text = request.POST.get(QUERY, "").strip()
    if not text:
        return {"problems": [_("Type the words of a search.")]}
    try:
        trial = try_out(draft, getattr(draft, "centre", None) or _some_centre(request), text)
    except QueryTooLong:
        return {"problems": [_("This search is too long: shorten it.")]}
    except EngineUnavailable:
        return {"problems": [_("The search is away for a moment: ask again.")]}
    return {
        "trial": trial,
        "sides": (
            _side(_("Today"), trial.without, trial.with_it),
            _side(_("With this change"), trial.with_it, trial.without),
        ),
        "unseen": _unseen(draft, trial),
        "is_same": _is_same(trial),
    }


def _unseen(draft: Any, trial: Trial) -> str:
    """Why nothing would be shown to visitors, or not today, though the words are these."""
    if trial.is_for_tried and isinstance(draft, SearchRedirect) and not trial.with_it.see:
        return _("Visitors may not read what it leads to: nothing is shown to them.")
    if trial.is_for_tried and isinstance(draft, Promotion):
        if not trial.with_it.recommended:
            return _("Visitors may read none of these resources: nothing is shown to them.")
        return _another_day(draft.live_from, draft.live_until)
    return ""


def _another_day(first: date | None, last: date | None) -> str:
    """Why a recommendation is not shown today; "" when it is."""
    today = site_today()
    if first is not None and first > today:
        return _("Visitors are shown it from %(date)s on, not before.") % {"date": day_in_words(first)}
    if last is not None and last < today:
        return _("Visitors are shown it no more: its last day was %(date)s.") % {"date": day_in_words(last)}
    return ""


def _side(heading: str, side: Side, other: Side) -> SideView:
    elsewhere = {one.hit.id for one in other.found.hits}
    lines = (Line(one.page.title, _kind(one.page), one.hit.id not in elsewhere) for one in side.found.hits)
    results = side.found.results
    recommended = tuple(page.title for page in side.recommended)
    return SideView(heading, results.total, results.relaxed and results.total > 0, tuple(lines), recommended, side.see)


def _kind(page: Any) -> str:
    return str(page.specific_class.kind.label)


def _is_same(trial: Trial) -> bool:
    before, after = (
        (one.found.results.total, [hit.hit.id for hit in one.found.hits], one.recommended, one.see)
        for one in (trial.without, trial.with_it)
    )
    return before == after


def _problems(form: Any) -> list[str]:
    """Each with the field that it is about: "Words that mean the same: write two forms at least"."""
    found: list[str] = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found += [f"{label} – {error}" if label else str(error) for error in errors]
    for formset in getattr(form, "formsets", {}).values():
        found += [str(error) for error in formset.non_form_errors()]
        found += [str(error) for one in formset.forms for errors in one.errors.values() for error in errors]
    return found or [_("Complete the form first.")]
