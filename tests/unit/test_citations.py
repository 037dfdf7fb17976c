"""A citation says what is known, and no title can break its syntax."""

import datetime

from django.utils.translation import override

from resource_centre.content.dates import PartialDate
from resource_centre.web.citations import Work, cite_as_bibtex, cite_as_ris, cite_as_text


def work(**fields: object) -> Work:
    values: dict[str, object] = {
        "key": "etude-du-web",
        "kind_code": "study",
        "title": "Étude du web",
        "authors": ("A. Martin", "B. Durand"),
        "centre": "Centre",
        "date": PartialDate(2011, 4),
        "version": datetime.date(2026, 10, 12),
        "url": "https://example.org/centre/r/1/",
        "language": "fr",
    }
    return Work(**{**values, **fields})  # type: ignore[arg-type]


def test_text_names_authors_title_centre_version_and_address() -> None:
    with override("en"):
        text = cite_as_text(work())
    assert text == (
        "A. Martin, B. Durand, “Étude du web”, Centre, version of 12 October 2026, https://example.org/centre/r/1/."
    )


def test_text_leaves_out_what_is_unknown() -> None:
    with override("en"):
        assert (
            cite_as_text(work(authors=(), version=None, centre=""))
            == "“Étude du web”, https://example.org/centre/r/1/."
        )


def test_bibtex_of_a_study_is_a_report_with_its_authors() -> None:
    assert cite_as_bibtex(work(identifiers={"doi": "10.1000/182"})).splitlines() == [
        "@techreport{etude-du-web-2011,",
        "  title = {{Étude du web}},",
        "  author = {{A. Martin} and {B. Durand}},",
        "  year = {2011},",
        "  institution = {Centre},",
        "  doi = {10.1000/182},",
        "  url = {https://example.org/centre/r/1/},",
        "  language = {fr},",
        "  note = {Version 2026-10-12}",
        "}",
    ]


def test_bibtex_escapes_what_latex_would_read() -> None:
    entry = cite_as_bibtex(work(title="50 % de {biens} & \\input{x}\n_#$~^", authors=("R&D",)))
    assert (
        r"title = {{50 \% de \{biens\} \& \textbackslash{}input\{x\} \_\#\$\textasciitilde{}\textasciicircum{}}}"
        in entry
    )
    assert r"author = {{R\&D}}" in entry


def test_bibtex_braces_are_balanced_whatever_the_title() -> None:
    entry = cite_as_bibtex(work(title="}{{", url="https://example.org/}{", identifiers={"doi": "10}/{1"}))
    depth = 0
    for index, char in enumerate(entry):
        escaped = index > 0 and entry[index - 1] == "\\"
        depth += {"{": 1, "}": -1}.get(char, 0) if not escaped else 0
        assert depth >= 0
    assert depth == 0


def test_bibtex_of_any_other_page_is_misc_by_the_centre() -> None:
    entry = cite_as_bibtex(work(kind_code="practice", authors=(), date=None))
    assert entry.startswith("@misc{etude-du-web-2026,")
    assert "author = {{Centre}}" in entry
    assert "howpublished = {Centre}" in entry


def test_ris_has_one_tag_a_line_and_ends() -> None:
    assert cite_as_ris(work()).split("\r\n") == [
        "TY  - RPRT",
        "TI  - Étude du web",
        "AU  - A. Martin",
        "AU  - B. Durand",
        "PY  - 2011",
        "PB  - Centre",
        "UR  - https://example.org/centre/r/1/",
        "LA  - fr",
        "Y2  - 2026/10/12",
        "ER  - ",
        "",
    ]


def test_ris_line_breaks_in_a_title_forge_no_tag() -> None:
    record = cite_as_ris(work(title="Titre\r\nAU  - Faux auteur\u2028ER  - ", authors=()))
    assert [line for line in record.split("\r\n") if line.startswith("AU")] == []
    assert "TI  - Titre AU  - Faux auteur ER  -" in record
