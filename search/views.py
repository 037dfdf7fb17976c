"""What the whole site holds: the resources of every centre by the plugin's search, other pages by Wagtail's."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.parameters import read_parameters
from resource_centre.discovery.queries import Finder, Found
from resource_centre.search.errors import BadQuery, EngineUnavailable
from resource_centre.text.analysis import located_words
from resource_centre.text.characters import composed
from resource_centre.text.readable import seen
from resource_centre.web.presenters.search.corrections import relaxed_words, respelt_words
from resource_centre.web.search_messages import RETRY_AFTER, message_of

#: Other pages that are looked at, and shown.
MOST_READ, MOST_SHOWN = 200, 50


@dataclass(frozen=True)
class Answer:
    """What a centre found; relaxed, respelt: what is said when it searched something else than what was typed."""

    centre: ResourceCentrePage
    found: Found
    relaxed: str
    respelt: str


def respelt(found: Found) -> str:
    """Why another spelling was searched, and which; "" when none was."""
    if found.correction is None:
        return ""
    return f"{respelt_words(found.correction)} {_('Results for:')} {found.correction.text}"


def plain_words(text: str) -> str:
    """The words alone, in lower case: Wagtail's search on SQLite fails on a quotation mark, and on OR as a word.

    A word of Hebrew may hold such a mark, in the middle: it is left out.
    """
    text = composed(text)
    return " ".join(text[start:end].lower().replace('"', "") for _word, start, end in located_words(text))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The first results of each centre, with the way to all of them; and the other pages that bear the words."""
    access, text = access_of_request(request), seen(request.GET.get("q", ""))
    answers: list[Answer] = []
    status, problem = 200, ""
    for centre in access.filter(ResourceCentrePage.objects.all()) if text.strip() else ():
        finder = Finder.of(centre, access)
        try:
            reading = read_parameters({"q": [text]}, finder)
            if not reading.criteria.text:  # no word at all: every resource would answer
                problem = " ".join(notice.message for notice in reading.notices)
                continue
            found = finder.find(reading.criteria, listing=Listing.NONE, size=5)
            answers.append(Answer(centre, found, relaxed_words(found), respelt(found)))
        except (BadQuery, EngineUnavailable) as error:
            status, problem = 400 if isinstance(error, BadQuery) else 503, message_of(error)
    others: list[Page] = []
    words = plain_words(text)
    if words and status != 400:  # read again one by one: Wagtail's search cannot filter by our rule
        pages = Page.objects.live().not_type(Resource).search(words)[:MOST_READ]
        others = [page for page in pages if access.allows(page)][:MOST_SHOWN]
    context = {"text": text, "answers": answers, "others": others, "problem": problem}
    response = render(request, "search/search.html", context, status=status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
