"""The private link of an opinion: signed; void once it has served, was taken back, is too old, or the text moved."""

from typing import Any

from wagtail.models import Page, TaskState

from resource_centre.content.days import site_today
from resource_centre.content.pages.centre import ResourceCentrePage, centre_above
from resource_centre.contribution.addresses import absolute
from resource_centre.contribution.errors import LinkUnusable
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.signed_links import read_token, token_for
from resource_centre.workflow.records import OpinionRequest

SALT = "resource_centre.opinion"
#: Where the link leads, below the address of a centre.
OPINION, PREVIEW = "avis", "apercu"


def token_of(asked: OpinionRequest) -> str:
    """The part of an address that opens it."""
    return token_for(asked.pk, asked.secret, SALT)


def was_sent(token: str) -> bool:
    """Whether the site made the link once, be it void by now: whoever holds it knows of the centre already."""
    return read_token(token, SALT) is not None


def request_of(token: str) -> OpinionRequest:
    """What a link opens. Raises LinkUnusable, the same for every cause."""
    if (link := read_token(token, SALT)) is None:
        raise LinkUnusable
    rows = OpinionRequest.objects.select_related("step__workflow_state", "revision", "asked_by")
    found = rows.filter(pk=link.pk).first()
    if found is None or not link.bears(found.secret) or not is_alive(found):
        raise LinkUnusable
    return found


def is_alive(asked: OpinionRequest) -> bool:
    """Whether the link still serves: not used, not taken back, in time, at its step, and on the very text."""
    if not asked.secret or asked.revoked_at or asked.answered_at or asked.expires_on < site_today():
        return False
    thing = asked.step.workflow_state.content_object
    is_waiting = asked.step.status == TaskState.STATUS_IN_PROGRESS
    return bool(thing is not None and is_waiting and thing.latest_revision_id == asked.revision_id)


def centre_of(thing: Any) -> ResourceCentrePage | None:
    """The centre of a draft or of a proposal; None for a page that is in none."""
    if isinstance(thing, Proposal):
        return thing.centre
    return centre_above(thing) if isinstance(thing, Page) else None


def opinion_url(asked: OpinionRequest, centre: ResourceCentrePage | None) -> str:
    """The whole address in the centre of what is read, in the active language; "" for a page that is in none."""
    return absolute(centre, f"{OPINION}/{token_of(asked)}/") if centre is not None else ""
