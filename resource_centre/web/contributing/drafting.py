"""The form of a draft: kept as it is typed, valid or not, seen as it will be, handed in.

A post keeps everything that it carries before it does anything else. "auto" is the same saving, asked by the script
every few seconds and answered in JSON; without scripts the buttons do it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre.access.memberships import may_write
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.days import site_today
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import shown_name
from resource_centre.contribution.addresses import DRAFT_PREVIEW, PROPOSE, draft_path, proposal_path, proposal_talk_path
from resource_centre.contribution.changes import Content
from resource_centre.contribution.discussion.rights import may_discuss
from resource_centre.contribution.drafts import WRITABLE, SaveDraft, SubmitDraft, Typed, completed
from resource_centre.contribution.errors import AlreadyDecided, ContributionError, DraftMoved
from resource_centre.contribution.models import ACCEPTED, WAITING, Proposal, Status
from resource_centre.contribution.surface import CONCEPTS, INVOLVEMENTS, SOURCES, TERRITORIES, Shape
from resource_centre.contribution.uploads.keeping import Desk
from resource_centre.text.readable import in_one_line
from resource_centre.web.contributing.about import NewAboutForm
from resource_centre.web.contributing.centres import proposal_or_404
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.file_posts import DOCUMENTS, take_files, within_limits
from resource_centre.web.contributing.file_terms import file_terms
from resource_centre.web.contributing.form import Group, ProposalForm
from resource_centre.web.contributing.giving_back import MORE, OF_A_POST, STEP
from resource_centre.web.contributing.guard import EXPIRED, flood_wait, flooded_words, is_genuine, too_many
from resource_centre.web.contributing.naming import Titles
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.contributing.signing_in import sign_in_first
from resource_centre.web.contributing.tracking import withdraw_url
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response

#: What has become of a draft, said to whoever was still writing it.
_HANDED_IN = gettext_lazy("This draft was handed in while you were writing.")
_ENDS = {
    Status.WITHDRAWN: gettext_lazy("This draft was taken back while you were writing."),
    Status.REFUSED: gettext_lazy("This draft was refused while you were writing."),
}
EDITION, AUTO = "edition", "auto"
#: For whom the page with the form was made, said by the script.
BY = "by"
_OF_A_DRAFT = OF_A_POST | {EDITION, BY}
#: What the last step asks, and the draft does not keep.
_ABOUT = frozenset(NewAboutForm.base_fields)
#: What of it follows the writer from page to page all the same. A consent does not: it is given to what was just read.
_SAID = ("message", "name", "is_credited")
#: What is named when nothing is said of it: texts, and the rows by which a page is found and trusted.
_TEXTS = frozenset({Shape.TEXT, Shape.RICH, Shape.BODY})
_LOOKED_FOR = frozenset({INVOLVEMENTS, TERRITORIES, CONCEPTS, SOURCES, "date_from", "founded", "website"})


@dataclass(frozen=True)
class DraftView:
    """The page with the form. moved: who saved it elsewhere meanwhile, and when; "" when nobody did.

    edition: the one that the next saving replaces. read: the one that the text posted was written from.
    said: what was answered at the last look, [("message", "Bonne lecture."), …]: only carried, no part of the text.
    follow_url: where it is followed, once it is no longer written; "" while it is. word: what was to be said to the
    editors, and was not sent with it; talk_url: where it can still be said.
    """

    breadcrumb: tuple[Link, ...]
    title: str
    kind: str
    groups: tuple[Group, ...]
    errors: tuple[tuple[str, str, str], ...]
    notice: str
    moved: str
    remarks: str
    saved: str
    edition: int
    read: int
    said: Sequence[tuple[str, str]]
    address: str
    preview_url: str
    follow_url: str
    word: str
    talk_url: str
    withdraw_url: str
    lists: Sequence[Titles]
    more_url: str


@within_limits
def draft(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """A draft, for those who write it."""
    access = access_of_request(request)
    if not request.user.is_authenticated:
        return sign_in_first(request, Proposal.objects.filter(uuid=uid).select_related("resource").first())
    proposal = _theirs_or_404(centre, uid, access)
    # A text that is posted too late is given back by `Drafting`.
    if proposal.status not in WRITABLE and request.method != "POST":
        return see_other(f"{centre_url(centre, request)}{proposal_path(proposal)}")
    return Drafting(request, centre, proposal, access).answer()


def writable_or_404(centre: ResourceCentrePage, uid: UUID, access: Access) -> Proposal:
    """The proposal of a new resource, if this person writes it. Another's is as absent as one that never was."""
    proposal = _theirs_or_404(centre, uid, access)
    if not proposal.is_new_resource:
        raise Http404
    return proposal


def _theirs_or_404(centre: ResourceCentrePage, uid: UUID, access: Access) -> Proposal:
    """The same, also when it is a resource by now: only what was begun as a draft says when it was saved."""
    proposal = proposal_or_404(centre, uid)
    is_theirs = may_write(access.principal, proposal.author_id, proposal.organisation_id)
    was_begun = proposal.is_new_resource or proposal.saved_at is not None
    if not was_begun or not is_theirs:
        raise Http404
    return proposal


class Drafting:
    """One request of one draft."""

    def __init__(self, request: HttpRequest, centre: ResourceCentrePage, proposal: Proposal, access: Access) -> None:
        self.request, self.centre, self.proposal, self.access = request, centre, proposal, access
        self.posted: QueryDict | None = request.POST if request.method == "POST" else None
        self.model = kind_model(proposal.kind_code)
        self.desk = Desk(centre, proposal.uuid, proposal)
        self.refused: Mapping[str, str] = {}
        self.form = self._form()
        self.base = centre_url(centre, request)
        # What is shown again goes on from what its writer read, until it is kept.
        self.edition = proposal.edition if self.posted is None else self._edition()

    def _form(self) -> ProposalForm:
        """The form as it is posted, or as it was left."""
        data = self.posted
        if data is None and self.proposal.typed:
            data = QueryDict(self.proposal.typed)
        kept = self.proposal.content if data is None else self.proposal.base_content
        shown = completed(self.proposal.kind_code, kept)
        more = self.posted.get(MORE, "") if self.posted is not None else ""
        files = file_terms(self.request, self.desk, self.access.principal, self.refused)
        extra = {more: 3} if more else {}
        return ProposalForm(self.model(), self.proposal.centre, shown, self.access, data, extra, files)

    @cached_property
    def content(self) -> Content | None:
        """What is typed, as the content of a page; None when it makes none."""
        return self.form.proposed() if self.form.is_valid() else None

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """All that was posted of the draft itself."""
        posted, lost = self.posted or QueryDict(), _OF_A_DRAFT | _ABOUT
        return [(name, value) for name in posted for value in posted.getlist(name) if name not in lost]

    @cached_property
    def said(self) -> dict[str, str]:
        """What was posted of the last look and is asked again there: {"message": "Bonne lecture.", "name": "Ada"}."""
        posted = self.posted or QueryDict()
        return {name: str(posted[name]) for name in _SAID if name in posted}

    def answer(self) -> HttpResponse:
        """What this step asks for, once all is kept."""
        if self.posted is None:
            return self.form_page()
        step = self.posted.get(STEP, "save")
        if self.proposal.status not in WRITABLE:
            return self._ended(step)
        if not is_genuine(self.request):
            return self._refused(step, str(EXPIRED), 403)
        if step not in {AUTO, "send"}:
            self._take_files()
        if step != "send":
            try:
                self.proposal = self._save()
                self.edition = self.proposal.edition
            except DraftMoved as error:
                return self._moved(step, error)
            except AlreadyDecided:
                self.proposal.refresh_from_db()
                return self._ended(step)
        return self._go_on(step)

    def _take_files(self) -> None:
        """Keep the files that were chosen, whichever button was pressed."""
        rows = {DOCUMENTS: len(self.proposal.base_content.get(DOCUMENTS) or ())}
        taken = take_files(self.request, self.desk, self.access.principal, rows)
        self.posted, self.refused = taken.data, taken.refused
        if taken.is_changed or taken.refused:
            self.form = self._form()

    def _go_on(self, step: str) -> HttpResponse:
        if step == AUTO:
            return JsonResponse({"edition": self.proposal.edition, "saved": self._saved()})
        if step == "edit" or (self.posted and self.posted.get(MORE)):
            return self.form_page()
        if self.refused:
            return self.form_page(status=422)
        if step == "file":
            return self._saved_page("?part=files#files")
        if step not in {"check", "send"}:
            return self._saved_page("#saved")
        if self.content is None:
            return self.form_page(status=422)
        return self.check_page(self.content) if step == "check" else self._send(self.content)

    def _saved_page(self, place: str) -> HttpResponse:
        """Lead on to the form; shown at once where it carries what the draft does not keep."""
        return self.form_page() if self.said else see_other(f"{self.base}{draft_path(self.proposal)}{place}")

    def _save(self) -> Proposal:
        title = in_one_line(self.request.POST.get("f-title", ""))[:255] or self.proposal.title
        typed = Typed(urlencode(self.carried), title, self.content, self._edition())
        return SaveDraft(self.proposal, self.request.user, self.access.principal, typed).execute()

    def _edition(self) -> int:
        found = self.request.POST.get(EDITION, "")
        return int(found) if found.isdecimal() and len(found) < 10 else -1

    def _moved(self, step: str, error: DraftMoved) -> HttpResponse:
        """Somebody else saved it: nothing is lost of either, and the person chooses."""
        self.proposal.refresh_from_db()
        if self.proposal.status not in WRITABLE:
            return self._ended(step)
        self.edition = self.proposal.edition
        is_other = error.by is not None and error.by != self.request.user
        who = shown_name(error.by) if is_other else ""
        when = {"who": who, **_moment(error.at)}
        if who and when["day"]:
            said = _("%(who)s saved this draft on %(day)s at %(at)s, while you were writing.") % when
        elif who:
            said = _("%(who)s saved this draft at %(at)s, while you were writing.") % when
        elif when["day"]:
            said = _("You saved this draft in another window on %(day)s at %(at)s.") % when
        else:
            said = _("You saved this draft in another window at %(at)s.") % when
        if step == AUTO:
            return JsonResponse({"edition": self.proposal.edition, "moved": said}, status=409)
        return self.form_page(status=409, moved=said)

    def _ended(self, step: str) -> HttpResponse:
        """Somebody handed it in, or took it back, meanwhile: nothing is kept any more, and the text is given back."""
        if step == "send" and self._is_sent_twice():
            return see_other(f"{self.base}{proposal_path(self.proposal)}")
        end = _ENDS.get(Status(self.proposal.status), _HANDED_IN)
        kept = _("Nothing more is saved in it. Your text is still here, to be copied.")
        said = f"{end} {kept}"
        author = self.proposal.author
        is_handed_in = self.proposal.status in WAITING | ACCEPTED  # what was refused may have been sent back before
        if is_handed_in and author is not None and author != self.request.user:
            by = _("%(who)s handed it in.") % {"who": shown_name(author)}
            said = f"{said} {by}"
        if step == AUTO:
            return JsonResponse({"moved": said}, status=409)  # the script says it, and stops
        return self.form_page(said, 409)

    def _is_sent_twice(self) -> bool:
        """A button pressed twice: the same person hands in the same text, with the same word to the editors."""
        is_theirs = self.proposal.author_id == self.request.user.pk
        return is_theirs and self.proposal.typed == urlencode(self.carried) and not self._unsent_word()

    def _unsent_word(self) -> str:
        """The word to the editors that is posted, unless this person has sent it with the draft."""
        word = self.said.get("message", "").strip()
        is_sent = self.proposal.author_id == self.request.user.pk and word.split() == self.proposal.message.split()
        return "" if is_sent else word

    def _refused(self, step: str, said: str, status: int) -> HttpResponse:
        if step != AUTO:
            return self.form_page(said, status)
        told = {"error": said}
        # Signing in again changes the token. Another site cannot read this answer, and another account is not the
        # writer of what stands in that window.
        if self.request.POST.get(BY) == str(self.request.user.pk):
            told["token"] = get_token(self.request)
        return JsonResponse(told, status=status)

    def _send(self, content: Content) -> HttpResponse:
        about = NewAboutForm(self.posted, self.request.user, self.centre)
        if not about.is_valid():
            return self.check_page(content, about, 422)
        if wait := flood_wait(self.request):
            return too_many(self.check_page(content, about, notice=flooded_words(wait)), wait)
        try:
            SubmitDraft(
                self.proposal, self.request.user, self.access.principal, content, self._edition(),
                about.author(), about.about(),
            ).execute()  # fmt: skip
        except DraftMoved as error:
            return self._moved("send", error)
        except AlreadyDecided:
            self.proposal.refresh_from_db()
            return self._ended("send")
        except ContributionError as error:
            return self.form_page(str(error), 422)
        return see_other(f"{self.base}{proposal_path(self.proposal)}")

    def _saved(self) -> str:
        """When it was, in words; "" when it never was."""
        when = _moment(self.proposal.saved_at)
        if when["day"]:
            return _("Saved on %(day)s at %(at)s") % when
        return _("Saved at %(at)s") % when if when["at"] else ""

    def form_page(self, notice: str = "", status: int = 200, moved: str = "") -> HttpResponse:
        """The form, with all that was typed."""
        is_over = self.proposal.status not in WRITABLE
        follow_url = f"{self.base}{proposal_path(self.proposal)}" if is_over else ""
        may_talk = is_over and may_discuss(self.access, self.request.user, self.proposal)
        view = DraftView(
            breadcrumb=breadcrumb(self.centre, Link(self.proposal.title or _("Draft"), ""), request=self.request),
            title=self.proposal.title,
            kind=str(self.model.kind.label),
            groups=self.form.groups(self.request.GET.get("part", "essentials")),
            errors=tuple(self.form.errors()) if status == 422 and not notice else (),
            notice=notice,
            moved=moved,
            remarks=self.proposal.asked,
            saved=self._saved(),
            edition=self.edition,
            read=self._edition(),
            said=tuple(self.said.items()),
            address=f"{self.base}{draft_path(self.proposal)}",
            preview_url=f"{self.base}{proposal_path(self.proposal, DRAFT_PREVIEW)}",
            follow_url=follow_url,
            word=self._unsent_word() if is_over else "",
            talk_url=f"{self.base}{proposal_talk_path(self.proposal)}" if may_talk else "",
            withdraw_url="" if follow_url else withdraw_url(self.proposal, self.access, self.base),
            lists=self.form.naming.lists(),
            more_url=f"{self.base}{PROPOSE}/",
        )
        response = page_response(self.request, "contribution/draft", self.centre, view=view)
        response.status_code = status
        return response

    def check_page(
        self, content: Content, about: NewAboutForm | None = None, status: int = 200, notice: str = ""
    ) -> HttpResponse:
        """The last look before it is handed in: as it will be read, and what is not said."""
        if about is None:
            about = NewAboutForm(user=self.request.user, centre=self.centre)
            about.initial = dict(self.said)
        crumbs = breadcrumb(
            self.centre, Link(self.proposal.title, f"{self.base}{draft_path(self.proposal)}"),
            Link(_("Check, then hand in"), ""), request=self.request,
        )  # fmt: skip
        response = page_response(
            self.request, "contribution/draft_check", self.centre, breadcrumb=crumbs, about=about,
            errors=error_lines(about), notice=notice, carried=self.carried, edition=self.edition,
            title=self.proposal.title, missing=self._left_empty(content),
            preview_url=f"{self.base}{proposal_path(self.proposal, DRAFT_PREVIEW)}",
            address=f"{self.base}{draft_path(self.proposal)}", charter=self.centre.charter if about.version else "",
        )  # fmt: skip
        response.status_code = status
        return response

    def _left_empty(self, content: Content) -> tuple[str, ...]:
        """What a reader looks for first and that is not said: allowed, and worth a thought. In a list, a label that is
        a question is no question: "Could it be done elsewhere?" is "Could it be done elsewhere"."""
        asked = [one for one in self.form.offered if one.shape in _TEXTS or one.name in _LOOKED_FOR]
        return tuple(one.label.rstrip("?").rstrip() for one in asked if not content[one.name])


def _moment(at: datetime | None) -> dict[str, str]:
    """The hour, and the day unless it is today: {"day": "19 novembre 2026", "at": "00:39"}."""
    if at is None:
        return {"day": "", "at": ""}
    local = timezone.localtime(at)
    day = "" if local.date() == site_today() else date_format(local, "DATE_FORMAT")
    return {"day": day, "at": date_format(local, "H:i")}
