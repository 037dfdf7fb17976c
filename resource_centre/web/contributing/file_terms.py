"""What the form of one request may do with files."""

from collections.abc import Mapping

from django.http import HttpRequest

from resource_centre.access.principal import Principal
from resource_centre.contribution.uploads.keeping import Desk, usable_files
from resource_centre.contribution.uploads.rights import may_send_files
from resource_centre.web.contributing.file_fields import FileTerms
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.workspace.frame import to_login


def file_terms(
    request: HttpRequest, desk: Desk, principal: Principal, refused: Mapping[str, str] | None = None
) -> FileTerms:
    """Read which files the form may name (one query)."""
    return FileTerms(
        usable={str(file.uuid): file for file in usable_files(desk, request.user)},
        base=centre_url(desk.centre, request),
        may_send=may_send_files(principal, desk.proposal),
        refused=refused or {},
        login_url="" if principal.is_authenticated else to_login(request).headers["Location"],
    )
