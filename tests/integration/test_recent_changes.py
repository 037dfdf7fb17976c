"""Recent changes of a centre, as page and as Atom: the newest first, filtered, and only of what a reader may see."""

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.stamps import forget_all
from tests.factories import concept, make_centre, publish, restrict, tag, territory
from tests.support.html import parsed, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def fresh_reference() -> None:
    """No roll-back changes a stamp."""
    forget_all()


@pytest.fixture
def centre() -> Any:
    return make_centre()


def titles(centre: Any, query: str = "", client: Client | None = None) -> list[str]:
    """Titles on the page of changes, in its order."""
    answer = (client or Client()).get(f"{centre.url}changements/{query}")
    assert answer.status_code == 200
    assert not answer.cookies
    return [str(link.get_text()) for link in parsed(answer).select("main .rc-history li p > a:first-child")]


def entries(centre: Any, query: str = "", client: Client | None = None) -> list[ElementTree.Element]:
    """Entries of the feed."""
    answer = (client or Client()).get(f"{centre.url}changements.atom{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not answer.cookies
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def fed(centre: Any, query: str = "", client: Client | None = None) -> list[str]:
    return [str(one.findtext(f"{ATOM}title")) for one in entries(centre, query, client)]


def again(page: Any, **values: Any) -> None:
    found = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(found, name, value)
    found.save_revision().publish()


def test_changes_come_newest_first_each_with_its_resource_and_its_comparison(centre: Any) -> None:
    first = publish(centre, "practice", "Première")
    publish(centre, "tool", "Seconde")
    again(first, summary="Plus long.", significance="meaning")
    assert titles(centre) == ["Première", "Seconde", "Première"]
    assert fed(centre) == titles(centre)
    answer = Client().get(f"{centre.url}changements/")
    line = parsed(answer).select_one("main .rc-history li")
    assert "Changement de sens, par la rédaction" in " ".join(line.get_text(" ").split())
    compared = Client().get(str(line.select("a")[-1]["href"]))
    assert "Plus long." in compared.content.decode()


def test_drafts_and_pages_that_a_reader_may_not_see_are_no_changes(centre: Any) -> None:
    publish(centre, "practice", "brouillon", live=False)
    page, hidden = publish(centre, "practice", "Visible"), publish(centre, "practice", "cachée")
    publish(make_centre("autre", "Autre centre"), "practice", "ailleurs")
    publish(centre, "practice", "dépubliée").unpublish()
    restrict(hidden)
    type(page).objects.get(pk=page.pk).save_revision()
    assert titles(centre) == fed(centre) == ["Visible"]
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("lectrice"))
    assert titles(centre, client=reader) == ["cachée", "Visible"]
    assert fed(centre, client=reader) == ["Visible"], "a feed is the same for everybody"
    restrict(centre)
    assert Client().get(f"{centre.url}changements/").status_code == 404
    assert reader.get(f"{centre.url}changements.atom").status_code == 404


def test_changes_are_narrowed_by_theme_territory_kind_and_significance(centre: Any) -> None:
    above = concept("theme", "sante", "Santé")
    below = concept("theme", "soins", "Soins", parent=above)
    region = territory("region", "53", "Bretagne")
    department = territory("departement", "35", "Ille-et-Vilaine", region)
    rows = [ResourceTerritory(territory=department)]
    publish(centre, "practice", "A", concept_links=tag(below), territory_links=rows, significance="minor")
    publish(centre, "tool", "B", significance="meaning")
    assert titles(centre, "?theme=sante") == titles(centre, "?theme=soins") == ["A"]
    assert titles(centre, "?territory=region:53") == titles(centre, "?territory=departement:35") == ["A"]
    assert titles(centre, "?type=tool") == titles(centre, "?significance=meaning") == ["B"]
    assert titles(centre, "?type=tool&significance=minor") == []
    for query in ("?theme=sante", "?territory=region:53", "?type=tool", "?significance=meaning"):
        assert fed(centre, query) == titles(centre, query), query
    page = parsed(Client().get(f"{centre.url}changements/?type=tool"))
    assert page.select_one('link[type="application/atom+xml"]')["href"].endswith("changements.atom?type=tool")
    assert page.select_one("option[value=tool]").has_attr("selected")


def test_a_filter_that_means_nothing_is_left_out_and_said(centre: Any) -> None:
    publish(centre, "practice", "A")
    answer = Client().get(f"{centre.url}changements/?theme=licorne&page=zero")
    assert "licorne" in parsed(answer).select_one(".rc-banner").get_text()
    assert titles(centre, "?theme=licorne&type=x&territory=region:99&significance=y") == ["A"]


def test_what_is_past_is_kept_by_no_shared_cache_the_feed_of_everybody_apart(centre: Any) -> None:
    page = publish(centre, "practice", "Une pratique")
    told = {place: Client().get(f"{centre.url}{place}")["Cache-Control"] for place in (
        "changements/", f"historique/{page.uuid}/", f"liens/{page.uuid}/", "changements.atom")}  # fmt: skip
    assert "private" not in told.pop("changements.atom")
    assert {"private" in one and "no-cache" in one for one in told.values()} == {True}


def test_the_feed_is_valid_atom(centre: Any) -> None:
    page = publish(centre, "practice", "Titre & <b>")
    again(page, summary="Plus long.")
    root = ElementTree.fromstring(Client().get(f"{centre.url}changements.atom").content)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    rels = {one.get("rel"): str(one.get("href")) for one in root.findall(f"{ATOM}link")}
    assert rels["self"].endswith(f"{centre.url}changements.atom")
    assert rels["alternate"].endswith(f"{centre.url}changements/")
    found = root.findall(f"{ATOM}entry")
    assert len({one.findtext(f"{ATOM}id") for one in found}) == 2
    for one in found:
        assert one.findtext(f"{ATOM}title") == "Titre & <b>"
        assert datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))).tzinfo
        assert one.findtext(f"{ATOM}author/{ATOM}name") == "la rédaction"
        link = one.find(f"{ATOM}link")
        assert link is not None
        assert Client().get(str(link.get("href"))).status_code == 200


def test_a_title_that_was_pasted_with_its_controls_leaves_the_feed_readable(centre: Any) -> None:
    publish(centre, "practice", "Un titre\x0bcoupé\x01\uffff")
    answer = Client().get(f"{centre.url}changements.atom")
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert [one.findtext(f"{ATOM}title") for one in root.findall(f"{ATOM}entry")] == ["Un titre coupé"]


def test_old_changes_are_on_further_pages_and_queries_do_not_grow(centre: Any) -> None:
    page = publish(centre, "practice", "A")
    publish(centre, "tool", "B")
    few = queries(Client(), f"{centre.url}changements/")
    now = timezone.now()
    revision = page.get_latest_revision()
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page=page, action="wagtail.publish", revision=revision, timestamp=now + timedelta(seconds=rank), label="A"
        )
        for rank in range(60)
    )
    assert queries(Client(), f"{centre.url}changements/") <= few
    assert few <= 20
    assert queries(Client(), f"{centre.url}changements.atom") <= 20
    assert [len(titles(centre, f"?page={number}")) for number in (1, 2, 3, 4)] == [20, 20, 20, 2]
    beyond = Client().get(f"{centre.url}changements/?page=5&type=practice")
    assert beyond.status_code == 404
    assert f"{centre.url}changements/?type=practice" in [link["href"] for link in parsed(beyond).select("main a")]
    tree = parsed(Client().get(f"{centre.url}changements/?page=2"))
    assert [link["href"] for link in tree.select(".rc-pages a")] == [
        f"{centre.url}changements/",
        f"{centre.url}changements/?page=3",
    ]
    assert len(tree.find_all(True)) <= 450


def test_a_centre_where_nothing_changed_leads_back_to_it(centre: Any) -> None:
    empty = parsed(Client().get(f"{centre.url}changements/")).select_one(".rc-empty")
    assert [link["href"] for link in empty.select("a")] == [centre.url]
