"""The decision on proposals, in Wagtail's admin: what waits, what differs, one decision."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from resource_centre.admin.decision_view import DecisionView, present_decision
from resource_centre.admin.opinions import present_opinions
from resource_centre.admin.review_frame import after_decision, present_frame
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.decide import AskForChanges, RefuseProposal, SayOutdated, TakeUpProposal
from resource_centre.contribution.deciding import reads_decisions_on
from resource_centre.contribution.errors import ContributionError, NotAllowed, Overlapping
from resource_centre.contribution.marks import from_marks, internal_links
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.mutation import Mutation
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.reading import read_mark
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.surface import Shape, fields_of
from resource_centre.contribution.wording import Wording
from resource_centre.workflow.records import Sort

DETAIL_URL = "resource_centre_proposal"


def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, and the decision. Whoever may not decide here is answered as if nothing were there."""
    proposal = Proposal.objects.filter(pk=pk).select_related("resource", "author", "centre").first()
    if proposal is None or proposal.status in {"draft", "to_confirm"}:
        raise Http404
    if not reads_decisions_on(request.user, proposal):
        raise Http404
    if request.method != "POST":
        return _page(request, proposal)
    try:
        _mutation(request, proposal).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        return _again(request, proposal, error)
    messages.success(request, _("Done: it is written in the history of the proposal."))
    return after_decision(request.user, Sort.PROPOSAL, proposal.pk)


def _again(request: HttpRequest, proposal: Proposal, error: ContributionError) -> HttpResponse:
    """The same page, with why nothing was done, what was chosen, and the texts to choose from where both changed."""
    proposal.refresh_from_db()
    overlaps = error.overlaps if isinstance(error, Overlapping) else ()
    response = _page(request, proposal, str(error), overlaps)
    response.status_code = 409 if error.is_conflict else 422
    return response


def _page(request: HttpRequest, proposal: Proposal, problem: str = "", overlaps: Any = ()) -> HttpResponse:
    view: DecisionView = present_decision(request, proposal, overlaps)
    context = {
        "view": view,
        "frame": present_frame(request, Sort.PROPOSAL, proposal.pk, proposal, proposal.submitted_at),
        "opinions": present_opinions(request.user, proposal, {one.change.key: one.change.label for one in view.parts}),
        "proposal": proposal,
        "problem": problem,
        "here": request.path,
    }
    return TemplateResponse(request, "resource_centre/admin/proposal.html", context)


def _mutation(request: HttpRequest, proposal: Proposal) -> Mutation:
    posted, user = request.POST, request.user
    why = posted.get("why", "")
    act = posted.get("act", "")
    mark, ticked = read_mark(posted.get("read", "")), posted.getlist("point")
    if act in {"accept", "accept_all"}:
        decision = decision_from(posted, proposal, whole=act == "accept_all")
        return acceptance(proposal, user, decision).at_step(mark.step, ticked)
    if act == "take_up":
        return TakeUpProposal(proposal, user)
    by_name = {"refuse": RefuseProposal, "ask": AskForChanges, "outdated": SayOutdated}
    if act not in by_name:
        raise Http404
    return by_name[act](proposal, user, why).at_step(mark.step, ticked)


def decision_from(posted: Mapping[str, Any], proposal: Proposal, *, whole: bool = False) -> Decision:
    """What the form says: "keep:title" ticked, "text:title" in other words, "choice:title" where both changed."""
    changes = proposal.changes
    kept = frozenset(change.key for change in changes if whole or posted.get(f"keep:{change.key}"))
    choices = {change.key: posted[f"choice:{change.key}"] for change in changes if posted.get(f"choice:{change.key}")}
    mark, why = read_mark(str(posted.get("read", ""))), str(posted.get("why", ""))
    return Decision(mark.text, None if whole else kept, _edits(posted, proposal, changes), choices, why)


def _edits(posted: Mapping[str, Any], proposal: Proposal, changes: Any) -> dict[str, Any]:
    model = model_of(proposal)
    shapes = {one.name: one.shape for one in fields_of(model)}
    wording = Wording(model)
    found: dict[str, Any] = {}
    for change in changes:
        shown, typed = wording.written(change), posted.get(f"text:{change.key}")
        if shown is None or typed is None:
            continue
        text = str(typed).replace("\r\n", "\n").strip()
        if text == shown.replace("\r\n", "\n").strip():
            continue
        if change.field == BODY:
            html = from_marks(text, internal_links(str(change.after["value"])))
            found[change.key] = {**change.after, "value": html}
        else:
            is_rich = shapes[change.field] is Shape.RICH
            found[change.key] = from_marks(text, internal_links(str(change.after))) if is_rich else text
    return found
