"""The log of searches and its report: words without anybody, and what is done about those that find nothing."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from resource_centre.access.groups import ensure_groups
from resource_centre.admin.export_log import EXPORTED
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.staff import search_log
from resource_centre.discovery.staff.models import SearchLogEntry, SearchRedirect, SynonymSet, WantedResource
from tests.factories import make_centre, publish
from tests.support.file_world import kept_for_the_file
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]
SEARCH, REPORT = "/centre/recherche/", "resource_centre_searches_without_result"


@pytest.fixture(scope="module")
def stored(one_site: None, django_db_blocker: Any) -> Iterator[None]:
    with kept_for_the_file(django_db_blocker):
        publish(make_centre(), "practice", "Médiation numérique")
        publish(make_centre(), "tool", "Guide numérique")
        yield


@pytest.fixture
def centre(stored: None) -> ResourceCentrePage:
    return make_centre()


@pytest.fixture
def logged(centre: ResourceCentrePage, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is kept, and written when the test looks."""
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "SEARCH_LOG": True}
    search_log._waiting.clear()
    monkeypatch.setattr(search_log._writing, "ask", lambda: None)


@pytest.fixture
def editor(centre: ResourceCentrePage, client: Client, django_user_model: Any) -> Client:
    user = django_user_model.objects.create_user("ada")
    user.groups.set(user.groups.model.objects.filter(name=ensure_groups()[0].name))
    client.force_login(user)
    return client


def rows() -> list[SearchLogEntry]:
    """What the log holds once what waits is written."""
    search_log.write_waiting()
    return list(SearchLogEntry.objects.order_by("pk"))


def asked(centre: ResourceCentrePage, words: str, times: int = 1, total: int = 0, **fields: Any) -> None:
    """Searches that were made."""
    at = fields.pop("at", timezone.now())
    SearchLogEntry.objects.bulk_create(
        SearchLogEntry(
            centre=centre, language="fr", words=words, key=search_log.key_of(words, "fr"), total=total, at=at, **fields
        )
        for _number in range(times)
    )


@pytest.mark.usefixtures("logged")
def test_the_log_keeps_words_total_and_minute_and_nothing_of_who_asked(client: Client, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.create_user("ada", email="ada@example.org"))
    client.get(SEARCH, {"q": "  Médiation  NUMÉRIQUE "}, headers={"User-Agent": "Mosaic"}, REMOTE_ADDR="192.0.2.7")
    (row,) = rows()
    assert (row.words, row.language, row.total, row.was_relaxed) == ("médiation numérique", "fr", 1, False)
    assert (row.at.second, row.at.microsecond) == (0, 0)
    names = {field.name for field in SearchLogEntry._meta.get_fields()}
    assert names == {"id", "centre", "language", "words", "key", "total", "was_relaxed", "at"}


@pytest.mark.usefixtures("logged")
def test_a_question_is_counted_once(client: Client, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PAGE_SIZE": 1}
    client.get(SEARCH, {"q": "numérique"})
    for more in ({"page": "2"}, {"sort": "title"}, {"view": "table"}, {"type": "tool"}, {"words": "all"}, {"zzz": "1"}):
        assert client.get(SEARCH, {"q": "numérique", **more}).status_code == 200, more
    client.get(SEARCH)
    client.get("/centre/recherche.json", {"q": "numérique"})
    client.get("/centre/recherche.csv", {"q": "numérique"}).getvalue()
    client.get("/centre/suggestions.json", {"q": "numérique"})
    client.head(SEARCH, {"q": "numérique"})
    client.get(SEARCH, {"q": "numérique"}, headers={"Sec-Purpose": "prefetch;prerender"})
    assert [row.words for row in rows()] == ["numérique"]


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(
    "words", ["ada@example.org", "écrire à ada @ example", "06 12 34 56 78", "+33 (0)6.12.34.56.78", "0612345678"]
)
def test_words_that_look_like_somebody_are_not_kept(words: str, client: Client) -> None:
    client.get(SEARCH, {"q": words})
    assert rows() == []


@pytest.mark.parametrize("words", ["35000 rennes", "plan 2025-2030", "@", "@reseau", "rgpd article 5"])
def test_ordinary_numbers_are_kept(words: str) -> None:
    assert not search_log.is_personal(words)


@pytest.mark.usefixtures("logged")
def test_a_search_that_only_finds_near_words_says_so(client: Client) -> None:
    client.get(SEARCH, {"q": "numérique cachalot"})
    client.get(SEARCH, {"q": "cachalot"})
    assert [(row.total, row.was_relaxed) for row in rows()] == [(2, True), (0, False)]


@pytest.mark.usefixtures("logged")
def test_a_site_may_keep_no_log(client: Client, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "SEARCH_LOG": False}
    client.get(SEARCH, {"q": "numérique"})
    assert rows() == []


@pytest.mark.usefixtures("logged")
def test_the_log_adds_no_query_to_an_answer_and_is_written_at_once(client: Client, settings: Any) -> None:
    client.get(SEARCH, {"q": "numérique"})
    with CaptureQueriesContext(connection) as with_log:
        client.get(SEARCH, {"q": "numérique"})
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "SEARCH_LOG": False}
    with CaptureQueriesContext(connection) as without:
        client.get(SEARCH, {"q": "numérique"})
    assert len(with_log) == len(without)
    with CaptureQueriesContext(connection) as written:
        assert search_log.write_waiting() == 2
    assert len([one for one in written if one["sql"].startswith("INSERT")]) == 1


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(("error", "kept"), [(DatabaseError("refused"), 0), (OperationalError("busy"), 1)])
def test_a_log_that_cannot_be_written_spoils_no_answer(
    error: Exception, kept: int, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(search_log, "GATHERED_SECONDS", 0)
    assert client.get(SEARCH, {"q": "numérique"}).status_code == 200
    with monkeypatch.context() as broken:
        broken.setattr("django.db.models.query.QuerySet.bulk_create", refuse)
        assert search_log.write_waiting() == 0
    search_log._gather_and_write()
    assert SearchLogEntry.objects.count() == kept


def test_searches_are_deleted_after_ninety_days(centre: ResourceCentrePage) -> None:
    for days in (89, 91):
        asked(centre, f"il y a {days} jours", at=timezone.now() - timedelta(days=days))
    out = io.StringIO()
    call_command("search_log", "tidy", stdout=out)
    assert out.getvalue() == "deleted=1\n"
    assert [row.words for row in rows()] == ["il y a 89 jours"]
    SearchLogEntry.objects.update(at=timezone.now() - timedelta(days=91))
    call_command("contributions", "tidy", stdout=out)
    assert rows() == []


# The report


def lines(answer: Any) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in parsed(answer).select(".rc-missing tbody tr")
    ]


def test_the_report_groups_what_is_the_same_search(centre: ResourceCentrePage, editor: Client) -> None:
    asked(centre, "lieux d’accueil", 2)
    asked(centre, "lieu accueil")
    asked(centre, "tutorat", 4, total=3, was_relaxed=True)
    asked(centre, "médiation", 5, total=2)
    asked(centre, "ancien", 9, at=timezone.now() - timedelta(days=20))
    found = [line[:3:2] for line in lines(editor.get(reverse(REPORT), {"days": "7"}))]
    assert found == [["lieux d’accueil", "3"]]
    assert [line[0] for line in lines(editor.get(reverse(REPORT)))] == ["ancien", "lieux d’accueil"]
    assert [line[0] for line in lines(editor.get(reverse(REPORT), {"found": "near"}))] == ["tutorat"]


def test_each_line_leads_to_three_remedies_and_says_which_were_taken(
    centre: ResourceCentrePage, editor: Client
) -> None:
    asked(centre, "lieux d’accueil")
    tree = parsed(editor.get(reverse(REPORT)))
    synonym, see = (link["href"] for link in tree.select(".rc-missing__ways a"))
    form = parsed(editor.get(synonym))
    assert form.find(id="id_forms").get_text().strip() == "lieux d’accueil"
    form = parsed(editor.get(see))
    assert form.find(id="id_words")["value"] == "lieux d’accueil"
    sent = {field["name"]: field["value"] for field in tree.select(".rc-missing__ways input")}
    for _twice in range(2):
        assert editor.post(reverse(REPORT), sent).status_code == 302
    assert [(row.words, row.status) for row in WantedResource.objects.all()] == [("lieux d’accueil", "open")]
    SynonymSet.objects.create(language="fr", forms="lieu d’accueil\nespace France services")
    SearchRedirect.objects.create(
        centre=centre, language="fr", words="lieu d'accueil", path="/contact/", label="Écrire", is_live=True
    )
    links = [link["href"] for link in parsed(editor.get(reverse(REPORT))).select("td:nth-of-type(4) a")]
    assert [link.split("/")[3] for link in links] == ["synonyms", "see-references", "wanted-resources"]


def test_the_list_of_reports_leads_to_it_whoever_may_read_the_log(
    editor: Client, client: Client, django_user_model: Any
) -> None:
    address = reverse("resource_centre_steering")
    assert reverse(REPORT) in [link["href"] for link in parsed(editor.get(address)).select(".rc-steering__reports a")]
    other = django_user_model.objects.create_user("bob")
    other.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(other)
    links = [link["href"] for link in parsed(client.get(address)).select(".rc-steering__reports a")]
    assert links
    assert reverse(REPORT) not in links


def test_a_forged_post_marks_nothing(centre: ResourceCentrePage, editor: Client, django_user_model: Any) -> None:
    address = reverse(REPORT)
    assert editor.post(address, {"centre": "9999", "language": "fr", "words": "a"}).status_code == 404
    assert editor.post(address, {"centre": centre.pk, "language": "xx", "words": "tutorat"}).status_code == 302
    assert editor.post(address, {"centre": centre.pk, "language": "fr", "words": "\x00"}).status_code == 302
    assert editor.post(address, {"centre": centre.pk, "language": "fr", "words": "a" * 999}).status_code == 302
    stranger = Client()
    stranger.force_login(django_user_model.objects.create_user("bob"))
    assert stranger.post(address, {"centre": centre.pk, "language": "fr", "words": "tutorat"}).status_code == 302
    assert not WantedResource.objects.exists()


def test_a_formula_leaves_the_exports_as_text(centre: ResourceCentrePage, editor: Client) -> None:
    for words in ("=1+1", "@somme", "-2", "+3"):
        asked(centre, words)
    for name in (REPORT, "resource-centre_search-log_modeladmin_index"):
        text = b"".join(editor.get(reverse(name), {"export": "csv"}).streaming_content).decode()
        cells = {row[0] for row in csv.reader(io.StringIO(text))}
        assert {"'=1+1", "'@somme", "'-2", "'+3"} <= cells
        book = b"".join(editor.get(reverse(name), {"export": "xlsx"}).streaming_content)
        sheet = load_workbook(io.BytesIO(book)).active
        assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=1) for cell in row} == {"s"}
    said = PageLogEntry.objects.filter(action=EXPORTED, page=centre.pk, user__isnull=False)
    taken = [(entry.data["report"], entry.data["form"]) for entry in said.order_by("pk")]
    assert taken == [(name, form) for name in ("searches-without-result", "searches") for form in ("csv", "xlsx")]
    sentences = {str(entry.message) for entry in said}
    assert "A emporté un rapport (Recherches sans résultat, CSV)" in sentences
    assert not any("searches" in sentence for sentence in sentences)


def test_the_report_takes_as_many_queries_for_one_line_as_for_fifty(centre: ResourceCentrePage, editor: Client) -> None:
    asked(centre, "tutorat")

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            editor.get(reverse(REPORT))
        return len(captured)

    count()
    one = count()
    for number in range(60):
        asked(centre, f"tutorat {number}")
        SynonymSet.objects.create(language="fr", forms=f"tutorat {number}\nmentorat {number}")
    assert count() == one


def test_words_are_one_search_however_their_accents_are_written() -> None:
    written = [normalize(form, "médiation à l’école") for form in ("NFC", "NFD")]
    assert len({search_log.key_of(words, "fr") for words in written}) == 1
