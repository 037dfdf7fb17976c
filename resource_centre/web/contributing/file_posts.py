"""Files as they arrive: how much of a post is read, which files are kept, and what the form holds after that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from resource_centre.access.principal import Principal
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.errors import ContributionError
from resource_centre.contribution.uploads.checking import too_big
from resource_centre.contribution.uploads.keeping import Desk, KeepFile
from resource_centre.contribution.uploads.kinds import Limits, file_limits
from resource_centre.contribution.uploads.rights import may_send_files
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.views import page_response

#: The two lists of files of a form, and what the lines of each hold.
DOCUMENTS, IMAGES = "documents", "images"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    DOCUMENTS: ("proposed", "title", "language", "is_accessible", "alternative", "DELETE"),
    IMAGES: ("proposed", "alternative", "is_decorative", "caption", "credit", "DELETE"),
}
#: Lines that one post may hold, and how often the weight of a whole draft is read, and thrown away, before a post is
#: refused unread.
MOST_LINES, READ_TIMES = 60, 4


@dataclass(frozen=True)
class Taken:
    """A form once its files are kept. refused: {"documents-0-file": "The file is empty."}."""

    data: QueryDict
    refused: Mapping[str, str]
    is_changed: bool


class MeasuredUpload(FileUploadHandler):
    """Reads no more of a file than may be kept: the rest is skipped, and the fields of the form are all read.

    skipped: the files of which that is so, by their fields: {"documents-0-file": "bilan.pdf"}.
    """

    def __init__(self, request: HttpRequest, limits: Limits, *, takes: bool) -> None:
        super().__init__(request)
        self.limits, self.takes, self.read = limits, takes, 0
        self.skipped: dict[str, str] = {}

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand it on to Django's own handlers. Raises SkipFile."""
        self.read += len(raw_data)
        if self.takes and start + len(raw_data) <= self.limits.size and self.read <= self.limits.total:
            return raw_data
        self.skipped[str(self.field_name)] = str(self.file_name or "")
        raise SkipFile

    def file_complete(self, _file_size: int) -> None:
        """The handlers that follow make the file."""


def within_limits(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose posts are measured before they are read: one that is far too big is answered 413 in one sentence."""

    @wraps(answer)
    def run(request: HttpRequest, centre: ResourceCentrePage, **words: Any) -> HttpResponse:
        if request.method != "POST":
            return answer(request, centre, **words)
        is_read = read_within_limits(request, takes=request.user.is_authenticated)
        return answer(request, centre, **words) if is_read else _too_large(request, centre)

    return run


def read_within_limits(request: HttpRequest, *, takes: bool) -> bool:
    """Read a post, no more of its files than may be kept, and nothing of them where none is taken; once is enough.

    False for a post that is far too big, which is not read.
    """
    limits = file_limits()
    measured = MeasuredUpload(request, limits, takes=takes)
    try:
        request.upload_handlers = [measured, *request.upload_handlers]
    except AttributeError:  # Django's way to say that it was read already
        return True
    try:
        if _length(request) > READ_TIMES * limits.total + (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or limits.size):
            raise RequestDataTooBig
        _ = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return False
    request.skipped_files = measured.skipped  # type: ignore[attr-defined]  # ours, on the request
    return True


def skipped_in(request: HttpRequest) -> Mapping[str, str]:
    """The files of a measured post that were not read to their end: {"documents-0-file": "bilan.pdf"}."""
    found: Mapping[str, str] = getattr(request, "skipped_files", {})
    return found


def chosen_in(request: HttpRequest) -> tuple[str, ...]:
    """Names of the files that came with a post, read or not: ("bilan.pdf", "carte.png")."""
    read = (str(file.name) for _field, files in request.FILES.lists() for file in files)
    return tuple(filter(None, (*read, *skipped_in(request).values())))


def _length(request: HttpRequest) -> int:
    found = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(found) if found.isdecimal() else 0


def _too_large(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    crumbs = breadcrumb(centre, Link(_("Too much at once"), ""), request=request)
    response = page_response(request, "contribution/too_large", centre, breadcrumb=crumbs)
    response.status_code = 413
    return response


def take_files(request: HttpRequest, desk: Desk, principal: Principal, rows: Mapping[str, int]) -> Taken:
    """Keep the files of a post, and take away the lines that are to be removed.

    rows: how many lines of each list stand for what is there already: {"documents": 2, "images": 0}; they keep their
    rank. A file that is refused takes nothing else with it.
    """
    taking = _Taking(request, desk, principal)
    for name in (DOCUMENTS, IMAGES):
        taking.keep(name)
        taking.close_ranks(name, rows.get(name, 0))
    return Taken(taking.data, taking.refused, taking.is_changed)


class _Taking:
    """One post."""

    def __init__(self, request: HttpRequest, desk: Desk, principal: Principal) -> None:
        self.request, self.desk, self.principal = request, desk, principal
        self.data = request.POST.copy()
        self.refused: dict[str, str] = {}
        self.is_changed = False
        self.may_send = may_send_files(principal, desk.proposal)
        self.skipped = skipped_in(request)

    def keep(self, name: str) -> None:
        """Keep the files of a list; what is wrong with one is said at its field."""
        for rank in range(count_of(self.data, name) or 0):
            key = f"{name}-{rank}-file"
            if not self.may_send or self.data.get(f"{name}-{rank}-DELETE"):
                continue
            if key in self.skipped:
                self.refused[key] = too_big(file_limits())
            elif key in self.request.FILES:
                self._keep(name, rank, self.request.FILES[key])

    def _keep(self, name: str, rank: int, sent: Any) -> None:
        line = f"{name}-{rank}"
        try:
            file = KeepFile(
                self.desk, self.request.user, self.principal, sent, images=name == IMAGES, taken=self._named(line)
            ).execute()
        except ContributionError as error:  # the draft may have been taken back meanwhile
            self.refused[f"{line}-file"] = str(error)
            return
        self.data[f"{line}-proposed"] = str(file.uuid)
        if name == DOCUMENTS and not self.data.get(f"{line}-title"):
            self.data[f"{line}-title"] = file.name.rpartition(".")[0]
        self.is_changed = True

    def _named(self, but: str) -> set[str]:
        """Files that the other lines of the form name."""
        lines = (f"{name}-{rank}" for name in COLUMNS for rank in range(count_of(self.data, name) or 0))
        named = (self.data.get(f"{line}-proposed") for line in lines if line != but)
        return {number for number in named if number}

    def close_ranks(self, name: str, first: int) -> None:
        """Lines that were added and are to be removed go at once; those that follow take their rank."""
        count = count_of(self.data, name)
        if count is None:
            return
        ranks = [rank for rank in range(first, count) if not self.data.get(f"{name}-{rank}-DELETE")]
        if len(ranks) == max(count - first, 0):
            return
        kept = [{column: self.data.getlist(f"{name}-{rank}-{column}") for column in COLUMNS[name]} for rank in ranks]
        for rank in range(first, count):
            for column in COLUMNS[name]:
                self.data.pop(f"{name}-{rank}-{column}", None)
        for rank, line in enumerate(kept, start=first):
            for column, values in line.items():
                if values:
                    self.data.setlist(f"{name}-{rank}-{column}", values)
        self.data[f"{name}-count"] = str(first + len(kept))
        self.is_changed = True


def count_of(data: Mapping[str, Any], name: str) -> int | None:
    """How many lines of a list a form holds; None when it was made without that list."""
    found = str(data.get(f"{name}-count") or "")
    return min(int(found), MOST_LINES) if found.isdecimal() and len(found) < 6 else None
