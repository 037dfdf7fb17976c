"""The workspace: what waits for a partner and where it stands; for nobody else, kept by no cache, in a fixed cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_centre.access.membership_models import Membership, MembershipRequest, RequestState, Role
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.contribution.models import EventKind, Proposal, ProposalEvent, Status
from resource_centre.contribution.surface import content_of
from tests.factories import involvement, make_centre, publish
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

WORKSPACE = "/espace/"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits what another counted."""
    cache.clear()


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def actor(centre: Any) -> Any:
    return publish(centre, "actor", "Association des lacs", names=[ActorName(name="ADL", kind="short")])


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada", email="ada@example.org", first_name="Ada")


@pytest.fixture
def client(ada: Any) -> Client:
    found = Client()
    found.force_login(ada)
    return found


def proposed(page: Any, author: Any, status: Status, why: str = "", by: Any = None, **fields: Any) -> Proposal:
    base = content_of(page)
    made = Proposal.objects.create(
        centre=page.get_parent().get_parent().specific,
        resource=page.resource_ptr,
        base_content=base,
        content={**base, "summary": f"Résumé {status}"},
        author=author,
        status=status,
        submitted_at=timezone.now() - timedelta(days=3),
        **fields,
    )
    kinds = {Status.NEEDS_CHANGES: EventKind.ASKED, Status.IN_REVIEW: EventKind.TAKEN_UP}
    if status in kinds:
        ProposalEvent.objects.create(proposal=made, kind=kinds[status], why=why, by=by)
    return made


def blocks(client: Client) -> dict[str, str]:
    """The text of each block by its heading."""
    page = parsed(client.get(WORKSPACE))
    return {" ".join(one.h2.text.split()): " ".join(one.text.split()) for one in page.select("main section") if one.h2}


def test_the_signed_out_are_sent_to_sign_in_and_come_back() -> None:
    for address in (WORKSPACE, "/espace/organisations/?q=lac", "/en/espace/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(("/compte/login/?next=", "/en/compte/login/?next="))
        assert address.split("?")[0] in answer["Location"]
        assert answer["Cache-Control"] == "private, no-store"


def test_nothing_of_it_is_kept_or_indexed(client: Client, actor: Any, ada: Any) -> None:
    Membership.objects.create(user=ada, actor=actor)
    team = reverse("resource_centre_team", args=[actor.uuid])
    for address in (WORKSPACE, "/espace/organisations/", team, f"{team}quitter/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"


def test_a_newcomer_is_told_how_to_begin(client: Client, centre: Any) -> None:
    found = blocks(client)
    assert set(found) == {"Pour commencer", "Mes organisations"}
    assert "Trouver votre organisation" in found["Pour commencer"]
    assert f"{centre.url}recherche/" in client.get(WORKSPACE).content.decode()


def test_a_request_that_waits_or_was_refused_is_said(client: Client, actor: Any, ada: Any) -> None:
    request = MembershipRequest.objects.create(user=ada, actor=actor, message="Moi.")
    assert "Demande en attente" in blocks(client)["Mes organisations"]
    MembershipRequest.objects.filter(pk=request.pk).update(state=RequestState.REFUSED, reason="Inconnue ici.")
    assert "Inconnue ici." in blocks(client)["Mes organisations"]


def test_each_proposal_is_in_the_block_of_its_state(client: Client, centre: Any, ada: Any) -> None:
    editor = get_user_model().objects.create_user("redac", first_name="Rosa", last_name="Bonheur")
    pages = {
        status: publish(centre, "practice", f"Pratique {number}")
        for number, status in enumerate(
            (Status.NEEDS_CHANGES, Status.OUTDATED, Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.ACCEPTED)
        )
    }
    for status, page in pages.items():
        proposed(page, ada, status, why="Quelle est la source ?", by=editor, decided_at=timezone.now())
    found = blocks(client)
    assert "Pratique 0" in found["À faire"]
    assert "Quelle est la source ?" in found["À faire"]
    assert "Pratique 1" in found["À faire"]
    assert "Pratique 2" in found["Brouillons"]
    assert "Pratique 3" in found["En relecture"]
    assert "depuis 3 jours" in found["En relecture"]
    assert "Rosa Bonheur" in found["En relecture"]
    assert "Pratique 5" in found["Publié récemment"]
    page = client.get(WORKSPACE).content.decode()
    assert "reprendre/" in page


def test_proposals_of_others_are_in_none_of_my_blocks_and_theirs_stay_theirs(
    client: Client, centre: Any, actor: Any, ada: Any
) -> None:
    other = get_user_model().objects.create_user("bob")
    page = publish(centre, "practice", "Pratique d’ailleurs", involvements=[involvement(actor)])
    hidden = proposed(page, other, Status.SUBMITTED, author_name="Bob Secret", message="mot secret")
    proposed(publish(centre, "practice", "Pratique rivale"), other, Status.DRAFT)
    assert "Pratique" not in parsed(client.get(WORKSPACE)).main.text
    Membership.objects.create(user=ada, actor=actor)
    text = client.get(WORKSPACE).content.decode()
    assert "Pratique d’ailleurs" in blocks(client)["Reçu sur vos pages"]
    for secret in ("Bob Secret", "mot secret", str(hidden.uuid), "Pratique rivale"):
        assert secret not in text


def test_pages_of_the_organisation_that_are_due_are_announced(
    client: Client, centre: Any, actor: Any, ada: Any
) -> None:
    today = timezone.localdate()
    for name, days in (("en retard", -3), ("bientôt", 30), ("plus tard", 200)):
        publish(
            centre, "tool", f"Outil {name}", review_by=today + timedelta(days=days), involvements=[involvement(actor)]
        )
    publish(centre, "tool", "Outil étranger", review_by=today)
    Membership.objects.create(user=ada, actor=actor)
    found = blocks(client)["À relire bientôt"]
    assert "Outil en retard" in found
    assert "Outil bientôt" in found
    assert "Outil plus tard" not in found
    assert "Outil étranger" not in found


def test_a_hidden_page_is_named_to_nobody(client: Client, centre: Any, ada: Any) -> None:
    page = publish(centre, "practice", "Titre caché")
    proposed(page, ada, Status.SUBMITTED)
    page.unpublish()
    text = client.get(WORKSPACE).content.decode()
    assert "Titre caché" not in text
    assert "une page que vous ne pouvez plus lire" in text


def measured(client: Client, counter: Any) -> int:
    with counter() as found:
        assert client.get(WORKSPACE).status_code == 200
    return len(found)


def test_the_number_of_queries_does_not_grow(
    client: Client, centre: Any, actor: Any, ada: Any, django_assert_max_num_queries: Any
) -> None:
    Membership.objects.create(user=ada, actor=actor, role=Role.LEAD)
    other = get_user_model().objects.create_user("bob")

    def add(number: int) -> None:
        page = publish(
            centre, "practice", f"Pratique {number}", review_by=timezone.localdate(), involvements=[involvement(actor)]
        )
        for status in (Status.NEEDS_CHANGES, Status.IN_REVIEW, Status.DRAFT, Status.ACCEPTED):
            proposed(page, ada, status, by=other)
        proposed(page, other, Status.SUBMITTED)

    add(0)
    client.get(WORKSPACE)
    with django_assert_max_num_queries(30) as few:
        client.get(WORKSPACE)
    for number in range(1, 8):
        add(number)
        Membership.objects.create(user=ada, actor=publish(centre, "actor", f"Acteur {number}"))
    with django_assert_max_num_queries(30) as many:
        client.get(WORKSPACE)
    assert len(many) == len(few)


@pytest.mark.parametrize("typed", ["lacs", "association LAC", "adl", "àssociâtion"])
def test_an_organisation_is_found_by_its_names_without_accents_or_capitals(
    client: Client, actor: Any, typed: str
) -> None:
    publish(actor.get_parent().get_parent(), "actor", "Ligue des rivières")
    page = parsed(client.get("/espace/organisations/", {"q": typed}))
    links = [str(link["href"]) for link in page.select(".rc-lines a")]
    assert links == [reverse("resource_centre_join", args=[actor.uuid])]


def test_an_organisation_that_is_not_found_leaves_a_way_on(client: Client, actor: Any) -> None:
    text = client.get("/espace/organisations/", {"q": "<script>introuvable"}).content.decode()
    assert "Aucune organisation de ce nom" in text
    assert "/contact/" in text
    assert "<script>introuvable" not in text


def test_hidden_organisations_are_not_found_nor_joined(client: Client, actor: Any) -> None:
    Actor.objects.get(pk=actor.pk).unpublish()
    assert "Association" not in parsed(client.get("/espace/organisations/", {"q": "lacs"})).select_one("main").text
    assert client.get(reverse("resource_centre_join", args=[actor.uuid])).status_code == 404


def test_the_workspace_is_in_english_too(client: Client) -> None:
    page = client.get("/en/espace/")
    assert parsed(page).h1.text == "My workspace"
    assert 'href="/en/espace/organisations/"' in page.content.decode()


def test_a_partner_has_no_admin_at_all(client: Client, actor: Any, ada: Any) -> None:
    Membership.objects.create(user=ada, actor=actor, role=Role.LEAD)
    for address in (
        "/admin/",
        "/admin/pages/",
        reverse("resource_centre_member_requests"),
        reverse("resource_centre_queue"),
        reverse("wagtailadmin_pages:edit", args=[actor.pk]),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
