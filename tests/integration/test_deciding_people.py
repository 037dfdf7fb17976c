"""Who decides on a proposal reads all of it: one rule for its decision, its discussion, its preview and its mails."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.models import Proposal
from resource_centre.workflow.tasks import FormReview
from tests.factories import make_centre
from tests.support.contributing import ABOUT, confirm, filled, hand_in, letters
from tests.support.drafting import begun, draft_of
from tests.support.html import parsed
from tests.support.reviewing import Desk, coming_in, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def proposal(desk: Desk, expert: Any) -> Proposal:
    """A new practice that Ada has handed in; it waits at the first step."""
    writer = signed_in(person("ada"))
    found = begun(writer, desk.centre)
    address = draft_of(desk.centre, found)
    checked = writer.post(address, filled(writer.get(address), step="check"))
    assert writer.post(address, filled(checked, step="send", **ABOUT)).status_code == 303
    found.refresh_from_db()
    assert found.current_workflow_task is not None
    told()
    return found


def at(proposal: Proposal, step: str) -> str:
    return f"{make_centre().url}propositions/{proposal.uuid}/{step}/"


def say(client: Client, proposal: Proposal, text: str) -> Any:
    address = at(proposal, "discussion")
    return client.post(address, filled(client.get(address), text=text))


def told() -> set[str]:
    """Who is written to since it was asked last."""
    mail.outbox.clear()
    return {address.partition("@")[0] for letter in letters() for address in letter.to}


def test_what_the_page_of_a_decision_leads_to_opens_for_the_reviewer_that_a_step_names(
    proposal: Proposal, expert: Any
) -> None:
    client = signed_in(expert)
    page = client.get(reverse("resource_centre_proposal", args=[proposal.pk]))
    links = {str(link["href"]) for link in parsed(page).find_all("a", href=True)}
    for step in ("discussion", "apercu"):
        assert any(link.endswith(at(proposal, step)) for link in links)
        assert client.get(at(proposal, step)).status_code == 200


def test_the_reviewer_that_a_step_names_talks_with_the_author_and_is_told(
    proposal: Proposal, expert: Any, desk: Desk
) -> None:
    ada, reviewer = signed_in(proposal.author), signed_in(expert)
    assert say(ada, proposal, "Avez-vous tout ?").status_code == 303
    assert told() == {"experte"}, "those who decide now, not all who publish"
    assert say(reviewer, proposal, "De quelle année ?").status_code == 303
    assert told() == {"ada"}
    assert "la rédaction" in parsed(ada.get(at(proposal, "discussion"))).main.text
    assert say(ada, proposal, "De 2015.").status_code == 303
    assert told() == {"experte"}
    hidden = {"act": "hide", "message": str(Message.objects.earliest("pk").pk), "why": "Une erreur."}
    address = at(proposal, "discussion")
    assert reviewer.post(address, {**filled(reviewer.get(address)), **hidden}).status_code == 303


def test_a_stranger_and_the_reviewer_of_another_step_stay_out(proposal: Proposal) -> None:
    task = FormReview.objects.get()
    task.reviewer = coming_in("forme")
    task.save()
    for user in (person("passante"), coming_in("venue"), task.reviewer):
        client = signed_in(user)
        for step in ("discussion", "apercu"):
            assert client.get(at(proposal, step)).status_code == 404, (user, step)
        assert client.post(at(proposal, "discussion"), {"text": "Moi aussi"}).status_code == 404
    assert not Message.objects.exists()


def test_a_reader_without_account_is_told_what_the_named_reviewer_says(desk: Desk, page: Any, expert: Any) -> None:
    reader = Client()
    found = hand_in(reader, desk.centre, page, **{"f-summary": "Un autre résumé."})
    confirm(reader)
    told()
    assert say(signed_in(expert), found, "De quelle année ?").status_code == 303
    assert told() == {"ada"}


def test_once_the_step_is_passed_the_people_of_the_next_one_are_told(
    proposal: Proposal, expert: Any, desk: Desk
) -> None:
    say(signed_in(expert), proposal, "De quelle année ?")
    decision = signed_in(expert).get(reverse("resource_centre_proposal", args=[proposal.pk]))
    passed = filled(decision, act="accept_all")
    assert signed_in(expert).post(reverse("resource_centre_proposal", args=[proposal.pk]), passed).status_code == 302
    told()
    assert say(signed_in(proposal.author), proposal, "De 2015.").status_code == 303
    assert told() == {"redaction", "redaction-2"}


def test_an_editor_who_left_leaves_the_answer_to_the_others(desk: Desk, page: Any) -> None:
    """On a page as on a proposal; while one of them is in it, no other is written to."""
    ada, editor = signed_in(person("ada")), signed_in(desk.editor)
    address = f"{desk.centre.url}discussions/{page.uuid}/"
    asked = ada.post(address, filled(ada.get(address), title="Le chiffre", text="D’où vient-il ?"))["Location"]
    others = {"redaction-2", "relecture", "relecture-2"}
    assert told() == {"redaction", *others}
    editor.post(asked, filled(editor.get(asked), text="Du rapport."))
    assert told() == {"ada", *others}, "they know that it is taken up"
    ada.post(asked, filled(ada.get(asked), text="Lequel ?"))
    assert told() == {"redaction"}
    desk.editor.groups.clear()
    ada.post(asked, filled(ada.get(asked), text="Celui de 2015 ?"))
    assert told() == {"redaction", *others}, "who wrote is told still; who decides is told again"
    desk.editor.is_active = False
    desk.editor.save()
    ada.post(asked, filled(ada.get(asked), text="Personne ?"))
    assert told() == others


def test_an_author_who_publishes_too_is_no_editor_of_their_own_proposal(desk: Desk, page: Any) -> None:
    author = signed_in(desk.editor)
    found = hand_in(author, desk.centre, page, **{"f-summary": "Un autre résumé."})
    told()
    for text in ("Avez-vous tout ?", "Il manque une source."):
        assert say(author, found, text).status_code == 303
        assert told() == {"relecture", "relecture-2"}


def test_whoever_asked_the_author_for_something_reads_the_answer_and_is_told(proposal: Proposal, expert: Any) -> None:
    """While a text is with its author, Wagtail knows no step."""
    client = signed_in(expert)
    page = reverse("resource_centre_proposal", args=[proposal.pk])
    assert client.post(page, filled(client.get(page), act="ask", why="Combien de lieux ?")).status_code == 302
    assert say(client, proposal, "Combien de lieux ?").status_code == 303
    told()
    proposal.refresh_from_db()
    assert proposal.current_workflow_task is None
    assert say(signed_in(proposal.author), proposal, "Deux.").status_code == 303
    assert told() == {expert.username}
    assert client.get(at(proposal, "discussion")).status_code == 200
    assert client.get(at(proposal, "apercu")).status_code == 200
    answer = client.get(page)
    assert answer.status_code == 200
    assert client.post(page, filled(answer, act="accept_all")).status_code in {404, 409, 422}
    proposal.refresh_from_db()
    assert proposal.status == "needs_changes"
