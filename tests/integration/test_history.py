"""The history of a resource: versions that readers saw, what differs between two, what leads here. Drafts never."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from resource_centre.access.groups import ensure_groups
from resource_centre.content.facts import Figure, RsoAssessment, Source
from resource_centre.content.pages.practice import Practice
from resource_centre.content.relations import ActorLink, Evidence, ResourceLink, ResourceTerritory
from resource_centre.contribution.models import Proposal, Status
from tests.factories import concept, involvement, make_centre, publish, restrict, tag, territory
from tests.support.html import parsed, queries
from tests.support.pace import done_within
from tests.support.page_forms import page_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def page(centre: Any) -> Any:
    return publish(
        centre, "practice", "Une pratique", summary="Un résumé.", body=[("text", "<p>Premier paragraphe.</p>")]
    )


def change(page: Any, *, live: bool = True, **values: Any) -> Revision:
    """A new revision of the page with these values, published or left as a draft."""
    found = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(found, name, value)
    revision = found.save_revision()
    if live:
        revision.publish()
    return revision


def history_of(centre: Any, page: Any) -> str:
    return f"{centre.url}historique/{page.uuid}/"


def versions(page: Any) -> list[int]:
    """Numbers of the page's revisions, oldest first."""
    return list(Revision.objects.for_instance(page).order_by("pk").values_list("pk", flat=True))


def compared(centre: Any, page: Any, query: str = "") -> Any:
    answer = Client().get(f"{history_of(centre, page)}comparer/{query}")
    assert answer.status_code == 200
    return answer


def words_of(answer: Any) -> str:
    """What a page says, its white space made one."""
    return " ".join(parsed(answer).get_text(" ").split())


def marks(answer: Any, tag: str) -> list[str]:
    """What is inside the <ins> or <del> of a comparison, without the words for those who hear it."""
    found = []
    for one in parsed(answer).find_all(tag):
        for hidden in one.find_all(class_="rc-hidden"):
            hidden.extract()
        found.append(one.get_text().strip())
    return found


def test_published_versions_are_listed_and_drafts_never(centre: Any, page: Any) -> None:
    change(page, summary="Un résumé plus long.", significance="meaning")
    draft = change(page, live=False, summary="canaribrouillon")
    answer = Client().get(history_of(centre, page))
    text = words_of(answer)
    assert "2 versions publiées" in text
    assert "changement de sens" in text
    assert "Modifié : Résumé" in text
    assert "version actuelle" in text
    assert "canaribrouillon" not in answer.content.decode()
    assert f"versions/{draft.pk}/" not in answer.content.decode()
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_revision_that_waits_for_its_day_is_no_version(centre: Any, page: Any) -> None:
    waiting = change(page, title="Une pratique demain", go_live_at=timezone.now() + timedelta(days=1))
    assert PageLogEntry.objects.filter(action="wagtail.publish.schedule", revision=waiting).exists()
    answer = Client().get(history_of(centre, page))
    assert "1 version publiée" in words_of(answer)
    assert Client().get(f"{history_of(centre, page)}versions/{waiting.pk}/").status_code == 404
    waiting.publish(log_action="wagtail.publish.scheduled")


def test_a_scheduled_revision_is_a_version_once_it_went_live(centre: Any, page: Any) -> None:
    revision = change(page, live=False, summary="Le jour venu.")
    revision.publish(log_action="wagtail.publish.scheduled")
    assert "2 versions publiées" in words_of(Client().get(history_of(centre, page)))


def test_a_live_version_that_no_log_tells_of_is_listed(centre: Any, page: Any) -> None:
    PageLogEntry.objects.filter(page=page.pk).delete()
    assert "1 version publiée" in words_of(Client().get(history_of(centre, page)))


def test_a_version_shows_the_page_as_it_was_and_says_so(centre: Any, page: Any) -> None:
    first = versions(page)[0]
    change(page, summary="Un autre résumé.", body=[("text", "<p>Tout autre chose.</p>")])
    answer = Client().get(f"{history_of(centre, page)}versions/{first}/")
    html, text = answer.content.decode(), words_of(answer)
    assert "Premier paragraphe." in text
    assert "Tout autre chose." not in text
    assert "Ce n’est pas la version actuelle." in text
    assert "Lire la version actuelle" in text
    assert '<meta name="robots" content="noindex">' in html
    assert "application/ld+json" not in html
    assert "contribuer/" not in html
    assert not answer.cookies


def test_rows_of_a_version_are_its_own(centre: Any, page: Any) -> None:
    actor, theme = publish(centre, "actor", "Acteur premier"), concept("theme", "sante", "Santé")
    old = change(
        page,
        involvements=[involvement(actor)],
        concept_links=tag(theme),
        figures=[Figure(label="personnes", value="12")],
        sources=[Source(title="Un rapport")],
    )
    change(page, involvements=[], concept_links=[], figures=[], sources=[])
    text = words_of(Client().get(f"{history_of(centre, page)}versions/{old.pk}/"))
    assert all(one in text for one in ("Acteur premier", "Santé", "personnes", "Un rapport"))
    first = words_of(Client().get(f"{history_of(centre, page)}versions/{versions(page)[0]}/"))
    assert "Acteur premier" not in first


def test_a_version_that_names_what_exists_no_more_can_still_be_read(centre: Any, page: Any) -> None:
    actor, theme = publish(centre, "actor", "Acteur parti"), concept("theme", "sante", "Santé")
    old = change(page, involvements=[involvement(actor)], concept_links=tag(theme))
    change(page, involvements=[], concept_links=[])
    actor.delete()
    theme.delete()
    for address in (f"versions/{old.pk}/", "", "comparer/"):
        answer = Client().get(f"{history_of(centre, page)}{address}")
        assert answer.status_code == 200
        assert "Acteur parti" not in answer.content.decode()


def test_nothing_of_another_page_nor_of_a_draft_is_found_here(centre: Any, page: Any) -> None:
    other = publish(centre, "practice", "Une autre")
    draft, foreign, own = change(page, live=False, summary="brouillon"), versions(other)[0], versions(page)[0]
    base = history_of(centre, page)
    for number in (draft.pk, foreign, 999_999):
        assert Client().get(f"{base}versions/{number}/").status_code == 404
        assert Client().get(f"{base}comparer/?from={own}&to={number}").status_code == 404
        assert Client().get(f"{base}comparer/?from={number}&to={own}").status_code == 404
        assert Client().get(f"{base}comparer/?to={number}").status_code == 404
    lost = parsed(Client().get(f"{base}comparer/?from={own}&to=999999"))
    assert base in [link["href"] for link in lost.select("main a")], "the way on is the list of its versions"
    for nonsense in ("abc", "-1", "1" * 40, "²"):
        assert Client().get(f"{base}comparer/?from={nonsense}").status_code == 404
    assert Client().post(base).status_code == 405


@pytest.mark.parametrize("number", ["9" * 18, "9" * 30, "9" * 5_000])
def test_a_number_that_no_version_bears_is_not_found(number: str, centre: Any, page: Any, client: Client) -> None:
    base = history_of(centre, page)
    known = versions(page)[-1]
    for address in ("versions/{}/", "comparer/?from={}", f"comparer/?from={known}&to={{}}"):
        assert client.get(base + address.format(number)).status_code == 404, address
    assert client.get(base, {"page": number}).status_code < 500


def test_who_may_not_read_the_page_reads_nothing_of_its_history(centre: Any, page: Any) -> None:
    first = versions(page)[0]
    change(page, summary="Plus long.")
    addresses = [f"{history_of(centre, page)}{end}" for end in ("", f"versions/{first}/", "comparer/")]
    addresses.append(f"{centre.url}liens/{page.uuid}/")
    assert {Client().get(one).status_code for one in addresses} == {200}
    restrict(page)
    assert {Client().get(one).status_code for one in addresses} == {404}
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("lectrice"))
    assert {reader.get(one).status_code for one in addresses} == {200}
    Practice.objects.get(pk=page.pk).unpublish()
    assert {reader.get(one).status_code for one in addresses} == {404}


def test_what_a_version_says_of_a_hidden_page_is_left_out_everywhere(centre: Any, page: Any) -> None:
    hidden = publish(centre, "actor", "canaricache")
    link = f'<p>Voir <a linktype="page" id="{hidden.pk}">la suite</a>.</p>'
    old = change(page, involvements=[involvement(hidden, note="canarinote")], body=[("text", link)], problem=link)
    change(page, involvements=[])
    restrict(hidden)
    for address in ("", f"versions/{old.pk}/", "comparer/", f"comparer/?to={old.pk}"):
        html = Client().get(f"{history_of(centre, page)}{address}").content.decode()
        assert "canari" not in html
        assert f"page:{hidden.pk}" not in html
    assert "Nothing differs" in words_of(Client().get(f"/en{history_of(centre, page)}comparer/"))
    assert "Intervenant" not in words_of(Client().get(history_of(centre, page)))


def test_fields_come_first_then_what_was_added_and_removed_in_words(centre: Any, page: Any) -> None:
    change(page, title="Une grande pratique", summary="Un résumé.", date_from="2012")
    answer = compared(centre, page)
    headings = [one.get_text() for one in parsed(answer).find("main").find_all("h2")]
    assert headings == ["Titre", "Début"]
    assert marks(answer, "ins") == ["grande", "2012"]
    assert marks(answer, "del") == []
    assert "début d’ajout" in words_of(answer)
    assert "2 champs : 2 mots ajoutés, 0 mot retiré." in words_of(answer)


def test_every_sort_of_row_is_compared_in_words(centre: Any, page: Any) -> None:
    actor, lesson = publish(centre, "actor", "Acteur premier"), publish(centre, "lesson", "Leçon", statement="Si.")
    tool, theme = publish(centre, "tool", "Un outil"), concept("theme", "sante", "Santé")
    place = territory("region", "53", "Bretagne")
    change(
        page,
        involvements=[involvement(actor, "financeur", source_url="https://example.org/a")],
        concept_links=tag(theme),
        territory_links=[ResourceTerritory(territory=place)],
        sources=[Source(title="Un rapport", page="p. 12")],
        figures=[Figure(label="personnes aidées", value="5 000", unit="par an")],
        resource_links=[ResourceLink(target=tool, kind="based_on", note="Depuis le début.")],
        evidence=[Evidence(lesson=lesson, stance="supports")],
        rso=[RsoAssessment(criterion=concept("rso", "social", "Social"), effect="favourable")],
    )
    text = words_of(compared(centre, page))
    for said in (
        "Acteur premier – financeur", "https://example.org/a", "Santé", "Bretagne", "Un rapport", "p. 12", "5 000",
        "par an", "personnes aidées", "Un outil", "s’appuie sur", "Depuis le début.", "Leçon", "étaye", "Social",
        "favorable",
    ):  # fmt: skip
        assert said in text, said
    change(page, figures=[Figure(label="personnes aidées", value="6 000", unit="par an")])
    answer = compared(centre, page)
    assert marks(answer, "ins") == ["6"]
    assert marks(answer, "del") == ["5"]


def test_terms_stored_in_another_order_are_no_change(centre: Any, page: Any) -> None:
    theme, need = concept("theme", "sante", "Santé"), concept("need", "lien", "Lien")
    change(page, concept_links=tag(theme, need))
    change(page, concept_links=tag(need, theme))
    assert "Rien ne diffère" in words_of(compared(centre, page))


def test_an_actors_links_are_compared(centre: Any) -> None:
    actor, other = publish(centre, "actor", "Premier"), publish(centre, "actor", "Second")
    change(actor, actor_links=[ActorLink(other=other, kind="funds", state="observed")])
    text = words_of(compared(centre, actor))
    assert "Second" in text
    assert "finance" in text


def test_blocks_are_compared_by_what_they_are(centre: Any, page: Any) -> None:
    blocks = Practice.objects.get(pk=page.pk).body.get_prep_value()
    titled = [{"type": "heading", "id": "h", "value": {"text": "Un intertitre", "level": "2"}}, *blocks]
    change(page, body=Practice._meta.get_field("body").to_python(titled))
    answer = compared(centre, page)
    assert "Un intertitre" in "".join(marks(answer, "ins"))
    assert "Premier paragraphe." not in words_of(answer)
    change(page, body=Practice._meta.get_field("body").to_python(list(reversed(titled))))
    assert "L’ordre a changé." in words_of(compared(centre, page))


def test_the_older_version_comes_first_whichever_was_picked_first(centre: Any, page: Any) -> None:
    change(page, summary="Un long résumé.")
    old, new = versions(page)
    pages = [
        compared(centre, page, query) for query in ("", f"?from={old}&to={new}", f"?from={new}&to={old}", f"?to={new}")
    ]
    assert len({str(parsed(answer).find("main")) for answer in pages}) == 1
    assert marks(compared(centre, page), "ins") == ["long"]


def test_a_comparison_of_one_version_says_why_there_is_none(centre: Any, page: Any) -> None:
    only = versions(page)[0]
    assert "C’est la première version" in words_of(compared(centre, page))
    assert "C’est la première version" in words_of(compared(centre, page, f"?to={only}"))
    twice = words_of(compared(centre, page, f"?from={only}&to={only}"))
    assert "Deux fois la même version" in twice
    assert "Seule version" not in twice, "a page may have others"


def test_a_script_in_an_old_text_is_inert_in_every_view(centre: Any, page: Any) -> None:
    old = change(page, summary="<script>alert(1)</script>", title="<img src=x onerror=alert(1)>")
    Revision.objects.filter(pk=old.pk).update(
        content={**old.content, "problem": '<p onclick="alert(1)">a<script>alert(1)</script></p>'}
    )
    change(page, title="Une pratique", summary="Sain.")
    for address in ("", f"versions/{old.pk}/", "comparer/"):
        html = Client().get(f"{history_of(centre, page)}{address}").content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "onclick" not in html


def accepted(centre: Any, page: Any, revision: Revision, name: str, *, is_credited: bool) -> Proposal:
    return Proposal.objects.create(
        centre=centre, resource=page.resource_ptr, author_name=name, author_email="ada@example.org", revision=revision,
        is_credited=is_credited, status=Status.ACCEPTED, decided_at=timezone.now(), message="entre nous",
    )  # fmt: skip


def test_authors_are_named_as_they_chose_and_accounts_never(centre: Any, page: Any) -> None:
    accepted(centre, page, change(page, summary="Un."), "Ada", is_credited=True)
    accepted(centre, page, change(page, summary="Deux."), "Bob", is_credited=False)
    user = get_user_model().objects.create_user("jdupont", first_name="Jeanne", email="jeanne@example.org")
    revision = change(page, live=False, summary="Trois.")
    revision.publish(user=user, skip_permission_checks=True)
    answer = Client().get(history_of(centre, page))
    html, text = answer.content.decode(), words_of(answer)
    assert "par Ada" in text
    assert "par une lectrice ou un lecteur" in text
    assert "par la rédaction" in text
    assert "Ada (1 proposition acceptée)" in text
    assert not any(word in html for word in ("Bob", "jdupont", "Jeanne", "@example.org", "entre nous"))


def test_an_old_version_put_back_is_a_new_version_that_says_so(centre: Any, page: Any) -> None:
    first = versions(page)[0]
    change(page, summary="Une erreur.")
    address = f"{history_of(centre, page)}versions/{first}/"
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first])
    assert revert not in Client().get(address).content.decode()
    ensure_groups()
    user = get_user_model().objects.create_user("redaction", email="redaction@example.org")
    user.groups.add(Group.objects.get(name="Resource centre editors"))
    desk = Client()
    desk.force_login(user)
    assert revert in desk.get(address).content.decode()
    assert "Un résumé." in desk.get(revert).content.decode()
    posted = page_form("practice", title=page.title, slug=page.slug, summary="Un résumé.")
    answer = desk.post(revert, {**posted, "action-publish": "1"})
    assert answer.status_code == 302
    assert Practice.objects.get(pk=page.pk).summary == "Un résumé."
    text = words_of(Client().get(history_of(centre, page)))
    assert "3 versions publiées" in text
    assert "Remet en place la version du" in text


def test_a_draft_that_is_put_back_is_not_betrayed(centre: Any, page: Any) -> None:
    draft = change(page, live=False, summary="brouillon")
    draft.as_object().save_revision().publish(previous_revision=draft)
    text = words_of(Client().get(history_of(centre, page)))
    assert "2 versions publiées" in text
    assert "Remet en place" not in text


def test_what_links_here_names_each_page_once_and_no_hidden_one(centre: Any, page: Any) -> None:
    address = f"{centre.url}liens/{page.uuid}/"
    assert "Aucune page ne mène encore à celle-ci." in words_of(Client().get(address))
    publish(
        centre, "study", "Une étude",
        resource_links=[ResourceLink(target=page, kind="evaluates"), ResourceLink(target=page, kind="extends")],
        body=[("text", f'<p><a linktype="page" id="{page.pk}">ici</a></p>')],
    )  # fmt: skip
    hidden = publish(centre, "tool", "canarioutil", resource_links=[ResourceLink(target=page, kind="equips")])
    assert "2 pages" in words_of(Client().get(address))
    restrict(hidden)
    text = words_of(Client().get(address))
    assert "1 page" in text
    assert text.count("Une étude") == 1
    assert "évalue" in text
    assert "canari" not in text


def many_versions(page: Any, count: int) -> None:
    """That many more published versions, as bare rows: publishing each one takes too long."""
    latest = type(page).objects.get(pk=page.pk).get_latest_revision()
    now = timezone.now()
    content = [{**latest.content, "summary": f"Version {number}"} for number in range(count)]
    rows = Revision.objects.bulk_create(
        Revision(
            content_type=latest.content_type, base_content_type=latest.base_content_type, object_id=latest.object_id,
            content=one, created_at=now, object_str=page.title,
        )
        for one in content
    )  # fmt: skip
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page=page, action="wagtail.publish", revision=row, timestamp=now + timedelta(seconds=rank), label=page.title
        )
        for rank, row in enumerate(rows)
    )


def test_the_number_of_queries_does_not_grow_with_the_versions(centre: Any, page: Any) -> None:
    actor = publish(centre, "actor", "Acteur premier")
    themes = [concept("theme", f"theme-{number}") for number in range(12)]
    old = change(page, involvements=[involvement(actor), involvement(actor, "auteur")], concept_links=tag(*themes))
    base = history_of(centre, page)
    found = [queries(Client(), base)]
    for more in (18, 180):
        many_versions(page, more)
        found.append(queries(Client(), base))
    assert len(set(found[1:])) == 1
    assert max(found) <= 20, found
    assert "200 versions publiées" in words_of(Client().get(base))
    assert Client().get(f"{base}?page=10").status_code == 200
    assert Client().get(f"{base}?page=11").status_code == 404
    assert len(parsed(Client().get(base)).find_all(True)) <= 450
    live = queries(Client(), page.url)
    assert queries(Client(), f"{base}versions/{old.pk}/") <= live + 4
    assert queries(Client(), f"{base}comparer/") <= 20


@pytest.mark.no_cover  # counting lines costs as much as comparing
def test_two_versions_of_three_hundred_blocks_are_compared_within_two_seconds(centre: Any) -> None:
    words = "un texte assez long pour ressembler à un vrai paragraphe de la page, avec ses détours et ses chiffres " * 5
    blocks = [("text", f"<p>Bloc {number}. {words}</p>") for number in range(300)]
    page = publish(centre, "practice", "Longue", body=blocks)
    stored = page.body.get_prep_value()
    for number, block in enumerate(stored):
        block["value"] = block["value"].replace("détours", f"retours {number}").replace("un vrai", "le seul")
    change(page, body=Practice._meta.get_field("body").to_python(stored))
    answer = done_within(2, lambda: Client().get(f"{history_of(centre, page)}comparer/"))
    assert "retours 299" in answer.content.decode()
