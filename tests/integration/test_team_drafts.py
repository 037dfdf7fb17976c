"""Drafts that a team writes: who signs them, who goes on with them once an account is closed or out of the team."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from resource_centre.access.membership_models import Membership, Role
from resource_centre.access.principal import principal_of_user
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution import handing_over
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.charter import charter_to_accept
from resource_centre.contribution.contributors.changes import names_of
from resource_centre.contribution.credits import contributors_of
from resource_centre.contribution.decide import AskForChanges, RefuseProposal
from resource_centre.contribution.drafts import SaveDraft, StartDraft, SubmitDraft, Typed
from resource_centre.contribution.errors import NotAllowed, OwnProposal
from resource_centre.contribution.handing_over import heir_of
from resource_centre.contribution.letter_registry import letter_for
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.submit import About, Author
from resource_centre.contribution.team import LeaveOrganisation, RemoveMember
from resource_centre.persons.person import person_of_user
from resource_centre.persons.walking import ErasePerson, held_on, kept_sentences
from tests.factories import publish
from tests.support.contributing import confirm, filled, hand_in, letters
from tests.support.drafting import draft_of, first_step
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]

EDITORS = "Resource centre editors"


@pytest.fixture
def actor(centre: Any) -> Any:
    return publish(centre, "actor", "Association des lacs")


@pytest.fixture
def ada(actor: Any) -> Any:
    return seated("ada", actor)


@pytest.fixture
def bea(actor: Any) -> Any:
    return seated("bea", actor, first_name="Béa")


def seated(name: str, actor: Any, role: Role = Role.CONTRIBUTOR, days: int = 0, **fields: Any) -> Any:
    """An account that has been in the team for so many days."""
    user = person(name, **fields)
    Membership.objects.create(user=user, actor=actor, role=role, since=timezone.now() - timedelta(days=days))
    return user


def begun(centre: Any, user: Any, actor: Any = None) -> Proposal:
    return StartDraft(centre, "practice", user, "Des lacs propres", "Un résumé.", organisation=actor).execute()


def saved(proposal: Proposal, user: Any, summary: str = "Un autre résumé.") -> Proposal:
    content = {**proposal.content, "summary": summary}
    typed = Typed(f"f-summary={summary}", proposal.title, content, proposal.edition)
    return SaveDraft(proposal, user, principal_of_user(user), typed).execute()


def sent(proposal: Proposal, user: Any, name: str, charter: str = "") -> Proposal:
    """Handed in by that person, who signs with that name."""
    said, author = About("Bonne lecture.", charter=charter), Author(user, name, is_credited=True)
    return SubmitDraft(
        proposal, user, principal_of_user(user), proposal.content, proposal.edition, author, said
    ).execute()


def accepted(proposal: Proposal, editor: Any) -> Proposal:
    done: Proposal = acceptance(proposal, editor, Decision((proposal.digest, None))).execute()
    return done


def track_of(centre: Any, proposal: Proposal, step: str = "") -> str:
    return f"{centre.url}propositions/{proposal.uuid}/{step}"


def workspace(user: Any) -> str:
    return str(parsed(signed_in(user).get(reverse("resource_centre_workspace"))).main)


# Who hands it in signs it.


def test_whoever_hands_a_teams_draft_in_signs_it_and_is_told(
    centre: Any, actor: Any, ada: Any, bea: Any, editor: Any
) -> None:
    proposal = sent(begun(centre, ada, actor), bea, "Béa L.")
    assert (proposal.author, proposal.author_name) == (bea, "Béa L.")
    assert {one.to[0] for one in letters()} == {"bea@example.org", "redaction@example.org"}
    AskForChanges(proposal, editor, "Dites où.").execute()
    assert letters()[-1].to == ["bea@example.org"]
    proposal.refresh_from_db()
    accepted(sent(proposal, bea, "Béa L."), editor)
    assert letters()[-1].to == ["bea@example.org"]
    assert names_of(ada) == ("ada",), "nobody signs with the name of a colleague"
    assert names_of(bea) == ("Béa", "Béa L.")
    page = Practice.objects.get(title="Des lacs propres")
    assert [one.name for one in contributors_of(page.pk)] == ["Béa L."]


def test_whoever_began_it_still_follows_it_and_takes_it_up_again(
    centre: Any, actor: Any, ada: Any, bea: Any, editor: Any
) -> None:
    proposal = sent(begun(centre, ada, actor), bea, "Béa")
    address = track_of(centre, proposal)
    assert address in workspace(ada)
    assert signed_in(ada).get(address).status_code == 200
    assert signed_in(person("autre")).get(address).status_code == 404
    AskForChanges(proposal, editor, "Dites où.").execute()
    assert "Dites où." in workspace(ada)
    proposal.refresh_from_db()
    again = sent(saved(proposal, ada), ada, "Ada")
    assert (again.author, again.author_name, again.status) == (ada, "Ada", Status.SUBMITTED)
    accepted(again, editor)
    assert all(address in workspace(user) for user in (ada, bea))


def test_only_its_author_is_offered_to_take_it_back(centre: Any, actor: Any, ada: Any, bea: Any) -> None:
    draft = begun(centre, ada, actor)
    leave = track_of(centre, draft, "retirer/")
    assert leave in str(parsed(signed_in(ada).get(draft_of(centre, draft))))
    assert leave not in str(parsed(signed_in(bea).get(draft_of(centre, draft))))
    sent(draft, bea, "Béa")
    assert leave not in str(parsed(signed_in(ada).get(track_of(centre, draft))))
    assert (signed_in(ada).get(leave).status_code, signed_in(ada).post(leave).status_code) == (404, 404)
    assert leave in str(parsed(signed_in(bea).get(track_of(centre, draft))))
    assert signed_in(bea).get(leave).status_code == 200


def test_neither_who_began_it_nor_who_handed_it_in_decides_on_it(centre: Any, actor: Any, editor: Any) -> None:
    began, handed = seated("una", actor), seated("duo", actor)
    for user in (began, handed):
        user.groups.set(editor.groups.all())
    proposal = sent(begun(centre, began, actor), handed, "Duo")
    for user in (began, handed):
        with pytest.raises(OwnProposal):
            RefuseProposal(proposal, user, "Non.").execute()
    assert {one.to[0] for one in letters()} == {"duo@example.org", "redaction@example.org"}
    assert accepted(proposal, editor).status == Status.ACCEPTED


def test_the_charter_is_accepted_by_whoever_hands_it_in(
    centre: Any, actor: Any, ada: Any, bea: Any, editor: Any
) -> None:
    centre.charter = "<p>Tout est publié sous CC BY.</p>"
    version = centre.charter_version
    proposal = sent(begun(centre, ada, actor), bea, "Béa", version)
    assert (charter_to_accept(centre, ada), charter_to_accept(centre, bea)) == (version, "")
    AskForChanges(proposal, editor, "Dites où.").execute()
    proposal.refresh_from_db()
    again = sent(saved(proposal, ada), ada, "Ada", version)
    assert (again.charter_version, charter_to_accept(centre, ada)) == (version, "")


def test_what_a_colleague_accepted_is_not_said_of_who_hands_it_in_after_them(
    centre: Any, actor: Any, ada: Any, bea: Any, editor: Any
) -> None:
    centre.charter = "<p>La première.</p>"
    centre.save()
    first = centre.charter_version
    proposal = sent(begun(centre, ada, actor), ada, "Ada", first)
    centre.charter = "<p>La seconde.</p>"
    centre.save()
    sent(begun(centre, bea, actor), bea, "Béa", centre.charter_version)
    AskForChanges(proposal, editor, "Dites où.").execute()
    proposal = sent(Proposal.objects.get(pk=proposal.pk), bea, "Béa")
    assert (proposal.author, proposal.charter_version, proposal.charter_accepted_at) == (bea, "", None)


def test_the_first_step_sent_again_finds_the_draft_of_the_team_whoever_handed_it_in(
    centre: Any, actor: Any, ada: Any, bea: Any
) -> None:
    client, address = signed_in(ada), first_step(centre)
    form = filled(client.get(address), title="Une fois", summary="Un résumé.", another="1", organisation=str(actor.pk))
    first = client.post(address, form)
    sent(Proposal.objects.get(), bea, "Béa")
    assert client.post(address, form)["Location"] == first["Location"]
    assert Proposal.objects.count() == 1
    other = signed_in(person("autre"))
    assert other.post(address, form)["Location"] != first["Location"], "another account of the same browser"
    assert Proposal.objects.count() == 2


# Who goes on with it.


def by_erasing(user: Any) -> None:
    ErasePerson(person_of_user(user)).execute()


def by_the_list_of_users(user: Any) -> None:
    """As an administrator does in Wagtail."""
    admin = person("patronne", is_superuser=True, is_staff=True)
    assert signed_in(admin).post(reverse("wagtailusers_users:delete", args=[user.pk])).status_code == 302


either_door = pytest.mark.parametrize("close", [by_erasing, by_the_list_of_users])
Door = Callable[[Any], None]


@either_door
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.NEEDS_CHANGES])
def test_what_waits_for_a_team_goes_to_a_colleague_with_all_that_was_written(
    status: str, close: Door, centre: Any, actor: Any, ada: Any, bea: Any
) -> None:
    proposal = saved(begun(centre, bea, actor), bea, "Écrit par Béa.")
    if status != Status.DRAFT:
        sent(proposal, bea, "Béa")
        Proposal.objects.filter(pk=proposal.pk).update(status=status, charter_version="0" * 16)
    before = Proposal.objects.values("content", "typed", "status", "edition").get(pk=proposal.pk)
    close(bea)
    assert Proposal.objects.values("content", "typed", "status", "edition").get(pk=proposal.pk) == before
    proposal.refresh_from_db()
    assert (proposal.author, proposal.author_name, proposal.is_credited) == (ada, "ada", False)
    assert (proposal.message, proposal.charter_version, proposal.charter_accepted_at) == ("", "", None)
    letter = letters()[-1]
    assert letter.to == ["ada@example.org"]
    assert "Des lacs propres" in letter.subject
    assert track_of(centre, proposal) in letter.body
    assert "Association des lacs" in letter.body
    assert proposal.uuid.hex in workspace(ada).replace("-", "")
    assert "next=" in Client().get(track_of(centre, proposal))["Location"], "the mail leads on once signed in"
    assert signed_in(person("passante")).get(track_of(centre, proposal)).status_code == 404
    assert WithdrawProposal(proposal, ada).execute().status == Status.WITHDRAWN


def test_a_member_who_wrote_goes_on_before_a_lead_and_a_lead_before_who_has_been_there_longest(
    centre: Any, actor: Any, bea: Any
) -> None:
    proposal = begun(centre, bea, actor)
    lead, old = seated("meneuse", actor, Role.LEAD, days=1), seated("ancienne", actor, days=9)
    away, wrote = seated("partie", actor, Role.LEAD, days=20, is_active=False), seated("autrice", actor)
    left_the_team = person("sortie")
    proposal.writers.add(wrote, left_the_team)
    found = []
    for one in (wrote, lead, old, away):
        assert heir_of(proposal, [bea.pk]) == one
        found.append(one.pk)
        Membership.objects.filter(user=one).delete()
    assert heir_of(proposal, [bea.pk]) is None
    assert Membership.objects.filter(user=bea).exists(), "who leaves inherits nothing"


@either_door
def test_accounts_that_go_one_after_the_other_leave_it_to_the_last(
    close: Door, centre: Any, actor: Any, ada: Any, bea: Any
) -> None:
    proposal = begun(centre, ada, actor)
    ErasePerson(person_of_user(ada)).execute()
    proposal.refresh_from_db()
    assert proposal.author == bea
    close(bea)
    found = Proposal.objects.filter(pk=proposal.pk).first()
    assert found is None or found.author is None
    call_command("contributions", "tidy")
    assert not Proposal.objects.exists(), "nobody is left"


@either_door
def test_what_was_published_of_a_team_is_handed_to_nobody(
    close: Door, centre: Any, actor: Any, ada: Any, bea: Any, editor: Any
) -> None:
    proposal = accepted(sent(begun(centre, bea, actor), bea, "Béa"), editor)
    close(bea)
    proposal.refresh_from_db()
    assert (proposal.author, proposal.status) == (None, Status.ACCEPTED)
    assert proposal.author_name == ("" if close is by_erasing else "Béa")
    assert "Béa" not in names_of(ada)


def test_a_draft_of_ones_own_is_deleted_with_the_account_and_that_of_a_team_of_one_too(
    centre: Any, actor: Any, bea: Any
) -> None:
    begun(centre, bea)
    begun(centre, bea, actor)
    by_erasing(bea)
    assert not Proposal.objects.exists()
    assert letters() == []


def test_the_draft_of_an_account_that_was_deleted_is_nobodys_and_is_tidied_away(
    centre: Any, actor: Any, ada: Any, bea: Any, capsys: Any
) -> None:
    own, team = begun(centre, bea), begun(centre, bea, actor)
    reader = hand_in(Client(), centre, publish(centre, "practice", "Une pratique"), **{"f-title": "Autre"})
    by_the_list_of_users(bea)
    own.refresh_from_db()
    assert (own.author, own.status) == (None, Status.DRAFT)
    for client in (Client(), signed_in(ada)):
        for step in ("", "brouillon/", "apercu/", "retirer/", "discussion/"):
            assert client.get(track_of(centre, own, step)).status_code in {302, 404}, step
            assert client.post(track_of(centre, own, step)).status_code in {302, 403, 404}, step
    with pytest.raises(NotAllowed):
        WithdrawProposal(own).execute()
    call_command("contributions", "tidy")
    assert "deleted=1 " in capsys.readouterr().out
    assert set(Proposal.objects.all()) == {team, reader}


def test_a_teams_draft_that_lost_its_author_unseen_finds_one_when_things_are_tidied(
    centre: Any, actor: Any, ada: Any, bea: Any
) -> None:
    """A row that was written past Django's signals, or a team that has somebody again."""
    proposal = begun(centre, bea, actor)
    Proposal.objects.filter(pk=proposal.pk).update(author=None)
    call_command("contributions", "tidy")
    proposal.refresh_from_db()
    assert proposal.author == ada


def test_a_change_of_an_account_that_was_deleted_stays_with_the_editors_and_opens_to_nobody_else(
    centre: Any, bea: Any, editor: Any
) -> None:
    page = publish(centre, "practice", "Une pratique")
    proposal = hand_in(signed_in(bea), centre, page, **{"f-title": "Autre"})
    by_the_list_of_users(bea)
    for step in ("", "retirer/", "reprendre/", "discussion/"):
        assert Client().get(track_of(centre, proposal, step)).status_code == 404, step
        assert Client().post(track_of(centre, proposal, step)).status_code == 404, step
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
    assert RefuseProposal(proposal, editor, "Non.").execute().status == Status.REFUSED


def test_a_reader_without_account_still_follows_changes_and_takes_back_what_is_theirs_by_its_link(centre: Any) -> None:
    page, reader = publish(centre, "practice", "Une pratique"), Client()
    proposal = hand_in(reader, centre, page, **{"f-title": "Autre"})
    assert reader.get(track_of(centre, proposal)).status_code == 200, "before it is confirmed"
    confirm(reader)
    address = track_of(centre, proposal)
    for step in ("", "reprendre/", "discussion/", "retirer/"):
        assert Client().get(f"{address}{step}").status_code == 200, step
    taken_back = Client().post(f"{address}retirer/", filled(Client().get(f"{address}retirer/")))
    assert taken_back.status_code == 303
    proposal.refresh_from_db()
    assert proposal.status == Status.WITHDRAWN
    assert Client().get(address).status_code == 200


def test_the_page_says_what_goes_to_a_colleague_only_to_who_leaves_something(
    centre: Any, actor: Any, ada: Any, bea: Any
) -> None:
    with override("en"):
        assert not [one for one in kept_sentences(held_on(person_of_user(bea))) if "team" in one]
        proposal = begun(centre, bea, actor)
        assert [one for one in kept_sentences(held_on(person_of_user(bea))) if "somebody else of its team" in one]
        held = {one.name: [row["uuid"] for row in one.rows if "uuid" in row] for one in held_on(person_of_user(bea))}
        assert (held["team_proposals"], held["proposals"]) == ([proposal.uuid], [])
        Membership.objects.filter(user=ada).delete()
        held = {one.name: [row["uuid"] for row in one.rows if "uuid" in row] for one in held_on(person_of_user(bea))}
        assert (held["team_proposals"], held["proposals"]) == ([], [proposal.uuid])


def test_a_mail_to_who_goes_on_is_void_once_it_is_taken_back_or_somebody_elses(
    centre: Any, actor: Any, ada: Any, bea: Any
) -> None:
    proposal = begun(centre, bea, actor)
    by_erasing(bea)
    key = f"heir:{proposal.pk}:user:{ada.pk}"
    assert letter_for(key) is not None
    carl = seated("carl", actor)
    sent(Proposal.objects.get(pk=proposal.pk), carl, "Carl")
    assert letter_for(key) is None
    WithdrawProposal(Proposal.objects.get(pk=proposal.pk), carl).execute()
    assert letter_for(f"heir:{proposal.pk}:user:{carl.pk}") is None


def test_what_a_colleague_hands_in_at_the_same_moment_is_theirs(
    centre: Any, actor: Any, ada: Any, bea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at who goes on with it and what is written."""
    proposal, carl = begun(centre, bea, actor), seated("carl", actor)

    def late(found: Proposal, _leaving: Any) -> Any:
        sent(found, ada, "Ada")
        return carl

    monkeypatch.setattr(handing_over, "heir_of", late)
    by_erasing(bea)
    proposal.refresh_from_db()
    assert (proposal.author, proposal.author_name, proposal.message) == (ada, "Ada", "Bonne lecture.")


# Who leaves the team, or is taken out.


def by_being_taken_out(user: Any, actor: Any, by: Any) -> None:
    RemoveMember(Membership.objects.get(user=user, actor=actor), by).execute()


def by_leaving(user: Any, actor: Any, _by: Any) -> None:
    LeaveOrganisation(Membership.objects.get(user=user, actor=actor), user).execute()


either_way_out = pytest.mark.parametrize("leave", [by_being_taken_out, by_leaving])
WayOut = Callable[[Any, Any, Any], None]


@either_way_out
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.NEEDS_CHANGES])
def test_what_colleagues_wrote_in_stays_with_them_when_its_author_is_of_the_team_no_more(
    status: str, leave: WayOut, centre: Any, actor: Any, ada: Any, editor: Any
) -> None:
    bea = seated("bea", actor, Role.LEAD, first_name="Béa")
    proposal = saved(begun(centre, ada, actor), bea, "Écrit par Béa.")
    if status != Status.DRAFT:
        proposal = sent(proposal, ada, "Ada")
        Proposal.objects.filter(pk=proposal.pk).update(status=status)
    leave(ada, actor, bea)
    proposal.refresh_from_db()
    assert (proposal.author, proposal.author_name, proposal.organisation) == (bea, "Béa", actor)
    assert (proposal.status, proposal.content["summary"]) == (status, "Écrit par Béa.")
    heirs = [one for one in letters() if one.to == ["bea@example.org"] and "Des lacs propres" in one.subject]
    assert track_of(centre, proposal) in heirs[-1].body
    for step in ("", "brouillon/", "retirer/", "apercu/"):
        assert signed_in(ada).get(track_of(centre, proposal, step)).status_code == 404, step
    with pytest.raises(NotAllowed):
        WithdrawProposal(proposal, ada).execute()
    with pytest.raises(NotAllowed):
        saved(proposal, ada)


@either_way_out
def test_what_somebody_wrote_alone_is_their_own_once_they_are_of_the_team_no_more(
    leave: WayOut, centre: Any, actor: Any, ada: Any, editor: Any
) -> None:
    bea = seated("bea", actor, Role.LEAD)
    other = publish(centre, "actor", "Autre équipe")
    Membership.objects.create(user=ada, actor=other)
    own, elsewhere = saved(begun(centre, ada, actor), ada), begun(centre, ada, other)
    published = accepted(sent(begun(centre, ada, actor), ada, "Ada"), editor)
    assert signed_in(bea).get(draft_of(centre, own)).status_code == 200
    leave(ada, actor, bea)
    for one in (own, elsewhere, published):
        one.refresh_from_db()
    assert [(one.author, one.organisation) for one in (own, elsewhere, published)] == [
        (ada, None), (ada, other), (ada, actor),
    ]  # fmt: skip
    assert signed_in(bea).get(draft_of(centre, own)).status_code == 404
    assert sent(own, ada, "Ada").organisation is None, "nobody outside of a team speaks in its name"


def test_what_is_left_of_a_team_of_one_is_its_writers_own(centre: Any, actor: Any, ada: Any, editor: Any) -> None:
    """An editor takes the last lead out: nobody is left to go on with it."""
    proposal = begun(centre, ada, actor)
    proposal.writers.add(person("sortie"))
    by_being_taken_out(ada, actor, editor)
    proposal.refresh_from_db()
    assert (proposal.author, proposal.organisation) == (ada, None)
