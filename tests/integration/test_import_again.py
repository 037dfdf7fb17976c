"""import_resources, run again: what changed is brought up to date, what editors did is kept, a stop is made good."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.db import OperationalError
from wagtail.models import Page, Revision

from resource_centre.content.days import site_today
from resource_centre.content.relations import Involvement, ResourceLink
from resource_centre.interop.import_lines import ImportLine, parse_line
from resource_centre.interop.import_lookups import Lookups
from resource_centre.interop.import_plans import make_plan
from resource_centre.interop.import_writing import Outcome, PageWriter
from resource_centre.interop.importer import ImportResources
from tests.factories import concept, make_centre, publish
from tests.support.importing import a_line, counts, import_centre, page_of, relation, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def centre() -> Any:
    return import_centre()


def test_same_file_twice_changes_nothing(centre: Any, tmp_path: Path) -> None:
    lines = [
        a_line(1, acteurs=["Dernier", "Inconnu"], relations=[{"kind": "based_on", "target": "x:2"}]),
        a_line(2, type="outil", themes=["Inconnu"], territoires=["commune:00000"]),
        a_line(3, type="acteur", title="Dernier"),
        a_line(4, title="Titre 1"),
        "{",
    ]
    first, _err = run(tmp_path, lines)
    revisions, rows = Revision.objects.count(), Involvement.objects.count()
    second, _err = run(tmp_path, lines)
    assert first[-1] == counts(created=4, flagged=2, rejected=1)
    assert second[-1] == counts(unchanged=4, rejected=1)
    assert (Revision.objects.count(), Involvement.objects.count()) == (revisions, rows)


def test_a_changed_line_updates_its_page(centre: Any, tmp_path: Path) -> None:
    run(tmp_path, [a_line(themes=["sante"]), a_line(2)])
    out, _err = run(tmp_path, [a_line(title="Autre", themes=["bien-vieillir"]), a_line(2)])
    page = page_of()
    assert out[-1] == counts(updated=1, unchanged=1)
    assert (page.title, page.slug, page.live, page.has_unpublished_changes) == ("Autre", "titre-1", True, False)
    assert [row.concept.code for row in page.concept_links.all()] == ["bien-vieillir"]
    assert run(tmp_path, [a_line(title="Autre", themes=["bien-vieillir"])])[0][-1] == counts(unchanged=1)


def test_what_became_known_since_is_put_on_the_page_when_its_line_changes(centre: Any, tmp_path: Path) -> None:
    line = a_line(themes=["Tiers-lieux"], acteurs=["La Poste"])
    run(tmp_path, [line])
    concept("theme", "tiers-lieux", "Tiers-lieux")
    poste = publish(centre, "actor", "La Poste")
    assert run(tmp_path, [line])[0][-1] == counts(unchanged=1)
    assert run(tmp_path, [{**line, "summary": "Nouveau"}])[0][-1] == counts(updated=1)
    assert [row.actor_id for row in page_of().involvements.all()] == [poste.pk]
    assert [row.concept.code for row in page_of().concept_links.all()] == ["tiers-lieux"]


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize("with_user", [True, False])
def test_what_an_editor_wrote_since_is_kept(centre: Any, tmp_path: Path, with_user: bool, is_published: bool) -> None:
    run(tmp_path, [a_line()])
    page, user = page_of(), get_user_model().objects.create_user("editor") if with_user else None
    page.title = "Titre de la rédaction"
    revision = page.save_revision(user=user)
    if is_published:
        revision.publish()
    out, _err = run(tmp_path, [a_line(summary="Nouveau")])
    page = page_of()
    assert out[-1] == counts(unchanged=1, flagged=1)
    assert f"flagged line 1: line: its page {page.pk} was edited here since the import: left as it is" in out
    assert page.latest_revision_id == revision.pk
    assert page.get_latest_revision_as_object().title == "Titre de la rédaction"
    assert page.summary == ""
    assert run(tmp_path, [a_line()])[0][-1] == counts(unchanged=1)  # nothing new in the line: nothing to choose


def test_a_locked_page_is_left_alone(centre: Any, tmp_path: Path) -> None:
    run(tmp_path, [a_line()])
    Page.objects.filter(pk=page_of().pk).update(locked=True)
    assert run(tmp_path, [a_line(summary="Nouveau")])[0][-1] == counts(unchanged=1, flagged=1)
    assert page_of().summary == ""


def test_draft_leaves_pages_unpublished_until_a_run_without_it(centre: Any, tmp_path: Path) -> None:
    lines = [a_line(themes=["sante"])]
    assert run(tmp_path, lines, "--draft")[0][-1] == counts(created=1)
    assert not page_of().live
    assert run(tmp_path, lines, "--draft")[0][-1] == counts(unchanged=1)
    assert run(tmp_path, lines)[0][-1] == counts(updated=1)
    assert page_of().live
    assert run(tmp_path, lines)[0][-1] == counts(unchanged=1)


def test_draft_of_a_live_page_keeps_what_readers_see(centre: Any, tmp_path: Path) -> None:
    run(tmp_path, [a_line(extra={"a": 1})])
    assert run(tmp_path, [a_line(title="Autre", extra={"a": 2})], "--draft")[0][-1] == counts(updated=1)
    page = page_of()
    assert (page.title, page.extra["a"], page.live, page.has_unpublished_changes) == ("Titre 1", 1, True, True)
    assert run(tmp_path, [a_line(title="Autre", extra={"a": 2})])[0][-1] == counts(updated=1)
    page = page_of()
    assert (page.title, page.extra["a"], page.has_unpublished_changes) == ("Autre", 2, False)


def test_a_page_that_was_withdrawn_stays_so(centre: Any, tmp_path: Path) -> None:
    run(tmp_path, [a_line()])
    page_of().unpublish()
    assert run(tmp_path, [a_line()])[0][-1] == counts(unchanged=1)
    assert run(tmp_path, [a_line(title="Autre")])[0][-1] == counts(updated=1)
    assert not page_of().live


def test_a_relation_finds_its_other_end_in_a_later_file(centre: Any, tmp_path: Path) -> None:
    line = a_line(relations=[relation("based_on", "x:2")])
    run(tmp_path, [line])
    assert run(tmp_path, [line])[0][-1] == counts(unchanged=1)
    run(tmp_path, [a_line(2)])
    assert run(tmp_path, [line])[0][-1] == counts(updated=1)
    assert ResourceLink.objects.get().target_id == page_of(2).pk
    assert run(tmp_path, [line])[0][-1] == counts(unchanged=1)


def test_a_page_of_another_centre_or_kind_is_left_there(centre: Any, tmp_path: Path) -> None:
    other = make_centre("autre", "Autre")
    publish(other, "practice", "Ailleurs", origin="essai", origin_id="x:1")
    publish(centre, "tool", "Outil", origin="essai", origin_id="x:2")
    out, _err = run(tmp_path, [a_line(1), a_line(2)])
    assert out[-1] == counts(unchanged=2, flagged=2)
    assert (page_of(1).title, page_of(2).title) == ("Ailleurs", "Outil")


def involved(number: int = 1) -> list[int]:
    return [row.actor_id for row in page_of(number).involvements.all()]


def test_without_roles_actors_are_linked_by_the_run_that_follows_the_setup(tmp_path: Path) -> None:
    poste = publish(make_centre(), "actor", "La Poste")
    lines = [a_line(acteurs=["La Poste", "Dernier", "Inconnu"]), a_line(2, type="acteur", title="Dernier")]
    for _time in range(2):
        run(tmp_path, lines)
        assert involved() == []
    concept("role", "partenaire")
    assert run(tmp_path, lines, "--dry-run")[0][-1] == counts(updated=1, unchanged=1)
    assert run(tmp_path, lines)[0][-1] == counts(updated=1, unchanged=1)
    assert involved() == [poste.pk, page_of(2).pk]
    assert page_of().extra["_import"]["actors"] == ["Inconnu"]
    assert run(tmp_path, lines)[0][-1] == counts(unchanged=2)


@pytest.mark.parametrize("options", [(), ("--draft",)])
@pytest.mark.parametrize(
    ("error", "reason"),
    [(KeyboardInterrupt(), "the keyboard"), (OperationalError("database is locked"), "an error: database is locked")],
)
def test_an_import_that_stops_between_its_passes_is_made_good_by_the_next(
    centre: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, reason: str, options: Any
) -> None:
    lines = [
        a_line(acteurs=["Dernier"], relations=[relation("based_on", "x:9")]),
        a_line(2, acteurs=["Inconnu"]),
        a_line(3, type="acteur", title="Dernier"),
    ]

    def stop(*_args: Any) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(ImportResources, "_take_again", stop)
        with pytest.raises(CommandError) as stopped:
            run(tmp_path, lines, *options)
    assert str(stopped.value) == (
        f"Stopped by {reason}. It was at line 1 of the second reading, which links what stood further down; 3 lines "
        f"were done ({counts(created=3)}). Run the same command again: what is done stays, and the rest follows."
    )
    publish(centre, "actor", "Inconnu plus tard")
    out, _err = run(tmp_path, lines, *options)
    assert (out[-1], out[0]) == (
        counts(updated=1, unchanged=2, flagged=1), "flagged line 1: relations: there is no page “x:9” of “essai”"
    )  # fmt: skip
    assert [row.actor_id for row in page_of().get_latest_revision_as_object().involvements.all()] == [page_of(3).pk]
    assert not any("due" in page_of(number).extra["_import"] for number in (1, 2, 3))
    publish(centre, "actor", "Inconnu")  # by an editor, after the import: as ever, no reason to write a known line
    assert run(tmp_path, lines, *options)[0][-1] == counts(unchanged=3)


def test_a_page_that_was_edited_after_the_stop_is_left_to_its_editors(
    centre: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [a_line(acteurs=["Dernier"]), a_line(2, type="acteur", title="Dernier")]
    with monkeypatch.context() as patched:
        patched.setattr(ImportResources, "_take_again", lambda *_args: None)
        run(tmp_path, lines)
    revision = page_of().get_latest_revision_as_object().save_revision()
    out, _err = run(tmp_path, lines)
    assert out[-1] == counts(unchanged=2, flagged=1)
    assert f"line: its page {page_of().pk} was edited here since the import: left as it is" in out[0]
    assert (page_of().latest_revision_id, involved()) == (revision.pk, [])


@pytest.mark.parametrize("is_settled", [False, True])
def test_the_mark_of_a_line_to_look_at_again_outlives_a_publication_by_an_editor(
    centre: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_settled: bool
) -> None:
    """Else actors that stood further down would be forgotten without a word; and a line that was settled stays so."""
    lines = [a_line(acteurs=["Dernier", "Tardif"]), a_line(2, type="acteur", title="Dernier")]
    with monkeypatch.context() as patched:
        patched.setattr(ImportResources, "_take_again", lambda *_args: None)
        run(tmp_path, lines)
    if is_settled:
        assert run(tmp_path, lines)[0][-1] == counts(updated=1, unchanged=1)
        publish(centre, "actor", "Tardif")
    page = page_of().get_latest_revision_as_object()
    page.summary = "Écrit par la rédaction."
    page.save_revision().publish()
    out, _err = run(tmp_path, lines)
    assert out[-1] == (counts(unchanged=2) if is_settled else counts(unchanged=2, flagged=1))
    assert ("due" in page_of().extra["_import"]) is not is_settled
    assert page_of().summary == "Écrit par la rédaction."


@pytest.mark.parametrize("options", [(), ("--draft",)])
def test_what_an_editor_does_between_the_look_up_of_a_page_and_its_writing_is_kept(
    centre: Any, tmp_path: Path, options: Any
) -> None:
    """Pages are looked up by the batch: a hundred may be written before this one."""
    run(tmp_path, [a_line()], *options)
    writer = PageWriter(centre, {})
    for summary in ("Nouveau", ""):  # a line that changed; a draft of the import, to be published
        line = parse_line(1, json.dumps(a_line(**({"summary": summary} if summary else {}))))
        assert isinstance(line, ImportLine)
        plan, key = make_plan(line, Lookups.of(centre), {}), (line.source, line.id)
        looked_up = writer.stored([key])[key]
        page = page_of().get_latest_revision_as_object()
        page.title = "Titre de la rédaction"
        revision = page.save_revision()
        written = writer.write(plan, looked_up)
        assert (written.outcome, written.is_kept) == (Outcome.UNCHANGED, bool(summary))
        assert page_of().latest_revision_id == revision.pk
        assert page_of().title == "Titre 1", "it stays the editor's draft"
        Page.objects.filter(pk=page.pk).update(latest_revision=looked_up.latest_revision_id)
    page_of().delete()
    assert writer.write(plan, looked_up).outcome is Outcome.UNCHANGED, "nothing was to be written"
    later = parse_line(1, json.dumps(a_line(summary="Autre")))
    assert isinstance(later, ImportLine)
    assert writer.write(make_plan(later, Lookups.of(centre), {}), looked_up).outcome is Outcome.CREATED


def test_an_import_that_stops_in_mid_file_says_where_and_how_much_is_done(
    centre: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["{", *(a_line(number) for number in range(2, 6))]
    write = PageWriter.write

    def until_the_fourth(self: PageWriter, plan: Any, *args: Any, **options: Any) -> Any:
        if plan.line.number == 4:
            raise OperationalError("database or disk is full")
        return write(self, plan, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(PageWriter, "write", until_the_fourth)
        with pytest.raises(CommandError, match=f"at line 4 of the file; 3 lines .*{counts(created=2, rejected=1)}"):
            run(tmp_path, lines)
        with pytest.raises(CommandError, match="at line 4 of the file; nothing was written"):
            run(tmp_path, lines, "--dry-run")
    assert run(tmp_path, lines)[0][-1] == counts(created=2, unchanged=2, rejected=1)


def test_a_stop_after_the_last_line_says_that_only_the_index_waits(
    centre: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("resource_centre.discovery.indexer.bring_up_to_date", stop)
    with pytest.raises(CommandError, match=f"Every line was read .{counts(created=1)}.*resource_index run --once"):
        run(tmp_path, [a_line()])
    assert page_of().live


def test_a_page_that_an_editor_deleted_is_made_again_and_said_to_be(centre: Any, tmp_path: Path) -> None:
    lines = [a_line(), a_line(2)]
    run(tmp_path, lines)
    day = f"{site_today():%Y-%m-%d}"
    page_of().delete()
    said = f"flagged line 1: title: a page of this title was deleted on {day}, and is made again: take the line out"
    for options in (["--dry-run"], []):
        out, _err = run(tmp_path, lines, *options)
        assert out[0].startswith(said)
        assert out[-1] == counts(created=1, unchanged=1, flagged=1)
    assert run(tmp_path, lines)[0][-1] == counts(unchanged=2)
