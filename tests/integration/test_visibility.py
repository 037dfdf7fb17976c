"""One rule of visibility in three forms, proven equal over generated trees of restrictions."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction, Site

from resource_centre.access.principal import ANONYMOUS, Principal, principal_of_request, principal_of_user
from resource_centre.access.visibility import (
    Access,
    Restriction,
    opens_to_all_of,
    page_tokens,
    tokens_at,
)
from resource_centre.content.pages.practice import Practice
from tests.factories import index_of, make_centre, publish, restrict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

KINDS = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS, PageViewRestriction.PASSWORD]


def principals(group_ids: list[int], password_ids: list[int]) -> list[Principal]:
    """Everybody who could ask: nobody, members of every set of groups, a superuser, each with or without passwords."""
    sets = [frozenset(), frozenset(group_ids[:1]), frozenset(group_ids[1:]), frozenset(group_ids)]
    passed = [frozenset(), frozenset(password_ids[:1]), frozenset(password_ids)]
    found = [Principal(passed_passwords=passwords) for passwords in passed]
    for passwords in passed:
        found += [Principal(1, groups, is_superuser, passwords) for groups in sets for is_superuser in (False, True)]
    return found


def wagtail_lets_in(page: Page, principal: Principal) -> bool:
    """What Wagtail itself decides, restriction by restriction: the reference for ours."""
    for row in page.get_view_restrictions():
        groups = set(row.groups.values_list("pk", flat=True))
        if row.restriction_type == PageViewRestriction.PASSWORD and row.pk not in principal.passed_passwords:
            return False
        if row.restriction_type == PageViewRestriction.LOGIN and not principal.is_authenticated:
            return False
        member = principal.is_authenticated and bool(groups & principal.group_ids)
        if row.restriction_type == PageViewRestriction.GROUPS and not (principal.is_superuser or member):
            return False
    return True


@pytest.mark.no_cover
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    shape=st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from([None, -1, 1])), min_size=3, max_size=6),
    rows=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(KINDS), st.sets(st.integers(0, 2))), min_size=0, max_size=5
    ),
)
def test_queryset_predicate_and_tokens_always_agree(db: None, shape: Any, rows: Any) -> None:
    PageViewRestriction.objects.all().delete()
    root = Site.objects.get().root_page
    for old in root.get_children():
        old.delete()
    root.refresh_from_db()
    pages = [root.add_child(title="p0", slug="p0")]
    for number, (above, live, expires) in enumerate(shape, start=1):
        parent = Page.objects.get(pk=pages[above % len(pages)].pk)
        expire_at = timezone.now() + datetime.timedelta(days=expires) if expires else None
        pages.append(parent.add_child(title=f"p{number}", slug=f"p{number}", live=live, expire_at=expire_at))
    groups = [Group.objects.get_or_create(name=f"group {number}")[0] for number in range(3)]
    restrictions = [
        restrict(pages[where % len(pages)], kind, [groups[number] for number in members], "secret")
        for where, kind, members in rows
    ]
    everything = Page.objects.filter(pk__in=[page.pk for page in pages])
    passwords = [row.pk for row in restrictions if row.restriction_type == PageViewRestriction.PASSWORD]
    for principal in principals([group.pk for group in groups], passwords):
        access = Access.of(principal)
        by_queryset = set(access.filter(everything).values_list("pk", flat=True))
        by_predicate = {page.pk for page in everything if access.allows(page)}
        by_tokens = {page.pk for page in everything if page_tokens(page, access.restrictions) & access.tokens}
        by_wagtail = {
            page.pk
            for page in everything
            if page.live
            and (page.expire_at is None or page.expire_at > timezone.now())
            and wagtail_lets_in(page, principal)
        }
        assert by_queryset == by_predicate == by_tokens == by_wagtail


def test_a_place_without_restriction_is_public() -> None:
    assert tokens_at("00010001", ()) == {"public"}


@pytest.mark.parametrize(
    ("asked", "tokens"),
    [
        (["login"], {"login"}),
        (["login", "g:3"], {"g:3"}),
        (["login", "superuser"], {"superuser"}),
        (["login", "p:12"], {"login+p:12"}),
        (["login", "g:3 superuser", "p:12"], {"g:3+p:12", "p:12+superuser"}),
        (["g:3 superuser", "g:3 g:4"], {"g:3", "g:4+superuser"}),
    ],
)
def test_of_what_is_asked_for_above_one_another_a_token_says_no_more_than_it_must(
    asked: list[str], tokens: set[str]
) -> None:
    """Whoever is of a group is signed in; what one way asks for beyond another is no way of its own."""
    rows = [Restriction(depth, depth * "0001", frozenset(way.split())) for depth, way in enumerate(asked, 1)]
    assert tokens_at("0001" * len(asked), rows) == tokens


def test_restrictions_above_one_another_must_all_be_passed() -> None:
    centre = make_centre()
    page = publish(centre, "practice", "Caché deux fois")
    first, second = Group.objects.create(name="A"), Group.objects.create(name="B")
    restrict(centre, PageViewRestriction.GROUPS, [first])
    restrict(page, PageViewRestriction.GROUPS, [second])
    only_one = Principal(1, frozenset({first.pk}))
    both = Principal(1, frozenset({first.pk, second.pk}))
    assert not Access.of(only_one).allows(page)
    assert Access.of(both).allows(page)
    tokens = page_tokens(page, Access.of(both).restrictions)
    assert tokens == {f"g:{first.pk}+g:{second.pk}", "superuser"}


def test_a_restriction_binds_aliases_and_aliases_of_aliases_as_wagtail_does() -> None:
    """Wagtail's form offers to copy an alias as an alias."""
    centre, other = make_centre(), make_centre("autre", "Autre")
    page = publish(centre, "practice", "Cachée")
    twin = page.create_alias(parent=index_of(other, "practice"), update_slug="jumelle")
    last = twin.create_alias(update_slug="jumelle-de-jumelle")
    closed = twin.create_alias(parent=index_of(centre, "practice"), update_slug="encore").create_alias(
        update_slug="encore-une"
    )
    assert Access.of(ANONYMOUS).allows(last)
    group = Group.objects.create(name="A")
    restrict(page, PageViewRestriction.GROUPS, [group])
    assert [one.get_view_restrictions().count() for one in (page, twin, last, closed)] == [1, 1, 1, 1]
    rows = Access.of(ANONYMOUS).restrictions
    for one in (page, twin, last, closed):
        assert not Access.of(ANONYMOUS).allows(one)
        assert Access.of(Principal(1, frozenset({group.pk}))).allows(one)
        assert page_tokens(one, rows) == {f"g:{group.pk}", "superuser"}
    assert set(Access.of(ANONYMOUS).filter(Page.objects.type(Practice))) == set()


def test_an_expired_page_is_hidden_before_the_scheduled_task_runs() -> None:
    page = publish(make_centre(), "practice", "Passée", expire_at=timezone.now() + datetime.timedelta(days=1))
    assert Access.of(ANONYMOUS).allows(page)
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
    page.refresh_from_db()
    assert not Access.of(ANONYMOUS).allows(page)
    assert not Access.of(ANONYMOUS).filter(type(page).objects.all()).exists()


def test_a_draft_is_hidden_from_everybody_superusers_included() -> None:
    page = publish(make_centre(), "practice", "Brouillon", live=False)
    assert not Access.of(Principal(1, is_superuser=True)).allows(page)


def test_an_inactive_account_is_nobody(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("parti", is_active=False)
    assert principal_of_user(user) == ANONYMOUS


def test_a_password_given_in_the_session_counts() -> None:
    page = publish(make_centre(), "practice", "Sous mot de passe")
    row = restrict(page, PageViewRestriction.PASSWORD, password="sésame")  # noqa: S106 - test data
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    assert not Access.of(principal_of_request(request)).allows(page)
    request.session[PageViewRestriction.passed_view_restrictions_session_key] = [row.pk]
    assert Access.of(principal_of_request(request)).allows(page)


def test_relations_are_filtered_through_the_same_rule() -> None:
    centre = make_centre()
    actor = publish(centre, "actor", "Acteur")
    hidden = publish(centre, "practice", "Cachée")
    restrict(hidden)
    shown = Access.of(ANONYMOUS).q("page_ptr__")
    assert list(type(actor).objects.filter(shown)) == [actor]
    assert not type(hidden).objects.filter(shown).exists()


@pytest.mark.parametrize(
    ("tokens", "readers", "opens"),
    [
        ("public", "login", True),
        ("public", "p:12", True),
        ("login", "public", False),
        ("login", "login", True),
        ("login", "g:3", True),
        ("login", "superuser", True),
        ("login", "g:4+p:12", True),
        ("login", "p:12", False),
        ("g:3", "login", False),
        ("g:3", "g:3", True),
        ("g:3", "g:31", False),
        ("g:3", "g:3 superuser", False),
        ("g:3 superuser", "superuser", True),
        ("g:3+p:12", "p:12", False),
        ("p:12", "g:3+p:12", True),
        ("g:3+p:12", "g:3+p:12", True),
        ("g:3+login", "g:3", True),
        ("", "public", False),
        ("", "", True),
    ],
)
def test_a_place_opens_to_all_who_are_let_in_at_another(tokens: str, readers: str, opens: bool) -> None:
    assert opens_to_all_of(tokens.split(), readers.split()) is opens
