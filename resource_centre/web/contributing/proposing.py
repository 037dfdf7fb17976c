"""Proposing a change: edit, check my changes, send. Each step is a plain post that carries all that was typed."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from resource_centre.access.contribution import is_own
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import PROPOSE, proposal_path, propose_path
from resource_centre.contribution.changes import BODY, Content, find_changes
from resource_centre.contribution.errors import ContributionError, NotAllowed, ProposalMoved
from resource_centre.contribution.merged import Choice, Merged, merge
from resource_centre.contribution.models import DECIDABLE, OPEN, Proposal
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.revise import RebaseProposal
from resource_centre.contribution.submit import Draft, SubmitProposal
from resource_centre.contribution.surface import content_of, uniques, version_of
from resource_centre.contribution.uploads.contents import FIGURE
from resource_centre.contribution.uploads.keeping import Desk
from resource_centre.web.contributing.about import AboutForm
from resource_centre.web.contributing.centres import resource_or_404
from resource_centre.web.contributing.checking import CheckView, present_check
from resource_centre.web.contributing.file_posts import DOCUMENTS, IMAGES, take_files, within_limits
from resource_centre.web.contributing.file_terms import file_terms
from resource_centre.web.contributing.form import Group, ProposalForm
from resource_centre.web.contributing.giving_back import MORE, OF_A_POST, STEP, changed_given_back, over_given_back
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
from resource_centre.web.contributing.naming import Titles
from resource_centre.web.contributing.signing_in import with_way_in
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response

logger = logging.getLogger(__name__)

SEEN = "seen"


@dataclass(frozen=True)
class FormView:
    """The page with the form. is_typed: it holds what was posted, which the site does not keep. is_to_confirm: a mail
    must be answered once it is sent. remarks: what an editor asks of a proposal that came back."""

    breadcrumb: tuple[Link, ...]
    title: str
    page: Link
    groups: tuple[Group, ...]
    errors: tuple[tuple[str, str, str], ...]
    notice: str
    remarks: str
    shown: str
    carried: tuple[tuple[str, str], ...]
    lists: Sequence[Titles]
    more_url: str
    is_typed: bool
    is_to_confirm: bool


@within_limits
def propose(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """A change of a page, by anybody who may read it."""
    page, access = resource_or_404(request, centre, uid)
    return Proposing(request, centre, page, access).answer()


@within_limits
@with_way_in
def revise(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> HttpResponse:
    """Its author changes a proposal, on the page of today."""
    user_id = access_of_request(request).principal.user_id
    if proposal.resource is None or not is_own(user_id, proposal.author_id, proposal.author_email):
        raise Http404
    if proposal.status not in DECIDABLE:
        if request.method != "POST" or proposal.status in OPEN:
            raise Http404
        way = _way_to(request, centre, proposal)
        return over_given_back(request, model_of(proposal), way, _kept_texts(request, centre, proposal))
    page, access = resource_or_404(request, centre, proposal.resource.uuid)
    return Proposing(request, centre, page, access, proposal).answer()


class Proposing:
    """One request of one form. `proposal` is the one that is changed; None for a new one."""

    def __init__(
        self,
        request: HttpRequest,
        centre: ResourceCentrePage,
        page: Any,
        access: Access,
        proposal: Proposal | None = None,
    ) -> None:
        self.request, self.centre, self.page, self.access, self.proposal = request, centre, page, access, proposal
        self.data: Any = request.POST if request.method == "POST" else None
        self.note = self._note()
        self.today = content_of(page, access)
        self.base = self._base()
        self.merged_before = self._shown()
        self.desk = Desk(centre, UUID(self.note["uid"]) if self.note else uuid4(), proposal)
        self.refused: Mapping[str, str] = {}
        self.form = self._form()

    def _note(self) -> dict[str, Any] | None:
        found = read_stamp(self.data.get(SHOWN, "")) if self.data is not None else None
        is_ours = found is not None and found.get("page") == self.page.pk and "uid" in found
        if self.data is not None and not is_ours:
            logger.warning("A form for page %s was altered.", self.page.pk)
        return found if is_ours else None

    def _base(self) -> dict[str, Any]:
        """What the page said when the form was first shown; what it says today when that is not known any more."""
        live = self.note.get("live") if self.note else None
        if not live or live == self.page.live_revision_id:
            return self.today
        revision = self.page.revisions.filter(pk=live).first()
        return content_of(version_of(self.page, revision), self.access) if revision else self.today

    def _shown(self) -> dict[str, Any]:
        """What the fields show at first: the page, with what is proposed already."""
        if self.proposal is None:
            return self.base
        old, new = self.proposal.base_content, self.proposal.content
        return self._merged(old, new, self.base)[0]

    def _merged(self, base: Content, content: Content, page: Content) -> tuple[dict[str, Any], Merged]:
        """The page with what is proposed, the author's text wherever both changed; and where both did."""
        unique = uniques(type(self.page))
        merged = merge(base, content, page, unique=unique)
        if not merged.overlaps:
            return merged.content, merged
        choices = {one.key: Choice.PROPOSAL for one in merged.overlaps}
        return merge(base, content, page, choices, unique).content, merged

    def _form(self) -> ProposalForm:
        files = file_terms(self.request, self.desk, self.access.principal, self.refused)
        return ProposalForm(self.page, self.centre, self.merged_before, self.access, self.data, self._extra(), files)

    def _take_files(self) -> None:
        """Keep the files that were chosen, whichever button was pressed."""
        figures = [block for block in self.merged_before[BODY] if block["type"] == FIGURE]
        rows = {DOCUMENTS: len(self.merged_before[DOCUMENTS]), IMAGES: len(figures)}
        taken = take_files(self.request, self.desk, self.access.principal, rows)
        self.data, self.refused = taken.data, taken.refused
        if taken.is_changed or taken.refused:
            self.form = self._form()

    def _extra(self) -> Mapping[str, int]:
        more = self.data.get(MORE, "") if self.data is not None else ""
        return {more: 3} if more else {}

    @property
    def is_stale(self) -> bool:
        """Whether the page has changed since the form was first shown."""
        return bool(self.note and self.note.get("live") != self.page.live_revision_id)

    @property
    def is_to_confirm(self) -> bool:
        """Whether a mail confirms it: an account, or a proposal that was confirmed already, is not asked to."""
        return self.proposal is None and not self.request.user.is_authenticated

    def answer(self) -> HttpResponse:
        """The page of this step."""
        if self.data is None:
            return self.form_page()
        # A form that was opened before stamps said so says nothing: `RebaseProposal` still compares what it replaces.
        read = self.note.get("read") if self.note else None
        if self.proposal is not None and read is not None and read != self.proposal.digest:
            return self._moved(ProposalMoved(self.proposal))
        if not is_genuine(self.request):
            return self.form_page(str(EXPIRED), 403)
        if self.note is None:
            return self.form_page(_("The form was not complete. Nothing is lost: read it over, then go on."), 400)
        step = self.data.get(STEP, "check")
        self._take_files()
        if self.refused:
            return self.form_page(status=422)
        if step in {"edit", "file"} or self.data.get(MORE):
            return self.form_page()
        if not self.form.is_valid():
            return self.form_page(status=422)
        draft, merged = self._draft()
        if not find_changes(draft.base, draft.content):
            return self.form_page(_("You have changed nothing yet."), 422)
        return self._send(draft, merged) if step == "send" else self.check_page(draft, merged)

    def _draft(self) -> tuple[Draft, Merged]:
        """What is proposed, on the page of today; where both changed the same place, the author's text."""
        content = self.form.proposed()
        on_today, merged = self._merged(self.base, content, self.today)
        if self.is_stale:
            content = on_today
        return Draft(self.today, content, self.page.live_revision_id, self.desk.form), merged

    def _send(self, draft: Draft, merged: Merged) -> HttpResponse:
        about = AboutForm(self.data, self.request.user, self.centre) if self.proposal is None else None
        guard = Guard(self.data, self.note.get("at") if self.note else None)
        is_seen = not merged.overlaps or self.request.POST.get(SEEN) == str(self.page.live_revision_id)
        is_right = all([about is None or about.is_valid(), guard.is_valid()])
        if not is_seen or not is_right:
            return self.check_page(draft, merged, about, guard, 409 if not is_seen else 422)
        mail = about.cleaned_data.get("email", "") if about is not None else ""
        if wait := flood_wait(self.request, mail):
            return too_many(self.check_page(draft, merged, about, guard, notice=flooded_words(wait)), wait)
        return self._keep(draft, about)

    def _keep(self, draft: Draft, about: AboutForm | None) -> HttpResponse:
        try:
            if self.proposal is not None:
                user = self.request.user if self.request.user.is_authenticated else None
                proposal = RebaseProposal(self.proposal, draft, self.access, user).execute()
            elif about is not None:
                proposal = SubmitProposal(
                    self.page, self.centre, draft, about.author(), about.about(), self.access
                ).execute()
        except NotAllowed:
            raise Http404 from None
        except ProposalMoved as error:
            return self._moved(error)
        except ContributionError as error:
            return self.form_page(str(error), error.http_status)
        return self._arrived(proposal)

    def _arrived(self, proposal: Proposal) -> HttpResponse:
        """To where it is followed. `#sent=`, and what ends the form's stamp, say which text the browser need not keep
        any more: until then it keeps what it sends, since an answer may never come (`sent.js`)."""
        number = self.data.get(SHOWN, "").rpartition(":")[2]
        return see_other(f"{_way_to(self.request, self.centre, proposal).url}#sent={number}")

    def _moved(self, error: ProposalMoved) -> HttpResponse:
        """Nothing is overwritten, and the texts are given back, since lines that went have moved the others: what was
        typed cannot be put beside what is there now. What a button pressed twice has sent is there already."""
        way = _way_to(self.request, self.centre, error.proposal)
        is_sent = self.data.get(STEP) == "send" and self.form.is_valid()
        if is_sent and self._draft()[0].content == error.proposal.content:
            return self._arrived(error.proposal)
        known = _texts_of(self.page, self.centre, (self.base, self.merged_before), self.access)
        return changed_given_back(self.request, type(self.page), way, str(error), known)

    def form_page(self, notice: str = "", status: int = 200) -> HttpResponse:
        """The form, with all that was typed."""
        is_tried = status == 422 and not notice
        title = _("Propose a change") if self.proposal is None else _("Change my proposal")
        view = FormView(
            breadcrumb=self._breadcrumb(title),
            title=title,
            page=Link(self.page.title, self.page.get_url(self.request) or ""),
            groups=self.form.groups(self.request.GET.get("part", "essentials")),
            errors=tuple(self.form.errors()) if is_tried else (),
            notice=notice,
            remarks=self.proposal.asked if self.proposal is not None else "",
            shown=self.data.get(SHOWN, "") if self.note and self.data is not None else self._new_stamp(),
            carried=self._carried(without=self.form.names()),
            lists=self.form.naming.lists(),
            more_url=f"{centre_url(self.centre, self.request)}{PROPOSE}/",
            is_typed=self.data is not None,
            is_to_confirm=self.is_to_confirm,
        )
        response = page_response(self.request, "contribution/propose", self.centre, view=view)
        response.status_code = status
        return response

    def check_page(
        self, draft: Draft, merged: Merged, about: AboutForm | None = None, guard: Guard | None = None,
        status: int = 200, notice: str = "",
    ) -> HttpResponse:  # fmt: skip
        """What would change, and who says so."""
        if about is None and self.proposal is None:
            about = AboutForm(user=self.request.user, centre=self.centre)
            given = {name: value for name, value in self.request.POST.items() if name in about.fields}
            about.initial = {**given, "charter": given.get("charter") == about.version}
        is_conflict = bool(merged.overlaps) and self.request.POST.get(SEEN) != str(self.page.live_revision_id)
        view: CheckView = present_check(
            self.request, self.page, draft, merged.overlaps, self.access,
            breadcrumb=self._breadcrumb(_("Check my changes")), about=about, guard=guard, notice=notice,
            carried=self._carried(without=set(about.fields) if about else set()), seen=str(self.page.live_revision_id),
            is_to_confirm=self.is_to_confirm,
        )  # fmt: skip
        charter = self.centre.charter if about is not None and about.version else ""
        response = page_response(self.request, "contribution/check", self.centre, view=view, charter=charter)
        response.status_code = 409 if is_conflict else status
        return response

    def _carried(self, without: set[str]) -> tuple[tuple[str, str], ...]:
        """All that was posted, but what this page asks for itself."""
        if self.data is None:
            return ()
        lost = without | OF_A_POST | {SEEN, SHOWN}
        pairs = [(name, value) for name in self.data for value in self.data.getlist(name) if name not in lost]
        return tuple(pairs)

    def _new_stamp(self) -> str:
        read = self.proposal.digest if self.proposal is not None else ""
        return stamp(page=self.page.pk, live=self.page.live_revision_id, uid=str(uuid4()), read=read)

    def _breadcrumb(self, words: str) -> tuple[Link, ...]:
        page = Link(self.page.title, self.page.get_url(self.request) or "")
        return breadcrumb(self.centre, page, Link(words, ""), request=self.request)


def _kept_texts(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> frozenset[str]:
    """The texts of a proposal, and of the page as its author has read it, as a form shows them."""
    access, resource = access_of_request(request), proposal.resource
    page: Any = resource.specific if resource is not None else None
    today = content_of(page, access)
    return _texts_of(page, centre, [{**today, **one} for one in (proposal.base_content, proposal.content)], access)


def _texts_of(page: Any, centre: ResourceCentrePage, contents: Sequence[Content], access: Access) -> frozenset[str]:
    """The texts that the form of a page shows of these contents."""
    return frozenset().union(*(ProposalForm(page, centre, one, access).shown_texts() for one in contents))


def _way_to(request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal) -> Link:
    """Where a proposal is followed."""
    return Link(_("The proposal"), f"{centre_url(centre, request)}{proposal_path(proposal)}")


def propose_url(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> str:
    """Where a change of that resource is proposed."""
    return f"{centre_url(centre, request)}{propose_path(uid)}"


def see_other(address: str) -> HttpResponse:
    """Lead on after a post, so that reading again sends nothing twice."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
