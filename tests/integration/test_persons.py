"""What is held on a person: exported whole, forgotten whole, by the same registry; and the page of a contributor."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import WorkflowTask

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.access.principal import principal_of_user
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.drafts import StartDraft, SubmitDraft
from resource_centre.contribution.held_mails import LettersInFiles
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.posting import without_addresses
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.submit import About, Author
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.staff.models import SearchLogEntry
from resource_centre.outbox.models import OutboxEntry
from resource_centre.persons.holders import Table, all_holders, rubbed_out
from resource_centre.persons.person import Person, person_of
from resource_centre.persons.walking import ErasePerson, held_on
from resource_centre.web.contributing import guard
from resource_centre.workflow.opinions import Answer, AskOpinion, GiveOpinion, Question
from resource_centre.workflow.tasks import OutsideOpinion
from tests.factories import publish, restrict
from tests.support.contributing import confirm, filled, hand_in, letters
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed
from tests.support.index import index_settings
from tests.support.reviewing import Desk, make_desk, person, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world", "unhurried")]

ADDRESS, NAME = "canari-adresse@example.org", "Canarine Nomdefamille"
#: As they are looked for: nothing else in a test database holds them.
CANARIES = ("canari-adresse", "canarine", "nomdefamille")


@dataclass(frozen=True)
class World:
    """A centre, its people, a page, and somebody of whom something is everywhere."""

    desk: Desk
    page: Any
    ada: Any


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


def rows_with_canaries() -> list[str]:
    """Every table and every column of the database, as text: where one of the canaries is. Sessions are decoded."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of tables
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if any(canary in str(value).lower() for canary in CANARIES):
                        found.append(f"{table}.{column}: {str(value)[:80]}")
    for session in Session.objects.all():
        if any(canary in str(session.get_decoded()).lower() for canary in CANARIES):
            found.append("django_session")
    return sorted(found)


def files_with_canaries(*folders: Path) -> list[str]:
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(one.encode() in file.read_bytes().lower() for one in CANARIES)]


def propose(client: Client, desk: Desk, page: Any, *, status: str = "", **changes: Any) -> Proposal:
    """Without account, under the canaries; confirmed unless a status says otherwise."""
    about = {"name": NAME, "email": ADDRESS, "is_credited": "on", "message": f"Je suis {NAME}.", "consent": "on"}
    proposal = hand_in(client, desk.centre, page, {"significance": "minor", **about}, **changes)
    if status:
        Proposal.objects.filter(pk=proposal.pk).update(status=status, decided_at=timezone.now())
    return proposal


def plant(desk: Desk, page: Any, user: Any) -> None:
    """Something of that person in every table that may hold it, by the doors that people use."""
    plant_proposals(desk, page, user)
    plant_team(desk, user)
    plant_talk(desk, page, user)
    plant_reviews(desk, page, user)
    plant_account(user)


def plant_proposals(desk: Desk, page: Any, user: Any) -> None:
    reader = Client()
    propose(reader, desk, page, status=Status.ACCEPTED, **{"f-summary": "Accepté."})
    propose(reader, desk, page, status=Status.REFUSED, **{"f-summary": f"Refusé, {NAME}."})
    propose(reader, desk, page, **{"f-summary": f"Attend, {NAME}."})
    propose(reader, desk, page, **{"f-summary": "Pas confirmé."})
    confirm(reader)
    draft = StartDraft(desk.centre, "practice", user, NAME, ADDRESS).execute()
    WithdrawProposal(draft, user).execute()
    StartDraft(desk.centre, "practice", user, NAME, "Un brouillon.").execute()
    common = {"centre": desk.centre, "resource": page.resource_ptr, "author": user, "author_name": NAME}
    Proposal.objects.create(**common, status=Status.ACCEPTED, is_credited=True, decided_at=timezone.now())
    ContributorPage.objects.create(user=user, name=NAME, is_public=True)


def plant_team(desk: Desk, user: Any) -> None:
    """Of a team of two: what a colleague began and this person handed in, published or waiting; and what they began."""
    actor = publish(desk.centre, "actor", "Une équipe")
    colleague = person("collegue")
    for one in (user, colleague):
        Membership.objects.create(user=one, actor=actor)
    for title, by in (("Publié", colleague), ("Attend", colleague), ("Commencé", user)):
        draft = StartDraft(desk.centre, "practice", by, title, "En équipe.", organisation=actor).execute()
        if by == colleague:
            content = {**draft.content, "summary": f"{title} en équipe."}
            signed, said = Author(user, NAME, is_credited=True), About(f"Je suis {NAME}.", f"Par {ADDRESS}")
            SubmitDraft(draft, user, principal_of_user(user), content, draft.edition, signed, said).execute()
        if title == "Publié":
            Proposal.objects.filter(pk=draft.pk).update(status=Status.ACCEPTED, decided_at=timezone.now())


def plant_talk(desk: Desk, page: Any, user: Any) -> None:
    thread = Thread.objects.create(resource=page.resource_ptr, title=f"Écrire à {ADDRESS} ?", opened_by=user)
    Message.objects.create(thread=thread, by=user, name=NAME, text=f"Mon adresse : {ADDRESS.upper()}.")
    actor = publish(desk.centre, "actor", "Association")
    Membership.objects.create(user=user, actor=actor)
    MembershipRequest.objects.create(user=user, actor=actor, message=f"Je suis {NAME}.")
    Invitation.objects.create(actor=actor, email=ADDRESS, secret="s", expires_at=timezone.now())  # noqa: S106
    for who in ({"user": user}, {"email": ADDRESS}):
        Watch.objects.create(
            watcher=Watcher.objects.create(**who), centre=desk.centre, resource=page.resource_ptr, secret=""
        )
    ProblemReport.objects.create(
        resource=page.resource_ptr, reason="wrong", text=f"Répondez à {ADDRESS}", email=ADDRESS
    )
    SearchLogEntry.objects.create(
        centre=desk.centre, language="fr", words=NAME.lower(), key="k", total=0, at=timezone.now()
    )
    OutboxEntry.objects.create(
        topic="mail", key="x:1", changed_at=timezone.now(), parked_at=timezone.now(), error=f"550 {ADDRESS}"
    )


def plant_reviews(desk: Desk, page: Any, user: Any) -> None:
    """The person is asked for an opinion, which decides a step; a draft of theirs is in the history of a page."""
    page.save_revision(user=user, log_action=True)
    task = OutsideOpinion.objects.create(name="Avis")
    task.groups.set(desk.reviewer.groups.all())
    workflow = page.get_workflow()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    step = submitted(page, desk.editor, summary="À relire.")
    until = timezone.localdate() + timedelta(days=5)
    asked = AskOpinion(step, desk.reviewer, Question(NAME, ADDRESS, "Est-ce juste ?", until)).execute()
    GiveOpinion(asked, Answer("object", "Non.")).execute()


def plant_account(user: Any) -> None:
    client = signed_in(user)
    session = client.session
    session["pending"] = ADDRESS
    session.save()
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    AccessAttempt.objects.create(username=ADDRESS, ip_address="10.0.0.1", failures_since_start=1)
    log(user, "wagtail.edit", user=user)
    kind = ContentType.objects.get_for_model(user)
    LogEntry.objects.create(user=user, content_type=kind, object_id=str(user.pk), object_repr=NAME, action_flag=2)
    profile = apps.get_model("wagtailusers", "UserProfile").get_for_user(user)
    profile.preferred_language = "en"
    profile.save()


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


# My data, in the workspace.


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


# The page of a contributor.


def credited(centre: Any, user: Any, page: Any, name: str = "Ada") -> Proposal:
    return Proposal.objects.create(
        centre=centre, resource=page.resource_ptr, author=user, author_name=name, is_credited=True,
        status=Status.ACCEPTED, decided_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def bea() -> Any:
    return get_user_model().objects.create_user("bea", email="bea@example.org", first_name="Béa")


def choose(user: Any, **changes: Any) -> Any:
    client, address = signed_in(user), reverse("resource_centre_public_page")
    form = parsed(client.get(address)).main.find_all("form")[0]
    token = str(form.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"])
    return client.post(address, {"csrfmiddlewaretoken": token, "name": "Béa", "act": "show", **changes})


def address_of_page(centre: Any, user: Any) -> str:
    return f"{centre.url}contributeurs/{ContributorPage.objects.get(user=user).uuid}/"


def test_a_contributor_has_no_page_before_they_wish_for_one_and_none_after(desk: Desk, bea: Any) -> None:
    page = publish(desk.centre, "practice", "Une autre pratique")
    credited(desk.centre, bea, page, "Béa")
    assert "contributeurs/" not in Client().get(page.url).content.decode()
    assert choose(bea).status_code == 303
    address = address_of_page(desk.centre, bea)
    answer = Client().get(address)
    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    assert "Une autre pratique" in parsed(answer).main.text
    for place in (page.url, f"{desk.centre.url}historique/{page.uuid}/"):
        assert address in Client().get(place).content.decode()
    choose(bea, act="hide")
    absent = Client().get(f"{desk.centre.url}contributeurs/{page.uuid}/")
    hidden = Client().get(address)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert parsed(hidden).main.text == parsed(absent).main.text
    assert address not in Client().get(page.url).content.decode()
    choose(bea)
    assert address_of_page(desk.centre, bea) == address, "the same as before"
    bea.is_active = False
    bea.save()
    assert Client().get(address).status_code == 404


def test_a_contributors_page_names_what_its_reader_may_see_and_what_was_signed_so(
    desk: Desk, page: Any, bea: Any
) -> None:
    hidden = publish(desk.centre, "practice", "Une page cachée")
    restrict(hidden)
    other = publish(desk.centre, "tool", "Signé autrement")
    shown, secret = publish(desk.centre, "actor", "Asso ouverte"), publish(desk.centre, "actor", "Asso cachée")
    restrict(secret)
    for one, name in ((page, "Béa"), (hidden, "Béa"), (other, "B.")):
        credited(desk.centre, bea, one, name)
    for actor in (shown, secret):
        Membership.objects.create(user=bea, actor=actor)
    choose(bea, shows_organisations="on")
    address = address_of_page(desk.centre, bea)
    words = parsed(Client().get(address)).main.text
    assert "Une pratique" in words
    assert "Asso ouverte" in words
    assert not [text for text in ("cachée", "Signé autrement") if text in words]
    assert "Une page cachée" in parsed(signed_in(desk.editor).get(address)).main.text
    assert address not in Client().get(other.url).content.decode()
    choose(bea)
    assert "Asso ouverte" not in parsed(Client().get(address)).main.text


def test_a_contributors_page_is_in_pages_and_nothing_is_guessed(desk: Desk, bea: Any, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PAGE_SIZE": 2}
    choose(bea)
    address = address_of_page(desk.centre, bea)
    assert Client().get(address).status_code == 404, "nothing to show yet"
    for number in range(3):
        credited(desk.centre, bea, publish(desk.centre, "practice", f"Pratique {number}"), "Béa")
    first, second = (parsed(Client().get(f"{address}?page={n}")).main.text for n in (1, 2))
    assert ("Pratique 2" in first, "Pratique 0" in first, "Pratique 0" in second) == (True, False, True)
    assert Client().get(f"{address}?page=3").status_code == 404
    assert Client().get(f"{address}?page=\x00abc").status_code == 200
    assert str(bea.pk) not in address.rsplit("/", 2)[1].split("-")


@pytest.mark.parametrize("typed", ["Quelqu’un d’autre", "", "\x00", "B" * 300])
def test_nobody_takes_the_name_of_somebody_else(typed: str, desk: Desk, bea: Any) -> None:
    answer = choose(bea, name=typed)
    assert answer.status_code == 422
    assert parsed(answer).find(class_="rc-field__error") is not None
    assert not ContributorPage.objects.filter(user=bea).exists()
