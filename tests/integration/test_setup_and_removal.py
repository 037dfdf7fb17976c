"""Putting the plugin in a site again and again, and taking it out."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command, load_command_class
from django.db import DatabaseError, IntegrityError, OperationalError
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Locale, Page, Site, Workflow, WorkflowPage

from resource_centre.access.groups import GroupReport, RemovedGroup, ensure_groups, remove_groups
from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.relations import ResourceLink, ResourceLinkKind
from resource_centre.content.vocabularies import Vocabulary
from resource_centre.discovery.engines import current_engine
from resource_centre.management import plain
from resource_centre.management.commands import setup_resource_centre
from resource_centre.management.plain import write_whole
from resource_centre.search.errors import EngineUnavailable
from resource_centre.workflow import setup
from resource_centre.workflow.setup import ensure_workflow
from tests.factories import index_of, make_centre, publish
from tests.support.reviewing import person

pytestmark = pytest.mark.django_db
EDITORS, REVIEWERS = "Resource centre editors", "Resource centre reviewers"


def said(*command: str) -> str:
    """What a command writes."""
    told = StringIO()
    call_command(*command, stdout=told)
    return told.getvalue()


def page_rights(name: str, centre: Page) -> set[str]:
    rows = GroupPagePermission.objects.filter(group__name=name, page_id=centre.pk)
    return set(rows.values_list("permission__codename", flat=True))


def host_names(settings: Any, **names: str) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, **names}


# Setting up


def test_a_first_run_makes_all_and_a_second_one_changes_nothing() -> None:
    first = said("setup_resource_centre", "--centre", "centre", "--title", "Le centre")
    centre = ResourceCentrePage.objects.get()
    assert (centre.title, centre.slug, centre.live) == ("Le centre", "centre", True)
    assert KindIndexPage.objects.child_of(centre).exists()
    assert page_rights(EDITORS, centre) == {"add_page", "change_page", "publish_page"}
    assert page_rights(REVIEWERS, centre) == {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}
    assert WorkflowPage.objects.filter(page=centre).exists()
    assert "publish_page on Le centre" in first
    assert "add_concept" in first
    second = said("setup_resource_centre", "--centre", "centre")
    assert second.count("added: nothing") == 2
    assert " created," not in second.replace(" 0 created,", "")


def test_each_group_is_given_its_rights_and_each_is_said_once() -> None:
    # A host's own models may bear rights of the same names as Wagtail's: those are not given.
    for codename in ("access_admin", "publish_page", "lock_page", "add_image", "choose_document"):
        Permission.objects.create(
            content_type=ContentType.objects.get_for_model(Group), codename=codename, name=codename
        )
    centre = make_centre()
    models = [
        *("concept", "conceptalias", "correspondence", "vocabulary"),
        *("promotion", "searchredirect", "synonymset", "wantedresource"),
    ]
    ours = {f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in models}
    media = ("add_document", "choose_document", "add_image", "choose_image")
    for report, name, actions in zip(
        ensure_groups(),
        (EDITORS, REVIEWERS),
        (
            ("add_page", "change_page", "publish_page"),
            ("add_page", "change_page", "lock_page", "publish_page", "unlock_page"),
        ),
        strict=True,
    ):
        given = report.added[: len(ours) + 1]
        assert (len(given), set(given)) == (len(ours) + 1, {*ours, "view_searchlogentry"})
        rest = ("access_admin", *media, *(f"{action} on Centre" for action in actions))
        assert report == GroupReport(name, created=True, centres=1, added=(*given, *rest))
        group = Group.objects.get(name=name)
        codenames = group.permissions.values_list("codename", flat=True)
        assert sorted(codenames) == sorted([*given, "access_admin"])
        assert page_rights(name, centre) == set(actions)
        on_files = GroupCollectionPermission.objects.filter(group=group, collection__depth=1)
        assert sorted(on_files.values_list("permission__codename", flat=True)) == sorted(media)
    assert ensure_groups() == [GroupReport(name, created=False, centres=1, added=()) for name in (EDITORS, REVIEWERS)]


def test_a_group_that_is_deleted_and_one_of_the_host_that_is_kept_say_how_many_rights_of_ours_go(
    settings: Any,
) -> None:
    host_names(settings, EDITORS_GROUP="Éditorial", REVIEWERS_GROUP="Comité")
    make_centre()
    ensure_groups()
    rights = 33
    assert remove_groups() == [RemovedGroup(name, deleted=False, rights=rights) for name in ("Comité", "Éditorial")]
    assert remove_groups() == [RemovedGroup(name, deleted=False, rights=0) for name in ("Comité", "Éditorial")]
    host_names(settings, EDITORS_GROUP=EDITORS, REVIEWERS_GROUP=REVIEWERS)
    ensure_groups()
    assert remove_groups() == [RemovedGroup(name, deleted=True, rights=rights) for name in (EDITORS, REVIEWERS)]
    assert not remove_groups()
    assert Group.objects.filter(name__in=("Comité", "Éditorial")).count() == 2


def test_what_an_administrator_took_away_stays_away() -> None:
    centre = make_centre()
    ensure_groups()
    editors = Group.objects.get(name=EDITORS)
    GroupPagePermission.objects.filter(group=editors, permission__codename="publish_page").delete()
    GroupCollectionPermission.objects.filter(group=editors, permission__codename="add_image").delete()
    editors.permissions.remove(Permission.objects.get(codename="access_admin"))
    assert "added: nothing" in said("setup_resource_centre")
    assert page_rights(EDITORS, centre) == {"add_page", "change_page"}
    media = GroupCollectionPermission.objects.filter(group=editors)
    assert not media.filter(permission__codename="add_image").exists()
    assert not editors.permissions.filter(codename="access_admin").exists()


def test_a_new_centre_and_new_models_bring_their_rights_and_they_are_said() -> None:
    make_centre()
    ensure_groups()
    Group.objects.get(name=EDITORS).permissions.remove(Permission.objects.get(codename="add_wantedresource"))
    other = make_centre("autre", "Autre centre")
    told = [line for line in said("setup_resource_centre").splitlines() if line.startswith("group ")]
    assert told == [
        f"group {EDITORS}: kept, 2 centre(s), added: add_wantedresource, add_page on Autre centre, "
        "change_page on Autre centre, publish_page on Autre centre",
        f"group {REVIEWERS}: kept, 2 centre(s), added: add_page on Autre centre, change_page on Autre centre, "
        "lock_page on Autre centre, publish_page on Autre centre, unlock_page on Autre centre",
    ]
    assert page_rights(EDITORS, other) == {"add_page", "change_page", "publish_page"}


@pytest.mark.parametrize(
    ("slug", "title", "option"),
    [
        ("pris", "Centre", "--centre: The slug 'pris' is already in use"),
        ("deux mots", "Centre", "--centre: "),
        ("x" * 300, "Centre", "--centre: "),
        ("", "Centre", "--centre: "),
        ("admin", "Centre", "--centre: The slug “admin” makes the address "),
        ("sante", "Centre", "--centre: The slug “sante” makes the address "),
        ("centre", " ", "--title: This field cannot be blank"),
        ("centre", "x" * 300, "--title: "),
    ],
)
def test_a_centre_that_cannot_be_made_is_one_sentence_and_nothing_is_written(
    slug: str, title: str, option: str
) -> None:
    root = Site.objects.get(is_default_site=True).root_page
    root.add_child(instance=Page(title="Pris", slug="pris"))
    with pytest.raises(CommandError) as caught:
        said("setup_resource_centre", "--centre", slug, "--title", title)
    assert str(caught.value).startswith(option)
    assert not Vocabulary.objects.exists()
    assert not Group.objects.filter(name=EDITORS).exists()


def test_without_a_default_site_nothing_is_written() -> None:
    Site.objects.update(is_default_site=False)
    with pytest.raises(CommandError, match="no default site"):
        said("setup_resource_centre", "--centre", "centre")
    assert not Vocabulary.objects.exists()


def test_two_setups_at_once_give_a_centre_one_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    centre = make_centre()
    ensure_groups()
    chosen = Workflow.objects.create(name="De l’autre")

    def made_meanwhile() -> Workflow:
        WorkflowPage.objects.create(page_id=centre.pk, workflow=chosen)
        return Workflow.objects.create(name="De celui-ci")

    monkeypatch.setattr(setup, "_two_steps", made_meanwhile)
    report = ensure_workflow(centre)
    assert (report.workflow, report.created) == ("De l’autre", False)


@pytest.mark.parametrize(
    "fault", [OperationalError("database is locked"), IntegrityError("UNIQUE constraint failed: auth_group.name")]
)
def test_a_setup_that_comes_second_begins_again_and_says_what_it_did_once(
    fault: DatabaseError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused_once() -> Any:
        monkeypatch.undo()
        raise fault

    monkeypatch.setattr(setup_resource_centre, "ensure_groups", refused_once)
    told = said("setup_resource_centre", "--centre", "centre")
    assert told.count(f"group {EDITORS}: created") == 1
    assert told.count("centre Centre de ressources: ") == 1
    assert ResourceCentrePage.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "title", "name", "listed"),
    [
        ("fr", "Centre de ressources", "Relecture en deux étapes", "Pratiques"),
        ("en", "Resource centre", "Review in two steps", "Practices"),
    ],
)
def test_what_a_setup_makes_is_named_in_the_language_of_the_site(
    language: str, title: str, name: str, listed: str
) -> None:
    root = Site.objects.get(is_default_site=True).root_page
    root.locale, _is_new = Locale.objects.get_or_create(language_code=language)
    root.save()
    said("setup_resource_centre", "--centre", "centre")
    centre = ResourceCentrePage.objects.get()
    assert (centre.title, centre.locale.language_code) == (title, language)
    assert WorkflowPage.objects.get(page=centre).workflow.name == name
    assert KindIndexPage.objects.child_of(centre).filter(title=listed).exists()


def test_a_centre_that_was_made_in_the_admin_gets_its_lists_and_no_list_comes_back() -> None:
    root = Site.objects.get(is_default_site=True).root_page
    centre = root.add_child(instance=ResourceCentrePage(title="Autre", slug="autre"))
    lists = KindIndexPage.objects.child_of(centre)
    assert f"lists of Autre: {len(all_kinds())} created" in said("setup_resource_centre")
    lists.exclude(kind_code="practice").delete()
    assert "lists of" not in said("setup_resource_centre")
    assert [one.kind_code for one in lists.all()] == ["practice"]


@pytest.mark.parametrize(
    "action",
    ["resource_index status", "contributions tidy", "review digest", "search_log tidy"],
)
def test_an_action_takes_the_options_of_django_after_its_name(action: str) -> None:
    """As each command does: `resource_index rebuild --settings mysite.settings.production`."""
    name, step = action.split()
    parser = load_command_class("resource_centre", name).create_parser("manage.py", name)
    read = vars(parser.parse_args(["-v", "2", step, "--settings", "mysite.settings.production", "--traceback"]))
    told = ("settings", "verbosity", "traceback", "no_color")
    assert [read[one] for one in told] == ["mysite.settings.production", 2, True, False]
    assert vars(parser.parse_args([step, "-v", "0"]))["verbosity"] == 0


@pytest.mark.parametrize(
    ("fault", "sentence", "code"),
    [
        (OperationalError("no such table:\nresource_centre_vocabulary"), "The database refused: no such table: res", 1),
        (OperationalError("database is locked"), "database is locked. Another program is writing to it: run this", 1),
        (KeyboardInterrupt(), "Stopped", 130),
    ],
)
def test_a_database_that_refuses_and_ctrl_c_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException, sentence: str, code: int
) -> None:
    def refuse() -> None:
        raise fault

    monkeypatch.setattr(plain, "LONGEST_WAIT", 0.0)
    monkeypatch.setattr(setup_resource_centre, "load_vocabularies", refuse)
    with pytest.raises(CommandError, match=sentence) as caught:
        said("setup_resource_centre")
    assert caught.value.returncode == code


# Taking out


def test_a_removal_leaves_no_page_no_group_and_no_step() -> None:
    said("setup_resource_centre", "--centre", "centre")
    publish(ResourceCentrePage.objects.get(), "practice", "Ateliers")
    others = set(Group.objects.exclude(name__in=[EDITORS, REVIEWERS]).values_list("name", flat=True))
    told = said("remove_resource_centre", "--yes")
    assert not ResourceCentrePage.objects.exists()
    assert not Page.objects.filter(title="Ateliers").exists()
    assert set(Group.objects.values_list("name", flat=True)) == others
    assert f"group {EDITORS}: deleted" in told
    root = Site.objects.get(is_default_site=True).root_page
    assert root.numchild == root.get_children().count()


def test_a_group_of_the_host_keeps_its_members_and_its_other_rights(settings: Any) -> None:
    host_names(settings, EDITORS_GROUP="Editors")
    group = Group.objects.get(name="Editors")
    own = set(group.permissions.values_list("pk", flat=True))
    on_the_root = set(GroupPagePermission.objects.filter(group=group).values_list("pk", flat=True))
    member = person("ada", "Editors")
    said("setup_resource_centre", "--centre", "centre")
    assert set(group.permissions.values_list("pk", flat=True)) > own
    told = said("remove_resource_centre", "--yes")
    assert list(member.groups.all()) == [group]
    assert set(group.permissions.values_list("pk", flat=True)) == own
    assert set(GroupPagePermission.objects.filter(group=group).values_list("pk", flat=True)) == on_the_root
    assert "group Editors: kept with its members" in told
    assert not Group.objects.filter(name=REVIEWERS).exists()


def test_centres_whose_pages_cite_each_other_go_together() -> None:
    one, other = make_centre(), make_centre("autre", "Autre centre")
    here, there = publish(one, "practice", "Ici"), publish(other, "practice", "Là")
    for page, target in ((here, there), (there, here)):
        ResourceLink.objects.create(resource=page, target=target, kind=ResourceLinkKind.values[0])
    said("remove_resource_centre", "--yes")
    assert not ResourceCentrePage.objects.exists()


def test_a_page_outside_that_forbids_it_is_named_and_nothing_is_deleted() -> None:
    centre = make_centre()
    ensure_groups()
    practice, outside = publish(centre, "practice", "Ici"), publish(centre, "practice", "Dehors")
    outside.move(Site.objects.get(is_default_site=True).root_page, pos="last-child")
    link = ResourceLink.objects.create(resource=outside, target=practice, kind=ResourceLinkKind.values[0])
    with pytest.raises(CommandError, match=rf"^Nothing was deleted: resource_centre.ResourceLink {link.pk} point"):
        said("remove_resource_centre", "--yes")
    assert index_of(centre, "practice").get_children().count() == 1
    assert Group.objects.filter(name=EDITORS).exists()


@pytest.mark.parametrize(("answer", "sentence"), [(None, "Add --yes"), ("no", "Nothing was deleted")])
def test_nothing_goes_unless_somebody_says_so(
    monkeypatch: pytest.MonkeyPatch, answer: str | None, sentence: str
) -> None:
    def answered(_question: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    make_centre()
    monkeypatch.setattr("builtins.input", answered)
    with pytest.raises(CommandError, match=sentence):
        said("remove_resource_centre")
    assert ResourceCentrePage.objects.exists()


def test_an_index_that_cannot_be_reached_is_said_once_the_pages_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: Any) -> None:
        raise EngineUnavailable("The engine does not answer.")

    make_centre()
    monkeypatch.setattr(type(current_engine()), "remove", away)
    with pytest.raises(CommandError, match=r"^The pages are deleted, the search index could not be: The engine does"):
        said("remove_resource_centre", "--yes")
    assert not ResourceCentrePage.objects.exists()


# Files


def test_a_file_that_cannot_be_finished_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "export.json"
    write_whole(path, b"whole", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"half")
    assert [(each, each.read_bytes()) for each in tmp_path.iterdir()] == [(path, b"whole")]


def test_a_pipe_is_written_to_as_it_is() -> None:
    write_whole(Path("/dev/null"), b"gone")
    assert not Path("/dev/null").is_file()
