"""What a private link opens: the text that changes, its preview, one answer. Never cached, indexed, or sent on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.people import shown_name
from resource_centre.content.rendering import render
from resource_centre.content.typed import typed
from resource_centre.contribution.addresses import FILES
from resource_centre.contribution.errors import ContributionError, LinkUnusable
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads.addresses import UrlOf, WaitingFile, waiting_files
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.web.centre_files import centre_at
from resource_centre.web.contributing.centres import led_on
from resource_centre.web.contributing.file_views import as_attachment
from resource_centre.web.contributing.giving_back import or_given_back, texts_posted
from resource_centre.web.contributing.guard import EXPIRED, flooded_words, is_genuine, too_many, wait_at_doors
from resource_centre.web.contributing.previewing import show
from resource_centre.web.contributing.typed_texts import OPINION, OPINION_ON
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response
from resource_centre.web.workspace.frame import for_one_reader
from resource_centre.workflow.opinion_links import PREVIEW, centre_of, request_of, was_sent
from resource_centre.workflow.opinions import Answer, GiveOpinion, note_opening
from resource_centre.workflow.records import OpinionRequest, Verdict
from resource_centre.workflow.steps import StepRefused
from resource_centre.workflow.texts import Section, draft_of, sections_of, title_of


@dataclass(frozen=True)
class SectionView:
    """A section, and what is said of it so far. field: its name in the form."""

    section: Section
    field: str
    words: str


@dataclass(frozen=True)
class OpinionView:
    """The page of a link."""

    title: str
    name: str
    by: str
    question: str
    expires_on: date
    preview_path: str
    files: tuple[WaitingFile, ...]
    sections: tuple[SectionView, ...]
    verdicts: tuple[tuple[str, str, bool], ...]
    comment: str


@csrf_exempt  # checked by `guard.is_genuine`, which gives an expired form back with its text
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(
    request: HttpRequest, place: str, token: str, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    """Find what the link opens, and let it answer; whatever became of a link, the answer is the same 404.

    The centre may be closed to the public: the link opens one text of it, and that text alone; an address that was
    never sent says no more than any other address of that centre.
    """
    response = or_given_back(request, lambda: _opened(request, centre_at(request, place), token, answer, **words))
    return for_one_reader(response, robots="noindex, nofollow")


def _opened(
    request: HttpRequest, centre: ResourceCentrePage, token: str, answer: Callable[..., HttpResponseBase], **words: Any
) -> HttpResponseBase:
    try:
        asked = request_of(token)
        thing = asked.step.workflow_state.content_object
        home = centre_of(thing)
        if home is None:
            raise LinkUnusable
        # The page may have been moved since the link was sent.
        here = home == centre
        return answer(request, centre, asked, thing, **words) if here else led_on(request, centre, home)
    except LinkUnusable:
        if not was_sent(token) and not access_of_request(request).allows(centre):
            raise Http404 from None  # as if no centre were there
        return _away(request, centre)


def _away(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """One who tries many links is stopped; one whose link has served is told what may have happened, and what they had
    written meanwhile is given back."""
    wait = wait_at_doors(request)
    said = flooded_words(wait) if wait else ""
    response = page_response(
        request, "opinion/away", centre, flooded=said, texts=texts_posted(request), back=_back(request, centre)
    )
    response.status_code = 404
    return too_many(response, wait) if wait else response


def opinion(request: HttpRequest, centre: ResourceCentrePage, asked: OpinionRequest, thing: Any) -> HttpResponse:
    """The text and the form; a post answers."""
    if request.method != "POST":
        if request.method == "GET":
            note_opening(asked)
        return _page(request, centre, asked, thing)
    if not is_genuine(request):
        return _page(request, centre, asked, thing, (str(EXPIRED),), 403)
    view = present_opinion(request, asked, thing)
    said = {one.section.key: one.words for one in view.sections}
    try:
        GiveOpinion(asked, Answer(request.POST.get("verdict", ""), view.comment, said)).execute()
    except LinkUnusable:
        raise
    except StepRefused:
        raise LinkUnusable from None
    except ContributionError as error:
        return _page(request, centre, asked, thing, (str(error),), 422)
    return page_response(request, "opinion/thanks", centre, name=asked.name, back=_back(request, centre))


def _back(request: HttpRequest, centre: ResourceCentrePage) -> str:
    """Where the reader of a link that has served goes on: the centre, if it is open to them."""
    return centre_url(centre, request) if access_of_request(request).allows(centre) else ""


def preview(request: Any, centre: ResourceCentrePage, _asked: OpinionRequest, thing: Any) -> HttpResponse:
    """The page as it would be published."""
    if isinstance(thing, Proposal):
        return show(request, centre, thing, _below(request, PREVIEW))
    request.is_preview = True
    return render(request, draft_of(thing))


def attached(
    _request: HttpRequest, _centre: ResourceCentrePage, _asked: OpinionRequest, thing: Any, uid: UUID
) -> HttpResponseBase:
    """A file that waits with the proposal of the link: of that one alone."""
    found = ProposedFile.objects.filter(uuid=uid, proposal=thing).first() if isinstance(thing, Proposal) else None
    if found is None:
        raise LinkUnusable
    return as_attachment(found)


def _below(request: HttpRequest, here: str = "") -> UrlOf:
    """Where the files of a link are; here: the part of the address after the link itself."""
    base = request.path.removesuffix(f"{here}/") if here else request.path
    return lambda file: f"{base}{FILES}/{file.uuid}/"


def _page(
    request: HttpRequest, centre: ResourceCentrePage, asked: OpinionRequest, thing: Any,
    errors: Sequence[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    view = present_opinion(request, asked, thing)
    lines = [("", "", message) for message in errors]
    response = page_response(request, "opinion/opinion", centre, view=view, errors=lines)
    response.status_code = status
    return response


def present_opinion(request: HttpRequest, asked: OpinionRequest, thing: Any) -> OpinionView:
    """The text in sections, with what was typed of each."""
    posted = request.POST
    picked = posted.get("verdict", "")
    return OpinionView(
        title=title_of(thing),
        name=asked.name,
        by=shown_name(asked.asked_by) if asked.asked_by else _("the editors"),
        question=asked.question,
        expires_on=asked.expires_on,
        preview_path=f"{PREVIEW}/",
        files=waiting_files(thing, _below(request)) if isinstance(thing, Proposal) else (),
        sections=tuple(
            SectionView(section, f"{OPINION_ON}{section.key}", typed(posted, f"{OPINION_ON}{section.key}"))
            for section in sections_of(thing, access_of_request(request))
        ),
        verdicts=tuple(
            (str(value), words, value == picked)
            for value, words in ((Verdict.APPROVE, _("I approve this text")), (Verdict.OBJECT, _("I object")))
        ),
        comment=typed(posted, OPINION),
    )
