"""The decision on proposals, in Wagtail's admin: what waits, what differs, one decision."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from resource_centre.admin.decision_view import DecisionView, present_decision
from resource_centre.admin.giving_back import given_back_if_absent
from resource_centre.admin.opinions import present_opinions
from resource_centre.admin.review_frame import after_decision, present_frame
from resource_centre.admin.rewordings import TEXT, WHY, edits_of, texts_typed, word_with_texts
from resource_centre.content.typed import typed
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.decide import AskForChanges, RefuseProposal, SayOutdated, TakeUpProposal
from resource_centre.contribution.deciding import reads_decisions_on
from resource_centre.contribution.errors import ContributionError, NotAllowed, Overlapping
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.mutation import Mutation
from resource_centre.contribution.reading import read_mark
from resource_centre.contribution.settling import acceptance
from resource_centre.workflow.records import Sort

DETAIL_URL = "resource_centre_proposal"
#: The button of whoever reads it, and decides later.
TAKE_UP = "take_up"


def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, and the decision. Whoever may not decide here is answered as if nothing were there; what they had
    typed is given back."""
    proposal = Proposal.objects.filter(pk=pk).select_related("resource", "author", "centre").first()
    return given_back_if_absent(
        request,
        lambda: _answer(request, proposal),
        lambda: texts_typed(request.POST, _as_read(request.POST, proposal)),
    )


def _answer(request: HttpRequest, proposal: Proposal | None) -> HttpResponse:
    if proposal is None or proposal.status in {"draft", "to_confirm"}:
        raise Http404
    if not reads_decisions_on(request.user, proposal):
        raise Http404
    if request.method != "POST":
        return _page(request, proposal)
    is_taken_up = request.POST.get("act") == TAKE_UP
    try:
        done = _mutation(request, proposal).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        return _again(request, proposal, error)
    messages.success(request, _("Done: the history of “%(title)s” says so.") % {"title": proposal.title})
    if not is_taken_up:
        return after_decision(request.user, Sort.PROPOSAL, proposal.pk)
    return HttpResponseRedirect(request.path) if _is_untouched(request.POST, done) else _page(request, done)


def _as_read(posted: QueryDict, proposal: Proposal | None) -> Proposal | None:
    """The proposal, for whoever posts the mark of its text: they have read it, whatever they may read now."""
    is_read = proposal is not None and read_mark(posted.get("read", "")).text[0] == proposal.digest
    return proposal if is_read else None


def _is_untouched(posted: QueryDict, proposal: Proposal) -> bool:
    """Whether a form says what its page showed at first: nothing of it can be lost."""
    said, before = decision_from(posted, proposal), proposal.kept_so_far
    kept = frozenset(before.get("kept", [change.key for change in proposal.changes]))
    as_shown = (kept, before.get("edits", {}), before.get("choices", {}))
    return (said.kept, said.edits, said.choices) == as_shown and not said.why.strip() and not posted.getlist("point")


def _again(request: HttpRequest, proposal: Proposal, error: ContributionError) -> HttpResponse:
    """The same page, with why nothing was done, what was chosen, and the texts to choose from where both changed."""
    proposal.refresh_from_db()
    overlaps = error.overlaps if isinstance(error, Overlapping) else ()
    response = _page(request, proposal, str(error), overlaps)
    response.status_code = error.http_status
    return response


def _page(request: HttpRequest, proposal: Proposal, problem: str = "", overlaps: Any = ()) -> HttpResponse:
    """The page; after a post with what was typed in it, or beside the form that closed meanwhile."""
    view: DecisionView = present_decision(request, proposal, overlaps)
    fields = {WHY, *(f"{TEXT}{one.change.key}" for one in view.parts if one.text is not None)}
    context = {
        "view": view,
        "frame": present_frame(request, Sort.PROPOSAL, proposal.pk, proposal, proposal.submitted_at),
        "opinions": present_opinions(request.user, proposal, {one.change.key: one.change.label for one in view.parts}),
        "proposal": proposal,
        "problem": problem,
        "texts": texts_typed(request.POST, proposal, fields if view.may_decide else set()),
        "is_typed": view.may_decide and request.method == "POST",
        "here": request.path,
    }
    return TemplateResponse(request, "resource_centre/admin/proposal.html", context)


def _mutation(request: HttpRequest, proposal: Proposal) -> Mutation:
    posted, user = request.POST, request.user
    act = posted.get("act", "")
    mark, ticked = read_mark(posted.get("read", "")), posted.getlist("point")
    if act in {"accept", "accept_all"}:
        decision = decision_from(posted, proposal, whole=act == "accept_all")
        return acceptance(proposal, user, decision).at_step(mark.step, ticked)
    if act == TAKE_UP:
        return TakeUpProposal(proposal, user)
    if act == "refuse":
        return RefuseProposal(proposal, user, typed(posted, WHY)).at_step(mark.step, ticked)
    back_to_author = {"ask": AskForChanges, "outdated": SayOutdated}
    if act not in back_to_author:
        raise Http404
    return back_to_author[act](proposal, user, word_with_texts(posted, proposal)).at_step(mark.step, ticked)


def decision_from(posted: Mapping[str, Any], proposal: Proposal, *, whole: bool = False) -> Decision:
    """What the form says: "keep:title" ticked, "text:title" in other words, "choice:title" where both changed."""
    changes = proposal.changes
    kept = frozenset(change.key for change in changes if whole or posted.get(f"keep:{change.key}"))
    picked = {change.key: typed(posted, f"choice:{change.key}") for change in changes}
    choices = {key: choice for key, choice in picked.items() if choice}
    mark = read_mark(str(posted.get("read", "")))
    edits = edits_of(posted, proposal, changes)
    return Decision(mark.text, None if whole else kept, edits, choices, typed(posted, WHY))
