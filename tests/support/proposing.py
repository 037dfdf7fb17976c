"""A practice of which a reader proposes a change, and what is done with it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from resource_centre.content.facts import Source
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.models import Proposal
from tests.factories import concept, involvement, publish
from tests.support.contributing import confirm, hand_in


def a_practice(centre: Any, actor: Any) -> Any:
    """A practice with texts, blocks, a line that names that actor, and a source."""
    concept("role", "financeur", "financeur")
    return publish(
        centre,
        "practice",
        "Une pratique",
        summary="Un résumé avec une fote.",
        problem="<p>Le <b>problème</b> rencontré.</p>",
        body=[("text", "<p>Premier paragraphe.</p>"), ("text", "<p>Second paragraphe.</p>")],
        involvements=[involvement(actor, note="note de la ligne")],
        sources=[Source(title="Un rapport", url="https://example.org/rapport")],
    )


def detail(proposal: Proposal) -> str:
    """Where an editor decides on it."""
    return reverse("resource_centre_proposal", args=[proposal.pk])


def everything(proposal: Proposal, **more: Any) -> Decision:
    """To take all of it, on the text of today."""
    return Decision((proposal.digest, proposal.resource.live_revision_id), **more)


def given(client: Client, centre: Any, page: Any, **changes: Any) -> Proposal:
    """A proposal that its author has confirmed."""
    proposal = hand_in(client, centre, page, **changes)
    confirm(client)
    proposal.refresh_from_db()
    return proposal
