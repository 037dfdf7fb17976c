"""“They are two”: a pair leaves the list of duplicates for good, forbids nothing, and can be put back."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex

from resource_centre.content.pages.actor import Actor
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.duplicates.actors import MergeActors
from resource_centre.contribution.duplicates.apart import Apart, PutBack, TellApart, rows_told_apart
from resource_centre.contribution.duplicates.concepts import MergeConcepts
from resource_centre.contribution.duplicates.errors import AlreadyMerged, NotTwo
from resource_centre.contribution.duplicates.likely import likely_actors, likely_concepts
from resource_centre.contribution.duplicates.models import MergeKind, ToldApart
from resource_centre.contribution.duplicates.undoing import UndoMerge
from resource_centre.contribution.errors import NotAllowed
from resource_centre.persons.person import person_of
from resource_centre.persons.walking import ErasePerson, held_on
from tests.factories import concept, make_centre, publish
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
LIST = "/admin/resource-centre/duplicates/"
APART = f"{LIST}told-apart/"


@pytest.fixture
def boss() -> Any:
    """Somebody who may do everything."""
    return get_user_model().objects.create_superuser("boss", email="boss@example.org")


@pytest.fixture
def pair() -> tuple[Actor, Actor]:
    """Two organisations whose names are a letter apart."""
    centre = make_centre()
    return publish(centre, "actor", "Les Ateliers"), publish(centre, "actor", "Les Atelières")


def offered() -> set[tuple[str, ...]]:
    """Titles of the actors that may be one."""
    titles = dict(Actor.objects.values_list("pk", "title"))
    pairs = likely_actors(Actor.objects.all(), Apart.of(MergeKind.ACTOR))
    return {tuple(sorted((titles[one.first], titles[one.second]))) for one in pairs}


def listed() -> Any:
    """Those told apart that the list of actors shows."""
    return rows_told_apart(MergeKind.ACTOR, Apart.of(MergeKind.ACTOR))


def address(act: str, first: Any, second: Any) -> str:
    """Of a button: address("tell_apart", one, other)."""
    kind = "concept" if isinstance(first, Concept) else "actor"
    return reverse(f"resource_centre_{act}", args=[kind, first.pk, second.pk])


def focused(answer: Any) -> str:
    """What is said where the focus goes."""
    said = parsed(answer).select_one("main [autofocus][tabindex='-1']")
    return " ".join(said.text.split()).replace("\xa0", " ") if said is not None else ""


def test_two_that_an_editor_tells_apart_are_offered_no_more_until_they_are_put_back(
    editor: Any, pair: tuple[Actor, Actor]
) -> None:
    client = signed_in(editor)
    button = parsed(client.get(LIST)).select_one(f'button[formaction="{address("tell_apart", *pair)}"]')
    assert button is not None
    assert all(one.title in button.text for one in pair), "which two is part of its name"
    done = client.post(button["formaction"], {"page": "1"}, follow=True)
    assert done.redirect_chain == [(f"{LIST}?kind=actor&pairs=1", 302)]
    assert (all(one.title in focused(done) for one in pair), offered()) == (True, set())
    row = ToldApart.objects.get()
    assert ((row.first, row.second), row.by) == (pair, editor)
    link = parsed(done).select_one(f'a[href="{APART}?kind=actor"]')
    assert link is not None
    shown = client.get(link["href"])
    assert editor.username in shown.content.decode()
    back = parsed(shown).select_one(f'button[formaction="{address("put_back", *pair)}"]')
    assert back is not None
    undone = client.post(back["formaction"], follow=True)
    assert undone.redirect_chain == [(f"{APART}?kind=actor", 302)]
    assert (all(one.title in focused(undone) for one in pair), len(offered())) == (True, 1)
    assert parsed(client.get(LIST)).select_one(f'a[href="{APART}?kind=actor"]') is None
    for page in pair:
        actions = PageLogEntry.objects.filter(page=page.pk, user=editor).order_by("pk").values_list("action", flat=True)
        assert [one for one in actions if one.startswith("resource_centre")] == [
            "resource_centre.told_apart", "resource_centre.put_back",
        ]  # fmt: skip
    history = client.get(reverse("wagtailadmin_pages:history", args=[pair[0].pk])).content.decode()
    assert history.count("Les Atelières") >= 2, "each sentence names both"


def test_two_terms_are_told_apart_by_who_may_change_them(editor: Any) -> None:
    first, second = concept("theme", "atelier", "Ateliers"), concept("theme", "atelieres", "Atelières")
    client = signed_in(editor)
    assert address("tell_apart", first, second) in client.get(f"{LIST}?kind=concept").content.decode()
    client.post(address("tell_apart", first, second))
    assert (likely_concepts(Apart.of(MergeKind.CONCEPT)), ToldApart.objects.get().second) == ((), second)
    assert "Atelières" in client.get(f"{APART}?kind=concept").content.decode()
    assert "Atelières" not in client.get(APART).content.decode()
    editor.groups.get().permissions.remove(*editor.groups.get().permissions.filter(codename="change_concept"))
    for act in ("tell_apart", "put_back"):
        assert client.post(address(act, first, second)).status_code == 404
    assert "Atelières" not in client.get(f"{APART}?kind=concept").content.decode()
    assert ModelLogEntry.objects.filter(action="resource_centre.told_apart").count() == 2


def test_whoever_does_not_decide_on_both_finds_nothing(editor: Any, pair: tuple[Actor, Actor], boss: Any) -> None:
    theirs = [publish(make_centre("autre", "Autre"), "actor", name) for name in ("Chez eux", "chez eux")]
    client = signed_in(editor)
    TellApart(*theirs, boss).execute()
    for two in (theirs, (pair[0], theirs[0]), (theirs[0], pair[0])):
        for act in ("tell_apart", "put_back"):
            assert client.post(address(act, *two)).status_code == 404
    assert "hez eux" not in client.get(APART).content.decode()
    assert ToldApart.objects.count() == 1
    assert signed_in(person("ada")).post(address("tell_apart", *pair)).status_code == 302, "to sign in"
    assert signed_in(boss).post(address("tell_apart", pair[0], theirs[0])).status_code == 404, "of two centres"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(address("tell_apart", *pair)).status_code == 403
    assert client.get(address("tell_apart", *pair)).status_code == 405
    assert ToldApart.objects.count() == 1


def test_a_forged_post_writes_nothing(editor: Any, pair: tuple[Actor, Actor]) -> None:
    client, (one, _other) = signed_in(editor), pair
    same = client.post(address("tell_apart", one, one), follow=True)
    assert parsed(same).select_one("main [role=alert]") is not None
    term, elsewhere = concept("theme", "a"), concept("need", "a")
    assert client.post(address("tell_apart", term, elsewhere)).status_code == 404
    for path in (f"autre/{one.pk}/{one.pk}", f"actor/{one.pk}/{10**30}", f"actor/{one.pk}/0", f"actor/{one.pk}/{-1}"):
        assert client.post(f"{LIST}{path}/tell-apart/").status_code == 404, path
    assert client.get(f"{APART}?kind=autre&p=abc").status_code == 200
    assert not ToldApart.objects.exists()
    with pytest.raises(NotAllowed):
        TellApart(one, term, get_user_model().objects.create_superuser("boss")).execute()
    with pytest.raises(NotTwo):
        PutBack(one, one, editor).execute()


def test_twice_is_the_same_as_once_whichever_comes_first(boss: Any, editor: Any, pair: tuple[Actor, Actor]) -> None:
    row = TellApart(*pair, editor).execute()
    assert TellApart(*reversed(pair), boss).execute() == row
    assert ToldApart.objects.get().by == editor
    for _press in range(2):
        PutBack(*reversed(pair), boss).execute()
    assert not ToldApart.objects.exists()
    assert PageLogEntry.objects.filter(action="resource_centre.told_apart").count() == 2
    assert PageLogEntry.objects.filter(action="resource_centre.put_back").count() == 2


def test_the_database_holds_a_pair_once_whole_and_in_order(pair: tuple[Actor, Actor]) -> None:
    (first, second), term = pair, concept("theme", "a")
    ToldApart.objects.create(first_actor=first, second_actor=second)
    for sides in (
        {"first_actor": first, "second_actor": second},
        {"first_actor": second, "second_actor": first},
        {"first_actor": first},
        {"second_actor": first},
        {"first_actor": first, "second_concept": term},
        {"first_concept": term, "second_concept": term},
        {},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ToldApart.objects.create(**sides)


def test_a_pair_goes_with_either_side(boss: Any, pair: tuple[Actor, Actor]) -> None:
    terms = concept("theme", "atelier", "Ateliers"), concept("theme", "atelieres", "Atelières")
    TellApart(*pair, boss).execute()
    TellApart(*terms, boss).execute()
    assert not ReferenceIndex.get_references_to(pair[1]).exists(), "no use of the page, of which a deletion would warn"
    pair[1].delete()
    terms[0].delete()
    assert not ToldApart.objects.exists()
    with pytest.raises(NotAllowed):
        TellApart(pair[0], pair[1], boss).execute()


def test_two_told_apart_are_merged_nonetheless_and_are_two_again_once_it_is_undone(
    boss: Any, pair: tuple[Actor, Actor]
) -> None:
    TellApart(*pair, boss).execute()
    merge = MergeActors(*pair, boss).execute()
    assert not listed().exists(), "a list does not say that they are two"
    with pytest.raises(AlreadyMerged):
        TellApart(*pair, boss).execute()
    UndoMerge(merge, boss).execute()
    assert (listed().count(), offered()) == (1, set())


def test_what_was_told_apart_from_one_that_was_merged_is_apart_from_the_one_it_became(
    boss: Any, pair: tuple[Actor, Actor]
) -> None:
    """The names of what was merged become names of the other: the pair would come back by them."""
    one, other = pair
    kept = publish(make_centre(), "actor", "Les Ateliers de demain")
    TellApart(one, other, boss).execute()
    merge = MergeActors(kept, one, boss).execute()
    assert offered() == set()
    assert Apart.of(MergeKind.ACTOR).pairs == {(other.pk, kept.pk)}
    again = MergeActors(other, kept, boss).execute()
    assert Apart.of(MergeKind.ACTOR) == Apart(frozenset(), frozenset({ToldApart.objects.get().pk}))
    UndoMerge(again, boss).execute()
    UndoMerge(merge, boss).execute()
    assert Apart.of(MergeKind.ACTOR).pairs == {(one.pk, other.pk)}
    terms = [concept("theme", code, label) for code, label in (("a", "Ateliers"), ("b", "Atelières"), ("c", "Autre"))]
    TellApart(*terms[:2], boss).execute()
    MergeConcepts(terms[2], terms[0], boss).execute()
    assert likely_concepts(Apart.of(MergeKind.CONCEPT)) == ()


def test_what_somebody_told_apart_stays_without_them(editor: Any, pair: tuple[Actor, Actor]) -> None:
    TellApart(*pair, editor).execute()
    told = next(one for one in held_on(person_of(editor.email)) if one.name == "told_apart")
    assert [(row["first_actor__title"], row["second_actor__title"]) for row in told.rows] == [
        (pair[0].title, pair[1].title)
    ]
    editor.groups.clear()
    ErasePerson(person_of(editor.email)).execute()
    assert (ToldApart.objects.get().by, offered()) == (None, set())


def test_the_list_costs_the_same_whatever_it_holds(boss: Any, pair: tuple[Actor, Actor]) -> None:
    client = signed_in(boss)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(APART).status_code == 200
        return len(asked)

    TellApart(*pair, boss).execute()
    queries()
    before = queries()
    more = [publish(make_centre(), "actor", f"Atelier {number}") for number in range(4)]
    for one in more:
        TellApart(one, pair[0], person(f"ada-{one.pk}", is_superuser=True)).execute()
    assert queries() == before


@pytest.mark.parametrize("kind", ["actor", "concept"])
def test_who_was_told_apart_is_asked_once_for_a_page(boss: Any, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[MergeKind] = []
    real = Apart.of

    def counted(of_kind: MergeKind) -> Apart:
        asked.append(of_kind)
        return real(of_kind)

    monkeypatch.setattr(Apart, "of", counted)
    make_centre()
    for address_of_list in (LIST, APART):
        assert signed_in(boss).get(address_of_list, {"kind": kind}).status_code == 200
    assert asked == [kind, kind], "once for each of the two pages"
