"""A version that was stored while an editor was writing: it is not replaced before its reader knows.

Wagtail's admin asks in a script, for what its pings have heard of; a form that is posted between two of them, or
without a script, would undo an accepted proposal and nobody would know. Source: wagtail.admin.views.pages.edit,
`is_out_of_date`, which Wagtail itself asks for autosaving alone.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Revision

from resource_centre.content.people import shown_name


def newer_version(page: Any, posted: Mapping[str, str]) -> Revision | None:
    """The newest version of a page, where it is not the one that a posted form was opened on; None where it is.

    A form that does not say what it was opened on is believed, as Wagtail does.
    """
    newest = page.latest_revision
    # The number of the version that this very window has stored by itself comes before the one it was opened on.
    own, loaded = posted.get("overwrite_revision_id"), posted.get("loaded_revision_id")
    if newest is None or not (own or loaded):
        return None
    if (own or loaded) != str(newest.pk):
        return newest
    # Another window may have stored its text under the same number.
    moment = posted.get("loaded_revision_created_at", "")
    return None if own or moment == newest.created_at.isoformat() else newest


def refuse_newer_version(page: Any, posted: Mapping[str, str]) -> None:
    """Raises ValidationError, which says who stored it and when. Sent again, the form replaces it: it comes back with
    the number of the newest. The message is plain text: Wagtail's admin escapes it."""
    newest = newer_version(page, posted)
    if newest is None:
        return
    message = _(
        "A newer version of this page was stored by %(name)s on %(date)s while you were writing. Yours is below, and "
        "is not saved. See what changed in the page's history, in another window; then save again to put yours in its "
        "place."
    )
    name = shown_name(newest.user) if newest.user else _("somebody without an account")
    date = date_format(localtime(newest.created_at), "SHORT_DATETIME_FORMAT")
    raise ValidationError(message, code="newer_version", params={"name": name, "date": date})
