"""Small pictures of what a running step will deliver: written over, and forgotten at its end."""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

from jobs.models import Preview, Step
from jobs.stages.contract import Pixels

MEDIA_TYPE = "image/webp"
LONGEST_SIDE = 128
QUALITY = 70


def encode(pixels: Pixels) -> bytes:
    """WebP of RGB pixels, the longest side at most ``LONGEST_SIDE``, never enlarged."""
    picture: Image.Image = Image.fromarray(pixels)
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    # The quickest method: the next preview is a quarter of a second away.
    picture.save(out, "WEBP", quality=QUALITY, method=0)
    return out.getvalue()


def put(step: Step, pictures: Mapping[str, bytes]) -> None:
    """Keep a step's newest previews by name; to be called while its lease is known to hold."""
    for name, data in pictures.items():
        Preview.objects.update_or_create(step=step, name=name, defaults={"data": data})


def read(step: Step, name: str) -> bytes | None:
    """The newest preview under a name as WebP; None when there is none, or none any more."""
    preview = Preview.objects.filter(step=step, name=name).first()
    return None if preview is None else bytes(preview.data)


def forget(step: Step, name: str | None = None) -> None:
    """Drop a step's previews, or the one of a name."""
    dropped = Preview.objects.filter(step=step)
    if name is not None:
        dropped = dropped.filter(name=name)
    dropped.delete()
