"""Lists of wagtail-modeladmin: they answer what they offer, and tell nothing of what stands behind their rows."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail_modeladmin.options import ModelAdmin

from resource_centre.admin.flat_lists import FlatAdmin, FlatIndex
from resource_centre.content.territories import Territory
from resource_centre.outbox.models import OutboxEntry
from tests.factories import make_centre, publish
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

LISTS = ("territories", "former-territories", "link-checks", "correspondences", "search-log", "outbox")
#: Numbers that are none, and one that no row has.
NUMBERS = ("abc", "9" * 30, "²", "%00", "_41", "0", "999999")


@pytest.fixture
def admin() -> Client:
    return signed_in(person("admin", is_superuser=True, is_staff=True))


def address_of(name: str, rest: str = "") -> str:
    return f"/admin/resource-centre/{name}/{rest}"


def names_in(answer: Any) -> list[str]:
    return [str(row) for row in answer.context["object_list"]]


@pytest.fixture
def bretagne() -> Territory:
    """A territory of whose page somebody owns, with a password."""
    page = publish(make_centre(), "practice", "Une pratique")
    page.owner = person("ada")
    page.save()
    found = Territory.objects.create(level="region", code="53", name="Bretagne", folded_name="bretagne")
    page.territory_links.create(territory=found)
    return found


@pytest.mark.parametrize(
    "condition",
    [
        "resource_links__resource__owner__password__startswith=no",
        "resource_links__resource__owner__username=nobody",
        "pk__in=0",
        "name=Nulle part",
        "level__contains=zz",
    ],
)
def test_what_a_list_does_not_offer_is_no_condition(condition: str, admin: Client, bretagne: Territory) -> None:
    """A count that follows it would tell what its reader may not read: a password, letter by letter."""
    answer = admin.get(address_of("territories"), query_of(condition), follow=True)
    assert names_in(answer) == [str(bretagne)]


def query_of(condition: str) -> dict[str, str]:
    name, _equals, value = condition.partition("=")
    return {name: value}


def test_filters_words_and_order_of_a_list_still_serve(admin: Client, bretagne: Territory) -> None:
    other = Territory.objects.create(level="departement", code="29", name="Finistère", folded_name="finistere")
    asked: dict[str, list[Territory]] = {
        "level__exact=region": [bretagne],
        "q=finist": [other],
        "is_active__exact=0": [],
    }
    for condition, found in asked.items():
        answer = admin.get(address_of("territories"), query_of(condition))
        assert names_in(answer) == [str(one) for one in found], condition
    orders = [names_in(admin.get(address_of("territories"), {"o": order})) for order in ("2", "-2")]
    assert orders == [[str(other), str(bretagne)], [str(bretagne), str(other)]], "by code"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "condition",
    ["x=1", "at__gte=abc", "q=\x00", "level__exact=\x00", "concept__vocabulary__id__exact=abc", "p=-3", "o=é"],
)
def test_an_address_that_makes_no_sense_leads_to_the_whole_list(name: str, condition: str, admin: Client) -> None:
    answer = admin.get(address_of(name), query_of(condition), follow=True)
    assert answer.status_code == 200
    assert all(chain == (address_of(name), 302) for chain in answer.redirect_chain)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_row_that_is_none_is_absent(name: str, number: str, admin: Client) -> None:
    for step in ("inspect", "edit", "delete", "history"):
        assert admin.get(address_of(name, f"{step}/{number}/")).status_code in {302, 404}, step
        assert admin.get(address_of(name, f"{step}/{number}/"), follow=True).status_code in {200, 404}


def test_a_row_that_there_is_is_shown(admin: Client) -> None:
    row = OutboxEntry.objects.create(topic="index", key="resource:12", changed_at=timezone.now())
    answer = admin.get(address_of("outbox", f"inspect/{row.pk}/"))
    assert (answer.status_code, "resource:12" in answer.content.decode()) == (200, True)


def test_no_list_of_ours_is_the_package_s_own() -> None:
    found = {one for one in below(ModelAdmin) if one.__module__.startswith("resource_centre.")}
    assert {one for one in found if not issubclass(one, FlatAdmin)} == set()
    views = {one.index_view_class for one in found}
    assert views
    assert {one for one in views if not issubclass(one, FlatIndex)} == set()


def below(kind: type) -> set[Any]:
    """All its heirs."""
    return {one for heir in kind.__subclasses__() for one in (heir, *below(heir))}
