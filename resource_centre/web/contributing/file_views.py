"""The address of a file that waits: for those who write its proposal or decide on it, never shown in place."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.uploads.rights import may_open_file
from resource_centre.web.contributing.centres import ElsewhereNow


@require_safe
def proposed_file(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponseBase:
    """The file. Whoever may not open it is answered as if it were not there. Raises Http404, ElsewhereNow."""
    found = ProposedFile.objects.filter(uuid=uid).select_related("proposal", "centre").first()
    if found is None or not may_open_file(request.user, access_of_request(request).principal, found):
        raise Http404
    if found.centre_id != centre.pk:
        raise ElsewhereNow(found.centre)
    return as_attachment(found)


def as_attachment(file: ProposedFile) -> FileResponse:
    """A file that waits, which its reader may open. Raises Http404 when it was lost."""
    try:
        kept = store.opened(file.uuid)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(kept, as_attachment=True, filename=file.name, content_type=file.kind.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Were it shown after all, it could run nothing, load nothing, and know nothing of this site.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
