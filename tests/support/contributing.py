"""Handing in proposals as a reader does, by plain posts of what the pages hold."""

import re
from collections.abc import Mapping
from typing import Any

from django.core import mail
from django.test import Client

from resource_centre.contribution.models import Proposal
from resource_centre.contribution.posting import deliver_mail
from resource_centre.contribution.surface import content_of
from tests.support.html import parsed

ABOUT = {"significance": "minor", "name": "Ada", "email": "ada@example.org", "is_credited": "on", "consent": "on"}


def address_of(centre: Any, page: Any) -> str:
    """Where a change of that page is proposed."""
    return f"{centre.url}contribuer/{page.uuid}/"


def filled(answer: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would post of the form in an answer, with these fields changed."""
    return {**read_form(answer), **changes}


def read_form(answer: Any) -> dict[str, Any]:
    """Names and values of the form of a page, as a browser would send them; buttons left out.

    The form of a decision where there is one: others stand beside it in the admin. Else the last.
    """
    found: dict[str, list[str]] = {}
    forms = parsed(answer).find_all("form", method="post")
    form = next((form for form in forms if form.find("input", attrs={"name": "read"})), forms[-1])
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type") or "")
        if not name or (kind in {"checkbox", "radio"} and not tag.has_attr("checked")):
            continue
        if tag.name == "select":
            chosen = tag.find_all("option", selected=True) or tag.find_all("option")[:1]
            found.setdefault(name, []).extend(str(option.get("value")) for option in chosen)
        else:
            text = tag.text.removeprefix("\n") if tag.name == "textarea" else str(tag.get("value") or "")
            found.setdefault(name, []).append(text or ("on" if kind == "checkbox" else ""))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def hand_in(client: Client, centre: Any, page: Any, about: Mapping[str, Any] = ABOUT, **changes: Any) -> Proposal:
    """Propose these changes, through the three pages; the newest proposal."""
    address = address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **changes))
    assert checked.status_code == 200, checked.content.decode()
    sent = client.post(address, filled(checked, step="send", **about))
    assert sent.status_code == 303, sent.content.decode()
    found = Proposal.objects.latest("pk")
    assert str(found.uuid) in sent["Location"]
    return found


def letters() -> list[Any]:
    """Send what waits, and give all that was sent since the beginning of the test."""
    deliver_mail()
    return list(mail.outbox)


def confirm(client: Client) -> Any:
    """Follow the link of the last mail and press its button; the page that comes of it."""
    text = str(letters()[-1].body)
    link = re.search(r"https?://[^/\s]+(/\S+/confirmer/\S+)", text)
    assert link, text
    assert client.get(link[1]).status_code == 200
    return client.post(link[1], follow=True)


def content_with(page: Any, **changes: Any) -> dict[str, Any]:
    """The content of a page with these fields changed."""
    return {**content_of(page), **changes}
