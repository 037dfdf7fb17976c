"""What an editor typed in a form of the admin that cannot be taken: given back, to be read and copied."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from resource_centre.admin.queue import QUEUE_URL
from resource_centre.content.typed import typed

#: Texts, each with its name: (("What you ask", "Is the figure right?"),).
Texts = tuple[tuple[str, str], ...]


def texts_of(posted: QueryDict, names: Mapping[str, str]) -> Texts:
    """What was typed in these fields, each by its name in the form: {"question": "What you ask"}."""
    found = ((words, typed(posted, field).strip()) for field, words in names.items())
    return tuple((words, text) for words, text in found if text)


def absent(request: HttpRequest, texts: Texts) -> HttpResponse:
    """404 with what was typed, for what is not there, or not for whoever asks: what is said is the same for both.

    Raises Http404 where nothing was typed.
    """
    if not texts:
        raise Http404
    context = {"texts": texts, "queue_url": reverse(QUEUE_URL)}
    return TemplateResponse(request, "resource_centre/admin/given_back.html", context, status=404)


def given_back_if_absent(
    request: HttpRequest, answer: Callable[[], HttpResponse], texts: Callable[[], Texts]
) -> HttpResponse:
    """What a view answers; where it raises Http404, what `absent` does with what was typed."""
    try:
        return answer()
    except Http404:
        return absent(request, texts())
