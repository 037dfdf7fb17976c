"""Drafts of new resources, by plain posts of what the pages hold."""

from typing import Any

from django.test import Client

from resource_centre.contribution.models import Proposal
from tests.support.contributing import filled

ABOUT = {"name": "Ada", "is_credited": "on", "consent": "on", "message": "Bonne lecture."}


def first_step(centre: Any, kind: str = "pratiques") -> str:
    """Where a new resource of a kind is named."""
    return f"{centre.url}contribuer/nouveau/{kind}/"


def begun(client: Client, centre: Any, title: str = "Le numérique au village", **more: Any) -> Proposal:
    """The draft of a practice of that name."""
    address = first_step(centre)
    typed = {"title": title, "summary": "Un résumé.", "another": "1", **more}
    sent = client.post(address, filled(client.get(address), **typed))
    assert sent.status_code == 303, sent.content.decode()
    return Proposal.objects.latest("pk")


def draft_of(centre: Any, proposal: Proposal) -> str:
    """Where it is written."""
    return f"{centre.url}propositions/{proposal.uuid}/brouillon/"


def handed_in(client: Client, centre: Any, proposal: Proposal, **changes: Any) -> Any:
    """The answer to a draft that is sent, with these fields changed, through the page that shows it first."""
    address = draft_of(centre, proposal)
    checked = client.post(address, filled(client.get(address), step="check", **changes))
    assert checked.status_code == 200, checked.content.decode()
    return client.post(address, filled(checked, step="send", **ABOUT))
