"""“Merge duplicates” in the admin: what may be there twice, what would move, one confirmation, the way back."""

from itertools import combinations
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from resource_centre.admin import duplicates
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.relations import Involvement
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.duplicates.apart import Apart
from resource_centre.contribution.duplicates.likely import SHORTEST, Named, likely_concepts, likely_pairs
from resource_centre.contribution.duplicates.models import Merge, MergeKind
from tests.factories import concept, involvement, make_centre, publish
from tests.support.html import parsed
from tests.support.reviewing import an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
LIST = "/admin/resource-centre/duplicates/"


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser signed in as an editor."""
    client.force_login(an_editor())
    return client


@pytest.fixture
def pair() -> tuple[Actor, Actor]:
    """Two spellings of one name, the second named by a practice."""
    centre = make_centre()
    kept, merged = publish(centre, "actor", "Sociétality"), publish(centre, "actor", "Societality")
    publish(centre, "practice", "Pratique", involvements=[involvement(merged)])
    return kept, merged


def preview_of(kept: Any, merged: Any, kind: str = "actor") -> str:
    """Address of what would move."""
    return reverse("resource_centre_duplicates_preview", args=[kind, kept.pk, merged.pk])


def mark_in(answer: Any) -> str:
    """The mark of what a preview shows."""
    return str(answer.context["read"])


def test_names_that_differ_by_accents_or_one_letter_are_offered() -> None:
    names = ("Sociétality", "societality", "Emmaüs Connect", "Emaus connect", "ANCT", "ANCV", "Autre chose")
    found = likely_pairs(Named(pk, name) for pk, name in enumerate(names))
    assert [(pair.first, pair.second, pair.is_same) for pair in found] == [(0, 1, True), (2, 3, False)]
    assert not likely_pairs([Named(1, "Aînés", 1), Named(2, "Aines", 2)]), "two vocabularies"


@given(st.lists(st.text("ab", min_size=4, max_size=9), max_size=12))
def test_names_meet_when_one_letter_taken_out_of_each_leaves_the_same(names: list[str]) -> None:
    def left(name: str) -> set[str]:
        return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))} if len(name) >= SHORTEST else set()

    wanted = {
        (one, other, names[one] == names[other])
        for one, other in combinations(range(len(names)), 2)
        if names[one] == names[other] or left(names[one]) & left(names[other])
    }
    found = likely_pairs(Named(pk, name) for pk, name in enumerate(names))
    assert {(pair.first, pair.second, pair.is_same) for pair in found} == wanted
    assert len(found) == len(wanted)


def test_every_name_is_compared_however_many_there_are() -> None:
    first = concept("theme", "premier", "Aînés isolés")
    many = (Concept(vocabulary=first.vocabulary, code=f"c{n}", label_fr=f"{n} {n * 7919:x}") for n in range(20_000))
    Concept.objects.bulk_create(many, batch_size=2000)
    last = concept("theme", "dernier", "Ainés isoles", order=9)
    pairs = likely_concepts(Apart.of(MergeKind.CONCEPT))
    assert (first.pk, last.pk) in {(pair.first, pair.second) for pair in pairs if pair.is_same}


def test_pairs_that_do_not_fit_a_page_are_on_the_next_one(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "PAIRS_EACH_PAGE", 2)
    for name in ("Un", "un", "UN"):
        publish(make_centre(), "actor", name)
    first = parsed(editor.get(LIST))
    assert first.select_one('a[href="?kind=actor&pairs=2"]') is not None
    shown = [editor.get(LIST, {"pairs": number}).context["pairs"] for number in (1, 2)]
    assert [len(lines) for lines in shown] == [2, 1]
    assert len({line.url for lines in shown for line in lines}) == 3


def test_names_that_resemble_each_other_are_said_where_they_are_not_the_titles(
    editor: Client, pair: tuple[Actor, Actor]
) -> None:
    publish(make_centre(), "actor", "Autre", names=[ActorName(name="Sociétalité", kind="variant")])
    shown = {(line.first, line.second): line.names for line in editor.get(LIST).context["pairs"]}
    assert shown[pair[0].title, pair[1].title] == ()
    assert shown[pair[0].title, "Autre"] == ("Sociétality", "Sociétalité")


@pytest.mark.parametrize(("language", "words"), [("en", "Choose a page (Actor)"), ("fr", "(Acteur)")])
def test_choosers_speak_the_language_of_whoever_reads(
    editor: Client, pair: tuple[Actor, Actor], language: str, words: str
) -> None:
    user = get_user_model().objects.get(username="redaction")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    assert words in editor.get(LIST).content.decode()
    archiving = editor.get(reverse("resource_centre_archive", args=[pair[0].pk])).content.decode()
    assert ("(Resource)" in archiving) == (language == "en")


def test_an_editor_reads_what_moves_then_merges_then_undoes(editor: Client, pair: tuple[Actor, Actor]) -> None:
    kept, merged = pair
    assert preview_of(*pair) in editor.get(LIST).content.decode()
    shown = editor.get(preview_of(*pair))
    assert "Pratique" in shown.content.decode()
    assert merged.url in shown.content.decode()
    done = editor.post(preview_of(*pair), {"read": mark_in(shown)})
    record = reverse("resource_centre_merge", args=[Merge.objects.get().pk])
    assert (done.status_code, done["Location"]) == (302, record)
    assert Involvement.objects.get().actor == kept
    assert "Pratique" in editor.get(record).content.decode()
    assert "Societality" in editor.get(LIST).content.decode()
    editor.post(record)
    assert Involvement.objects.get().actor == merged
    assert editor.post(record).status_code == 409
    actions = set(PageLogEntry.objects.filter(page=kept.pk).values_list("action", flat=True))
    assert {"resource_centre.merged", "resource_centre.merge_undone"} <= actions
    history = editor.get(reverse("wagtailadmin_pages:history", args=[kept.pk])).content.decode()
    assert "“Societality”" in history or "« Societality »" in history.replace("\xa0", " ")


def test_what_moved_meanwhile_is_shown_before_anything_is_done(editor: Client, pair: tuple[Actor, Actor]) -> None:
    mark = mark_in(editor.get(preview_of(*pair)))
    publish(make_centre(), "tool", "Arrivé entre-temps", involvements=[involvement(pair[1])])
    answer = editor.post(preview_of(*pair), {"read": mark})
    assert answer.status_code == 409
    assert "Arrivé entre-temps" in answer.content.decode()
    assert not Merge.objects.exists()
    editor.post(preview_of(*pair), {"read": mark_in(answer)})
    assert editor.post(preview_of(*pair), {"read": mark_in(answer)}).status_code == 409, "merged already"


def test_pages_of_others_are_neither_offered_nor_named(editor: Client, pair: tuple[Actor, Actor]) -> None:
    other = make_centre("autre", "Autre")
    theirs = [publish(other, "actor", name) for name in ("Chez eux", "chez eux")]
    publish(other, "practice", "Leur secret", live=False, involvements=[involvement(pair[1])])
    assert "hez eux" not in editor.get(LIST).content.decode()
    assert editor.get(preview_of(*theirs)).status_code == 404
    assert editor.post(preview_of(pair[0], theirs[0])).status_code == 404
    shown = editor.get(preview_of(*pair)).content.decode()
    assert "Leur secret" not in shown
    Merge.objects.create(kind="actor", kept_actor=theirs[0], kept_name="Chez eux", merged_name="chez eux")
    assert "hez eux" not in editor.get(LIST).content.decode()
    assert editor.get(reverse("resource_centre_merge", args=[Merge.objects.get().pk])).status_code == 404


def test_terms_are_merged_by_who_may_change_them(editor: Client, django_user_model: Any) -> None:
    kept, merged = concept("theme", "aines", "Aînés"), concept("theme", "seniors", "Aines")
    publish(make_centre(), "practice", "Pratique")
    assert preview_of(kept, merged, "concept") in editor.get(f"{LIST}?kind=concept").content.decode()
    chosen = editor.get(LIST, {"kind": "concept", "kept": kept.pk, "merged": merged.pk})
    assert chosen["Location"] == preview_of(kept, merged, "concept")
    shown = editor.get(chosen["Location"])
    assert editor.post(chosen["Location"], {"read": mark_in(shown)}).status_code == 302
    merged.refresh_from_db()
    assert merged.replaced_by == kept
    assert ModelLogEntry.objects.filter(action="resource_centre.merged").count() == 2
    group = django_user_model.objects.get(username="redaction").groups.get()
    group.permissions.remove(*group.permissions.filter(codename="change_concept"))
    assert editor.get(preview_of(kept, merged, "concept")).status_code == 404
    assert editor.get(f"{LIST}?kind=concept").status_code == 200


def test_bad_choices_are_answered_in_words(editor: Client, pair: tuple[Actor, Actor]) -> None:
    kept, _merged = pair
    assert editor.get(preview_of(kept, kept)).status_code == 422
    for typed in ("abc", "²", "9" * 30):
        assert editor.get(LIST, {"kept": kept.pk, "merged": typed}).status_code == 200
    for path in ("actor/1/999999999999999999999/", "autre/1/2/", "99999999999999999999/"):
        assert editor.get(f"{LIST}{path}").status_code == 404, path
    theirs = concept("theme", "a"), concept("need", "b")
    assert editor.get(preview_of(*theirs, "concept")).status_code == 422


def test_of_two_the_published_one_is_offered_to_be_kept(editor: Client) -> None:
    draft = publish(make_centre(), "actor", "Sociétality", live=False)
    live = publish(make_centre(), "actor", "Societality")
    assert preview_of(live, draft) in editor.get(LIST).content.decode()
    shown = editor.get(preview_of(draft, live))
    assert (shown.status_code, shown.context["read"]) == (422, "")
    assert preview_of(live, draft) in shown.content.decode()
    assert editor.post(preview_of(draft, live), {"read": ""}).status_code == 422
    assert Actor.objects.get(pk=live.pk).live


def test_the_form_of_an_actor_that_was_merged_says_so_first_and_leads_to_the_merge(
    admin_client: Client, pair: tuple[Actor, Actor]
) -> None:
    kept, merged = pair
    form = reverse("wagtailadmin_pages:edit", args=[merged.pk])
    assert kept.title not in parsed(admin_client.get(form)).select_one(".messages").get_text()
    admin_client.post(preview_of(kept, merged), {"read": mark_in(admin_client.get(preview_of(kept, merged)))})
    merge = Merge.objects.get()
    said = parsed(admin_client.get(form)).select_one(".messages")
    assert f"fusionné avec «\u00a0{kept.title}\u00a0»" in said.get_text()
    assert said.a["href"] == reverse("resource_centre_merge", args=[merge.pk])
    admin_client.post(said.a["href"])
    assert parsed(admin_client.get(form)).select(".messages a") == []


@pytest.mark.parametrize("below", [True, False])
def test_a_bulk_publication_names_what_was_merged_and_publishes_nothing(
    admin_client: Client, pair: tuple[Actor, Actor], below: bool
) -> None:
    kept, merged = pair
    other = publish(make_centre(), "actor", "Autre", live=False)
    admin_client.post(preview_of(kept, merged), {"read": mark_in(admin_client.get(preview_of(kept, merged)))})
    asked = [kept.get_parent().pk] if below else [other.pk, merged.pk]
    query = "&".join(f"id={pk}" for pk in asked)
    url = f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'publish'))}?{query}"
    answer = admin_client.post(url, {"include_descendants": "on"} if below else {}, follow=True)
    assert (answer.status_code, "Societality" in str(parsed(answer).select_one(".messages"))) == (200, True)
    assert not Actor.objects.filter(pk__in=[other.pk, merged.pk], live=True).exists()
    admin_client.post(url.replace(query, f"id={other.pk}"))
    assert Actor.objects.get(pk=other.pk).live


def test_lists_and_previews_cost_the_same_whatever_they_hold(editor: Client, pair: tuple[Actor, Actor]) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert editor.get(address).status_code == 200
        return len(asked)

    Merge.objects.create(kind="actor", kept_actor=pair[0], kept_name="A", merged_name="B")
    editor.get(LIST), editor.get(preview_of(*pair))
    before = [queries(LIST), queries(preview_of(*pair))]
    for number in range(6):
        publish(make_centre(), "actor", f"Répété {number}", names=[ActorName(name="Répété", kind="variant")])
        publish(make_centre(), "practice", f"Pratique {number}", involvements=[involvement(pair[1])])
        Merge.objects.create(kind="actor", kept_actor=pair[0], kept_name="A", merged_name=f"B{number}")
    editor.get(LIST)
    assert [queries(LIST), queries(preview_of(*pair))] == before
