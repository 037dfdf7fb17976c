"""In which language somebody is written to: never that of the process that happens to send the mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from django.utils.translation import override

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, Role
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.letter_registry import letter_for
from resource_centre.contribution.letter_writing import language_of
from resource_centre.contribution.models import Proposal, Status
from tests.factories import publish
from tests.support.reviewing import an_editor, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def ada() -> Any:
    return person("ada")


@pytest.fixture
def actor(centre: Any) -> Any:
    return publish(centre, "actor", "Association des lacs")


def proposed(centre: Any, user: Any, language: str, **fields: Any) -> Proposal:
    fields = {"status": Status.SUBMITTED, "kind_code": "practice", "content": {"title": "Lacs"}} | fields
    return Proposal.objects.create(centre=centre, author=user, language=language, **fields)


def profile_of(user: Any, language: str = "") -> Any:
    profile = apps.get_model("wagtailusers", "UserProfile").get_for_user(user)
    profile.preferred_language = language
    profile.save()
    return type(user)._default_manager.get(pk=user.pk)


def language_of_letter(key: str, process: str) -> str:
    """That of a mail which is sent by a process of another, or of the same."""
    with override(process):
        letter = letter_for(key)
    assert letter is not None
    return "fr" if 'lang="fr"' in letter.html else "en"


@pytest.mark.parametrize("process", ["fr", "en"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_author_of_a_proposal_is_written_to_in_its_language_whatever_is_said(
    language: str, process: str, centre: Any, ada: Any
) -> None:
    """A message about it too, even to whoever proposed something else since."""
    proposal = proposed(centre, ada, language)
    proposed(centre, ada, "en" if language == "fr" else "fr")
    thread = Thread.objects.create(proposal=proposal, title="Une question")
    message = Message.objects.create(thread=thread, by=an_editor(), name="", text="D’où ?", is_editor=True)
    assert language_of_letter(f"message:{message.pk}:user:{ada.pk}", process) == language


@pytest.mark.parametrize("process", ["fr", "en"])
def test_an_account_is_written_to_in_the_language_in_which_it_did_something_last(
    process: str, centre: Any, actor: Any, ada: Any
) -> None:
    seat = Membership.objects.create(user=ada, actor=actor, role=Role.LEAD)
    role, left = f"seat:{seat.pk}:lead:1", f"left:{actor.pk}:{ada.pk}:1"
    assert language_of_letter(role, process) == "fr", "nobody knows: that of the site"
    request = MembershipRequest.objects.create(user=ada, actor=actor, language="en")
    assert language_of_letter(role, process) == "en"
    proposed(centre, ada, "fr")
    assert language_of_letter(role, process) == "fr"
    MembershipRequest.objects.filter(pk=request.pk).update(created_at=timezone.now() + timedelta(hours=1))
    seat.delete()
    assert language_of_letter(left, process) == "en"


def test_a_language_that_was_chosen_comes_before_and_that_of_an_invitation_counts(
    centre: Any, actor: Any, ada: Any
) -> None:
    with override("en"):
        assert language_of(ada) == ""
        now = timezone.now()
        Invitation.objects.create(actor=actor, language="fr", used_by=ada, used_at=now, expires_at=now)
        assert language_of(ada) == "fr"
        assert language_of(profile_of(ada)) == "fr", "a profile in which nothing was chosen says nothing"
        assert language_of(profile_of(ada, "en")) == "en"
        assert language_of(profile_of(person("bea"))) == "fr", "the site's, for whoever works in its admin"
