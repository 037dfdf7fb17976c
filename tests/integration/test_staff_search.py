"""What editors add to the search: synonyms, recommended results, "see" references; tried before they are live."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from resource_centre.access.groups import ensure_groups
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.territories import Territory
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.staff.models import (
    PromotedResource,
    Promotion,
    SearchRedirect,
    SynonymSet,
    WantedResource,
    WantedStatus,
)
from tests.factories import concept, make_centre, publish, restrict
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed, queries
from tests.support.index import titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]
SEARCH = "/centre/recherche/"


@pytest.fixture(scope="module")
def stored(one_site: None, django_db_blocker: Any) -> Iterator[None]:
    """Three resources, of which no word is in two; a fourth for accounts only."""
    with kept_for_the_file(django_db_blocker):
        centre = make_centre()
        publish(centre, "practice", "Lutter contre l’illectronisme")
        publish(centre, "tool", "Fracture numérique : un guide")
        publish(centre, "study", "Médiation en bibliothèque")
        restrict(publish(centre, "practice", "Réservée aux comptes"))
        make_centre("autre", "Autre centre")
        yield


@pytest.fixture
def centre(stored: None) -> ResourceCentrePage:
    return make_centre()


@pytest.fixture
def editor(centre: ResourceCentrePage, client: Client, django_user_model: Any) -> Client:
    """A browser signed in as an editor of the first centre."""
    group = ensure_groups()[0].name
    user = django_user_model.objects.create_user("ada")
    user.groups.set(user.groups.model.objects.filter(name=group))
    client.force_login(user)
    return client


def synonyms(*forms: str, **fields: Any) -> SynonymSet:
    return SynonymSet(forms="\n".join(forms), language="fr", **fields)


def page(centre: ResourceCentrePage, title: str) -> Any:
    return Resource.objects.descendant_of(centre).get(title=title)


def recommend(centre: ResourceCentrePage, words: str, *names: str, is_live: bool = True, **fields: Any) -> Promotion:
    promotion = Promotion(centre=centre, language="fr", words=words, is_live=is_live, **fields)
    promotion.promoted = [PromotedResource(resource=page(centre, name)) for name in names]
    promotion.save()
    return promotion


def refer(centre: ResourceCentrePage, words: str, *, is_live: bool = True, **target: Any) -> SearchRedirect:
    redirect = SearchRedirect(centre=centre, language="fr", words=words, is_live=is_live, **target)
    redirect.full_clean()
    redirect.save()
    return redirect


def recommended(answer: Any) -> list[str]:
    return [link.get_text() for link in parsed(answer).select(".rc-recommended h4 a")]


def seen(answer: Any) -> list[str]:
    return [link["href"] for link in parsed(answer).select(".rc-see a")]


def hits(answer: Any) -> list[str]:
    return [link.get_text() for link in parsed(answer).select(".rc-hits h3 a")]


# Synonyms


def test_live_synonyms_are_obeyed_at_once_by_a_process_that_remembers_others(centre: ResourceCentrePage) -> None:
    """Nothing is forgotten between the two searches: the stamp alone tells."""
    assert titles(centre, "illectronisme") == {"Lutter contre l’illectronisme"}
    words = synonyms("illectronisme", "fracture numérique", is_live=True)
    words.save()
    both = {"Lutter contre l’illectronisme", "Fracture numérique : un guide"}
    assert titles(centre, "illectronisme") == both
    assert titles(centre, "fractures numériques") == both
    words.delete()
    assert titles(centre, "illectronisme") == {"Lutter contre l’illectronisme"}


def test_synonyms_that_are_not_live_change_no_search(centre: ResourceCentrePage) -> None:
    synonyms("illectronisme", "fracture numérique").save()
    assert titles(centre, "illectronisme") == {"Lutter contre l’illectronisme"}


def test_one_way_synonyms_find_the_first_line_and_are_not_found_by_it(centre: ResourceCentrePage) -> None:
    synonyms("fracture numérique", "illectronisme", is_one_way=True, is_live=True).save()
    assert titles(centre, "illectronisme") == {"Lutter contre l’illectronisme", "Fracture numérique : un guide"}
    assert titles(centre, "fracture numérique") == {"Fracture numérique : un guide"}


def test_synonyms_are_of_their_language(centre: ResourceCentrePage, client: Client) -> None:
    synonyms("illectronisme", "fracture numérique", is_live=True).save()
    assert len(hits(client.get(SEARCH, {"q": "illectronisme"}))) == 2
    assert len(hits(client.get(f"/en{SEARCH}", {"q": "illectronisme"}))) == 1


@pytest.mark.parametrize(
    ("forms", "code"),
    [
        (("illectronisme",), "few"),
        (("illectronisme", "  "), "few"),
        (("médiation", "Les médiations"), "same"),
        (("médiation", "de la"), "mute"),
        (tuple(f"forme {number}" for number in range(21)), "many"),
        (("médiation", "a" * 201), "many"),
    ],
)
def test_forms_that_no_search_tells_apart_are_refused(forms: tuple[str, ...], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        synonyms(*forms).full_clean()
    assert [error.code for error in refused.value.error_dict["forms"]] == [code]


# Recommended results


def test_recommended_results_change_neither_the_results_nor_their_number(
    centre: ResourceCentrePage, client: Client
) -> None:
    before, as_json = client.get(SEARCH, {"q": "médiation"}), client.get("/centre/recherche.json", {"q": "médiation"})
    recommend(centre, "Médiations", "Fracture numérique : un guide", "Médiation en bibliothèque")
    after = client.get(SEARCH, {"q": "mediation"})
    assert recommended(after) == ["Fracture numérique : un guide", "Médiation en bibliothèque"]
    assert hits(after) == hits(before) == ["Médiation en bibliothèque"]
    counts = [[label.get_text() for label in parsed(one).select(".rc-options label")] for one in (before, after)]
    assert counts[0] == counts[1]
    assert parsed(after).find(id="rc-count").get_text() == parsed(before).find(id="rc-count").get_text()
    assert client.get("/centre/recherche.json", {"q": "médiation"}).json() == as_json.json()


def test_what_a_reader_may_not_read_is_not_recommended_to_them(
    centre: ResourceCentrePage, client: Client, django_user_model: Any
) -> None:
    recommend(centre, "médiation", "Réservée aux comptes")
    answer = client.get(SEARCH, {"q": "médiation"})
    assert "Réservée" not in answer.content.decode()
    assert parsed(answer).select(".rc-recommended") == []
    client.force_login(django_user_model.objects.create_user("ada"))
    assert recommended(client.get(SEARCH, {"q": "médiation"})) == ["Réservée aux comptes"]


def test_only_these_very_words_on_the_first_page_of_their_centre_recommend(
    centre: ResourceCentrePage, client: Client, settings: Any
) -> None:
    recommend(centre, "médiation", "Fracture numérique : un guide")
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PAGE_SIZE": 1}
    synonyms("médiation", "fracture numérique", is_live=True).save()
    assert recommended(client.get(SEARCH, {"q": "médiation"}))
    for other in ({"q": "médiation", "page": "2"}, {"q": "médiation bibliothèque"}, {"q": "bibliothèque"}, {}):
        assert not recommended(client.get(SEARCH, other)), other
    assert not recommended(client.get("/autre/recherche/", {"q": "médiation"}))
    assert not recommended(client.get(f"/en{SEARCH}", {"q": "médiation"}))


def test_a_recommendation_lasts_from_its_first_day_to_its_last(centre: ResourceCentrePage, client: Client) -> None:
    today, day = timezone.localdate(), timezone.timedelta(days=1)
    one = recommend(centre, "médiation", "Fracture numérique : un guide", live_from=today, live_until=today)
    assert recommended(client.get(SEARCH, {"q": "médiation"}))
    for first, last in ((today + day, None), (None, today - day)):
        one.live_from, one.live_until = first, last
        one.save()
        assert not recommended(client.get(SEARCH, {"q": "médiation"}))


# "See" references


def test_a_reference_is_shown_above_the_plain_results(centre: ResourceCentrePage, client: Client) -> None:
    theme = concept("theme", "education", "Éducation")
    refer(centre, "médiation", theme=theme)
    answer = client.get(SEARCH, {"q": "médiations"})
    assert answer.status_code == 200
    assert seen(answer) == ["/centre/themes/education/"]
    assert hits(answer) == ["Médiation en bibliothèque"]
    assert seen(client.get(SEARCH, {"q": "médiation bibliothèque"})) == []


def test_each_sort_of_target_has_its_address(centre: ResourceCentrePage, client: Client) -> None:
    region = Territory.objects.create(level="region", code="53", name="Bretagne", label="Bretagne")
    guide = page(centre, "Fracture numérique : un guide")
    refer(centre, "guide", resource=guide)
    refer(centre, "breizh", territory=region)
    refer(centre, "écrire", path="/contact/", label="Nous écrire")
    found = [seen(client.get(SEARCH, {"q": words})) for words in ("guides", "breizh", "ecrire")]
    assert found == [[guide.url], ["/centre/territoires/region-53/"], ["/contact/"]]


def test_a_reference_to_what_a_reader_may_not_read_is_not_shown(centre: ResourceCentrePage, client: Client) -> None:
    refer(centre, "secret", resource=page(centre, "Réservée aux comptes"))
    answer = client.get(SEARCH, {"q": "secret"})
    assert seen(answer) == []
    assert "Réservée" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "https://example.org/", "//example.org/", "/\\example.org/", "javascript:alert(1)", "contact/",
        "///example.org", "/a\nb", "https:example.org", "http://[", "\\/example.org",
    ],
)  # fmt: skip
def test_a_reference_never_leads_outside_the_site(path: str, centre: ResourceCentrePage) -> None:
    with pytest.raises(ValidationError):
        refer(centre, "médiation", path=path, label="Ailleurs")


def test_a_whole_address_of_the_site_becomes_its_path(centre: ResourceCentrePage) -> None:
    assert refer(centre, "écrire", path="http://localhost/contact/?a=1", label="Nous écrire").path == "/contact/?a=1"


def test_the_address_of_another_site_is_refused(centre: ResourceCentrePage) -> None:
    """Its path would be one of this site."""
    Site.objects.create(hostname="b.example", root_page=Site.objects.get(is_default_site=True).root_page)
    with pytest.raises(ValidationError):
        refer(centre, "écrire", path="https://b.example/contact/", label="Nous écrire")


def test_a_reference_has_one_target_and_words_have_one_reference(centre: ResourceCentrePage) -> None:
    theme = concept("theme", "education", "Éducation")
    for target in ({}, {"theme": theme, "path": "/contact/", "label": "Écrire"}, {"path": "/contact/"}):
        with pytest.raises(ValidationError):
            refer(centre, "médiation", **target)
    refer(centre, "médiation", theme=theme)
    with pytest.raises(ValidationError):
        refer(centre, "Les Médiations", theme=theme)


def test_words_that_nobody_wrote_for_cost_no_query(centre: ResourceCentrePage) -> None:
    bring_up_to_date()
    before = queries(Client(), f"{SEARCH}?q=bibliotheque")
    recommend(centre, "médiation", "Fracture numérique : un guide")
    refer(centre, "guide", resource=page(centre, "Fracture numérique : un guide"))
    assert queries(Client(), f"{SEARCH}?q=bibliotheque") == before
    assert queries(Client(), f"{SEARCH}?q=mediation") <= before + 1


# Trying


def try_out(browser: Client, name: str, query: str, **fields: Any) -> Any:
    data = {"language": "fr", "note": "", "rc_trial_q": query, "rc_trial_centre": make_centre().pk, **fields}
    return browser.post(reverse("resource_centre_search_trial", args=[name]), nested_form_data(data))


def sides(answer: Any) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in parsed(answer).select(".rc-trial__sides section")]


def test_trying_synonyms_shows_their_effect_and_changes_nothing(centre: ResourceCentrePage, editor: Client) -> None:
    assert titles(centre, "illectronisme") == {"Lutter contre l’illectronisme"}
    today, then = sides(try_out(editor, "synonymset", "illectronisme", forms="illectronisme\nfracture numérique"))
    assert "Fracture numérique" not in today
    assert "Fracture numérique" in then
    assert not SynonymSet.objects.exists()
    assert titles(centre, "illectronisme") == {"Lutter contre l’illectronisme"}


def test_live_synonyms_are_tried_against_the_search_of_today(centre: ResourceCentrePage, editor: Client) -> None:
    live = synonyms("illectronisme", "fracture numérique", is_live=True)
    live.save()
    fields = {"forms": "illectronisme\nbibliothèque", "rc_trial_row": str(live.pk)}
    today, then = sides(try_out(editor, "synonymset", "illectronisme", **fields))
    assert "Fracture numérique" in today
    assert "Fracture numérique" not in then
    assert "Médiation en bibliothèque" in then
    live.refresh_from_db()
    assert live.lines == ("illectronisme", "fracture numérique")


@pytest.mark.parametrize("is_one_way", [False, True])
def test_words_that_stand_for_one_another_already_are_not_said_to_be_absent(
    is_one_way: bool, centre: ResourceCentrePage, editor: Client
) -> None:
    """By a term of a vocabulary, by another set; or the first of a set that goes one way, which finds itself alone."""
    synonyms("illectronisme", "fracture numérique", is_live=True).save()
    fields = {"forms": "illectronisme\nfracture numérique", **({"is_one_way": "on"} if is_one_way else {})}
    absent = "ne contient aucun de ces mots"
    assert absent not in try_out(editor, "synonymset", "illectronisme", **fields).content.decode()
    assert absent in try_out(editor, "synonymset", "médiation", **fields).content.decode()


def test_trying_recommended_results_and_references_shows_what_the_public_would_see(
    centre: ResourceCentrePage, editor: Client
) -> None:
    guide, hidden = page(centre, "Fracture numérique : un guide"), page(centre, "Réservée aux comptes")
    rows = inline_formset([{"resource": one.pk, "ORDER": rank} for rank, one in enumerate((guide, hidden))])
    fields = {"centre": centre.pk, "words": "médiation", "promoted": rows}
    today, then = sides(try_out(editor, "promotion", "médiations", **fields))
    assert "Fracture numérique" not in today
    assert "Fracture numérique" in then
    assert "Réservée" not in then
    fields = {"centre": centre.pk, "words": "médiation", "path": "/contact/", "label": "Nous écrire"}
    assert "Nous écrire (/contact/)" in sides(try_out(editor, "searchredirect", "médiation", **fields))[1]
    assert not Promotion.objects.exists()
    assert not SearchRedirect.objects.exists()


def test_what_is_live_is_what_visitors_see_today(centre: ResourceCentrePage, editor: Client) -> None:
    guide = page(centre, "Fracture numérique : un guide")
    live = recommend(centre, "médiation", guide.title)
    rows = inline_formset([{"resource": guide.pk, "ORDER": 0}])
    fields = {"centre": centre.pk, "promoted": rows, "rc_trial_row": str(live.pk)}
    answer = try_out(editor, "promotion", "médiations", **fields, words="médiation")
    assert [guide.title in side for side in sides(answer)] == [True, True]
    assert "ses premiers résultats restent les mêmes" in answer.content.decode()
    answer = try_out(editor, "promotion", "médiations", **fields, words="autre chose")
    assert [guide.title in side for side in sides(answer)] == [True, False]
    later = try_out(editor, "promotion", "médiations", **fields, words="médiation", live_from="2999-05-01")
    see = refer(centre, "médiation", path="/contact/", label="Nous écrire")
    fields = {"centre": centre.pk, "words": "autre", "path": "/contact/", "label": "Nous écrire"}
    answer = try_out(editor, "searchredirect", "médiation", **fields, rc_trial_row=str(see.pk))
    assert ["Nous écrire" in side for side in sides(answer)] == [True, False]
    assert "à partir du 1er mai 2999, pas avant" in later.content.decode()


def test_what_cannot_be_tried_is_said(editor: Client) -> None:
    for query, forms in (("illectronisme", "seul"), ("", "un mot\nun autre"), ("a" * 300, "un mot\nun autre")):
        answer = try_out(editor, "synonymset", query, forms=forms)
        assert answer.status_code == 200
        assert parsed(answer).select_one(".help-warning li") is not None
    assert try_out(editor, "wantedresource", "a").status_code == 404
    assert try_out(editor, "synonymset", "a", forms="a\nb", rc_trial_row="9999").status_code == 404


def test_who_may_not_write_words_may_not_try_them(client: Client, centre: Any, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("ada")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert try_out(client, "synonymset", "illectronisme", forms="illectronisme\nfracture").status_code == 302
    assert client.get(reverse("resource_centre_synonyms:index")).status_code == 302


# Forms


def test_what_editors_write_is_in_the_log_of_the_site(centre: ResourceCentrePage, editor: Client) -> None:
    data = {"language": "fr", "forms": "illectronisme\nfracture numérique", "note": "", "is_live": "on"}
    assert editor.post(reverse("resource_centre_synonyms:add"), data).status_code == 302
    row = SynonymSet.objects.get()
    assert (
        editor.post(reverse("resource_centre_synonyms:edit", args=[row.pk]), data | {"note": "Vu."}).status_code == 302
    )
    assert editor.post(reverse("resource_centre_synonyms:delete", args=[row.pk])).status_code == 302
    actions = ModelLogEntry.objects.filter(object_id=str(row.pk)).values_list("action", flat=True)
    assert set(actions) == {"wagtail.create", "wagtail.edit", "wagtail.delete"}


def test_a_recommendation_is_written_by_the_form_and_only_for_its_centre(
    centre: ResourceCentrePage, editor: Client
) -> None:
    other = publish(make_centre("autre", "Autre centre"), "tool", "Ailleurs")
    guide = page(centre, "Fracture numérique : un guide")

    def post(resource: Any, place: Any) -> Any:
        rows = inline_formset([{"resource": resource.pk, "ORDER": "1"}])
        data = {
            "centre": place.pk,
            "language": "fr",
            "words": "médiation",
            "promoted": rows,
            "note": "",
            "is_live": "on",
        }
        dates = {"live_from": "", "live_until": ""}
        return editor.post(reverse("resource_centre_promotions:add"), nested_form_data(data | dates))

    assert post(other, centre).status_code == 200
    assert not Promotion.objects.exists()
    assert post(guide, centre).status_code == 302
    assert recommended(editor.get(SEARCH, {"q": "médiation"})) == ["Fracture numérique : un guide"]


def test_rows_of_a_centre_of_others_are_as_absent(centre: ResourceCentrePage, django_user_model: Any) -> None:
    other = make_centre("autre", "Autre centre")
    theirs = refer(other, "canari", path="/contact/", label="Nous écrire")
    group = Group.objects.get(name=ensure_groups()[0].name)
    GroupPagePermission.objects.filter(group=group, page_id=other.pk).delete()
    user = django_user_model.objects.create_user("ada")
    user.groups.set([group])
    client = Client()
    client.force_login(user)
    assert "canari" not in client.get(reverse("resource_centre_redirects:index")).content.decode()
    for name in ("edit", "delete", "history", "usage"):
        assert client.get(reverse(f"resource_centre_redirects:{name}", args=[theirs.pk])).status_code == 404, name
    data = {"centre": other.pk, "language": "fr", "words": "b", "path": "/contact/", "label": "b"}
    assert client.post(reverse("resource_centre_redirects:add"), data).status_code == 200
    fields = {"centre": centre.pk, "words": "b", "path": "/contact/", "label": "b", "rc_trial_row": str(theirs.pk)}
    assert try_out(client, "searchredirect", "b", **fields).status_code == 404


def test_the_list_of_what_is_wanted_costs_the_same_whatever_its_length(
    centre: ResourceCentrePage, editor: Client
) -> None:
    answers = [page(centre, title) for title in ("Fracture numérique : un guide", "Médiation en bibliothèque")]
    address = reverse("resource_centre_wanted:index")

    def want(*words: str) -> int:
        for number, word in enumerate(words):
            fields = {"status": WantedStatus.FOUND, "resource": answers[number % 2]}
            WantedResource.objects.create(centre=centre, language="fr", words=word, **fields)
        return queries(editor, address)

    assert want("tutorat") == want("relais", "accueil", "permanence")
    assert answers[0].title in editor.get(address).content.decode()


def test_a_resource_is_found_only_with_the_resource_that_answers(centre: ResourceCentrePage) -> None:
    wanted = WantedResource(centre=centre, language="fr", words="tutorat", status=WantedStatus.FOUND)
    with pytest.raises(ValidationError):
        wanted.full_clean()
    wanted.resource = page(centre, "Fracture numérique : un guide")
    wanted.full_clean()
