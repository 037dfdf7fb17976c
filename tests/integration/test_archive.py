"""The archive: what an address says of a page that was withdrawn, to whom, and how the page comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from resource_centre.access.groups import ensure_groups
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import NotAllowed, PageBusy
from resource_centre.contribution.models import ProblemReport
from resource_centre.workflow.archiving.changes import ArchiveResource, RestoreResource
from resource_centre.workflow.archiving.errors import BadSuccessor, NotArchived, ReasonMissing, RestoreRefused
from resource_centre.workflow.archiving.models import Archive
from resource_centre.workflow.clock.reviewing import MarkReviewed
from tests.factories import concept, fresh, involvement, make_centre, publish, restrict, tag
from tests.support.contributing import filled
from tests.support.html import parsed
from tests.support.reviewing import make_desk, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def editor() -> Any:
    user = get_user_model().objects.create_user("ada", email="ada@example.org")
    user.groups.set(user.groups.model.objects.filter(name=ensure_groups()[0].name))
    return user


def addresses(centre: Any, page: Any) -> list[str]:
    """Every address under which a page was read."""
    steps = ("r", "historique", "liens", "discussions", "contribuer", "signaler")
    version = f"historique/{page.uuid}/versions/{page.live_revision_id}/"
    return [page.url, f"{page.url}?format=bibtex", f"{centre.url}{version}"] + [
        f"{centre.url}{step}/{page.uuid}/" for step in steps
    ]


def test_every_address_of_an_archived_page_says_why_and_where_to_go(centre: Any, editor: Any) -> None:
    theme = concept("theme", "bien-vieillir", "Bien vieillir")
    page = publish(centre, "tool", "Un outil", concept_links=tag(theme))
    other = publish(centre, "tool", "Son successeur")
    places = addresses(centre, page)
    assert {Client().get(place).status_code for place in places} <= {200, 302}
    ArchiveResource(page, editor, "Il n’est plus tenu.", other).execute()
    for place in places:
        answer = Client().get(place)
        shown = parsed(answer).main.text
        assert answer.status_code == 410, place
        assert all(words in shown for words in ("Un outil", "Il n’est plus tenu.", "Son successeur", "Bien vieillir"))
        assert (answer["X-Robots-Tag"], "noindex" in answer.content.decode()) == ("noindex", True)
    assert Client().get("/en" + page.url).status_code == 410
    assert "Un outil" not in Client().get(page.get_parent().url).content.decode()
    assert Client().get(page.url.replace("un-outil", "rien")).status_code == 404
    assert fresh(page).revisions.exists()


def test_who_could_not_read_a_page_is_not_told_of_it(centre: Any, editor: Any) -> None:
    group = editor.groups.model.objects.create(name="Cercle")
    inside = get_user_model().objects.create_user("membre")
    inside.groups.add(group)
    page = publish(centre, "tool", "Canari")
    restrict(page, PageViewRestriction.GROUPS, [group])
    places = addresses(centre, page)
    ArchiveResource(page, editor, "Canari aussi").execute()
    for place in places:
        answer = Client().get(place)
        assert (answer.status_code, "Canari" in answer.content.decode()) == (404, False), place
        assert signed_in(inside).get(place).status_code == 410
    hidden, open_page = publish(centre, "tool", "Canari caché"), publish(centre, "tool", "Ouvert")
    actor = publish(centre, "actor", "Canari demandeur")
    for one in (hidden, actor):
        restrict(one)
    ArchiveResource(open_page, editor, "Remplacé.", hidden, actor).execute()
    shown = Client().get(open_page.url)
    assert (shown.status_code, "Canari" in shown.content.decode()) == (410, False)
    assert "Canari demandeur" in signed_in(inside).get(open_page.url).content.decode()


def test_a_list_that_is_not_published_is_not_named_by_what_was_withdrawn_from_it(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    above = page.get_parent().specific
    above.title = "Liste canari"
    above.save_revision().publish()
    ArchiveResource(page, editor, "Fini.").execute()
    address = f"{centre.url}r/{page.uuid}/"
    assert "Liste canari" in Client().get(address).content.decode()
    above.unpublish()
    hidden = Client().get(address)
    assert (hidden.status_code, "canari" in hidden.content.decode()) == (410, False)


def test_an_alias_goes_and_comes_with_its_source(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    alias = page.create_alias(update_slug="alias")
    address = alias.url
    ArchiveResource(page, editor, "Fini.").execute()
    assert Client().get(address).status_code == 410
    with pytest.raises(PageBusy):
        ArchiveResource(Resource.objects.get(pk=alias.pk), editor, "Fini.").execute()


def test_what_readers_saw_comes_back_as_it_was(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil", significance="meaning")
    draft = page.get_latest_revision_as_object()
    draft.summary = "Un brouillon."
    draft.save_revision()
    seen = fresh(page)
    published = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count()
    ArchiveResource(page, editor, "Par erreur.").execute()
    assert RestoreResource(page, editor).execute() is True
    back = fresh(page)
    kept = ("summary", "last_published_at", "live_revision_id", "latest_revision_id", "review_by", "clock")
    assert [getattr(back, name) for name in kept] == [getattr(seen, name) for name in kept]
    assert (back.live, back.has_unpublished_changes, Archive.objects.count()) == (True, True, 0)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == published
    logged = PageLogEntry.objects.filter(page=page.pk, action__startswith="resource_centre.", user=editor)
    assert sorted(logged.values_list("action", flat=True)) == ["resource_centre.archived", "resource_centre.restored"]
    assert Client().get(page.url).status_code == 200
    with pytest.raises(NotArchived):
        RestoreResource(page, editor).execute()


def test_a_page_that_changed_in_the_archive_comes_back_as_a_draft(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    ArchiveResource(page, editor, "À revoir.").execute()
    changed = fresh(page).get_latest_revision_as_object()
    changed.summary = "Autre."
    changed.save_revision()
    assert RestoreResource(page, editor).execute() is False
    assert (fresh(page).live, Archive.objects.count()) == (False, 0)
    assert Client().get(page.url or f"{page.get_parent().url}un-outil/").status_code == 404


def expired(centre: Any, editor: Any) -> Any:
    """A page in the archive, whose day of expiry has come since."""
    page = publish(centre, "tool", "Un outil")
    page.expire_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    ArchiveResource(page, editor, "Fini.").execute()
    past = timezone.now() - timedelta(days=1)
    version = fresh(page).get_latest_revision()
    version.content["expire_at"] = past.isoformat()
    version.save(update_fields=["content"])
    Resource.objects.filter(pk=page.pk).update(expire_at=past)
    return fresh(page)


def test_a_page_whose_expiry_is_past_is_not_said_to_be_published_again(centre: Any, editor: Any) -> None:
    page = expired(centre, editor)
    client, address = signed_in(editor), reverse("resource_centre_restore", args=[page.pk])
    shown = parsed(client.post(address, follow=True)).text
    assert "reste dans les archives" in shown or "stays in the archive" in shown
    assert "expiration" in shown or "expiry" in shown
    assert (fresh(page).live, Archive.objects.get().reason) == (False, "Fini.")
    assert Client().get(page.url).status_code == 410
    page.get_latest_revision().publish()  # by a button that asks nothing
    assert Archive.objects.count() == 1
    version = fresh(page)
    version.expire_at = None
    version.save_revision(user=editor).publish(user=editor)
    assert (Client().get(page.url).status_code, Archive.objects.count()) == (200, 0)


def test_a_page_whose_place_is_taken_stays_in_the_archive(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    ArchiveResource(page, editor, "Fini.").execute()
    Resource.objects.filter(pk=page.pk).update(
        slug="autrefois", url_path=page.url_path.replace("un-outil", "autrefois")
    )
    publish(centre, "tool", "Un outil")
    with pytest.raises(RestoreRefused, match=r"(?i)slug"):
        RestoreResource(fresh(page), editor).execute()
    assert (fresh(page).live, Archive.objects.get().reason) == (False, "Fini.")


def test_a_page_comes_back_under_a_list_that_is_not_published(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    ArchiveResource(page, editor, "Fini.").execute()
    page.get_parent().specific.unpublish()
    assert RestoreResource(page, editor).execute() is True
    assert Client().get(page.url).status_code == 200


def test_publishing_a_page_lifts_its_archive(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    ArchiveResource(page, editor, "Fini.").execute()
    fresh(page).get_latest_revision().publish(user=editor)
    assert (Archive.objects.count(), Client().get(page.url).status_code) == (0, 200)
    assert PageLogEntry.objects.filter(page=page.pk, action="resource_centre.restored").count() == 1


def test_what_may_not_be_archived_is_refused_with_a_reason(centre: Any, editor: Any) -> None:
    page, draft = publish(centre, "tool", "Un outil"), publish(centre, "tool", "Un brouillon", live=False)
    passing = get_user_model().objects.create_user("passante")
    refusals = (
        (NotAllowed, ArchiveResource(page, passing, "Fini.")),
        (ReasonMissing, ArchiveResource(page, editor, "  ")),
        (BadSuccessor, ArchiveResource(page, editor, "Fini.", page)),
        (BadSuccessor, ArchiveResource(page, editor, "Fini.", draft)),
        (PageBusy, ArchiveResource(draft, editor, "Fini.")),
        (NotAllowed, RestoreResource(page, passing)),
    )
    for error, mutation in refusals:
        with pytest.raises(error):
            mutation.execute()
    ArchiveResource(page, editor, "Fini.").execute()
    with pytest.raises(PageBusy) as raised:
        ArchiveResource(page, editor, "Encore.").execute()
    with pytest.raises(PageBusy) as never_published:
        ArchiveResource(draft, editor, "Fini.").execute()
    assert str(raised.value) != str(never_published.value), "it was published: nobody has to publish it first"
    assert (fresh(page).live, Archive.objects.get().reason) == (False, "Fini.")


class _MeanwhileDeleted:
    """A mutation whose page is deleted between the look at the right and the hold of its row."""

    def check(self) -> None:
        one: Any = self
        super().check()  # type: ignore[misc]  # of the mutation, which comes after
        fresh(one.resource).delete()


class _LateArchive(_MeanwhileDeleted, ArchiveResource):
    pass


class _LateRestore(_MeanwhileDeleted, RestoreResource):
    pass


class _LateReview(_MeanwhileDeleted, MarkReviewed):
    pass


@pytest.mark.parametrize("late", [lambda *ends: _LateArchive(*ends, "Fini."), _LateRestore, _LateReview])
def test_a_page_that_is_deleted_meanwhile_is_as_one_that_is_not_there(late: Any, centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    with pytest.raises(NotAllowed):
        late(page, editor).execute()


def test_an_editor_archives_and_restores_in_the_admin(centre: Any, editor: Any) -> None:
    page = publish(centre, "tool", "Un outil", involvements=[involvement(publish(centre, "actor", "Demandeuse"))])
    client = signed_in(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    address = reverse("resource_centre_archive", args=[page.pk])
    assert address in client.get(edit).content.decode()
    form = client.get(address)
    assert "Demandeuse" in form.content.decode()
    refused = client.post(address, filled(form, reason=""))
    assert refused.status_code == 422
    asked = page.involvements.get().actor
    done = client.post(address, filled(form, reason="Fini", asked_by=str(asked.pk)), follow=True)
    assert (done.status_code, fresh(page).live) == (200, False)
    assert "Demandeuse" in Client().get(page.url).content.decode()
    banner = client.get(edit).content.decode()
    back = reverse("resource_centre_restore", args=[page.pk])
    assert "Fini." in banner
    assert back in banner
    assert client.get(address).status_code == 200
    assert client.post(address, filled(form, reason="Encore")).status_code == 409
    assert client.get(back).status_code == 200
    assert client.post(back, follow=True).status_code == 200
    assert fresh(page).live
    assert client.get(back).status_code == 404


def test_a_forged_post_by_who_decides_elsewhere_changes_nothing(centre: Any, editor: Any) -> None:
    other = make_centre("autre", "Autre centre")
    for group in editor.groups.all():
        group.page_permissions.filter(page=other).delete()
    page, gone = publish(other, "tool", "Ailleurs"), publish(other, "tool", "Retiré")
    ArchiveResource(gone, get_user_model().objects.create_superuser("chef"), "Fini.").execute()
    client = signed_in(editor)
    for name, one in (("review", page), ("archive", page), ("restore", gone)):
        address = reverse(f"resource_centre_{name}", args=[one.pk])
        assert client.post(address, {"reason": "Forgé."}).status_code == 404
        assert Client().post(address).status_code == 302
    assert (fresh(page).live, fresh(page).reviewed_on, Archive.objects.get().resource_id) == (True, None, gone.pk)


def test_the_form_names_no_page_of_a_centre_that_is_not_ones_own(centre: Any, editor: Any) -> None:
    other = make_centre("autre", "Autre centre")
    for group in editor.groups.all():
        group.page_permissions.filter(page=other).delete()
    actor, tool = publish(other, "actor", "Canari", live=False), publish(other, "tool", "Canari", live=True)
    page = publish(centre, "tool", "Un outil", involvements=[involvement(actor)])
    client, address = signed_in(editor), reverse("resource_centre_archive", args=[page.pk])
    assert "Canari" not in client.get(address).content.decode()
    refused = client.post(address, {"reason": "Fini.", "successor": str(tool.pk)})
    assert (refused.status_code, "Canari" in refused.content.decode(), fresh(page).live) == (422, False, True)


def test_what_was_typed_stays_as_it_was_when_the_successor_is_refused(centre: Any, editor: Any) -> None:
    page, client = publish(centre, "tool", "Un outil"), signed_in(editor)
    address = reverse("resource_centre_archive", args=[page.pk])
    for typed in ("9" * 30, "²", "abc", str(publish(centre, "tool", "Un brouillon", live=False).pk)):
        refused = client.post(address, {"reason": "Remplacé.", "successor": typed})
        assert refused.status_code == 422, typed
        again = filled(refused)
        assert (again["reason"], again["successor"]) == ("Remplacé.", "")
    client.post(address, again)
    assert Archive.objects.get().reason == "Remplacé."


def test_no_page_has_a_number_of_thirty_digits(editor: Any) -> None:
    client = signed_in(editor)
    for name in ("archive", "restore", "review"):
        address = reverse(f"resource_centre_{name}", args=[10**30])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_a_page_is_not_archived_while_a_version_of_it_is_reviewed() -> None:
    desk = make_desk()
    page = publish(desk.centre, "tool", "Un outil")
    step = submitted(page, desk.editor, summary="Autre.")
    client, address = signed_in(desk.reviewer), reverse("resource_centre_archive", args=[page.pk])
    refused = client.post(address, {"reason": "Fini."})
    assert (refused.status_code, fresh(page).live, Archive.objects.count()) == (409, True, 0)
    step.workflow_state.cancel(user=desk.reviewer)
    assert client.post(address, {"reason": "Fini."}).status_code == 302
    assert (fresh(page).live, Archive.objects.get().reason) == (False, "Fini.")


def test_an_organisation_asks_that_a_page_be_withdrawn(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil")
    address = f"{centre.url}signaler/{page.uuid}/"
    client = Client()
    form = client.get(address)
    assert client.post(address, filled(form, reason="withdraw", text="Nous avons fermé.")).status_code == 303
    assert ProblemReport.objects.get().get_reason_display() != "withdraw"


def test_what_a_restriction_opens_does_not_depend_on_publication(centre: Any) -> None:
    page = publish(centre, "tool", "Un outil", live=False)
    access = Access.of(ANONYMOUS)
    assert (access.allows(page), access.opens(page)) == (False, True)
    restrict(page)
    assert Access.of(ANONYMOUS).opens(page) is False


def test_a_page_whose_next_version_has_its_day_is_not_archived(centre: Any, editor: Any) -> None:
    """Wagtail forgets that day as it withdraws a page: nobody would know that it is not published then."""
    page = publish(centre, "tool", "Un outil")
    draft = fresh(page)
    draft.go_live_at = timezone.now() + timedelta(days=9)
    draft.save_revision().publish()
    with pytest.raises(PageBusy, match="programmée|later"):
        ArchiveResource(page, editor, "Il n’est plus tenu.").execute()
    assert fresh(page).live
    assert fresh(page).approved_schedule
