"""Every route of the plugin, walked as every role: statuses, and no canary of a hidden object in any answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_required
from django.contrib.sitemaps.views import sitemap
from django.test import Client
from django.urls import path, reverse

from resource_centre.content.relations import ResourceLink
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.web.health import health
from resource_centre.web.sitemap import SITEMAPS
from tests.support.canaries import (
    PRINTED,
    PROPOSED,
    TEAM,
    World,
    canary,
    hide_canaries,
    plant_changing_pages,
    visible_world,
)
from tests.support.file_world import kept_for_the_file
from tests.support.index import index_settings
from tests.support.route_table import (
    DOWNLOADS,
    HOST_ROUTES,
    PAGE_ROUTES,
    READERS,
    STAFF,
    URL_ROUTES,
    WORKSPACE,
    Visit,
    in_english,
)
from tests.support.routes import (
    ROLES,
    clients,
    comes_from_plugin,
    download_formats,
    leaks,
    page_routes,
    url_routes,
    without_secrets,
)

#: Routes of Django's resolver that are for everybody.
PUBLIC_URLS = frozenset(
    f"resource_centre_{name}"
    for name in (
        *("health", "sitemap", "sitemap_section", "search_json", "search_csv", "suggestions"),
        *("propose", "report", "track", "revise", "withdraw", "confirm"),
        *("talk", "thread", "proposal_talk"),
        *("watch", "confirm_watch", "watches", "watches_of", "stop_watching"),
        *("choose_kind", "begin", "draft", "draft_preview", "proposed_file"),
        *("history", "version", "comparison", "links", "changes", "feed", "contributor"),
    )
) | frozenset(WORKSPACE)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@dataclass(frozen=True)
class Walked:
    """A world, a browser for each role, and what a visitor reads before and after the hidden pages came."""

    world: World
    clients: Mapping[str, Client]
    before: Mapping[str, str]
    after: Mapping[str, str]


@pytest.fixture(scope="module")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for this file."""
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: Any, index_folder: Path) -> Iterator[Walked]:
    """A world made once for this file: making it takes longer than walking it."""
    with kept_for_the_file(django_db_blocker, RESOURCE_CENTRE=index_settings(index_folder)):
        world = visible_world()
        plant_changing_pages(world)
        addresses = [visit.address for visit in public_visits(world) if "/r/" not in visit.address]
        bring_up_to_date()
        before = read(addresses)
        hide_canaries(world)
        bring_up_to_date()
        yield Walked(world, clients(world), before, read(addresses))


@pytest.fixture
def world(walked: Walked) -> World:
    """The world of this file."""
    return walked.world


def read(addresses: Sequence[str]) -> dict[str, str]:
    """What an anonymous visitor reads there."""
    client = Client()
    return {address: without_secrets(client.get(address).getvalue().decode()) for address in addresses}


def public_visits(world: World) -> list[Visit]:
    """Visits of everything that is public, in French, each address once."""
    tables = [*PAGE_ROUTES.values(), *DOWNLOADS.values(), *HOST_ROUTES.values()]
    tables += [visits for name, visits in URL_ROUTES.items() if name in PUBLIC_URLS]
    return list({visit.address: visit for visits in tables for visit in visits(world)}.values())


def admin_visits(world: World) -> list[Visit]:
    """Visits of the plugin's screens in the admin."""
    visits = [visit for visits in URL_ROUTES.values() for visit in visits(world)]
    return [visit for visit in visits if visit.address.startswith("/admin/")]


def may_read(role: str, state: str, address: str) -> bool:
    """Who sees what: readers by their rights; in the admin, staff sees the pages of the centres it works on."""
    if state == PROPOSED:
        return "/propositions/" in address or (address.startswith("/admin/") and role in STAFF)
    if state == TEAM:
        places = ("/espace/organisations/", "/discussions/")
        return role in STAFF and (any(one in address for one in places) or address.startswith("/admin/"))
    if state == "elsewhere" and "/espace/organisations/" in address:
        # The team of an organisation that is no longer shown still has those who decide on it.
        return role == "superuser"
    if address.startswith("/admin/") and role in STAFF:
        return state != "elsewhere" or role == "superuser"
    return role in READERS[state]


def walk(client: Client, role: str, visits: Sequence[Visit]) -> list[str]:
    """What is wrong in those answers, one line each."""
    wrong = []
    for visit in visits:
        answer = client.get(visit.address)
        if answer.status_code != visit.expected(role):
            wrong.append(f"{visit.address} answers {answer.status_code}, not {visit.expected(role)}")
        for state, field in sorted(leaks(answer, visit.address)):
            if not may_read(role, state, visit.address):
                wrong.append(f"{visit.address} betrays {canary(state, field)}")
    return wrong


def test_every_route_is_declared() -> None:
    assert set(url_routes()) == set(URL_ROUTES)
    assert page_routes() == set(PAGE_ROUTES)
    assert download_formats() == set(DOWNLOADS)


@pytest.mark.parametrize("role", ROLES)
def test_public_routes_answer_each_role_and_betray_nothing(role: str, walked: Walked) -> None:
    visits = [*public_visits(walked.world), *in_english(walked.world)]
    assert walk(walked.clients[role], role, visits) == []


@pytest.mark.parametrize("role", ROLES)
def test_admin_routes_answer_each_role_and_betray_nothing(role: str, walked: Walked) -> None:
    assert walk(walked.clients[role], role, admin_visits(walked.world)) == []


def test_hidden_pages_change_nothing_that_a_visitor_reads_not_even_a_count(walked: Walked) -> None:
    assert len(walked.before) > 40
    assert [address for address, text in walked.before.items() if walked.after[address] != text] == []


@pytest.mark.parametrize(("role", "state"), [("visitor", "login"), ("member", "group"), ("holder", "password")])
def test_those_who_may_read_a_page_do_read_its_canaries(role: str, state: str, walked: Walked) -> None:
    client, world = walked.clients[role], walked.world
    visits = [*PAGE_ROUTES["Practice"](world), *PAGE_ROUTES["Actor"](world), *PAGE_ROUTES["Lesson"](world)]
    visits += PAGE_ROUTES["KindIndexPage"](world)
    found = {leak for visit in visits for leak in leaks(client.get(visit.address), visit.address)}
    assert {field for where, field in found if where == state} >= PRINTED


def test_the_walk_catches_a_page_published_by_mistake(world: World) -> None:
    for page in world.hidden["never"].values():
        page.save_revision().publish()
    visits = [*PAGE_ROUTES["Practice"](world), *PAGE_ROUTES["Actor"](world)]
    found = " ".join(walk(Client(), "anonymous", visits))
    assert all(canary("never", field) in found for field in ("body", "figure", "involvementnote", "alias", "title"))


def test_a_refused_deletion_names_no_page_of_a_centre_that_is_not_ones_own(walked: Walked) -> None:
    lesson = walked.world.shown["lesson"]
    answer = walked.clients["editor"].post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]), follow=True)
    betrayed = {state for state, _field in leaks(answer, "")}
    assert "group" in betrayed
    assert "elsewhere" not in betrayed


def forget_restrictions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the rule where the database is asked."""
    monkeypatch.setattr("resource_centre.access.visibility.Access._closed_branches", lambda _access: [])


def hold_every_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the rule where the index is asked."""
    every = frozenset(token for entry in current_engine().entries() for token in entry.access)
    monkeypatch.setattr("resource_centre.access.visibility.Access.tokens", property(lambda _access: every))


def betrayed_by(addresses: str, walked: Walked) -> str:
    visits = [*PAGE_ROUTES[addresses](walked.world), *URL_ROUTES["resource_centre_search_json"](walked.world)]
    return " ".join(walk(Client(), "anonymous", visits))


def test_the_walk_catches_a_rule_that_forgets_restrictions(walked: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    hold_every_token(monkeypatch)
    forget_restrictions(monkeypatch)
    for addresses in ("KindIndexPage", "ResourceCentrePage:search"):
        found = betrayed_by(addresses, walked)
        assert all(canary(state, "title") in found for state in ("login", "password", "group")), addresses


@pytest.mark.parametrize("broken", [forget_restrictions, hold_every_token])
def test_a_list_betrays_no_title_while_one_of_the_two_rules_stands(
    broken: Callable[[pytest.MonkeyPatch], None], walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    assert "canari" not in betrayed_by("KindIndexPage", walked)


def test_a_view_of_the_plugin_is_recognised_wherever_it_is_mounted() -> None:
    assert comes_from_plugin(path("somewhere/", login_required(health)))
    assert comes_from_plugin(path("<path:address>", sitemap, {"sitemaps": SITEMAPS}))
    assert not comes_from_plugin(path("elsewhere/", login_required(sitemap)))


def test_a_deletion_refused_for_the_sake_of_a_hidden_page_says_its_kind_only(walked: Walked) -> None:
    target, hidden = walked.world.shown["milestone"], walked.world.hidden["elsewhere"]["practice"]
    ResourceLink.objects.create(resource=hidden, target=target, kind="based_on")
    answer = walked.clients["editor"].post(reverse("wagtailadmin_pages:delete", args=[target.pk]), follow=True)
    assert leaks(answer, "") == set()
    assert hidden.cached_content_type.name in answer.content.decode()
    assert type(target).objects.filter(pk=target.pk).exists()
