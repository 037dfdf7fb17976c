"""Files as people send them, and as they should not: made here, byte by byte."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from PIL import Image, PngImagePlugin

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
    b"trailer << /Root 1 0 R >>\n%%EOF\n"
)
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf_with(extra: bytes) -> bytes:
    """A PDF with one more object."""
    return PDF.replace(b"trailer", b"4 0 obj\n" + extra + b"\nendobj\ntrailer")


def packed_object(content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A compressed list of objects."""
    packed = zlib.compress(content)
    head = b"<< /Type /ObjStm /Length %d /Filter %s >>\n" % (len(packed), filters)
    return head + b"stream\n" + packed + b"\nendstream"


def archive(parts: Mapping[str, bytes], stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    """A zip archive with these parts, in this order."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(
                zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            )
    return found.getvalue()


def odt(**more: bytes) -> bytes:
    """A text of OpenDocument; `more` are parts by name."""
    return archive({"mimetype": ODT.encode(), "content.xml": b"<office/>", **more})


def docx(content_type: str = DOCX, **more: bytes) -> bytes:
    """A text of Office."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "word/document.xml": b"<w/>", **more})


def image(form: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """An image, two colours."""
    made = Image.new("RGB", size, "#8a2be2")
    made.paste("#ffcc00", (0, 0, size[0] // 2, size[1]))
    found = io.BytesIO()
    made.save(found, format=form, **options)
    return found.getvalue()


def photograph() -> bytes:
    """A JPEG that says where it was taken, with what, by whom, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = 6, "Canary camera", "Ada Canary"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (48.0, 51.0, 24.0)
    return image("JPEG", exif=exif, comment=b"canary comment")


def noted_png() -> bytes:
    """A PNG with a text inside."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Ada Canary")
    return image("PNG", pnginfo=notes)


def moving(form: str) -> bytes:
    """Two images, one after the other."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    found = io.BytesIO()
    frames[0].save(found, format=form, save_all=True, append_images=frames[1:])
    return found.getvalue()


def wide_png(width: int, height: int) -> bytes:
    """The head of an image of that many pixels, whose content would be decoded from a few kilobytes of zeros."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
