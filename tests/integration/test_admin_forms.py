"""What an editor can and cannot do in the page forms: each message is at its field, and nothing is lost."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from resource_centre.access.groups import ensure_groups
from resource_centre.content.kinds import all_kinds, kind_model
from resource_centre.content.newer_versions import newer_version, refuse_newer_version
from resource_centre.content.pages.practice import Practice
from resource_centre.content.relations import ResourceConcept
from tests.factories import concept, index_of, make_centre, publish, tag
from tests.support.html import parsed
from tests.support.page_forms import opened_on, page_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def editor(client: Client, django_user_model: Any) -> Client:
    """A browser signed in as a member of the editors' group, on a site with one centre."""
    make_centre()
    groups = ensure_groups()
    user = django_user_model.objects.create_user("ada")
    user.groups.set(user.groups.model.objects.filter(name=groups[0].name))
    client.force_login(user)
    return client


def add_address(kind: str) -> str:
    """Where a new resource of that kind is written."""
    model = kind_model(kind)
    place = index_of(make_centre(), kind)
    return reverse("wagtailadmin_pages:add", args=(model._meta.app_label, model._meta.model_name, place.pk))


def add(editor: Client, kind: str, **fields: Any) -> Any:
    """Post a new resource; the answer is the redirection, or the form with its messages."""
    return editor.post(add_address(kind), {**page_form(kind, **fields), "action-publish": "1"})


def errors(response: Any) -> dict[str, Any]:
    """Messages of the form that came back."""
    assert response.status_code == 200
    found: dict[str, Any] = response.context["form"].errors
    return found


@pytest.mark.parametrize("kind", [spec.code for spec in all_kinds()])
def test_an_editor_creates_and_publishes_every_kind(editor: Client, kind: str) -> None:
    response = add(editor, kind)
    assert response.status_code == 302, response.context["form"].errors
    page = kind_model(kind).objects.get(slug="une-ressource")
    assert page.live
    assert page.title_key == "une ressource"


def test_dates_are_typed_as_people_write_them(editor: Client) -> None:
    assert add(editor, "practice", date_from="mars 2016", date_to="12/02/2017").status_code == 302
    page = Practice.objects.get()
    assert (str(page.date_from), str(page.date_to)) == ("2016-03", "2017-02-12")


def test_a_date_that_is_none_is_a_message_at_its_field(editor: Client) -> None:
    assert "date_from" in errors(add(editor, "practice", date_from="avant-hier"))
    assert not Practice.objects.exists()


def test_an_end_before_its_beginning_is_a_message_at_its_field(editor: Client) -> None:
    assert "date_to" in errors(add(editor, "practice", date_from="2016", date_to="2015"))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://exa\u202emple.org/", "https://exa mple.org/", "//x"]
)
def test_an_unsafe_address_is_a_message_at_its_field(editor: Client, address: str) -> None:
    assert "website" in errors(add(editor, "practice", website=address))


def test_terms_are_chosen_by_vocabulary_and_kept_in_the_page(editor: Client) -> None:
    theme, other = concept("theme", "bien-vieillir"), concept("theme", "education")
    assert add(editor, "practice", concepts_theme=[theme.pk, other.pk]).status_code == 302
    codes = Practice.objects.get().concept_links.values_list("concept__code", flat=True)
    assert sorted(codes) == ["bien-vieillir", "education"]


def test_two_main_universes_are_a_message_at_the_field(editor: Client) -> None:
    universes = [concept("universe", "social"), concept("universe", "economique")]
    vocabulary = universes[0].vocabulary
    vocabulary.has_main, vocabulary.kinds = True, ["actor"]
    vocabulary.save()
    both = [universe.pk for universe in universes]
    assert "main_universe" in errors(add(editor, "actor", concepts_universe=both, main_universe=both))
    assert add(editor, "actor", concepts_universe=both, main_universe=both[:1]).status_code == 302
    mains = ResourceConcept.objects.filter(is_main=True).values_list("concept__code", flat=True)
    assert list(mains) == ["social"]


def test_a_vocabulary_of_one_value_refuses_two(editor: Client) -> None:
    levels = [concept("maturity", "idee"), concept("maturity", "deploiement")]
    levels[0].vocabulary.multiple = False
    levels[0].vocabulary.save()
    assert "concepts_maturity" in errors(add(editor, "practice", concepts_maturity=[level.pk for level in levels]))


def test_a_possible_duplicate_is_a_question_that_can_be_confirmed(editor: Client) -> None:
    publish(make_centre(), "practice", "Journées de l’accessibilité Jaccede")
    twin = {"title": "Journees de l'accessibilite JACCEDE", "slug": "autre"}
    assert "title" in errors(add(editor, "practice", **twin))
    assert Practice.objects.count() == 1
    assert add(editor, "practice", **twin, confirm_duplicate="on").status_code == 302
    assert Practice.objects.count() == 2


def test_the_same_title_in_another_kind_is_no_duplicate(editor: Client) -> None:
    publish(make_centre(), "tool", "Jaccede")
    assert add(editor, "practice", title="Jaccede").status_code == 302


def test_a_relation_to_itself_is_a_message_at_its_field(editor: Client) -> None:
    page = publish(make_centre(), "practice", "Seule")
    row = {"target": str(page.pk), "kind": "extends"}
    data = page_form("practice", title="Seule", slug="seule", resource_links=inline_formset([row]))
    response = editor.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), {**data, "action-publish": "1"})
    formset = response.context["form"].formsets["resource_links"]
    assert "target" in formset.errors[0]
    assert not page.resource_links.exists()


def test_a_body_too_long_is_refused_with_its_size(editor: Client, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "MAX_BODY_BLOCKS": 3}
    blocks = streamfield([("text", rich_text("<p>x</p>"))] * 4)
    messages = str(errors(add(editor, "practice", body=blocks)))
    assert "4" in messages
    assert "3" in messages


def test_five_hundred_blocks_pass_and_one_more_is_refused(editor: Client) -> None:
    assert add(editor, "practice", body=streamfield([("text", rich_text("<p>x</p>"))] * 500)).status_code == 302
    refused = add(editor, "practice", slug="b", title="B", body=streamfield([("text", rich_text("<p>x</p>"))] * 501))
    assert "501" in str(errors(refused))


def test_one_megabyte_of_body_is_refused(editor: Client) -> None:
    refused = add(editor, "practice", body=streamfield([("text", rich_text(f"<p>{'x' * 1_000_001}</p>"))]))
    assert "body" in errors(refused)
    assert not Practice.objects.exists()


def test_a_video_of_an_unknown_provider_is_refused_with_the_list(editor: Client) -> None:
    block = {"title": "Film", "url": "https://evil.example/x", "transcript": rich_text("")}
    assert "vimeo.com" in add(editor, "practice", body=streamfield([("embed", block)])).content.decode()


def test_a_term_of_a_vocabulary_the_form_does_not_show_is_not_lost(editor: Client) -> None:
    shown, hidden = concept("theme", "education"), concept("period", "recherche")
    page = publish(make_centre(), "practice", "Gardée", concept_links=tag(shown, hidden))
    hidden.vocabulary.kinds = ["milestone"]
    hidden.vocabulary.save()
    data = page_form("practice", title="Gardée", slug="gardee", concepts_theme=[shown.pk])
    assert (
        editor.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), {**data, "action-publish": "1"}).status_code
        == 302
    )
    assert set(page.concept_links.values_list("concept__code", flat=True)) == {"education", "recherche"}


def test_a_resource_is_created_only_under_the_list_of_its_kind(editor: Client) -> None:
    centre = make_centre()
    assert Practice.can_create_at(index_of(centre, "practice"))
    assert not Practice.can_create_at(index_of(centre, "tool"))
    url = reverse("wagtailadmin_pages:add", args=("resource_centre", "practice", index_of(centre, "tool").pk))
    editor.post(url, {**page_form("practice"), "action-publish": "1"})
    assert not Practice.objects.exists()


def test_each_term_is_one_box_so_that_it_can_be_taken_off(editor: Client) -> None:
    theme = concept("theme", "bien-vieillir")
    page = publish(make_centre(), "practice", "Étiquetée", concept_links=tag(theme))
    document = parsed(editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    boxes = document.select("input[name=concepts_theme]")
    assert [(box["value"], box.has_attr("checked")) for box in boxes] == [(str(theme.pk), True)]


def test_the_question_about_duplicates_is_asked_only_when_there_is_one(editor: Client) -> None:
    publish(make_centre(), "practice", "Déjà là")
    assert not parsed(editor.get(add_address("practice"))).select("[name=confirm_duplicate]")
    asked = parsed(add(editor, "practice", title="Deja la", slug="deja-la")).select_one("[name=confirm_duplicate]")
    assert asked is not None
    assert asked["type"] == "checkbox"


def test_a_version_stored_meanwhile_is_shown_before_it_is_replaced(editor: Client, admin_user: Any) -> None:
    """Posted as a window does that was opened before: said once, with who, when and what; posted again, it is saved."""
    page = publish(make_centre(), "practice", "Ateliers", summary="Avant.")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    opened = opened_on(editor.get(address))
    page.summary = "Corrigé par une lectrice."
    page.save_revision(user=admin_user).publish()
    mine = page_form("practice", title="Ateliers", slug=page.slug, summary="Le mien.")
    fields = {**opened, **mine, "action-publish": "1"}
    answer = editor.post(address, fields)
    (said,) = errors(answer)["__all__"]
    assert admin_user.get_username() in said
    assert "Le mien." in answer.content.decode()
    assert Practice.objects.get().summary == "Corrigé par une lectrice."
    assert editor.post(address, {**fields, **opened_on(answer)}).status_code == 302
    assert Practice.objects.get().summary == "Le mien."


def test_an_old_version_is_put_back_and_not_the_newest_saved_again(editor: Client) -> None:
    """Its form is sent to a view of its own."""
    page = publish(make_centre(), "practice", "Ateliers", summary="Avant.")
    old = page.latest_revision
    page.summary = "Après."
    page.save_revision().publish()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    opened = editor.get(address)
    assert "Avant." in opened.content.decode()
    fields = page_form("practice", title="Ateliers", slug=page.slug, summary="Avant.")
    assert editor.post(address, {**fields, **opened_on(opened), "action-publish": "1"}).status_code == 302
    assert Practice.objects.get().summary == "Avant."
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.revert").exists()


@pytest.mark.parametrize("kind", [spec.code for spec in all_kinds()])
def test_two_versions_of_every_kind_are_compared(editor: Client, kind: str) -> None:
    page = publish(make_centre(), kind, "Avant")
    page.title = "Ensuite"
    page.save_revision()
    answer = editor.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]))
    assert answer.status_code == 200
    assert "AvantEnsuite" in parsed(answer).main.text, "the title, before and after"


def test_hooks_of_a_host_are_asked_once_of_a_form_that_is_saved(editor: Client) -> None:
    page, asked = publish(make_centre(), "practice", "Ateliers"), []
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    opened = opened_on(editor.get(address))
    with hooks.register_temporarily("before_edit_page", lambda request, _page: asked.append(request.method)):
        mine = page_form("practice", title="Ateliers", slug=page.slug)
        assert editor.post(address, {**opened, **mine, "action-publish": "1"}).status_code == 302
    assert asked == ["POST"]


def test_a_text_that_another_window_stored_under_the_same_number_is_newer(editor: Client) -> None:
    page = publish(make_centre(), "practice", "Ateliers")
    opened = opened_on(editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert newer_version(page, opened) is None
    assert newer_version(page, {}) is None
    moved = {**opened, "loaded_revision_created_at": "2020-01-01T00:00:00+00:00"}
    assert newer_version(page, moved) == page.latest_revision
    assert newer_version(page, {**moved, "overwrite_revision_id": str(page.latest_revision.pk)}) is None
    with pytest.raises(ValidationError, match=r"sans compte|without an account"):
        refuse_newer_version(page, {"loaded_revision_id": "x' OR 1"})


def test_lines_and_blanks_of_rich_text_open_in_the_form_and_are_no_change(editor: Client) -> None:
    """Wagtail's editor opens no `<br>`, and writes a blank that does not break as such: `&nbsp;` was a change to it."""
    text = "<p>Pour qui<br>et pourquoi\u00a0?</p>"
    page = publish(make_centre(), "practice", "Une pratique", problem=text, body=[("text", text)])
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    form = Practice.get_edit_handler().get_form_class()(instance=Practice.objects.get(pk=page.pk))
    field, shown = form.fields["problem"], form.initial["problem"]
    assert not field.has_changed(shown, '<p data-block-key="ab1">Pour qui<br/>et pourquoi\u00a0?</p>')
    assert field.has_changed(shown, '<p data-block-key="ab1">Pour qui et pourquoi\u00a0?</p>')
