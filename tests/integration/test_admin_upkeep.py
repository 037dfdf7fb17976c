"""Correspondences and the outbox in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import ModelLogEntry

from resource_centre.content.correspondences import Correspondence
from resource_centre.content.kinds import all_kinds
from resource_centre.contribution.mail_rows import record_mails  # noqa: F401 - the topic of mails is declared there
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.wagtail_hooks import register_menu
from tests.factories import concept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]
OUTBOX, RETRY = "/admin/resource-centre/outbox/", "/admin/resource-centre/outbox-retry/"
TERMS = "/admin/resource-centre/correspondences/"


@pytest.fixture
def parked() -> list[OutboxEntry]:
    """Two rows that failed for good, of topics that nobody delivers here, and one that is delivered."""
    now = timezone.now()
    made = [
        OutboxEntry.objects.create(topic=topic, key=key, changed_at=now, attempts=10, parked_at=now, error="Refusé")
        for topic, key in (("essai", "un"), ("essai", "deux"), ("autre", "trois"))
    ]
    OutboxEntry.objects.create(topic="essai", key="livrée", changed_at=now, version=1, delivered_version=1)
    return made


def test_the_menu_lists_kinds_together_between_what_waits_and_what_is_looked_after(
    rf: RequestFactory, admin_user: Any
) -> None:
    request = rf.get("/admin/")
    request.user = admin_user
    names = [str(item.label) for item in register_menu().menu.menu_items_for_request(request)]
    kinds = [str(kind.plural) for kind in all_kinds()]
    first = names.index(kinds[0])
    assert names[first : first + len(kinds)] == kinds
    assert names[:first] == [
        "File de relecture",
        "Demandes pour rejoindre une équipe",
        "Problèmes signalés",
        "Pages à relire",
        "Toutes les ressources",
    ]


def test_the_outbox_shows_what_is_not_delivered_with_its_error(admin_client: Client, parked: list[OutboxEntry]) -> None:
    shown = admin_client.get(OUTBOX).content.decode()
    assert "deux" in shown
    assert "Refusé" in shown
    assert 'name="topic" value="essai"' in shown
    assert "livrée" not in shown
    assert "livrée" in admin_client.get(f"{OUTBOX}?state=all").content.decode()
    assert "deux" not in admin_client.get(f"{OUTBOX}?state=pending").content.decode()


def test_parked_rows_are_tried_again_one_or_all_of_a_topic(admin_client: Client, parked: list[OutboxEntry]) -> None:
    assert admin_client.post(RETRY, {"row": parked[0].pk}).status_code == 302
    assert rows.parked_topics() == (("autre", 1), ("essai", 1))
    assert [one.key for one in rows.pending("essai")] == ["un"]
    admin_client.post(RETRY, {"topic": "essai"})
    assert rows.parked_topics() == (("autre", 1),)
    entry = OutboxEntry.objects.get(pk=parked[1].pk)
    assert (entry.attempts, entry.version, entry.error) == (0, 1, "Refusé"), "the last error is still read"
    assert ModelLogEntry.objects.filter(action="resource_centre.outbox_retried").count() == 2
    for bad in ({"row": "x"}, {"row": "9" * 30}, {"row": "12345678"}):
        assert admin_client.post(RETRY, bad).status_code == 404
    assert admin_client.get(RETRY).status_code == 405


def test_only_who_may_change_the_outbox_tries_again(
    client: Client, django_user_model: Any, parked: list[OutboxEntry]
) -> None:
    user = django_user_model.objects.create_user("ada")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.post(RETRY, {"topic": "essai"}).status_code == 404
    for path in ("", f"history/{parked[0].pk}/", f"inspect/{parked[0].pk}/"):
        assert client.get(f"{OUTBOX}{path}").status_code == 302, "keys of pages are not for everybody"
    user.user_permissions.add(Permission.objects.get(codename="view_outboxentry"))
    assert "Refusé" in client.get(OUTBOX).content.decode()
    assert client.post(RETRY, {"topic": "essai"}).status_code == 404
    user.user_permissions.add(Permission.objects.get(codename="change_outboxentry"))
    assert client.post(RETRY, {"topic": "essai"}).status_code == 302
    assert rows.parked_topics() == (("autre", 1),)


def test_a_correspondence_is_noted_once_found_and_taken_away_as_text(admin_client: Client) -> None:
    term = concept("theme", "aide", "Aide sociale")
    form = {
        "scheme": "Eurovoc", "code": "3300", "label": "=1+1", "concept": term.pk, "relation": "exact", "note": "",
    }  # fmt: skip
    assert admin_client.post(f"{TERMS}create/", form).status_code == 302
    assert admin_client.post(f"{TERMS}create/", form).status_code == 200, "the same twice is refused in words"
    assert Correspondence.objects.get().scheme == "eurovoc"
    assert "3300" in admin_client.get(TERMS, {"q": "aide", "scheme": "eurovoc"}).content.decode()
    table = b"".join(admin_client.get(TERMS, {"export": "csv"}).streaming_content).decode()
    assert "'=1+1" in table
    assert "theme:aide" in table
