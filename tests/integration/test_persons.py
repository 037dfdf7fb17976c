"""What is held on a person: exported whole, forgotten whole, by the same registry."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.held_mails import LettersInFiles
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.posting import without_addresses
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.persons.holders import Table, all_holders, rubbed_out
from resource_centre.persons.person import Person, person_of
from resource_centre.persons.walking import ErasePerson, held_on
from resource_centre.web.contributing import guard
from tests.factories import publish
from tests.support.contributing import filled, letters
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed
from tests.support.index import index_settings
from tests.support.planted import ADDRESS, CANARIES, NAME, World, files_with_canaries, plant, rows_with_canaries
from tests.support.reviewing import Desk, make_desk, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world", "unhurried")]


@pytest.fixture(scope="module")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for this file."""
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, index_folder: Path) -> Iterator[World]:
    """Made once for this file: planting goes through the doors that people use."""
    with (
        pytest.MonkeyPatch.context() as patch,
        kept_for_the_file(django_db_blocker, RESOURCE_CENTRE=index_settings(index_folder)),
    ):
        patch.setattr(guard, "FASTEST", 0)
        cache.clear()
        desk = make_desk()
        page = publish(desk.centre, "practice", "Une pratique", summary="Un résumé.")
        name = ADDRESS.split("@")[0]
        ada = get_user_model().objects.create_user(name, email=ADDRESS.capitalize(), first_name=NAME)
        plant(desk, page, ada)
        letters()
        yield World(desk, page, ada)


@pytest.fixture
def desk(world: World) -> Desk:
    return world.desk


@pytest.fixture
def page(world: World) -> Any:
    return Practice.objects.get(pk=world.page.pk)


@pytest.fixture
def ada(world: World) -> Any:
    return get_user_model().objects.get(pk=world.ada.pk)


@pytest.fixture
def planted(world: World, tmp_path: Path, settings: Any) -> Path:
    """A folder of mails beside what is in the database."""
    folder = tmp_path / "mail"
    folder.mkdir()
    settings.EMAIL_FILE_PATH = str(folder)
    (folder / "20261128.log").write_text(f"To: {ADDRESS}\nSubject: ?\n")
    (folder / "autre.log").write_text("To: ada@example.org\n")
    bring_up_to_date()
    return folder


def test_nothing_of_a_person_stays_in_any_table_or_file_once_they_are_erased(
    planted: Path, page: Any, index_folder: Path, capsys: Any, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    before = rows_with_canaries()
    assert len({line.split(":")[0] for line in before}) > 20, before
    with django_capture_on_commit_callbacks(execute=True):
        call_command("contributions", "erase", ADDRESS.upper())
    said = capsys.readouterr().out
    assert "account=1" in said
    assert "watches=2" in said
    assert rows_with_canaries() == []
    bring_up_to_date()
    assert files_with_canaries(planted, index_folder) == []
    assert [file.name for file in planted.iterdir()] == ["autre.log"]
    assert not any(one in caplog.text.lower() for one in CANARIES)
    kept = Proposal.objects.filter(status=Status.ACCEPTED).values_list("author_name", "is_credited", "content")
    assert [(name, credited) for name, credited, _content in kept] == [("", False)] * 3
    said_there = str([content for _name, _credited, content in kept])
    assert "Accepté." in said_there, "what was published stays"
    assert "Publié en équipe." in said_there
    team = Proposal.objects.filter(author__username="collegue").values_list("content__summary", "status")
    assert set(team) == {("Attend en équipe.", Status.SUBMITTED), ("En équipe.", Status.DRAFT)}, "a team goes on"
    call_command("contributions", "erase", ADDRESS)
    assert " account=0" in capsys.readouterr().out, "twice is the same as once"


def test_files_of_mail_stay_until_all_that_is_forgotten_with_them_is_sure(planted: Path) -> None:
    with transaction.atomic():
        assert LettersInFiles().forget(person_of(ADDRESS)) == 1
        transaction.set_rollback(True)
    assert len(list(planted.iterdir())) == 2


def test_folders_of_mail_are_those_of_the_mailers_too(tmp_path: Path) -> None:
    """Django 6.1 names them there."""
    mailers = {}
    for name in ("default", "digest"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.log").write_text(f"To: {ADDRESS.upper()}\n")
        backend = "django.core.mail.backends.filebased.EmailBackend"
        mailers[name] = {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path / name)}}
    with override_settings(MAILERS=mailers):
        assert len(list(LettersInFiles().export(person_of(ADDRESS)))) == 2


def test_what_is_left_of_a_forgotten_person_is_still_read(planted: Path, desk: Desk, page: Any) -> None:
    call_command("contributions", "erase", ADDRESS)
    editor = signed_in(desk.other_editor)
    left = list(Proposal.objects.filter(author=None))
    assert {one.status for one in left} == {Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN}
    for one in left:
        assert editor.get(reverse("resource_centre_proposal", args=[one.pk])).status_code == 200, one.status
        is_anybodys = Client().get(f"{desk.centre.url}propositions/{one.uuid}/").status_code == 200
        assert not is_anybodys, "the link of somebody who is forgotten opens nothing"
    for name in ("resource_centre_queue", "resource_centre_steering", "resource_centre_steering_proposals"):
        assert editor.get(reverse(name)).status_code == 200, name
    for place in ("historique", "discussions"):
        assert Client().get(f"{desk.centre.url}{place}/{page.uuid}/").status_code == 200, place
    assert editor.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200


def test_the_name_stays_beside_what_was_published_where_its_person_leaves_it(planted: Path, page: Any) -> None:
    call_command("contributions", "erase", ADDRESS, "--keep-name")
    left = {line.split(":")[0] for line in rows_with_canaries()}
    assert left == {"resource_centre_proposal.author_name"}
    assert Proposal.objects.filter(author_name=NAME).count() == 3
    assert NAME in parsed(Client().get(page.url)).text


def test_an_export_names_all_that_is_erased(planted: Path, tmp_path: Path, capsys: Any) -> None:
    held = {one.name for one in held_on(person_of(ADDRESS)) if one.rows}
    file = tmp_path / "export.json"
    call_command("contributions", "export", ADDRESS, "--output", str(file))
    assert file.stat().st_mode & 0o777 == 0o600  # for nobody else's eyes
    told = json.loads(file.read_text(encoding="utf-8"))
    assert (told["address"], {name for name, rows in told["held"].items() if rows}) == (ADDRESS, held)
    for name in (
        *(
            "account",
            "proposals",
            "team_proposals",
            "proposal_events",
            "reports",
            "messages",
            "watches",
            "memberships",
            "invitations",
        ),
        *("membership_requests", "opinions", "mails", "page_log", "revisions", "contributor_page", "sessions"),
    ):
        assert told["held"][name], name
    assert "password" not in told["held"]["account"][0]
    assert timezone.datetime.fromisoformat(told["held"]["proposals"][0]["created_at"]).tzinfo is not None
    capsys.readouterr()
    call_command("contributions", "export", ADDRESS)
    assert json.loads(capsys.readouterr().out)["address"] == ADDRESS
    with pytest.raises(CommandError, match="name@example.org"):
        call_command("contributions", "export", "personne")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("contributions", "export", ADDRESS, "--output", str(tmp_path / "absent" / "x.json"))


def test_whoever_works_in_the_admin_is_not_erased_by_a_command(desk: Desk) -> None:
    with pytest.raises(CommandError):
        call_command("contributions", "erase", desk.editor.email)
    assert get_user_model().objects.filter(pk=desk.editor.pk).exists()


def test_an_opinion_whose_address_is_forgotten_is_found_by_its_name(planted: Path) -> None:
    call_command("contributions", "tidy")
    assert [one.rows for one in held_on(person_of(ADDRESS)) if one.name == "opinions"] == [()], "a namesake may be"
    found = person_of(ADDRESS, [NAME])
    assert [len(one.rows) for one in held_on(found) if one.name == "opinions"] == [1]
    ErasePerson(Person("", called=(NAME,))).execute()
    assert not [line for line in rows_with_canaries() if "opinion" in line or "taskstate" in line]


def test_every_column_that_names_an_account_or_an_address_is_held_by_somebody() -> None:
    """A new table that holds something on persons declares it, or says here why nothing is to be told of it."""
    holders = {one.model for one in all_holders() if isinstance(one, Table)}
    only_numbers = {"Merge"}  # who merged: a decision, of which the account's number alone is kept
    for model in apps.get_app_config("resource_centre").get_models():
        own = [*model._meta.local_fields, *model._meta.local_many_to_many]
        told = [one for one in own if isinstance(one, models.EmailField) or one.related_model is get_user_model()]
        if told and model.__name__ not in only_numbers:
            assert model in holders, model.__name__


def test_what_a_mail_server_says_is_kept_without_the_address() -> None:
    said = "SMTPRecipientsRefused: {'ada@example.org': (550, b'5.1.1 <ada@example.org> unknown')}"
    assert without_addresses(said) == "SMTPRecipientsRefused: {'…': (550, b'5.1.1 <…> unknown')}"
    assert rubbed_out("Ask Ada@b.org, or ADA@B.ORG.", "ada@b.org") == "Ask …, or …."
    assert rubbed_out("Eve says: even.", "eve", "somebody") == "somebody says: even."


def test_an_account_reads_what_is_held_and_receives_it_in_a_file(planted: Path, ada: Any) -> None:
    client, address = signed_in(ada), reverse("resource_centre_data")
    shown = parsed(client.get(address)).main.text
    assert "Mes suivis" in shown
    assert "vos messages restent" in shown.lower()
    answer = client.post(address, filled(client.get(address)))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["held"]["account"][0]["email"].lower() == ADDRESS
    assert Client().get(address).status_code == 302
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post(address).status_code == 403


def test_an_account_reads_nothing_of_anybody_else(planted: Path) -> None:
    other = get_user_model().objects.create_user("autre", email="autre@example.org")
    client, address = signed_in(other), reverse("resource_centre_data")
    answer = client.post(address, filled(client.get(address)))
    assert not any(canary in answer.content.decode().lower() for canary in CANARIES)
