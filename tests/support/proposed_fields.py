"""Changes of fields and rows, as the form asks for them and the next page says them."""

from typing import Any

from bs4 import Tag
from django.test import Client

from resource_centre.access.principal import Principal
from resource_centre.access.visibility import Access
from resource_centre.content.territories import Territory
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.models import Proposal, Status
from tests.factories import territory
from tests.support.contributing import address_of, filled
from tests.support.html import parsed

ANONYMOUS = Principal(user_id=None)


def place(code: str, name: str, level: str = "commune", lat: float = 48.11, lon: float = -1.68) -> Territory:
    """A place with a point, of that level."""
    return territory(level, code, name, lat=lat, lon=lon)


def accept(proposal: Proposal, editor: Any, **more: Any) -> None:
    """Take what was proposed, confirmed or not, as an editor does."""
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.SUBMITTED)
    proposal.refresh_from_db()
    read = (proposal.digest, proposal.resource.live_revision_id)
    AcceptProposal(proposal, editor, Decision(read, **more)).execute()


def checked(centre: Any, page: Any, **changes: Any) -> Any:
    """The answer to a form with these changes, before it is sent."""
    client, address = Client(), address_of(centre, page)
    return client.post(address, filled(client.get(address), step="check", **changes))


def changes_in(answer: Any) -> dict[str, str]:
    """Words of each change, by its label: {"Logiciel libre": "oui"}."""
    found: dict[str, str] = {}
    for one in parsed(answer).select(".rc-changes .rc-change"):
        for hidden in one.select(".rc-hidden, .rc-tag"):
            hidden.extract()
        label, text = one.find("h3"), one.find("p")
        assert isinstance(label, Tag)
        assert isinstance(text, Tag)
        found[" ".join(label.get_text().split())] = "\n".join(
            " ".join(line.split()) for line in text.get_text().split("\n")
        )
    return found


def faults(answer: Any) -> dict[str, str]:
    """What the summary of errors says, by the field that it leads to."""
    assert answer.status_code == 422, changes_in(answer)
    lines = parsed(answer).select("#errors li")
    found = {str(line.a["href"]) if line.a else "": " ".join(line.get_text().split()) for line in lines}
    tree = parsed(answer)
    assert all(tree.select_one(target) for target in found if target), "each leads to a field that is there"
    return found


def access() -> Access:
    """What anybody may read."""
    return Access.of(ANONYMOUS)
