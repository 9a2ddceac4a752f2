"""Small WebP previews of pictures and masks, made once and kept beside the artifacts."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from PIL import Image

from jobs import artifacts

WIDTHS = (160, 320, 640, 1280)
MEDIA_TYPE = "image/webp"
QUALITY = 82


class ThumbnailError(ValueError):
    """A preview cannot be made: of that width, or of those bytes."""


def thumbnail(digest: str, width: int) -> bytes:
    """WebP at most ``width`` pixels wide (never enlarged), of a stored picture.

    The widest is lossless of a picture that fits in it.
    ``width`` is one of ``WIDTHS``. Raises ``ThumbnailError``, or ``ArtifactError`` when the
    picture is missing.
    """
    if width not in WIDTHS:
        allowed = ", ".join(map(str, WIDTHS))
        raise ThumbnailError(f"Previews are {allowed} pixels wide, not {width}.")
    where = artifacts.storage()
    name = f"thumbnails/{width}/{artifacts.path_of(digest)}.webp"
    if where.exists(name):
        with where.open(name, "rb") as file:
            kept: bytes = file.read()
        return kept
    made = _shrunk(artifacts.read(digest), width)
    where.save(name, ContentFile(made))
    return made


def _shrunk(data: bytes, width: int) -> bytes:
    try:
        picture: Image.Image = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, Image.DecompressionBombError) as error:
        raise ThumbnailError(
            "These bytes are not a picture; only pictures have previews."
        ) from error
    height = max(1, round(picture.height * width / picture.width))
    shrunk = picture.width > width
    if shrunk:
        # Shrinking in two steps: a box filter to twice the size is fast and loses nothing seen.
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    # The widest is what a picture is judged by, and a small one is shown enlarged there: the
    # preview's own blocks would be taken for the picture's.
    faithful = width == WIDTHS[-1] and not shrunk
    picture.save(out, "WEBP", quality=QUALITY, method=2, lossless=faithful)
    return out.getvalue()
