"""How a stored picture would look with a target's colour and contrast, small."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from jobs import artifacts, thumbnails
from jobs.stages.alignment import Aim, AlignmentDetails, Limits, align
from jobs.stages.codec import decode_picture
from jobs.stages.colour_profile import ColourProfile, measure
from jobs.stages.contract import Picture, Pixels

WIDTH = 640
"""Pixels across; a picture that is smaller stays so."""


def preview(digest: str, target: str) -> tuple[bytes, AlignmentDetails]:
    """WebP of a stored picture brought to a target, and what was done to it.

    Raises ``StageError`` when the target's picture cannot serve as one, ``ArtifactError`` when
    a picture is missing and ``ThumbnailError`` when the bytes are none.
    """
    pixels = _small(digest)
    aim = Aim.of(target, pixels, lambda wanted: decode_picture(artifacts.read(wanted)))
    aligned, details = align(pixels, aim, Limits(), Picture(pixels).size)
    buffer = io.BytesIO()
    Image.fromarray(aligned).save(buffer, "WEBP", quality=thumbnails.QUALITY, method=2)
    return buffer.getvalue(), details


def profile_of(digest: str) -> ColourProfile:
    """The profile of a stored picture, as its preview has it."""
    return measure(_small(digest))


def _small(digest: str) -> Pixels:
    made = Image.open(io.BytesIO(thumbnails.thumbnail(digest, WIDTH)))
    return np.asarray(made.convert("RGB"))
