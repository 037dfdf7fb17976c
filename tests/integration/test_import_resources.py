"""import_resources: what each line becomes, what is said of it, and that nothing of the editors' is lost."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Page, ReferenceIndex, Revision
from wagtail.signals import page_published

from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.practice import Practice
from resource_centre.content.pages.study import Study
from resource_centre.content.pages.tool import Tool
from resource_centre.content.relations import Evidence, Involvement, ResourceLink
from resource_centre.content.vocabularies import Concept
from resource_centre.interop.import_lines import LineError
from resource_centre.interop.importer import ImportReport, ImportResources
from tests.factories import concept, make_centre, publish
from tests.support.importing import a_line, counts, import_centre, page_of, relation, run, write
from tests.support.requirements import shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def centre() -> Any:
    return import_centre()


def test_a_line_becomes_a_published_page(centre: Any, tmp_path: Path) -> None:
    line = a_line(
        summary="Un résumé", body="## Titre\n\nTexte **gras**.", url="https://example.org/", year="2019",
        licence="etalab-2.0", extra={"promotion": 3}, territoires=["commune:35238", "pays:FR", "commune:35999"],
        themes=["bien vieillir", "SOINS", "Ageing  Well", "Inconnu"], lat=48.1, lon=-1.7,
    )  # fmt: skip
    out, err = run(tmp_path, [line])
    page = page_of()
    assert (out[-1], err) == (counts(created=1), [])
    assert (page.kind.code, page.title, page.summary, page.live) == ("practice", "Titre 1", "Un résumé", True)
    assert (page.website, str(page.date_from), page.language) == ("https://example.org/", "2019", "fr")
    assert [block.block_type for block in page.body] == ["heading", "text"]
    assert {row.concept.key for row in page.concept_links.all()} == {
        "theme:bien-vieillir", "theme:sante", "licence:etalab-2.0"
    }  # fmt: skip
    assert {str(row) for row in page.territory_links.all()} == {"Rennes", "France", "Ancienne"}
    assert [(row.title, row.url) for row in page.sources.all()] == [("essai", "https://example.org/")]
    assert page.extra["promotion"] == 3
    assert page.extra["_import"]["themes"] == ["Inconnu"]
    assert page.extra["_import"]["licence"] == "etalab-2.0"


def test_a_page_is_whole_for_wagtail(centre: Any, tmp_path: Path) -> None:
    heard: list[str] = []

    def on_publish(sender: Any, instance: Any, **_kwargs: Any) -> None:
        heard.append(instance.title)

    page_published.connect(on_publish)
    try:
        run(tmp_path, [a_line(themes=["sante"])])
    finally:
        page_published.disconnect(on_publish)
    page = page_of()
    stored = page.get_latest_revision_as_object()
    assert heard == ["Titre 1"]
    assert page.live_revision_id == page.latest_revision_id == Revision.objects.for_instance(page).get().pk
    assert not page.has_unpublished_changes
    assert page.first_published_at is not None
    assert [row.pk for row in stored.concept_links.all()] == [row.pk for row in page.concept_links.all()]
    assert ReferenceIndex.get_references_to(concept("theme", "sante")).filter(object_id=str(page.pk)).exists()
    assert Page.objects.search("Titre 1").get_queryset().filter(pk=page.pk).exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_dry_run_counts_the_same_and_writes_nothing(centre: Any, tmp_path: Path) -> None:
    lines = [
        a_line(1, acteurs=["Dernier"], relations=[{"kind": "based_on", "target": "x:2"}]),
        a_line(2, type="outil", title="Même"),
        a_line(3, type="outil", title="MEME"),
        a_line(4, type="acteur", title="Dernier"),
        a_line(5, relations=[{"kind": "based_on", "target": "x:9"}]),
        a_line(6, body="- a\n\n# b\n\n" * 300),
    ]
    pages, logs = Page.objects.count(), ModelLogEntry.objects.count()
    tried, tried_errors = run(tmp_path, lines, "--dry-run")
    assert (Page.objects.count(), Revision.objects.for_instance(centre).count()) == (pages, 1)
    assert ModelLogEntry.objects.count() == logs
    done, errors = run(tmp_path, lines)
    assert tried[-1] == done[-1] == counts(created=5, flagged=2, rejected=1)
    assert tried_errors == errors
    lines[0]["title"] = "Autre"
    assert run(tmp_path, lines, "--dry-run")[0][-1] == counts(updated=1, unchanged=4, rejected=1)
    assert page_of().title == "Titre 1"


def test_actors_are_found_by_title_other_name_or_id_wherever_they_stand(centre: Any, tmp_path: Path) -> None:
    known = publish(centre, "actor", "Unis-Cité", names=[ActorName(name="UNIS CITE Bretagne", kind="variant")])
    names = ["unis cite bretagne", "UNIS-CITÉ", "La Poste", "x:2", "Nulle part"]
    lines = [
        a_line(acteurs=names),
        a_line(2, type="acteur", title="Dinum"),
        a_line(3, type="acteur", title="La poste"),
    ]
    out, _err = run(tmp_path, lines)
    rows = page_of().involvements.all()
    assert [(row.actor_id, row.role.code, row.state) for row in rows] == [
        (pk, "partenaire", "to_confirm") for pk in (known.pk, page_of(3).pk, page_of(2).pk)
    ]
    assert page_of().extra["_import"]["actors"] == ["Nulle part"]
    assert "1 names of actors are unknown; they are kept with the pages" in out
    assert out[-1] == counts(created=3)


def test_an_actor_that_names_itself_is_not_its_own_partner(centre: Any, tmp_path: Path) -> None:
    itself = [{"kind": "part_of", "target": "x:1"}]
    lines = [a_line(type="acteur", title="La Poste", acteurs=["La Poste"], relations=itself)]
    out, _err = run(tmp_path, lines)
    assert not Involvement.objects.exists()
    assert "flagged line 1: relations: “x:1” is the page itself" in out
    assert run(tmp_path, lines)[0][-1] == counts(unchanged=1)


def test_without_roles_names_are_kept_and_it_is_said(tmp_path: Path) -> None:
    centre = make_centre()
    publish(centre, "actor", "La Poste")
    _out, err = run(tmp_path, [a_line(acteurs=["La Poste"])])
    assert err == ["There are no roles: actors are not linked. Run setup_resource_centre, then again."]
    assert page_of().extra["_import"]["actors"] == ["La Poste"]


def test_relations_work_in_any_order(centre: Any, tmp_path: Path) -> None:
    lesson = publish(centre, "lesson", "Une leçon", origin="demo", origin_id="lesson/1")
    lines = [
        a_line(1, relations=[relation("based_on", "x:2", note="chapitre 3"), relation("porteur", "x:3")]),
        a_line(
            2, type="etude", relations=[relation("equips", "x:1"), relation("contradicts", "lesson/1", source="demo")]
        ),
        a_line(3, type="acteur", relations=[relation("member_of", "x:4")]),
        a_line(4, type="acteur", relations=[relation("member_of", "x:1"), relation("part_of", "x:99")]),
    ]
    out, _err = run(tmp_path, lines)
    links = ResourceLink.objects.values_list("resource__origin_id", "target__origin_id", "kind", "note")
    assert set(links) == {("x:1", "x:2", "based_on", "chapitre 3"), ("x:2", "x:1", "equips", "")}
    assert [(row.actor_id, row.role.code, row.state) for row in page_of(1).involvements.all()] == [
        (page_of(3).pk, "porteur", "confirmed")
    ]
    assert Evidence.objects.get().lesson_id == lesson.pk
    assert [row.other_id for row in page_of(3).actor_links.all()] == [page_of(4).pk]
    assert [text for text in out if text.startswith("flagged")] == [
        "flagged line 4: relations: “member_of” is no relation to a page of kind practice",
        "flagged line 4: relations: there is no page “x:99” of “essai”",
    ]
    assert out[-1] == counts(created=4, flagged=1)
    assert run(tmp_path, lines)[0][-1] == counts(unchanged=4)


def test_a_term_leads_to_the_one_that_replaced_it(centre: Any, tmp_path: Path) -> None:
    old, new = concept("theme", "tic", "TIC"), concept("theme", "numerique", "Numérique")
    Concept.objects.filter(pk=old.pk).update(replaced_by=new)
    concept("theme", "retire", "Retiré", is_active=False)
    run(tmp_path, [a_line(themes=["tic", "Retiré"])])
    assert [row.concept.code for row in page_of().concept_links.all()] == ["numerique"]
    assert page_of().extra["_import"]["themes"] == ["Retiré"]


def test_unknown_themes_are_counted_and_never_made(centre: Any, tmp_path: Path) -> None:
    before = concept("theme", "sante").vocabulary.concepts.count()
    lines = [a_line(number, themes=["Fréquent", f"Rare {number:02}"]) for number in range(25)]
    out, _err = run(tmp_path, lines)
    assert concept("theme", "sante").vocabulary.concepts.count() == before
    assert out[0] == "26 themes are unknown; the most frequent:"
    assert out[1:3] == ["     25  Fréquent", "      1  Rare 00"]
    assert len(out) == 22
    assert out[-1] == counts(created=25)


def test_unknown_territory_far_point_bad_address_and_duplicate_are_flagged(centre: Any, tmp_path: Path) -> None:
    lines = [
        a_line(1, territoires=["commune:99999"]),
        a_line(2, type="acteur", territoires=["commune:35238"], lat=48.86, lon=2.35),
        a_line(3, type="acteur", territoires=["commune:35238"], lat=48.2, lon=-1.6),
        a_line(4, type="acteur", territoires=["pays:FR"], lat=48.2, lon=-1.6),
        a_line(5, url="javascript:alert(1)"),
        a_line(6, url="www.example.org"),
        a_line(7, title="TÎTRE-1"),
        a_line(8, title="Titre 1", type="outil"),
    ]
    out, _err = run(tmp_path, lines)
    assert [text for text in out if text.startswith("flagged")] == [
        "flagged line 1: territoires: “commune:99999” is not a known territory",
        "flagged line 2: lat: the point is 308 km from commune:35238",
        "flagged line 5: url: “javascript:alert(1)” is not a web address: left out",
        f"flagged line 7: title: possible duplicate of page {page_of(1).pk}: “TÎTRE-1”",
    ]
    assert out[-1] == counts(created=8, flagged=4)
    assert (page_of(2).lat, page_of(3).lon) == (48.86, -1.6)
    assert (page_of(5).website, page_of(6).website) == ("", "http://www.example.org")
    assert page_of(7).slug == "titre-1-2"
    assert page_of(5).extra["_import"]["url"] == "javascript:alert(1)"


def test_a_bad_line_is_told_and_never_stops_the_rest(centre: Any, tmp_path: Path) -> None:
    lines = [
        "{",
        a_line(2, title=""),
        "",
        a_line(4),
        a_line(4),
        a_line(5, type="recette"),
        a_line(6, type="lesson"),
        a_line(7, body="- a\n\n# b\n\n" * 300),
        a_line(8),
    ]
    out, err = run(tmp_path, lines)
    assert out[-1] == counts(created=2, rejected=6)
    assert [text.split(":")[:2] for text in err] == [
        ["line 1", " line"],
        ["line 2", " title"],
        ["line 5", " id"],
        ["line 6", " type"],
        ["line 7", " statement"],
        ["line 8", " body"],
    ]
    assert err[5] == "line 8: body: The body holds 600 blocks, the most is 500: split the page in two."
    assert (page_of(4).live, page_of(8).live) == (True, True)


def test_html_of_a_line_is_cleaned(centre: Any, tmp_path: Path) -> None:
    html = '<p onclick="x()">A<script>x()</script></p>'
    run(tmp_path, [a_line(summary="<b>Un</b> &amp; deux<script>x()</script>", body=html)])
    assert page_of().summary == "Un & deux"
    assert page_of().body[0].value.source == "<p>A</p>"


def test_a_long_summary_is_cut_and_kept_whole(centre: Any, tmp_path: Path) -> None:
    whole = "mot " * 99 + "fin"
    run(tmp_path, [a_line(summary=whole)])
    assert len(page_of().summary) <= 300
    assert page_of().extra["_import"]["summary"] == whole


def test_identifiers_in_extra_fill_the_fields_of_the_kind(centre: Any, tmp_path: Path) -> None:
    lines = [
        a_line(1, type="acteur", extra={"siren": "100070044"}),
        a_line(2, type="acteur", extra={"siren": "12"}),
        a_line(3, type="outil", extra={"licence_logiciel": "MIT"}),
    ]
    run(tmp_path, lines)
    assert (page_of(1).siren, page_of(2).siren, page_of(2).extra["siren"]) == ("100070044", "", "12")
    assert page_of(3).software_licence == "MIT"


@pytest.mark.parametrize(
    ("text", "code"),
    [("CC-BY-NC (métadonnées)", "cc-by-nc"), ("CC-BY-NC-4.0", "cc-by-nc"), ("MIT (dépôt) ; données etalab-2.0", None)],
)
def test_licences_are_known_by_their_usual_forms(centre: Any, tmp_path: Path, text: str, code: str | None) -> None:
    run(tmp_path, [a_line(licence=text)])
    assert [row.concept.code for row in page_of().concept_links.all()] == ([code] if code else [])
    assert page_of().extra["_import"]["licence"] == text


def test_the_cost_of_a_line_does_not_grow_with_the_file(centre: Any) -> None:
    def queries(numbers: range) -> int:
        lines = [json.dumps(a_line(n, themes=["sante"], territoires=["pays:FR"])) for n in numbers]
        importer = ImportResources(centre, lines)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert importer.execute().created == len(numbers)
        return len(captured)

    queries(range(2))
    one, eleven, more = queries(range(2, 3)), queries(range(3, 14)), queries(range(14, 25))
    assert eleven == more <= 11 * one
    assert one <= 56


@pytest.mark.once
def test_lines_already_there_cost_one_query_a_batch(centre: Any) -> None:
    lines = [json.dumps(a_line(number)) for number in range(150)]
    ImportResources(centre, lines).execute()
    again = ImportResources(centre, lines)
    with CaptureQueriesContext(connection) as captured:
        assert again.execute() == ImportReport(0, 0, 150, 0, 0)
    reads = [query for query in captured if query["sql"].startswith("SELECT")]
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "There is no file"),
        (lambda path: path.mkdir(), "is a folder: name one file"),
        (lambda path: path.write_bytes(b'{"title": "\xe9"}\n'), "is not text in UTF-8: save it again"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "is not text in UTF-8: save it again"),
        (lambda path: path.symlink_to("/dev/null"), "is a device or a pipe: save its lines"),
        (os.mkfifo, "is a device or a pipe: save its lines"),
    ],
)
def test_a_file_that_cannot_be_read_stops_at_once(centre: Any, tmp_path: Path, make: Any, sentence: str) -> None:
    make(tmp_path / "lines.jsonl")
    with pytest.raises(CommandError, match=sentence):
        call_command("import_resources", str(tmp_path / "lines.jsonl"), "--centre", "centre")


@pytest.mark.parametrize("lines", [[], ["", "  "]])
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_file_without_a_line_is_no_fault_and_is_said(
    centre: Any, tmp_path: Path, lines: list[Any], options: tuple[str, ...]
) -> None:
    out, err = run(tmp_path, lines, *options)
    assert (out[-1], err) == (counts(), [f"There is no line in {tmp_path / 'lines.jsonl'}: nothing was imported."])
    assert run(tmp_path, ["x"])[1] == ["line 1: line: is not JSON: Expecting value at character 1"]


def test_a_file_whose_name_is_too_long_is_no_traceback(centre: Any) -> None:
    with pytest.raises(CommandError, match=r"(cannot be read|There is no file).*check its name.*Nothing was imported"):
        call_command("import_resources", "x" * 300, "--centre", "centre")


def test_an_unknown_centre_is_refused_with_those_that_are(centre: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no centre “nulle” .there are: centre.: name one"):
        call_command("import_resources", str(write(tmp_path, [])), "--centre", "nulle")


def test_a_slug_of_two_centres_is_refused(centre: Any, tmp_path: Path) -> None:
    home = centre.get_parent().add_child(instance=Page(title="A", slug="a"))
    from_elsewhere = type(centre)(title="B", slug="centre")
    home.add_child(instance=from_elsewhere)
    with pytest.raises(CommandError, match="Several centres have the slug"):
        call_command("import_resources", str(write(tmp_path, [])), "--centre", "centre")


def test_a_line_without_end_does_not_fill_the_memory(centre: Any, tmp_path: Path) -> None:
    out, err = run(tmp_path, ["[" * 5_000_000, a_line()])
    assert (err, out[-1]) == (["line 1: line: is longer than 2,000,000 bytes"], counts(created=1, rejected=1))


def test_a_bar_is_drawn_on_a_terminal_only(centre: Any, tmp_path: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    err, path = Terminal(), write(tmp_path, [a_line()])
    call_command("import_resources", str(path), "--centre", "centre", stdout=StringIO(), stderr=err)
    assert f"[{'#' * 30}] {path.stat().st_size}/{path.stat().st_size} bytes\n" in err.getvalue()
    assert run(tmp_path, [a_line()])[1] == []


@pytest.mark.parametrize(
    "name",
    [
        "beta-acteurs", "beta-startups", "bfc-lieux-mediation", "eig-blog", "eig-defis", "ess-numerique-acteurs",
        "guides-etalab", "livre-blanc-communs", "mednum-lieux", "odf-acteurs", "sill-logiciels", "taln-etudes",
    ],
)  # fmt: skip
def test_real_content_is_taken_whole(centre: Any, name: str) -> None:
    with shared_data(f"contenu/{name}.jsonl").open("rb") as file:
        lines = [line for line, _number in zip(file, range(40), strict=False)]
    errors: list[LineError] = []
    assert ImportResources(centre, lines, on_error=errors.append).execute().created == len(lines), errors
    assert ImportResources(centre, lines).execute().unchanged == len(lines)
    for model in (Actor, Practice, Study, Tool):
        assert all(page.body.raw_data is not None and page.live for page in model.objects.all())


def test_the_line_of_the_reference_is_taken_as_it_says(centre: Any, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs/reference/import.md").read_text(encoding="utf-8")
    line = json.loads(text.partition("```json")[2].partition("```")[0])
    out, err = run(tmp_path, [line])
    page = Resource.objects.get(origin_id=line["id"]).specific
    assert (out[-1], err) == (counts(created=1, flagged=1), [])
    assert (page.kind.code, page.extra["promotion"], page.extra["_import"]["actors"]) == ("practice", 2, ["La Poste"])
    assert page.extra["_import"]["point"] == [48.11, -1.68]
    assert page.extra["_import"]["flags"] == ["relations: there is no page “eig:autre” of “eig.etalab.gouv.fr”"]
    assert [row.territory.key for row in page.territory_links.all()] == ["commune:35238", "country:FR"]
