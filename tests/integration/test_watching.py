"""Watching a resource, a theme, a territory: who is asked, who is told of what, how often, and how it stops."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory, TerritoryAncestor
from resource_centre.contribution.watching import changes, telling
from resource_centre.contribution.watching.models import Rhythm, Watch, Watcher
from resource_centre.contribution.watching.telling import SETTLED, tell_watchers
from tests.factories import concept, make_centre, publish, restrict, tag
from tests.support.contributing import filled, letters
from tests.support.html import parsed, queries
from tests.support.reviewing import signed_in
from tests.support.watching import account, address_of, again, ask, begin, later, link_in, news, told_so_far

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def page(centre: Any) -> Any:
    return publish(centre, "practice", "Une pratique", summary="Avant.")


# Beginning.


def test_an_address_watches_once_it_has_confirmed_and_is_told(centre: Any, page: Any) -> None:
    client = Client()
    answer = ask(client, address_of(centre, f"resource={page.uuid}"))
    assert "Ada@Example.org" in answer.content.decode()
    (letter,) = letters()
    assert (letter.to, Watch.objects.get().secret != "") == (["ada@example.org"], True)
    again(page, summary="Pendant.", significance="meaning")
    assert news() == [], "nobody confirmed"
    link = link_in(letter, "confirmer")
    assert Watch.objects.get().secret != "", "a program that follows links confirms nothing"
    assert "Une pratique" in client.get(link).content.decode()
    assert Watch.objects.get().secret != ""
    mine = client.post(link, follow=True)
    assert "Une pratique" in parsed(mine).main.text
    again(page, summary="Après.", significance="meaning")
    (told,) = news()
    assert told.to == ["ada@example.org"]
    assert "Une pratique" in told.subject
    assert page.full_url in told.body
    assert client.get(link_in(told, "comparer")).status_code == 200
    assert "Pendant" not in told.body, "no text of the page is in the mail"
    assert client.post(link).status_code == 410, "a link serves once"


def test_an_account_watches_at_once_and_a_second_time_is_the_same(centre: Any, page: Any) -> None:
    client, address = signed_in(account()), address_of(centre, f"resource={page.uuid}")
    for _time in range(2):
        answer = client.post(address, filled(client.get(address)), follow=True)
        assert "Une pratique" in parsed(answer).main.text
    assert Watch.objects.get().watcher.user.username == "ada"
    assert letters() == []


def test_an_account_without_address_is_told_what_to_do(centre: Any, page: Any) -> None:
    client = signed_in(get_user_model().objects.create_user("sans-adresse"))
    address = address_of(centre, f"resource={page.uuid}")
    answer = client.post(address, filled(client.get(address)))
    assert (answer.status_code, "adresse électronique" in answer.content.decode()) == (422, True)
    assert not Watcher.objects.exists()


def test_asking_again_tells_a_reader_the_way_to_what_they_watch(centre: Any, page: Any) -> None:
    begin(centre, f"resource={page.uuid}")
    mail.outbox.clear()
    ask(Client(), address_of(centre, f"resource={page.uuid}"))
    (letter,) = letters()
    assert "Une pratique" in Client().get(link_in(letter, "suivis")).content.decode()
    assert Watch.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    ["", "resource=", "resource=pas-un-numero", "resource=3f2504e0-4f89-11d3-9a0c-0305e82c3301", "theme=inconnu",
     "territory=region:99", "territory=region:%00", "territory=n'importe", "theme=%00", "resource=%27%22"],
)  # fmt: skip
def test_what_does_not_exist_is_not_watched(query: str, centre: Any) -> None:
    for client in (Client(), signed_in(account())):
        assert client.get(address_of(centre, query)).status_code == 404
        assert client.post(address_of(centre, query)).status_code == 404


def test_a_hidden_page_is_not_there(centre: Any, page: Any) -> None:
    other = make_centre("autre", "Autre centre")
    elsewhere = address_of(other, f"resource={page.uuid}")
    assert Client().get(elsewhere)["Location"] == address_of(centre, f"resource={page.uuid}")
    restrict(page)
    assert Client().get(elsewhere).status_code == 404
    assert Client().get(address_of(centre, f"resource={page.uuid}")).status_code == 404
    assert signed_in(account()).get(address_of(centre, f"resource={page.uuid}")).status_code == 200


def test_mails_of_a_closed_centre_are_stopped_without_a_session_and_say_nothing_of_it(centre: Any, page: Any) -> None:
    """A mail program posts there by itself; the centre was closed since, or is for members."""
    watcher = begin(centre, f"resource={page.uuid}")
    centre.title = "Cercle canari"
    centre.save_revision().publish()
    restrict(centre)
    base = f"{centre.url}suivis/"
    for step in ("", "arreter/"):
        shown = Client().get(f"{base}{watcher.secret}/{step}")
        assert (shown.status_code, "canari" in parsed(shown).main.text, page.title in shown.content.decode()) == (
            200, False, False,
        )  # fmt: skip
        assert Client().get(f"{base}faux/{step}").status_code == 404, "as where there is no centre"
        assert Client().get(f"{base[:-1]}x/{watcher.secret}/{step}").status_code == 404
    sent = Client(enforce_csrf_checks=True).post(f"{base}{watcher.secret}/arreter/", {"List-Unsubscribe": "One-Click"})
    assert (sent.status_code, Watch.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("email", "status"),
    [("", 422), ("pas une adresse", 422), ("a@b", 422), ("a@example.org\r\nBcc: x@y.org", 422)]
    + [(f"{'a' * 243}@example.org", 422)],
)
def test_a_wrong_address_is_said_at_its_field(email: str, status: int, centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, f"resource={page.uuid}")
    answer = client.post(address, filled(client.get(address), email=email))
    assert answer.status_code == status
    assert parsed(answer).select_one(".rc-field--error")
    assert letters() == []


def test_a_robot_a_stale_form_and_a_flood_keep_nothing(centre: Any, page: Any, settings: Any) -> None:
    client, address = Client(), address_of(centre, f"resource={page.uuid}")
    shown = client.get(address)
    assert client.post(address, filled(shown, email="a@example.org", homepage="x")).status_code == 422
    stale = client.post(address, filled(shown, email="a@example.org", shown="faux"))
    assert (stale.status_code, "a@example.org" in stale.content.decode()) == (403, True)
    limits = {"address": (1, 3600), "email": (1, 3600)}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "CONTRIBUTION_LIMITS": limits}
    cache.clear()
    statuses = [client.post(address, filled(shown, email="a@example.org")).status_code for _time in range(3)]
    assert statuses == [200, 429, 429]
    assert Watch.objects.count() == 1


def test_nobody_watches_without_end(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_WATCHES", 1)
    concept("theme", "sante", "Santé"), concept("theme", "soins", "Soins")
    client = signed_in(account())
    for code, status in (("sante", 303), ("soins", 422)):
        address = address_of(centre, f"theme={code}")
        answer = client.post(address, filled(client.get(address)))
        assert answer.status_code == status
    assert "cessez" in answer.content.decode().lower()


# What is told.


def test_a_theme_tells_new_pages_and_changes_of_meaning_of_it_and_below(centre: Any) -> None:
    above = concept("theme", "sante", "Santé")
    below = concept("theme", "soins", "Soins", parent=above)
    page = publish(centre, "practice", "Déjà là", concept_links=tag(below))
    begin(centre, "theme=sante")
    publish(centre, "tool", "Ailleurs")
    publish(centre, "tool", "Nouvel outil", concept_links=tag(below))
    again(page, summary="Virgule.", significance="minor")
    again(page, summary="Plus long.", significance="content")
    (told,) = news()
    assert "Nouvel outil" in told.body
    assert "Ailleurs" not in told.body
    assert "Déjà là" not in told.body
    assert news(later(days=3)) == [], "each change is told once"
    told_so_far()
    again(page, summary="Autre chose.", significance="meaning")
    (told,) = news()
    assert "Déjà là" in told.body


def test_a_territory_tells_what_is_inside_it(centre: Any) -> None:
    region = Territory.objects.create(
        level="region", code="53", name="Bretagne", label="Bretagne", folded_name="bretagne", level_rank=1
    )
    town = Territory.objects.create(
        level="commune", code="35238", name="Rennes", label="Rennes", folded_name="rennes", level_rank=5
    )
    TerritoryAncestor.objects.create(territory=town, ancestor=region)
    begin(centre, "territory=region:53")
    publish(centre, "practice", "À Rennes", territory_links=[ResourceTerritory(territory=town)])
    publish(centre, "practice", "Nulle part")
    (told,) = news()
    assert "À Rennes" in told.body
    assert "Nulle part" not in told.body


def test_nobody_is_told_of_what_they_may_not_read(centre: Any) -> None:
    theme = concept("theme", "sante", "Santé")
    begin(centre, "theme=sante")
    member = signed_in(account("membre"))
    address = address_of(centre, "theme=sante")
    member.post(address, filled(member.get(address)))
    restrict(publish(centre, "practice", "Pour les comptes", concept_links=tag(theme)))
    publish(centre, "practice", "Un brouillon", live=False, concept_links=tag(theme))
    publish(make_centre("autre", "Autre centre"), "practice", "Un autre centre", concept_links=tag(theme))
    (told,) = news()
    assert told.to == ["membre@example.org"]
    assert "Pour les comptes" in told.body
    assert "Un brouillon" not in told.body
    assert "Un autre centre" not in told.body
    told_so_far()
    publish(centre, "practice", "Pour tous", concept_links=tag(theme))
    restrict(centre)
    assert {to for letter in news(later(days=3)) for to in letter.to} == {"membre@example.org"}


def test_a_page_hidden_before_the_mail_leaves_is_not_in_it(centre: Any, page: Any) -> None:
    begin(centre, f"resource={page.uuid}")
    page = again(page, summary="Après.", significance="meaning")
    mail.outbox.clear()
    assert tell_watchers(later(days=1)) == 1
    restrict(page)
    assert letters() == []


def test_each_rhythm_has_its_turn(centre: Any, page: Any) -> None:
    watcher = begin(centre, f"resource={page.uuid}")
    for rhythm, too_soon, due in (
        (Rhythm.EACH, None, {"minutes": 1}),
        (Rhythm.DAILY, {"hours": 20}, {"hours": 25}),
        (Rhythm.WEEKLY, {"days": 6}, {"days": 8}),
    ):
        now = timezone.now()
        Watcher.objects.filter(pk=watcher.pk).update(rhythm=rhythm, told_until=now)
        again(page, summary=str(rhythm), significance="meaning")
        if too_soon is not None:
            assert news(now + timedelta(**too_soon)) == []
        assert len(news(now + timedelta(**due, seconds=SETTLED + 1))) == 1, rhythm


def test_told_twice_at_once_writes_one_mail(centre: Any, page: Any) -> None:
    """Both read the same moment; only the first moves it."""
    watcher = begin(centre, f"resource={page.uuid}")
    again(page, summary="Après.", significance="meaning")
    mail.outbox.clear()
    when = later(days=1)
    assert tell_watchers(when) == 1
    assert not telling._tell(watcher, when), "the other one had read it before"
    assert len(letters()) == 1


def test_the_same_few_queries_for_one_change_and_for_many(centre: Any) -> None:
    theme = concept("theme", "sante", "Santé")
    watcher = begin(centre, "theme=sante")
    publish(centre, "practice", "Une", concept_links=tag(theme))
    address = f"{centre.url}suivis/{watcher.secret}/"
    few = queries(Client(), address)
    for number in range(12):
        concept("theme", f"theme-{number}", f"Thème {number}")
        begin(centre, f"theme=theme-{number}")
    assert queries(Client(), address) <= few + 1
    assert few <= 30


# Choosing, stopping.


def test_rhythm_is_chosen_and_one_thing_is_stopped_by_plain_posts(centre: Any, page: Any) -> None:
    concept("theme", "sante", "Santé")
    begin(centre, "theme=sante")
    watcher = begin(centre, f"resource={page.uuid}")
    client, address = Client(), f"{centre.url}suivis/{watcher.secret}/"
    shown = client.get(address)
    assert shown["Referrer-Policy"] == "same-origin"
    kept = client.post(address, filled(shown, rhythm="weekly", with_content="on"), follow=True)
    assert parsed(kept).select_one("input[value=weekly]").has_attr("checked")
    watcher.refresh_from_db()
    assert (watcher.rhythm, watcher.with_content) == (Rhythm.WEEKLY, True)
    wrong = client.post(address, filled(shown, rhythm="jamais"))
    assert (wrong.status_code, bool(parsed(wrong).select_one("#errors"))) == (422, True)
    form = parsed(shown).find("button", attrs={"name": "stop"})
    client.post(address, {**filled(shown), "stop": form["value"]})
    assert [watch.concept_id is not None for watch in Watch.objects.all()] == [True]
    someone = signed_in(account("autre"))
    someone.post(f"{centre.url}suivis/", {**filled(shown), "stop": str(Watch.objects.get().pk)})
    assert Watch.objects.count() == 1, "nobody stops what another watches"


def test_changes_of_content_are_told_to_who_wants_them(centre: Any, page: Any) -> None:
    watcher = begin(centre, f"resource={page.uuid}")
    Watcher.objects.filter(pk=watcher.pk).update(with_content=True)
    again(page, summary="Plus long.", significance="content")
    assert len(news()) == 1


def test_a_mail_says_why_one_receives_it_and_names_nothing_hidden(centre: Any, page: Any) -> None:
    hidden = publish(centre, "practice", "Une page fermée")
    concept("theme", "sante", "Santé")
    for query in (f"resource={page.uuid}", f"resource={hidden.uuid}", "theme=sante"):
        begin(centre, query)
    restrict(hidden)
    again(page, summary="Après.", significance="meaning")
    (told,) = news()
    text = " ".join(str(told.body).split())
    assert f"parce que vous suivez : {page.title}, Santé" in text
    assert "fermée" not in text
    assert "parce que vous suivez" in str(told.alternatives[0][0])
    many = [publish(centre, "practice", f"Autre {number}") for number in range(5)]
    for one in many:
        begin(centre, f"resource={one.uuid}")
    told_so_far()
    again(page, summary="Encore.", significance="meaning")
    (told,) = news()
    assert "et 2 autres" in " ".join(str(told.body).split())


def test_one_click_stops_everything(centre: Any, page: Any) -> None:
    """As RFC 8058 says: a post without cookie, form or page; the person's own button does the same."""
    begin(centre, f"resource={page.uuid}")
    again(page, summary="Après.", significance="meaning")
    (told,) = news()
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = urlsplit(told.extra_headers["List-Unsubscribe"].strip("<>")).path
    assert address == link_in(told, "arreter")
    robot = Client(enforce_csrf_checks=True)
    assert robot.get(address).status_code == 200
    assert Watcher.objects.count() == 1, "a program that follows links stops nothing"
    for _time in range(2):
        answer = robot.post(address, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, bool(answer.cookies)) == (200, False)
    assert not Watcher.objects.exists()
    assert not Watch.objects.exists()
    assert robot.get(address.replace("arreter/", "")).status_code == 410


def test_what_is_watched_shows_a_stranger_with_the_link_nothing_hidden(centre: Any, page: Any) -> None:
    reader = account()
    client, address = signed_in(reader), address_of(centre, f"resource={page.uuid}")
    client.post(address, filled(client.get(address)))
    restrict(page)
    own = client.get(f"{centre.url}suivis/")
    assert "Une pratique" in own.content.decode()
    secret = Watcher.objects.get().secret
    forwarded = Client().get(f"{centre.url}suivis/{secret}/")
    assert "Une pratique" not in forwarded.content.decode()
    assert "Une page que tout le monde ne peut pas lire" in forwarded.content.decode()
    assert Client().get(f"{centre.url}suivis/").status_code == 302


@pytest.mark.parametrize("path", ["suivis/faux/", "suivre/confirmer/faux/", "suivis/%00/", "suivre/confirmer/'/"])
def test_a_link_that_is_no_more_is_one_clear_page(path: str, centre: Any) -> None:
    answer = Client().get(f"{centre.url}{path}")
    assert answer.status_code == 410
    assert "Ce lien ne fonctionne plus" in answer.content.decode()


# What is kept.


def test_what_nobody_confirmed_is_deleted_after_seven_days_with_its_address(centre: Any, page: Any) -> None:
    ask(Client(), address_of(centre, f"resource={page.uuid}"))
    link = link_in(letters()[-1], "confirmer")
    Watch.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert Client().get(link).status_code == 410, "too old"
    call_command("contributions", "tidy")
    assert (Watch.objects.count(), Watcher.objects.count()) == (0, 0)


def test_an_address_is_erased_and_a_closed_account_leaves_nothing(centre: Any, page: Any, capsys: Any) -> None:
    begin(centre, f"resource={page.uuid}")
    call_command("contributions", "erase", "ADA@example.org")
    assert "watches=1" in capsys.readouterr().out
    assert not Watcher.objects.exists()
    user = account("ada2")
    client, address = signed_in(user), address_of(centre, f"resource={page.uuid}")
    client.post(address, filled(client.get(address)))
    user.delete()
    assert not Watcher.objects.exists()


def test_a_deleted_page_and_a_deleted_theme_are_watched_no_more(centre: Any, page: Any) -> None:
    theme = concept("theme", "sante", "Santé")
    begin(centre, f"resource={page.uuid}")
    begin(centre, "theme=sante")
    page.delete()
    theme.delete()
    assert not Watch.objects.exists()
    assert news() == []


def test_pages_lead_to_it(centre: Any, page: Any, client: Client) -> None:
    concept("theme", "sante", "Santé")
    for address, query in ((page.url, f"resource={page.uuid}"), (f"{centre.url}themes/sante/", "theme=sante")):
        tree = parsed(client.get(address))
        assert tree.find("a", href=address_of(centre, query)), address
