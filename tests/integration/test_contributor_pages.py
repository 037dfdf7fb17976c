"""The page of a contributor: wished for, of what its reader may see, under a name that is theirs."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_centre.access.membership_models import Membership
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.models import Proposal, Status
from tests.factories import publish, restrict
from tests.support.html import parsed
from tests.support.reviewing import Desk, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def credited(centre: Any, user: Any, page: Any, name: str = "Ada") -> Proposal:
    return Proposal.objects.create(
        centre=centre, resource=page.resource_ptr, author=user, author_name=name, is_credited=True,
        status=Status.ACCEPTED, decided_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def bea() -> Any:
    return get_user_model().objects.create_user("bea", email="bea@example.org", first_name="Béa")


def choose(user: Any, **changes: Any) -> Any:
    client, address = signed_in(user), reverse("resource_centre_public_page")
    form = parsed(client.get(address)).main.find_all("form")[0]
    token = str(form.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"])
    return client.post(address, {"csrfmiddlewaretoken": token, "name": "Béa", "act": "show", **changes})


def address_of_page(centre: Any, user: Any) -> str:
    return f"{centre.url}contributeurs/{ContributorPage.objects.get(user=user).uuid}/"


def test_a_contributor_has_no_page_before_they_wish_for_one_and_none_after(desk: Desk, bea: Any) -> None:
    page = publish(desk.centre, "practice", "Une autre pratique")
    assert "contributeurs/" not in Client().get(page.url).content.decode()
    kept = choose(bea)
    assert kept.status_code == 303
    assert "est publique" not in signed_in(bea).get(kept["Location"]).content.decode(), "nothing is on it yet"
    credited(desk.centre, bea, page, "Béa")
    assert "est publique" in signed_in(bea).get(kept["Location"]).content.decode()
    address = address_of_page(desk.centre, bea)
    answer = Client().get(address)
    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    assert "Une autre pratique" in parsed(answer).main.text
    for place in (page.url, f"{desk.centre.url}historique/{page.uuid}/"):
        assert address in Client().get(place).content.decode()
    choose(bea, act="hide")
    absent = Client().get(f"{desk.centre.url}contributeurs/{page.uuid}/")
    hidden = Client().get(address)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert parsed(hidden).main.text == parsed(absent).main.text
    assert address not in Client().get(page.url).content.decode()
    choose(bea)
    assert address_of_page(desk.centre, bea) == address, "the same as before"
    bea.is_active = False
    bea.save()
    assert Client().get(address).status_code == 404


def test_a_contributors_page_names_what_its_reader_may_see_and_what_was_signed_so(
    desk: Desk, page: Any, bea: Any
) -> None:
    hidden = publish(desk.centre, "practice", "Une page cachée")
    restrict(hidden)
    other = publish(desk.centre, "tool", "Signé autrement")
    shown, secret = publish(desk.centre, "actor", "Asso ouverte"), publish(desk.centre, "actor", "Asso cachée")
    restrict(secret)
    for one, name in ((page, "Béa"), (hidden, "Béa"), (other, "B.")):
        credited(desk.centre, bea, one, name)
    for actor in (shown, secret):
        Membership.objects.create(user=bea, actor=actor)
    choose(bea, shows_organisations="on")
    address = address_of_page(desk.centre, bea)
    words = parsed(Client().get(address)).main.text
    assert "Une pratique" in words
    assert "Asso ouverte" in words
    assert not [text for text in ("cachée", "Signé autrement") if text in words]
    assert "Une page cachée" in parsed(signed_in(desk.editor).get(address)).main.text
    assert address not in Client().get(other.url).content.decode()
    choose(bea)
    assert "Asso ouverte" not in parsed(Client().get(address)).main.text


def test_a_contributors_page_is_in_pages_and_nothing_is_guessed(desk: Desk, bea: Any, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PAGE_SIZE": 2}
    choose(bea)
    address = address_of_page(desk.centre, bea)
    assert Client().get(address).status_code == 404, "nothing to show yet"
    for number in range(3):
        credited(desk.centre, bea, publish(desk.centre, "practice", f"Pratique {number}"), "Béa")
    first, second = (parsed(Client().get(f"{address}?page={n}")).main.text for n in (1, 2))
    assert ("Pratique 2" in first, "Pratique 0" in first, "Pratique 0" in second) == (True, False, True)
    assert Client().get(f"{address}?page=3").status_code == 404
    assert Client().get(f"{address}?page=\x00abc").status_code == 200
    assert str(bea.pk) not in address.rsplit("/", 2)[1].split("-")


@pytest.mark.parametrize("typed", ["Quelqu’un d’autre", "", "\x00", "B" * 300])
def test_nobody_takes_the_name_of_somebody_else(typed: str, desk: Desk, bea: Any) -> None:
    answer = choose(bea, name=typed)
    assert answer.status_code == 422
    assert parsed(answer).find(class_="rc-field__error") is not None
    assert not ContributorPage.objects.filter(user=bea).exists()
