"""Lists of wagtail-modeladmin: they answer what they offer, and tell nothing of what stands behind their rows."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile
from wagtail_modeladmin.options import ModelAdmin

from resource_centre.admin.flat_lists import FlatAdmin, FlatIndex
from resource_centre.content.correspondences import Correspondence, Match
from resource_centre.content.territories import AliasKind, Territory, TerritoryAlias
from resource_centre.discovery.staff.models import SearchLogEntry
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.link_checks.models import LinkCheck, LinkState, LinkUse, digest_of
from tests.factories import concept, make_centre, publish
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
def test_an_address_that_makes_no_sense_leads_to_the_whole_list(
    name: str, condition: str, admin: Client, a_row_each: None
) -> None:
    whole = names_in(admin.get(address_of(name)))
    answer = admin.get(address_of(name), query_of(condition), follow=True)
    assert answer.status_code == 200
    assert all(chain == (address_of(name), 302) for chain in answer.redirect_chain)
    assert whole
    assert names_in(answer) == whole


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_row_that_is_none_is_absent(name: str, number: str, admin: Client) -> None:
    for step in ("inspect", "edit", "delete", "history"):
        assert admin.get(address_of(name, f"{step}/{number}/")).status_code == 404, step


def test_a_row_that_there_is_is_shown(admin: Client) -> None:
    row = OutboxEntry.objects.create(topic="index", key="resource:12", changed_at=timezone.now())
    answer = admin.get(address_of("outbox", f"inspect/{row.pk}/"))
    assert (answer.status_code, "resource:12" in answer.content.decode()) == (200, True)


#: Half an hour after midnight in Paris, and still the day before in Greenwich.
MIDNIGHT = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)


@pytest.fixture
def taken_away() -> None:
    """A row for each list that can be taken away, with noughts, codes, moments, and what a spreadsheet would run."""
    centre = make_centre()
    page, term = publish(centre, "practice", "Une pratique"), concept("theme", "soin", "=Soin")
    link = LinkCheck.objects.create(
        url="https://example.org/", digest=digest_of("https://example.org/"), host="example.org", state="dead",
        reason="status", code=404, first_failed_at=MIDNIGHT, last_checked_at=MIDNIGHT,
    )  # fmt: skip
    LinkUse.objects.create(link=link, resource=page.resource_ptr, place="source")
    Correspondence.objects.create(scheme="eurovoc", code="1", label="x", concept=term)
    SearchLogEntry.objects.create(centre=centre, language="fr", words="rien", key="rien", total=0, at=MIDNIGHT)


@pytest.fixture
def a_row_each(taken_away: None, bretagne: Territory) -> None:
    """A row for each list."""
    TerritoryAlias.objects.create(
        territory=bretagne, kind=AliasKind.FORMER_REGION, code="99", name="Armorique", folded_name="armorique"
    )
    OutboxEntry.objects.create(topic="index", key="resource:12", changed_at=timezone.now())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_can_be_taken_away(form: str, admin: Client, taken_away: None) -> None:
    exporting = [one for one in ours() if one.list_export]
    assert len(exporting) == 3
    for one in exporting:
        rows = table_of(admin, one.base_url_path, form)
        assert len(rows) == 2, one


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_away_says_what_the_screen_does(form: str, admin: Client, taken_away: None) -> None:
    headings, row = table_of(admin, "resource-centre/search-log", form)
    assert headings == ["Mots cherchés", "Langue", "Ressources trouvées", "Mots proches seulement", "Minute"]
    assert row[:4] == ["rien", "fr", "0", "non"]
    assert row[4].startswith("2026-11-29 00:30")
    headings, row = table_of(admin, "resource-centre/link-checks", form)
    assert (headings[0], row[1], row[5]) == ("Adresse web", str(LinkState.DEAD.label), "1")
    assert row[3].startswith("2026-11-29 00:30")
    headings, row = table_of(admin, "resource-centre/correspondences", form)
    assert row[3] == str(Match.EXACT.label)
    assert row[5].lstrip("'") == "=Soin"
    assert form == "xlsx" or row[5] != "=Soin"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_away_is_in_the_language_and_the_time_of_whoever_takes_it(form: str, taken_away: None) -> None:
    reader = person("abroad", is_superuser=True, is_staff=True)
    UserProfile.objects.create(user=reader, preferred_language="en", current_time_zone="Asia/Tokyo")
    headings, row = table_of(signed_in(reader), "resource-centre/search-log", form)
    assert (headings[0], row[3]) == ("Words searched", "no")
    assert row[4].startswith("2026-11-29 08:30")


def table_of(admin: Client, path: str, form: str) -> list[list[str]]:
    answer: Any = admin.get(f"/admin/{path}/", {"export": form})
    content = b"".join(answer.streaming_content)
    if form == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    sheet: Any = load_workbook(BytesIO(content)).active
    assert not [cell for row in sheet.rows for cell in row if cell.data_type == "f"]
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.rows]


def test_an_empty_list_says_so_in_words_that_go_with_any_name(admin: Client) -> None:
    for name in LISTS:
        text = admin.get(address_of(name)).content.decode()
        assert "Rien ici pour l’instant." in text, name
        assert "créé(e)" not in text, name


def test_a_row_of_the_search_log_costs_no_query(admin: Client, taken_away: None) -> None:
    with CaptureQueriesContext(connection) as one_row:
        admin.get(address_of("search-log"))
    entry = SearchLogEntry.objects.get()
    for _number in range(5):
        entry.pk = None
        entry.save()
    with CaptureQueriesContext(connection) as six_rows:
        admin.get(address_of("search-log"))
    assert len(six_rows) <= len(one_row)


def ours() -> set[Any]:
    return {one for one in below(ModelAdmin) if one.__module__.startswith("resource_centre.")}


def test_no_list_of_ours_is_the_package_s_own() -> None:
    found = ours()
    assert {one for one in found if not issubclass(one, FlatAdmin)} == set()
    views = {one.index_view_class for one in found}
    assert views
    assert {one for one in views if not issubclass(one, FlatIndex)} == set()


def below(kind: type) -> set[Any]:
    """All its heirs."""
    return {one for heir in kind.__subclasses__() for one in (heir, *below(heir))}
