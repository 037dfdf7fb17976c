"""No way of a draft ends nowhere: what is offered can be done, and what cannot be shown says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_centre.access.membership_models import Membership
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.tidying import forget_texts
from resource_centre.workflow.opinion_links import token_of
from resource_centre.workflow.opinions import AskOpinion, Question
from tests.factories import index_of, make_centre, publish
from tests.support.contributing import filled
from tests.support.drafting import begun, draft_of, first_step, handed_in
from tests.support.html import parsed
from tests.support.reviewing import make_desk, person, signed_in, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def kinds_offered(client: Client, centre: Any) -> set[str]:
    links = parsed(client.get(f"{centre.url}contribuer/")).select("main a[href*='/contribuer/nouveau/']")
    return {str(link["href"]).rstrip("/").rpartition("/")[2] for link in links}


def test_only_kinds_of_which_the_centre_has_a_list_are_offered_and_begun(centre: Any, writer: Client) -> None:
    assert "etudes" in kinds_offered(writer, centre)
    assert writer.get(first_step(centre, "etudes")).status_code == 200
    index_of(centre, "study").delete()
    assert "etudes" not in kinds_offered(writer, centre)
    assert "pratiques" in kinds_offered(writer, centre)
    for answer in (
        writer.get(first_step(centre, "etudes")),
        writer.post(first_step(centre, "etudes"), {"title": "Une étude", "another": "1"}),
    ):
        assert answer.status_code == 404
    assert not Proposal.objects.exists()


def test_a_list_of_another_centre_is_no_list_of_this_one(centre: Any, writer: Client) -> None:
    other = make_centre("autre", "Autre centre")
    index_of(other, "study").delete()
    assert "etudes" in kinds_offered(writer, centre)
    assert "etudes" not in kinds_offered(writer, other)


def test_a_centre_without_any_list_says_so(centre: Any, writer: Client) -> None:
    for one in centre.get_children():
        one.delete()
    page = writer.get(f"{centre.url}contribuer/")
    assert page.status_code == 200
    assert not parsed(page).select(".rc-index--kinds")


def test_the_preview_of_what_has_no_list_any_more_says_why_to_all_who_read_it(writer: Client) -> None:
    desk = make_desk()
    proposal = begun(writer, desk.centre)
    assert handed_in(writer, desk.centre, proposal).status_code == 303
    proposal.refresh_from_db()
    question = Question("Experte", "", until=timezone.localdate() + timedelta(days=5))
    asked = AskOpinion(waiting_step(proposal), desk.reviewer, question).execute()
    preview = f"{desk.centre.url}propositions/{proposal.uuid}/apercu/"
    readers = [
        (writer, preview),
        (signed_in(desk.reviewer), preview),
        (Client(), f"{desk.centre.url}avis/{token_of(asked)}/apercu/"),
    ]
    assert [client.get(place).status_code for client, place in readers] == [200, 200, 200]
    index_of(desk.centre, "practice").delete()
    for client, place in readers:
        shown = client.get(place)
        assert shown.status_code == 409
        assert "pratiques" in parsed(shown).main.text.lower()
        assert parsed(shown).select_one(f"main a[href='{desk.centre.get_url()}']")
    assert signed_in(person("passante")).get(preview).status_code == 404


def test_a_text_that_was_forgotten_has_no_preview_and_none_is_offered(centre: Any, writer: Client) -> None:
    desk = make_desk()
    proposal = begun(writer, desk.centre)
    assert handed_in(writer, desk.centre, proposal).status_code == 303
    preview = f"{desk.centre.url}propositions/{proposal.uuid}/apercu/"
    reviewer, screen = signed_in(desk.reviewer), reverse("resource_centre_proposal", args=[proposal.pk])
    assert preview in reviewer.get(screen).content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.WITHDRAWN)
    forget_texts(Proposal.objects.filter(pk=proposal.pk))
    for client in (writer, reviewer):
        assert client.get(preview).status_code == 404
    shown = reviewer.get(screen)
    assert shown.status_code == 200
    assert "apercu/" not in shown.content.decode()


def test_a_member_of_the_team_is_offered_nothing_that_only_the_author_may_do(centre: Any, writer: Client) -> None:
    actor = publish(centre, "actor", "La Mednum")
    colleague = person("bob")
    for user in (person("cleo"), colleague):
        Membership.objects.create(user=user, actor=actor)
    Membership.objects.create(user_id=int(writer.session["_auth_user_id"]), actor=actor)
    proposal = begun(writer, centre, organisation=str(actor.pk))
    assert proposal.organisation_id == actor.pk
    away = f"{centre.url}propositions/{proposal.uuid}/retirer/"
    other = signed_in(colleague)
    for page in (draft_of(centre, proposal), f"{centre.url}propositions/{proposal.uuid}/"):
        assert parsed(writer.get(page)).find("a", href=away), page
        shown = other.get(page)
        assert shown.status_code == 200
        assert not parsed(shown).find("a", href=away), page
    assert other.get(away).status_code == 404
    assert other.post(away, filled(writer.get(away))).status_code == 404
    proposal.refresh_from_db()
    assert proposal.status == Status.DRAFT
    assert writer.post(away, filled(writer.get(away))).status_code == 303
