"""Images: measured before they are decoded, then written anew without what the camera noted (place, date, author)."""

import warnings
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from resource_centre.contribution.uploads.errors import FileRefused
from resource_centre.contribution.uploads.kinds import FileKind

#: How each format is written; a photograph loses nothing that is seen.
_WRITTEN: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 85},
}
#: What is kept of the notes of a file: how its colours are to be shown.
_KEPT = ("icc_profile", "transparency")


def cleaned_picture(data: bytes, kind: FileKind, most_pixels: int) -> bytes:
    """The same image, upright, with nothing but its pixels and colours. Raises FileRefused.

    The number of pixels is read from the head of the file, before any is decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            _check(data, kind, most_pixels)
            with Image.open(BytesIO(data), formats=_formats(kind)) as image:
                return _written(image, kind)
    except FileRefused:
        raise
    except Image.DecompressionBombError as error:
        raise FileRefused(_too_many(most_pixels)) from error
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them meet
        raise FileRefused(_("This image is damaged or not complete: save it again, then send it.")) from error


def _formats(kind: FileKind) -> list[str]:
    # Telephones write several pictures in one JPEG: the first is the photograph.
    return ["JPEG", "MPO"] if kind.mark == "JPEG" else [kind.mark]


def _check(data: bytes, kind: FileKind, most_pixels: int) -> None:
    with Image.open(BytesIO(data), formats=_formats(kind)) as image:
        if image.width * image.height > most_pixels:
            raise FileRefused(_too_many(most_pixels))
        if image.format != "MPO" and getattr(image, "is_animated", False):
            raise FileRefused(_("Moving images are not taken: send a still one."))
        image.verify()


def _too_many(most: int) -> str:
    return _("This image is too large: %(most)d million pixels at most. Make it smaller, then send it.") % {
        "most": max(1, most // 1_000_000)
    }


def _written(image: Any, kind: FileKind) -> bytes:
    image.load()
    upright = _upright(image)
    upright.info = {name: upright.info[name] for name in _KEPT if name in upright.info}
    found = BytesIO()
    profile = {"icc_profile": upright.info["icc_profile"]} if "icc_profile" in upright.info else {}
    upright.save(found, format=kind.mark, exif=b"", **profile, **_WRITTEN[kind.mark])
    return found.getvalue()


def _upright(image: Any) -> Any:
    """The image as it is looked at. Notes that cannot be read say nothing, and are lost like the others."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image
