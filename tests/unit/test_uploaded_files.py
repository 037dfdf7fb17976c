"""Which files are taken, which are refused, and in what words: real ones, made for it."""

import contextlib
import io
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from resource_centre.contribution.uploads.checking import CheckedFile, check_file
from resource_centre.contribution.uploads.errors import FileRefused
from resource_centre.contribution.uploads.kinds import Limits
from resource_centre.contribution.uploads.names import LONGEST, clean_name
from tests.support.files import (
    PDF,
    archive,
    docx,
    image,
    moving,
    noted_png,
    odt,
    packed_object,
    pdf_with,
    photograph,
    wide_png,
)
from tests.support.pace import done_within

LIMITS = Limits(size=5_000_000, files=3, total=8_000_000, pixels=1_000_000)
EPUB = archive({"mimetype": b"application/epub+zip", "OEBPS/page.xhtml": b"<html/>", "OEBPS/p.html": b"<html/>"})


def taken(name: str, data: bytes, images: bool = False) -> CheckedFile:
    return check_file(name, data, LIMITS, images=images)


def why(name: str, data: bytes, images: bool = False, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileRefused) as refusal:
        check_file(name, data, limits, images=images)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("Bilan.PDF", PDF, "pdf"),
        ("note.odt", odt(), "odt"),
        ("note.docx", docx(), "docx"),
        ("livre.epub", EPUB, "epub"),
        ("données.csv", b"ville;total\r\nLens;3", "csv"),
        ("contacts.csv", b"t\xc3\xa9l;variation\n+33 1 23 45 67 89;-3,5\n@lens;- Atelier (2024)", "csv"),
        ("anciennes.csv", "ville;été\r\n".encode("cp1252"), "csv"),
        ("lisez.txt", "\ufeffDeux lignes\n< 3 ans".encode(), "txt"),
    ],
)
def test_documents_of_these_kinds_are_taken_as_they_are(name: str, data: bytes, kind: str) -> None:
    found = taken(name, data)
    assert (found.kind.code, found.data) == (kind, data)
    assert found.name == name.replace("PDF", "pdf")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_images_are_taken(form: str) -> None:
    found = taken(f"photo.{form.lower()}", image(form), images=True)
    with Image.open(io.BytesIO(found.data)) as written:
        assert (written.format, written.size) == (form, (40, 20))


def test_what_a_camera_noted_is_taken_out_and_the_image_stands_upright() -> None:
    found = taken("photo.jpg", photograph(), images=True)
    assert all(secret in photograph() for secret in (b"Canary", b"canary comment"))
    assert b"anary" not in found.data
    with Image.open(io.BytesIO(found.data)) as written:
        assert (written.size, len(written.getexif())) == ((20, 40), 0)
    assert b"Canary" in noted_png()
    assert b"Canary" not in taken("dessin.png", noted_png(), images=True).data
    webp = image("WEBP", exif=b"Exif\x00\x00canary", xmp=b"<canary/>")
    assert b"canary" not in taken("photo.webp", webp, images=True).data


def test_the_same_image_sent_twice_has_the_same_sum() -> None:
    one, other = (taken(name, photograph(), images=True) for name in ("a.jpg", "b.jpg"))
    assert one.sha256 == other.sha256


def test_a_photograph_of_a_telephone_keeps_its_first_picture() -> None:
    found = io.BytesIO()
    frames = [Image.new("RGB", (30, 10), colour) for colour in ("red", "blue")]
    frames[0].save(found, format="MPO", save_all=True, append_images=frames[1:])
    assert taken("photo.jpg", found.getvalue(), images=True).kind.code == "jpeg"


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_moving_images_are_refused(form: str) -> None:
    assert "animées" in why(f"a.{form.lower()}", moving(form), images=True)


def test_pixels_are_counted_before_any_is_decoded() -> None:
    bomb = wide_png(60_000, 60_000)
    assert len(bomb) < 10_000
    assert "pixels" in why("a.png", bomb, images=True)
    assert "pixels" in why("a.png", wide_png(2_000, 2_000), images=True)


def test_damaged_images_are_refused_in_words() -> None:
    whole = image("PNG", (300, 300))
    for data in (whole[: len(whole) // 2], whole[:40], image("JPEG", (300, 300))[:400], b"\x89PNG\r\n\x1a\nzzz"):
        name = "a.jpg" if data.startswith(b"\xff") else "a.png"
        assert "abîmée" in why(name, data, images=True)


@pytest.mark.parametrize(
    ("name", "data", "images", "said"),
    [
        ("vide.pdf", b"", False, "vide"),
        ("grand.pdf", PDF + bytes(5_000_000), False, "trop lourd"),
        ("../..", PDF, False, "nom"),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", True, "SVG"),
        ("page.html", b"<html>", False, "pages web"),
        ("macros.docm", docx(), False, "macros"),
        ("vieux.doc", b"\xd0\xcf\x11\xe0", False, "ancien"),
        ("tout.zip", archive({"a.txt": b"a"}), False, "archives"),
        ("lance.exe", b"MZ", False, "PDF"),
        ("rapport.pdf.exe", PDF, False, "PDF"),
        ("sans-suffixe", PDF, False, "PDF"),
        ("photo.png", image("PNG"), False, "Images"),
        ("bilan.pdf", PDF, True, "Documents"),
        ("page.txt", b"  \n<!DOCTYPE html><script>alert(1)</script>", False, "page web"),
        ("dessin.csv", b"\xef\xbb\xbf<svg onload=alert(1)>", False, "page web"),
        ("binaire.txt", b"a\x00b", False, "texte brut"),
        ("calcul.csv", b"ville;total\n\"=cmd|' /C calc'!A0\";3", False, "formules"),
        ("calcul.csv", b"ville\r=HYPERLINK(1)", False, "formules"),
        ("calcul.csv", b"ville;+cmd|' /C calc'!A0", False, "formules"),
        ("calcul.csv", b"ville\n@SUM(1)", False, "formules"),
        ("photo.jpg", image("PNG"), True, "JPEG"),
        ("page.pdf", b"<html>%PDF-1.4 %%EOF", False, "PDF"),
        ("page.png", b"<svg/>", True, "PNG"),
        ("note.odt", PDF, False, "ODT"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_reason(name: str, data: bytes, images: bool, said: str) -> None:
    assert said in why(name, data, images)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", "JavaScript"),
        (b"<< /S /J#61vaScript /JS (x) >>", "JavaScript"),
        (packed_object(b"1 0 << /S /JavaScript /JS (x) >>"), "JavaScript"),
        (packed_object(b"1 0 << /S /#4aavaScript >>").replace(b"/ObjStm", b"/Obj#53tm"), "JavaScript"),
        (packed_object(b"1 0 << /S /Launch >>", b"[/FlateDecode]"), "programme"),
        (b"<< /S /Launch /F (calc.exe) >>", "programme"),
        (b"<< /Type /EmbeddedFile >>", "autres fichiers"),
        (b"<< /Encrypt 5 0 R >>", "mot de passe"),
        (packed_object(b"x", b"[/ASCIIHexDecode /FlateDecode]"), "vérifiée"),
        (b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nnot zlib\nendstream", "abîmé"),
        (packed_object(bytes(110_000_000)), "trop gros"),
        (packed_object(b"1 0 << /S /JavaScript >>").replace(b">>\nstream", b" " * 5_000 + b">>\nstream"), "JavaScript"),
        (packed_object(b"1 0 << /S /JavaScript >>").replace(b">>\nstream", b"/X ( obj) >>\nstream"), "JavaScript"),
        (packed_object(b"1 0 << /S /JavaScript >>").replace(b"\nstream\n", b"\nstream %\r"), "JavaScript"),
        (packed_object(b"1 0 << /S /JavaScript >>").replace(b"/Type /ObjStm", b"/N 1 /First 4"), "JavaScript"),
    ],
)
def test_a_pdf_that_does_more_than_show_its_pages_is_refused(extra: bytes, said: str) -> None:
    assert said in why("a.pdf", pdf_with(extra))


def test_a_pdf_that_is_something_else_besides_is_refused() -> None:
    assert "ajouté" in why("a.pdf", PDF + archive({"a.class": b"x"}))
    assert "ajouté" in why("a.pdf", PDF + bytes(2_000))
    assert "fin" in why("a.pdf", PDF.replace(b"%%EOF", b""))
    assert taken("a.pdf", pdf_with(packed_object(b"1 0 << /Type /Font >>"))).kind.code == "pdf"


def test_a_pdf_of_many_lists_that_do_not_end_is_read_once() -> None:
    """One of a few megabytes kept a process for minutes: each list was read to the end of the file."""
    one = b"1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + zlib.compress(b"1 0 null")
    done_within(4, lambda: taken("a.pdf", PDF.replace(b"trailer", one * 40_000 + b"trailer")))


def test_a_pdf_whose_pages_begin_with_numbers_is_taken() -> None:
    drawn = zlib.compress(b"1 0 0 1 50 50 cm " + b"0 0 m 1 1 l " * 1_000)
    page = b"<< /Type /Outlines /First 9 0 R >>\nendobj\n5 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + drawn
    assert taken("a.pdf", pdf_with(page + b"\nendstream")).kind.code == "pdf"
    image = b"<< /First 9 0 R >>\nendobj\n5 0 obj\n<< /Filter /DCTDecode >>\nstream\n" + b"\xff\xd8\xff" * 900
    assert taken("a.pdf", pdf_with(image + b"\nendstream")).kind.code == "pdf"


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = odt(zeros=bytes(50_000_000))
    assert len(bomb) < 200_000
    assert "trop gros" in why("a.odt", bomb)


def test_parts_that_lie_about_themselves_are_refused() -> None:
    many = archive({f"p{n}": b"" for n in range(3_100)})
    assert "trop de parties" in why("a.docx", many)
    twice = bytearray(odt())
    at = twice.find(b"PK\x01\x02")
    struct.pack_into("<I", twice, at + 20, 4_000_000)  # a part that would be longer than its file
    assert why("a.odt", bytes(twice))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (docx("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        (odt(**{"Basic/Standard/Module1.xml": b"x"}), "macros"),
        (docx(**{"word/embeddings/a.exe": b"MZ"}), "programmes"),
        (docx(**{"../../etc/passwd": b"x"}), "dossier"),
        (docx("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "n’est pas ce que"),
        (archive({"a.txt": b"a"}), "n’est pas ce que"),
        (docx() + b"<html>", "ajouté"),
        (docx()[:-30], "n’est pas ce que"),
        (b"PK\x03\x04" + bytes(100), "n’est pas ce que"),
    ],
)
def test_an_office_file_that_is_not_what_it_says_is_refused(data: bytes, said: str) -> None:
    assert said in why("a.docx" if b"ODT" not in data and b"opendocument" not in data else "a.odt", data)


def test_a_book_with_a_script_and_a_file_with_a_password_are_refused() -> None:
    book = archive({"mimetype": b"application/epub+zip", "OEBPS/a.js": b"x"})
    assert "programmes" in why("a.epub", book)
    closed = bytearray(odt())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        closed[closed.find(sign) + offset] |= 1
    assert "mot de passe" in why("a.odt", bytes(closed))


PAGE = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:s="http://www.w3.org/2000/svg">{}</html>'


@pytest.mark.parametrize(
    "inside",
    [
        "<body><script>x()</script></body>",
        "<body><s:svg><s:script/></s:svg></body>",
        "<style><SCRIPT/></style>",
        '<body OnLoad="x()"/>',
        '<a href=" java&#115;cript:x()">a</a>',
        '<s:animate values="#a;javascript:x()"/>',
        '<iframe srcdoc="a"/>',
        '<?xml-stylesheet type="text/xsl" href="a.xsl"?>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_book_whose_pages_run_something_is_refused_whatever_the_page_is_called(inside: str, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{PAGE.format(inside)}'.encode(encoding)
    for name in ("page.xhtml", "page.png", "page"):
        book = archive({"mimetype": b"application/epub+zip", name: declared})
        assert "scripts" in why("a.epub", book), name


def test_a_book_that_speaks_of_scripts_is_taken_and_one_that_no_reader_opens_is_not() -> None:
    def book(page: str) -> bytes:
        return archive({"mimetype": b"application/epub+zip", "a.xhtml": page.encode()})

    assert taken("a.epub", book(PAGE.format("<p>javascript: &lt;script&gt; onclick=</p><![CDATA[<script/>]]>")))
    assert "abîmé" in why("a.epub", book("<html><p></html>"))
    assert "entités" in why("a.epub", book(f'<!DOCTYPE html [<!ENTITY x "y">]>{PAGE.format("&x;")}'))
    assert "trop longues" in why("a.epub", book(PAGE.format("".join(map(str, range(900_000))))))


REL = (
    '<?xml version="1.0"?><Relationships><Relationship Id="rId1" Type="http://x/relationships/{}" Target="{}"{}/>'
    "</Relationships>"
)
OUTSIDE = ' TargetMode="External"'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("sort", "target"),
    [
        ("attachedTemplate", "https://evil.example/a.dotm"),
        ("attachedTemplate", "h&#116;tp://evil.example/a"),
        ("oleObject", "\\\\evil.example\\a"),
        ("frame", "mhtml:http://evil.example/a!x"),
    ],
)
def test_an_office_file_that_fetches_something_when_it_is_opened_is_refused(
    sort: str, target: str, encoding: str
) -> None:
    relation = REL.format(sort, target, OUTSIDE).replace("?>", f' encoding="{encoding}"?>').encode(encoding)
    said = why("note.docx", docx(**{"word/_rels/settings.xml.rels": relation}))
    assert "elsewhere" in said or "ailleurs" in said


def test_an_office_file_with_links_and_the_template_of_its_author_is_taken() -> None:
    harmless = (("hyperlink", "https://a.example/"), ("attachedTemplate", "file:///C:\\Modeles\\lettre.dotx"))
    for sort, target in harmless:
        relation = REL.format(sort, target, OUTSIDE).encode()
        assert taken("note.docx", docx(**{"word/_rels/settings.xml.rels": relation})).kind.code == "docx"
    assert "abîmé" in why("note.docx", docx(**{"_rels/.rels": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}))


def test_what_no_such_format_packs_with_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_LZMA) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        made.writestr("a.xhtml", "<html/>")
    assert "abîmé" in why("a.epub", kept.getvalue())


def test_a_damaged_archive_is_refused_in_words() -> None:
    data = bytearray(docx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as made:
        start = made.getinfo("[Content_Types].xml").header_offset + 30 + len("[Content_Types].xml")
    data[start : start + 8] = b"\xff" * 8
    assert "abîmé" in why("a.docx", bytes(data))


def test_a_kind_that_the_site_does_not_take_is_refused(settings: object) -> None:
    settings.WAGTAILDOCS_EXTENSIONS = ["pdf"]  # type: ignore[attr-defined]
    assert "PDF" in why("a.odt", odt())


def test_limits_are_those_of_the_site() -> None:
    assert "1 Mo" in why("a.pdf", PDF + bytes(1_100_000), limits=replace(LIMITS, size=1_000_000)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/Bilan.pdf", "Bilan.pdf"),
        ("..\\..\\windows\\Bilan.pdf", "Bilan.pdf"),
        ("Bil\x00an\x1f.pdf", "Bilan.pdf"),
        ("Bilan\u202efdp.exe", "Bilanfdp.exe"),
        ("  Bilan   2024 .PDF ", "Bilan 2024.pdf"),
        ("con.pdf", "_con.pdf"),
        ("page.php.pdf", "page-php.pdf"),
        (".htaccess", "htaccess"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("...", ""),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_names_keep_what_can_be_seen(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text(max_size=400))
def test_any_name_is_one_that_can_be_stored(sent: str) -> None:
    found = clean_name(sent)
    assert len(found) <= LONGEST
    assert not set('/\\\x00<>:"|?*') & set(found)
    assert not [char for char in found if unicodedata.category(char) in {"Cc", "Cf"}]
    assert not found.startswith(".")
    assert clean_name(found) == found


@given(st.binary(max_size=600), st.sampled_from(["pdf", "odt", "docx", "epub", "csv", "jpg", "png", "webp", "avif"]))
def test_no_bytes_whatever_do_anything_but_be_taken_or_refused(data: bytes, extension: str) -> None:
    starts = {
        "pdf": b"%PDF-",
        "odt": b"PK\x03\x04",
        "docx": b"PK\x03\x04",
        "jpg": b"\xff\xd8\xff",
        "webp": b"RIFF0000WEBP",
    }
    images = extension in {"jpg", "png", "webp", "avif"}
    for content in (data, starts.get(extension, b"") + data, starts.get(extension, b"") + data + b"%%EOF"):
        with contextlib.suppress(FileRefused):
            assert taken(f"a.{extension}", content, images).name == f"a.{extension}"
