"""Reports by which a centre is steered, read and taken away: nothing of others, dated, in the log."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, Site

from resource_centre.admin.steering.ageing import compute_ageing
from resource_centre.admin.steering.dead_links import compute_dead_links
from resource_centre.admin.steering.delays import compute_delays
from resource_centre.admin.steering.partners import compute_partners
from resource_centre.admin.steering.refusals import compute_refusals
from resource_centre.admin.steering.reports import REPORTS
from resource_centre.admin.steering.scope import Scope
from resource_centre.content.facts import Figure
from resource_centre.content.pages.base import Resource
from tests.factories import publish, restrict
from tests.support.bulk import many_pages
from tests.support.html import parsed
from tests.support.staff import publisher_of
from tests.support.steering import CANARY, PERIOD, QUERY, address, at, propose

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", [report.code for report in REPORTS])
def test_nothing_of_a_centre_of_others_is_in_a_report(code: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    answer = client.get(address(code))
    assert answer.status_code == 200
    assert CANARY not in answer.content.decode()
    tables = [section["id"] for section in parsed(answer).select("section[id]")]
    for table in tables:
        assert CANARY not in client.get(address(code, f"{QUERY}&export=csv&table={table}")).content.decode()


def test_nothing_is_counted_for_whoever_decides_nowhere(world: Any, client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("nulle-part")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    scope = Scope(user, PERIOD)
    assert compute_ageing(scope).kinds[""].pages == compute_delays(scope).kinds[-1].waiting == 0
    assert compute_partners(scope) == compute_refusals(scope).refusals == compute_dead_links(scope).dead == ()
    client.force_login(user)
    for code in [report.code for report in REPORTS]:
        answer = client.get(address(code)).content.decode()
        assert "En retard</a>" not in answer
        assert "Partenaire" not in answer


@pytest.mark.parametrize(
    "query", ["?from=hier&to=2026-01-01", "?from=2026-02-30", "?from=2026-06-01&to=2026-01-01", "?to=0001-01-01"]
)
def test_a_period_that_makes_no_sense_is_told_in_a_sentence(query: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    for url in (address("waiting", query), reverse("resource_centre_steering_proposals") + query):
        answer = client.get(url)
        assert answer.status_code == 400
        assert parsed(answer).select_one("[role=alert]")


@pytest.mark.parametrize(
    "query", ["?p-list=-4", "?partner=x&state=y", f"?partner={'9' * 40}", "?kind=%00", "?centre=x"]
)
def test_what_else_makes_no_sense_is_left_out(query: str, world: Any, client: Client) -> None:
    client.force_login(world.editor)
    assert client.get(reverse("resource_centre_steering_proposals") + query).status_code == 200


def test_a_report_is_kept_ten_minutes_and_dated_and_may_be_computed_again(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    first = client.get(address("ageing")).context["screen"]
    Resource.objects.filter(pk=world.undated.pk).update(review_by=world.yesterday)
    kept = client.get(address("ageing")).context["screen"]
    again = client.get(address("ageing", f"{QUERY}&again=1")).context["screen"]
    counted = [screen.tables[0].table.rows[-1].cells[2].value for screen in (first, kept, again)]
    assert counted == [1, 1, 2]
    assert first.computed_at == kept.computed_at < again.computed_at


def test_whoever_loses_a_right_reads_nothing_that_was_kept(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    assert "En retard" in client.get(address("accessibility")).content.decode()
    world.editor.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
    assert ">En retard<" not in client.get(address("accessibility")).content.decode()


@pytest.mark.parametrize("change", ["restriction", "group"])
def test_coverage_that_was_kept_follows_what_its_reader_may_read(change: str, world: Any, client: Client) -> None:
    group = Group.objects.create(name="Lecture")
    if change == "group":
        world.editor.groups.add(group)
        restrict(world.tool, "groups", groups=[group])
    client.force_login(world.editor)
    pages = [client.get(address("coverage")).context["screen"].tables[0].table.rows[0].cells[1].value]
    if change == "group":
        world.editor.groups.remove(group)
    else:
        restrict(world.tool, "groups", groups=[group])
    pages.append(client.get(address("coverage")).context["screen"].tables[0].table.rows[0].cells[1].value)
    assert pages == [4, 3]


def test_no_cell_of_an_export_is_a_formula_and_numbers_stay_numbers(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    taken = client.get(address("refusals", f"{QUERY}&export=csv&table=refusals"))
    assert taken["Content-Disposition"] == 'attachment; filename="refusals-refusals.csv"'
    rows = list(csv.reader(StringIO(taken.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["Déjà là.", "'=SOMME(A1)"]
    taken = client.get(address("refusals", f"{QUERY}&export=xlsx&table=refusals"))
    cells = [row[3] for row in openpyxl.load_workbook(BytesIO(taken.content)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("Déjà là.", "s"), ("=SOMME(A1)", "s")]
    taken = client.get(address("refusals", f"{QUERY}&export=xlsx&table=kinds"))
    numbers = [row[1] for row in openpyxl.load_workbook(BytesIO(taken.content)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in numbers] == [(3, "n"), (2, "n")]
    assert PageLogEntry.objects.filter(action="resource_centre.report_exported", page=world.centre).count() == 3


@pytest.mark.parametrize("place", ["list of tools", "centre", "nowhere"])
def test_whoever_takes_a_report_away_is_in_the_log_where_its_pages_are(
    place: str, world: Any, client: Client, django_user_model: Any
) -> None:
    if place == "nowhere":
        user = django_user_model.objects.create_user("ailleurs")
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    else:
        user = publisher_of(world.tool.get_parent() if place == "list of tools" else world.centre, "outilleuse")
    client.force_login(user)
    assert client.get(address("refusals", f"{QUERY}&export=csv&table=refusals")).status_code == 200
    said = PageLogEntry.objects.filter(action="resource_centre.report_exported", user=user)
    home = Site.objects.get(is_default_site=True).root_page_id
    assert list(said.values_list("page", flat=True)) == [home if place == "nowhere" else world.centre.pk]


def test_no_cell_of_an_export_by_wagtail_itself_is_a_formula(world: Any, admin_client: Client) -> None:
    """Neither where cells are parted at semicolons, as a spreadsheet in French has it, which then reads no quotation
    mark; and accents are read by the mark at the beginning."""
    for title in ("=1+1", 'Écart;=1+1;"=1+1&"'):
        publish(world.centre, "tool", title)
    taken = admin_client.get(reverse("wagtailadmin_reports:aging_pages"), {"export": "csv"}).getvalue().decode()
    assert taken.startswith("\ufeff")
    assert "'=1+1" in taken
    cells = [cell.strip('"') for line in csv.reader(StringIO(taken), delimiter=";") for cell in line]
    assert any("Écart" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]


def test_a_report_costs_the_same_whatever_it_counts(
    world: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.editor)
    for page in many_pages(world.centre, "study", 30):
        Figure.objects.create(resource=page, label="Lieux", value=str(page.pk), population="Bretagne")
        propose(world, page, "accepted", at(1), at(2), organisation=world.partner)
    for report in REPORTS:
        client.get(address(report.code))  # what Django and Wagtail remember of the site
        with django_assert_max_num_queries(24):  # coverage also asks what its reader may read
            client.get(address(report.code, f"{QUERY}&again=1"))
    with django_assert_max_num_queries(16):
        client.get(reverse("resource_centre_steering_proposals") + QUERY)


def test_the_home_of_the_admin_names_five_late_pages_and_says_nothing_of_none(
    world: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.editor)
    page = parsed(client.get(reverse("wagtailadmin_home")))
    assert [link.text for link in page.select("#late-to-re-read-section td.title a")] == ["En retard"]
    assert "En retard" in [link.text for link in page.select("#never-re-read-section td.title a")]
    assert CANARY not in str(page)
    many_pages(world.centre, "study", 20, describe=lambda rank, one: setattr(one, "review_by", date(2020, 1, 1 + rank)))
    with django_assert_max_num_queries(50):
        page = parsed(client.get(reverse("wagtailadmin_home")))
    assert [link.text for link in page.select("#late-to-re-read-section td.title a")] == [
        f"Page {n}" for n in range(1, 6)
    ]
    assert "21" in page.select_one("#late-to-re-read-section").text
    assert parsed(client.get(page.select_one("#late-to-re-read-section p a")["href"])).text.count("Page 2") > 1
    Resource.objects.update(review_by=None, reviewed_on=world.yesterday)
    page = parsed(client.get(reverse("wagtailadmin_home")))
    assert page.select("#late-to-re-read-section, #never-re-read-section") == []


def test_the_menu_of_reports_leads_to_all_of_them(world: Any, client: Client) -> None:
    client.force_login(world.editor)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("resource_centre_steering") in home
    listed = parsed(client.get(reverse("resource_centre_steering")))
    assert len(listed.select(".rc-steering__reports a")) == len(REPORTS)
