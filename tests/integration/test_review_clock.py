"""The review clock: what sets it, what does not, which pages are marked, who is in charge, who is told and when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Locale, PageLogEntry

from resource_centre.access.groups import ensure_groups
from resource_centre.admin.steering.scope import usual_period
from resource_centre.checks import check_review_months
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import Evidence, ResourceLink
from resource_centre.contribution.errors import NotAllowed, PageBusy
from resource_centre.contribution.watching.models import Watcher
from resource_centre.workflow.clock.charge import Charge
from resource_centre.workflow.clock.digest import send_digests
from resource_centre.workflow.clock.due import pages_to_re_read
from resource_centre.workflow.clock.models import ReReading, ReviewDigest
from resource_centre.workflow.clock.periods import add_months
from resource_centre.workflow.clock.reviewing import MarkReviewed
from resource_centre.workflow.clock.tasks import send_review_digests
from tests.factories import fresh, make_centre, publish, restrict
from tests.support.contributing import letters
from tests.support.html import parsed
from tests.support.reviewing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

TODAY = timezone.localdate()
LATE, FAR = TODAY - timedelta(days=3), TODAY + timedelta(days=200)


@pytest.fixture
def centre() -> Any:
    return make_centre()


def account(name: str, *, decides: bool = True, **fields: Any) -> Any:
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org", **fields)
    if decides:
        user.groups.set(user.groups.model.objects.filter(name=ensure_groups()[0].name))
    return user


def change(page: Any, user: Any = None, **values: Any) -> Any:
    """A new version of what is there, as the form of the admin begins it; not published."""
    found = fresh(page).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(found, name, value)
    return found.save_revision(user=user)


def clock_of(page: Any) -> tuple[Any, ...]:
    found = fresh(page)
    return found.review_by, found.reviewed_on, found.reviewed_by_id


def turned_back(page: Any, **values: Any) -> Any:
    """As if time had passed."""
    Resource.objects.filter(pk=page.pk).update(**values)
    return fresh(page)


def open_marks() -> set[tuple[str, str]]:
    rows = ReReading.objects.filter(closed_at=None)
    return set(rows.values_list("resource__title", "because__title"))


# What sets the clock.


def test_a_first_publication_gives_the_months_of_the_kind_to_a_page_without_a_date(centre: Any, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "REVIEW_MONTHS": {"tool": 6}}
    assert publish(centre, "tool", "Un outil").review_by == add_months(TODAY, 6)
    assert publish(centre, "practice", "Une pratique").review_by == add_months(TODAY, 24)
    assert publish(centre, "tool", "Un autre", review_every=3).review_by == add_months(TODAY, 3)
    assert clock_of(publish(centre, "tool", "Daté", review_by=FAR)) == (FAR, None, None)
    assert publish(centre, "tool", "Brouillon", live=False).review_by is None


@pytest.mark.parametrize("significance", ["minor", "content"])
def test_only_a_change_of_meaning_sets_the_clock(centre: Any, significance: str) -> None:
    page = publish(centre, "practice", "Une pratique", review_by=LATE)
    citing = publish(centre, "practice", "Qui la cite", resource_links=[ResourceLink(kind="extends", target=page)])
    change(page, summary="Autre.", significance=significance).publish()
    assert (clock_of(page), open_marks()) == ((LATE, None, None), set())
    ada = account("ada")
    change(page, ada, summary="Tout autre.", significance="meaning").publish()
    assert clock_of(page) == (add_months(TODAY, 24), TODAY, ada.pk)
    assert open_marks() == {(citing.title, "Une pratique")}


def test_the_form_does_not_offer_again_what_the_last_change_meant(centre: Any, admin_client: Client) -> None:
    """Else whoever mends a letter sets the clock of the page, marks those that cite it, and tells who watches it."""
    page = publish(centre, "tool", "Un outil")
    change(page, summary="Tout autre.", significance="meaning").publish()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert picked(admin_client.get(address)) == "content"
    change(page, summary="En cours.", significance="meaning")
    assert picked(admin_client.get(address)) == "meaning"


def picked(answer: Any) -> str:
    return str(parsed(answer).select_one("select[name=significance] option[selected]")["value"])


def test_the_day_of_a_re_reading_is_that_of_the_site(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's admin works in the zone of whoever looks: on Kiritimati it is tomorrow already."""
    page, evening = publish(centre, "tool", "Un outil"), datetime(2026, 11, 28, 20, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    with timezone.override("Pacific/Kiritimati"):
        MarkReviewed(page, account("ada")).execute()
        period = usual_period()
    assert clock_of(page)[1] == period.last == date(2026, 11, 28)
    assert period.ends_at == datetime(2026, 11, 28, 23, tzinfo=UTC)


def test_a_page_that_expires_is_to_be_re_read_no_more(centre: Any) -> None:
    turned_back(publish(centre, "tool", "Périmé", review_by=LATE), expire_at=timezone.now() - timedelta(days=1))
    assert not pages_to_re_read(TODAY).exists()


def test_who_publishes_is_who_has_re_read_it(centre: Any) -> None:
    author, editor = account("autrice"), account("editrice")
    page = publish(centre, "milestone", "Un jalon", date_from="2020")
    revision = change(page, author, summary="Autre.", significance="meaning")
    with LogContext(user=editor):  # as in every view of Wagtail's admin
        revision.publish(user=editor)
    assert fresh(page).reviewed_by == editor


def test_a_date_given_in_the_very_version_is_kept(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil", review_by=LATE)
    change(page, review_by=FAR)
    change(page, summary="La suite du même brouillon.", significance="meaning").publish()
    assert clock_of(page)[:2] == (FAR, TODAY)
    change(page, review_by=LATE, significance="meaning").publish()
    assert clock_of(page)[0] == add_months(TODAY, 12), "a date that is past is no date"
    change(page, review_by=FAR, significance="minor").publish()
    assert clock_of(page)[0] == FAR


def test_an_old_draft_does_not_set_the_clock_back(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil", review_by=LATE)
    with_a_wish = change(page, review_by=TODAY + timedelta(days=9))
    change(page, review_by=None, summary="Un brouillon.")
    ada = account("ada")
    MarkReviewed(fresh(page), ada).execute()
    expected = (add_months(TODAY, 12), TODAY, ada.pk)
    assert fresh(page).get_latest_revision_as_object().review_by == expected[0], "what the form shows"
    for revision in (fresh(page).get_latest_revision(), with_a_wish):
        revision.publish()
        assert clock_of(page) == expected


def test_what_was_published_before_changes_no_meaning_again(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    revision = change(page, significance="meaning")
    revision.publish()
    turned_back(page, review_by=LATE)
    page = fresh(page)
    page.unpublish()
    revision.publish()
    assert clock_of(page)[0] == LATE


def test_an_alias_and_a_copy_keep_no_clock_of_their_own(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil", review_by=LATE)
    alias = page.create_alias(update_slug="alias")
    MarkReviewed(page, account("ada")).execute()
    assert fresh(alias).reviewed_on == TODAY
    change(page, summary="Autre.").publish()
    assert (fresh(alias).summary, fresh(alias).reviewed_on) == ("Autre.", TODAY)
    copy = page.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    assert (fresh(copy).reviewed_on, fresh(copy).review_by) == (None, None)


# Pages marked.


def test_pages_that_cite_it_and_its_translations_are_to_be_re_read_once(centre: Any) -> None:
    lesson = publish(centre, "lesson", "Un enseignement")
    publish(centre, "study", "Une étude", evidence=[Evidence(lesson=lesson, stance="supports")])
    link = f'<p><a linktype="page" id="{lesson.pk}">voir</a></p>'
    publish(centre, "practice", "Un texte", body=[("text", link)])
    publish(
        centre, "practice", "Un brouillon", live=False, resource_links=[ResourceLink(kind="extends", target=lesson)]
    )
    twin = publish(centre, "lesson", "A lesson", language="en")
    english = Locale.objects.create(language_code="en")
    Resource.objects.filter(pk=twin.pk).update(translation_key=lesson.translation_key, locale=english)
    publish(centre, "practice", "Sans rapport")
    for words in ("Une fois.", "Deux fois."):
        change(lesson, summary=words, significance="meaning").publish()
    expected = {("Une étude", lesson.title), ("Un texte", lesson.title), ("A lesson", lesson.title)}
    assert (open_marks(), ReReading.objects.count()) == (expected, 3)


# Saying that it still holds.


def test_a_page_that_still_holds_makes_no_version_and_no_news(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil", review_by=LATE)
    other = publish(centre, "tool", "Un autre")
    ReReading.objects.create(resource=page, because=other, since=timezone.now())
    ada, before = account("ada"), page.latest_revision_id
    published = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count()
    MarkReviewed(page, ada).execute()
    assert clock_of(page) == (add_months(TODAY, 12), TODAY, ada.pk)
    closed = ReReading.objects.get()
    assert (closed.closed_by, closed.closed_at is not None) == (ada, True)
    assert PageLogEntry.objects.filter(page=page.pk, action="resource_centre.reviewed", user=ada).count() == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == published
    assert (fresh(page).latest_revision_id, Watcher.objects.count()) == (before, 0)
    with pytest.raises(NotAllowed):
        MarkReviewed(page, account("passante", decides=False)).execute()
    page.unpublish()
    with pytest.raises(PageBusy):
        MarkReviewed(fresh(page), ada).execute()


def test_the_admin_confirms_a_re_reading(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil", review_by=LATE)
    client = signed_in(account("ada"))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    address = reverse("resource_centre_review", args=[page.pk])
    assert address in client.get(edit).content.decode()
    assert "Un outil" in client.get(address).content.decode()
    answer = client.post(address, {"next": "https://ailleurs.example/"})
    assert (answer.status_code, answer["Location"], fresh(page).reviewed_on) == (302, edit, TODAY)
    assert client.post(reverse("resource_centre_review", args=[999_999])).status_code == 404


def test_the_list_shows_late_pages_first_and_says_why(centre: Any) -> None:
    changed = publish(centre, "tool", "Qui a changé")
    publish(centre, "tool", "Plus tard", review_by=FAR)
    publish(centre, "practice", "Bientôt", review_by=TODAY + timedelta(days=20))
    marked = publish(centre, "tool", "Marqué", review_by=FAR)
    ReReading.objects.create(resource=marked, because=changed, since=timezone.now())
    ada, eve = account("ada"), account("eve")
    publish(centre, "tool", "En retard", review_by=LATE, keeper=eve)
    address = reverse("resource_centre_to_re_read")

    def shown(query: str = "", user: Any = ada) -> list[str]:
        return [cell.text for cell in parsed(signed_in(user).get(address + query)).select("td.title")]

    assert shown() == ["En retard", "Marqué", "Bientôt"]
    assert shown("?kind=tool") == ["En retard", "Marqué"]
    assert shown("?mine=1") == ["Marqué", "Bientôt"]
    assert shown("?mine=1", eve) == ["En retard", "Marqué", "Bientôt"]
    page = signed_in(ada).get(address).content.decode()
    assert "Qui a changé" in page
    assert "eve" in page


def test_the_list_costs_the_same_whatever_its_length(centre: Any) -> None:
    ada, first = account("ada"), publish(centre, "tool", "Outil", review_by=LATE)
    client, counts = signed_in(ada), []
    address = reverse("resource_centre_to_re_read") + "?mine=1"
    client.get(address)
    for rank in range(8):
        page = publish(centre, "tool", f"Outil {rank}", review_by=LATE, keeper=ada)
        ReReading.objects.create(resource=page, because=first, since=timezone.now())
        if rank in (0, 7):
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert client.get(address).status_code == 200
            counts.append(len(found))
    assert counts[0] == counts[1]
    assert not [query for query in found if '"body"' in query["sql"]], "texts are not read for a list of titles"


# Who is in charge, and who is told.


def test_somebody_is_in_charge_of_each_page(centre: Any, django_assert_num_queries: Any) -> None:
    ada, eve, gone = account("ada"), account("eve"), account("partie", is_active=False)
    passing = account("passante", decides=False)
    pages = {
        "named": publish(centre, "tool", "1", keeper=eve, owner=ada),
        "owner": publish(centre, "tool", "2", owner=ada),
        "owner of one who left": publish(centre, "tool", "3", keeper=gone, owner=ada),
        "nobody in particular": publish(centre, "tool", "4", keeper=passing),
    }
    charge = Charge(Resource.objects.filter(pk__in=[page.pk for page in pages.values()]))
    named = {name: charge.named(page.pk) for name, page in pages.items()}
    assert named == {"named": eve.pk, "owner": ada.pk, "owner of one who left": ada.pk, "nobody in particular": None}
    everybody = charge.by_user()
    assert {user.username: len(found) for user, found in everybody.items()} == {"ada": 3, "eve": 2}
    with django_assert_num_queries(0):
        assert len(charge.of_user(ada)) == 3, "what is known of an account is not asked again"


def told() -> dict[str, Any]:
    mail.outbox.clear()
    return {letter.to[0]: letter for letter in letters()}


def test_each_person_in_charge_gets_one_digest_a_day(centre: Any) -> None:
    ada, eve = account("ada"), account("eve")
    account("oisive")
    publish(centre, "tool", "À Ada, en retard", review_by=LATE, keeper=ada)
    marked = publish(centre, "tool", "À Ada, à cause d’un autre", review_by=FAR, keeper=ada)
    secret = publish(centre, "tool", "Canari secret", keeper=ada)
    restrict(secret, "groups")
    for because in (publish(centre, "tool", "Qui a changé", keeper=ada), secret):
        ReReading.objects.create(resource=marked, because=because, since=timezone.now())
    publish(centre, "tool", "À Ève, bientôt", review_by=TODAY + timedelta(days=30), keeper=eve)
    publish(centre, "tool", "À Ève, loin", review_by=TODAY + timedelta(days=31), keeper=eve)
    assert send_digests() == 2
    found = told()
    assert set(found) == {"ada@example.org", "eve@example.org"}
    text = found["ada@example.org"].body
    assert all(words in text for words in ("À Ada, en retard", "à cause d’un autre", "Qui a changé"))
    assert "Canari" not in text
    assert "À Ève, bientôt" in found["eve@example.org"].subject
    assert "loin" not in found["eve@example.org"].body
    assert "Vous êtes responsable de cette page." in found["eve@example.org"].body
    assert (send_digests(), send_review_digests.call(), told()) == (0, 0, {})
    assert send_digests(TODAY + timedelta(days=1)) == 2


def test_two_runs_at_once_tell_once(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = account("ada")
    publish(centre, "tool", "En retard", review_by=LATE, keeper=ada)
    look = Charge.by_user

    def slower(charge: Charge) -> Any:
        monkeypatch.setattr(Charge, "by_user", look)
        found = look(charge)
        assert send_digests() == 1, "the other run comes between the look and the writing"
        return found

    monkeypatch.setattr(Charge, "by_user", slower)
    assert send_digests() == 0
    assert (len(told()), ReviewDigest.objects.count()) == (1, 1)


def test_a_digest_is_written_when_it_leaves(centre: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ada = account("ada")
    page = publish(centre, "tool", "En retard", review_by=LATE, keeper=ada)
    send_digests()
    MarkReviewed(page, ada).execute()
    call_command("review", "digest")
    assert (capsys.readouterr().out.strip(), mail.outbox) == ("written=0 sent=0", [])


# What readers see, and what a host sets.


def test_readers_are_told_that_a_page_is_late_only_where_the_site_chooses_so(centre: Any, settings: Any) -> None:
    ada = account("ada", first_name="Ada", last_name="Lovelace")
    page = publish(centre, "tool", "Un outil", review_by=LATE, reviewed_on=date(2020, 5, 4), reviewed_by=ada)
    shown = Client().get(page.url).content.decode()
    assert all(words in shown for words in ("Ada Lovelace", "4 mai 2020"))
    words = 'class="rc-tag rc-tag--alert"'
    assert words not in shown
    assert "rc-banner" not in shown
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "SHOW_OVERDUE": True}
    shown = Client().get(page.url).content.decode()
    assert words in shown
    assert "rc-banner" in shown


@pytest.mark.parametrize("months", [[], {"tool": 0}, {"tool": "12"}, {"tool": True}, {"tool": 999}])
def test_months_that_make_no_sense_are_told_with_a_hint(settings: Any, months: Any) -> None:
    settings.RESOURCE_CENTRE = {"REVIEW_MONTHS": months}
    (found,) = check_review_months()
    assert (found.id, bool(found.hint)) == ("resource_centre.E010", True)


def test_months_end_with_the_month() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 1), 12) == date(2027, 12, 1)
