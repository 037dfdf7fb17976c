"""“Merge duplicates”: pairs that may be one, the two that are chosen, what moves, a confirmation, the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre.access.contribution import decided_by
from resource_centre.admin.duplicates_pairs import LIST_URL, kind_in, said_there, two_of
from resource_centre.admin.duplicates_view import (
    MergeLine,
    present_plan,
    present_record,
    title_of,
    what_was_left,
)
from resource_centre.admin.page_choices import PageChoiceField
from resource_centre.admin.told_apart import APART_URL, TELL_URL, apart_for, told_apart_urls
from resource_centre.admin.vocabulary_views import indented_choices
from resource_centre.content.keys import row_with_key
from resource_centre.content.pages.actor import Actor
from resource_centre.content.people import shown_name
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.duplicates.actors import MergeActors, plan_actors
from resource_centre.contribution.duplicates.apart import Apart
from resource_centre.contribution.duplicates.concepts import MergeConcepts, may_merge_concepts, plan_concepts
from resource_centre.contribution.duplicates.likely import LikelyPair, likely_actors, likely_concepts
from resource_centre.contribution.duplicates.models import Merge, MergeKind
from resource_centre.contribution.duplicates.undoing import UndoMerge
from resource_centre.contribution.errors import ContributionError, NotAllowed

PREVIEW_URL, RECORD_URL = "resource_centre_duplicates_preview", "resource_centre_merge"
#: Merges, and pairs, on each page of their lists.
EACH_PAGE, PAIRS_EACH_PAGE = 30, 100


@dataclass(frozen=True)
class PairLine:
    """Two that may be one, where their preview is, where they are told apart.

    names: those that resemble each other, () where they are what the two are called.
    """

    url: str
    apart_url: str
    first: str
    second: str
    names: tuple[str, ...]
    is_same: bool


class ActorsForm(forms.Form):
    """Two actors."""

    kept = PageChoiceField(Actor.objects.none(), label=gettext_lazy("The page that is kept"))
    merged = PageChoiceField(Actor.objects.none(), label=gettext_lazy("The page that becomes part of it"))

    def __init__(self, user: Any, *args: Any) -> None:
        super().__init__(*args)
        for field in self.fields.values():
            field.offer_in_chooser(own_actors(user))  # type: ignore[attr-defined]  # a PageChoiceField


class ConceptsForm(forms.Form):
    """Two terms."""

    kept = forms.ModelChoiceField(Concept.objects.all(), label=gettext_lazy("The term that is kept"))
    merged = forms.ModelChoiceField(Concept.objects.all(), label=gettext_lazy("The term that becomes part of it"))

    def __init__(self, _user: Any, *args: Any) -> None:
        super().__init__(*args)
        choices = indented_choices(None)
        for name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ModelChoiceField


def own_actors(user: Any) -> QuerySet[Any]:
    """Actors on which this user decides, but for those that became another."""
    return Actor.objects.filter(pk__in=decided_by(user).values("pk"), merged_into=None)


def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one, a form for two others, and the merges that were made."""
    kind = kind_in(request)
    may = kind == MergeKind.ACTOR or may_merge_concepts(request.user)
    asked = "kept" in request.GET or "merged" in request.GET
    made: type[forms.Form] = ActorsForm if kind == MergeKind.ACTOR else ConceptsForm
    form = made(request.user, request.GET) if asked else None  # type: ignore[arg-type]  # their own first argument
    if form is not None and may and form.is_valid():
        chosen = form.cleaned_data
        return HttpResponseRedirect(reverse(PREVIEW_URL, args=[kind, chosen["kept"].pk, chosen["merged"].pk]))
    shown = Paginator(merges_of(request.user), EACH_PAGE).get_page(request.GET.get("p"))
    apart = Apart.of(kind)
    pairs = _likely(kind, request.user, apart) if may else ()
    likely = Paginator(pairs, PAIRS_EACH_PAGE).get_page(request.GET.get("pairs"))
    context = {
        "kind": str(kind),
        # An empty one: a chooser prints the title of whatever page an address names.
        "form": made(request.user),  # type: ignore[arg-type]  # their own first argument
        "problem": _("Choose two of those that you may publish.") if asked else "",
        "may": may,
        "likely": likely,
        "pairs": _pair_lines(kind, list(likely)),
        "apart": apart_for(request.user, kind, apart).count(),
        "apart_url": reverse(APART_URL),
        "shown": shown,
        "lines": [_line(merge) for merge in shown],
        "list_url": reverse(LIST_URL),
        **said_there(request),
    }
    return TemplateResponse(request, "resource_centre/admin/duplicates.html", context)


def merges_of(user: Any) -> QuerySet[Merge]:
    """Merges that this user may read: of pages on which they decide; of terms, if they may change these."""
    pages = decided_by(user).values("pk")
    rows = Merge.objects.filter(kind=MergeKind.ACTOR, kept_actor__in=pages)
    if may_merge_concepts(user):
        rows = rows | Merge.objects.filter(kind=MergeKind.CONCEPT)
    return rows.select_related("by").defer("moved", "left").order_by("-at", "-pk")


def _line(merge: Merge) -> MergeLine:
    by = shown_name(merge.by) if merge.by is not None else ""
    url = reverse(RECORD_URL, args=[merge.pk])
    return MergeLine(url, merge.get_kind_display(), merge.kept_name, merge.merged_name, by, merge.at, merge.undone_at)


def _likely(kind: str, user: Any, apart: Apart) -> tuple[LikelyPair, ...]:
    return likely_actors(own_actors(user), apart) if kind == MergeKind.ACTOR else likely_concepts(apart)


def _pair_lines(kind: str, found: Sequence[LikelyPair]) -> list[PairLine]:
    keys = {pk for pair in found for pk in (pair.first, pair.second)}
    if kind == MergeKind.ACTOR:
        titles = dict(Actor.objects.filter(pk__in=keys).values_list("pk", "title"))
    else:
        titles = {term.pk: title_of(term) for term in Concept.objects.filter(pk__in=keys).select_related("vocabulary")}
    return [_pair_line(kind, pair, (titles[pair.first], titles[pair.second])) for pair in found]


def _pair_line(kind: str, pair: LikelyPair, titles: tuple[str, str]) -> PairLine:
    preview_url, apart_url = (reverse(name, args=[kind, pair.first, pair.second]) for name in (PREVIEW_URL, TELL_URL))
    is_told = all(name in title for name, title in zip(pair.names, titles, strict=True))
    return PairLine(preview_url, apart_url, *titles, () if is_told else pair.names, pair.is_same)


def preview(request: HttpRequest, kind: str, kept: int, merged: int) -> HttpResponse:
    """Everything that moves; a post with the mark of what was shown does it. What one may not do is not there."""
    pair = _Pair(kind, *two_of(kind, kept, merged))
    problem = None
    try:
        pair.mutation(request.user).check()
        if request.method == "POST":
            merge = pair.mutation(request.user, request.POST.get("read", "")).execute()
            messages.success(request, _("Done: “%(merged)s” leads to “%(kept)s” from now on.") % pair.names)
            return HttpResponseRedirect(reverse(RECORD_URL, args=[merge.pk]))
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        problem = error
    return _preview_page(request, pair, problem)


@dataclass(frozen=True)
class _Pair:
    """The two that are chosen."""

    kind: str
    kept: Any
    merged: Any

    @property
    def names(self) -> dict[str, str]:
        """As a sentence needs them."""
        return {"kept": title_of(self.kept), "merged": title_of(self.merged)}

    def mutation(self, user: Any, read: str | None = None) -> MergeActors | MergeConcepts:
        """The merge."""
        made = MergeActors if self.kind == MergeKind.ACTOR else MergeConcepts
        return made(self.kept, self.merged, user, read)

    @property
    def addresses(self) -> list[str]:
        """Public addresses of the merged actor, which lead to the kept one from then on."""
        if self.kind != MergeKind.ACTOR:
            return []
        home, list_url = self.merged.url or "", self.merged.get_parent().url or ""
        return [home, *(f"{list_url}{name.slug}/" for name in self.merged.names.all() if name.slug)]


def _preview_page(request: HttpRequest, pair: _Pair, problem: ContributionError | None) -> HttpResponse:
    is_possible = problem is None or problem.is_conflict
    plan = None
    if pair.kept.pk != pair.merged.pk:
        plan = plan_actors(pair.kept, pair.merged) if pair.kind == MergeKind.ACTOR else plan_concepts(
            pair.kept, pair.merged
        )  # fmt: skip
    context = {
        **pair.names,
        "kind": pair.kind,
        "kept_url": _edit_url(pair.kept),
        "merged_url": _edit_url(pair.merged),
        "moves": present_plan(plan, request.user) if plan is not None and is_possible else None,
        "read": plan.mark if plan is not None and is_possible else "",
        "problem": str(problem) if problem is not None else "",
        "addresses": pair.addresses,
        "has_draft": pair.kind == MergeKind.ACTOR and pair.merged.has_unpublished_changes,
        "other_way_url": reverse(PREVIEW_URL, args=[pair.kind, pair.merged.pk, pair.kept.pk]),
        "list_url": f"{reverse(LIST_URL)}?kind={pair.kind}",
    }
    response = TemplateResponse(request, "resource_centre/admin/duplicates_preview.html", context)
    if problem is not None:
        response.status_code = problem.http_status
    return response


def _edit_url(thing: Any) -> str:
    if isinstance(thing, Actor):
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    return reverse("wagtailsnippets_resource_centre_concept:edit", args=[thing.pk])


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What a merge moved; a post undoes it."""
    merge = row_with_key(merges_of(request.user).defer(None), pk)
    if merge is None:
        raise Http404
    problem = None
    if request.method == "POST":
        try:
            UndoMerge(merge, request.user).execute()
            messages.success(request, _("Undone: the two are two again."))
            return HttpResponseRedirect(reverse(RECORD_URL, args=[pk]))
        except NotAllowed:
            raise Http404 from None
        except ContributionError as error:
            problem = error
            merge.refresh_from_db()
    context = {
        "line": _line(merge),
        "merge": merge,
        "moves": present_record(merge, request.user),
        "left": what_was_left(merge, request.user),
        "problem": str(problem) if problem is not None else "",
        "list_url": f"{reverse(LIST_URL)}?kind={merge.kind}",
    }
    response = TemplateResponse(request, "resource_centre/admin/merge.html", context)
    if problem is not None:
        response.status_code = problem.http_status
    return response


def duplicates_urls() -> list[Any]:
    """Addresses of these pages in the admin."""
    base = "resource-centre/duplicates/"
    return [
        path(base, duplicates, name=LIST_URL),
        path(f"{base}<str:kind>/<int:kept>/<int:merged>/", preview, name=PREVIEW_URL),
        path(f"{base}<int:pk>/", record, name=RECORD_URL),
        *told_apart_urls(base),
    ]
