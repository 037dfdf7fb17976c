"""Watching again: asked for again, begun again after a stop, added to what one watches, pressed twice at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from resource_centre.contribution import posting
from resource_centre.contribution.watching import changes
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.outbox import rows
from tests.factories import concept, make_centre, publish, tag
from tests.support.contributing import filled, letters
from tests.support.reviewing import signed_in
from tests.support.watching import account, address_of, again, ask, begin, later, link_in, news, told_so_far

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def page(centre: Any) -> Any:
    return publish(centre, "practice", "Une pratique", summary="Avant.")


def test_asked_again_before_confirming_has_a_link_with_all_its_days(centre: Any, page: Any) -> None:
    """On the sixth day, and on the eighth where nothing was tidied: the mail says seven days."""
    address = address_of(centre, f"resource={page.uuid}")
    ask(Client(), address)
    for days in (6, 8):
        former = link_in(letters()[-1], "confirmer")
        Watch.objects.update(created_at=timezone.now() - timedelta(days=days))
        ask(Client(), address)
        link = link_in(letters()[-1], "confirmer")
        assert timezone.now() - Watch.objects.get().created_at < timedelta(hours=1)
        assert (Client().get(link).status_code, Client().get(former).status_code) == (200, 410)
    assert Client().post(link, follow=True).status_code == 200
    ask(Client(), address)
    assert Watch.objects.get().secret == "", "what is confirmed is not asked for again"


def test_each_mail_that_is_asked_for_is_one_of_its_own(centre: Any, page: Any) -> None:
    """Mail servers drop the second of two that bear the same identity."""
    for _time in range(2):
        ask(Client(), address_of(centre, f"resource={page.uuid}"))
        letters()
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2


def test_a_mail_sent_twice_because_its_sender_died_is_one_mail(
    centre: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(Client(), address_of(centre, f"resource={page.uuid}"))

    def killed(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rows, "mark_delivered", killed)
        with pytest.raises(KeyboardInterrupt):
            posting.deliver_mail()
    after = timezone.now() + timedelta(seconds=posting.CLAIMED + 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    assert len(letters()) == 2
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 1


@pytest.mark.parametrize("query", ["resource={page.uuid}", "theme=sante"])
def test_of_two_presses_at_once_the_second_finds_the_watch_of_the_first(
    query: str, centre: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked before either wrote. Real threads: test_watching_races.py."""
    concept("theme", "sante", "Santé")
    client, address = signed_in(account()), address_of(centre, query.format(page=page))
    assert client.post(address, filled(client.get(address))).status_code == 303
    looks = iter([None])
    there = changes.BeginWatching._there
    monkeypatch.setattr(changes.BeginWatching, "_there", lambda *found: next(looks, there(*found)))
    assert client.post(address, filled(client.get(address))).status_code == 303
    assert Watch.objects.count() == 1
    assert next(looks, "asked") == "asked"


def test_a_page_that_moved_to_another_centre_is_watched_there(centre: Any, page: Any) -> None:
    begin(centre, f"resource={page.uuid}")
    other = make_centre("autre", "Autre centre")
    page.move(publish(other, "practice", "Voisine").get_parent(), pos="last-child")
    assert ask(Client(), address_of(other, f"resource={page.uuid}")).status_code == 200
    assert Watch.objects.get().centre_id == other.pk


def test_who_watches_again_is_told_nothing_of_the_time_between(centre: Any, page: Any) -> None:
    """The screen said "from now on"; with the last thing watched, telling had stood still."""
    client, address = signed_in(account()), address_of(centre, f"resource={page.uuid}")
    client.post(address, filled(client.get(address)))
    client.post(
        f"{centre.url}suivis/", {**filled(client.get(f"{centre.url}suivis/")), "stop": str(Watch.objects.get().pk)}
    )
    assert Watcher.objects.count() == 1
    Watcher.objects.update(told_until=timezone.now() - timedelta(days=90))
    again(page, summary="Entre les deux.", significance="meaning")
    client.post(address, filled(client.get(address)))
    assert timezone.now() - Watcher.objects.get().told_until < timedelta(hours=1)
    assert news() == []
    told_so_far()
    again(page, summary="Depuis.", significance="meaning")
    assert len(news(later(days=2))) == 1


def test_a_watch_that_is_added_tells_nothing_of_before_it(centre: Any) -> None:
    """Once a week, six days of what was not watched yet would come with the rest; what was, comes."""
    above = concept("theme", "sante", "Santé")
    below = concept("theme", "soins", "Soins", parent=above)
    elsewhere = concept("theme", "eau", "Eau")
    watched = publish(centre, "practice", "Suivie", concept_links=tag(below))
    other = publish(centre, "practice", "Ajoutée", concept_links=tag(elsewhere))
    begin(centre, f"resource={watched.uuid}")
    told_so_far()
    again(watched, summary="Avant.", significance="meaning")
    again(other, summary="Avant.", significance="meaning")
    publish(centre, "tool", "Trop tôt", concept_links=tag(below))
    for query in ("theme=sante", f"resource={other.uuid}", "theme=eau"):
        begin(centre, query)
    publish(centre, "tool", "Arrivée", concept_links=tag(below))
    (told,) = news()
    assert "Suivie" in told.body, "an older watch is about it too"
    assert "Arrivée" in told.body
    assert "Trop tôt" not in told.body
    assert f"\n{other.title}" not in told.body
    assert other.full_url not in told.body
    told_so_far()
    again(other, summary="Après.", significance="meaning")
    (told,) = news(later(days=2))
    assert other.full_url in told.body


def test_what_was_published_before_the_address_confirmed_is_no_news(centre: Any, page: Any) -> None:
    concept("theme", "sante", "Santé")
    begin(centre, "theme=sante")
    told_so_far()
    cache.clear()
    ask(Client(), address_of(centre, f"resource={page.uuid}"))
    again(page, summary="Pas encore.", significance="meaning")
    Client().post(link_in(letters()[-1], "confirmer"))
    assert news() == []
