"""What a picture's colours and contrast are to be: a named look, or the profile of a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

import numpy as np
from pydantic import AfterValidator

from jobs.stages.colour_adjustment import adjusted_lab, rgb_pixels
from jobs.stages.colour_profile import ColourProfile, lab_pixels, measure, reduced
from jobs.stages.contract import Picture, Pixels, StageError
from jobs.stages.looks import LOOKS

TARGET = "target"
"""What the param is called in every stage that knows a target."""
LEAST_SIDE = 64
"""Pixels that a reference picture has at least a side: fewer are no photograph's colours."""
LEAST_RANGE = 10.0
"""Lightness from its darkest twentieth to its brightest that a reference picture spans at least."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def checked(target: str) -> str:
    """The target as it is; raises ``ValueError`` for what is neither a look nor a digest."""
    if target and target not in LOOKS and not _DIGEST.fullmatch(target):
        raise ValueError(
            f"'{target[:70]}' is no target: give one of {', '.join(LOOKS)}, the SHA-256 of a "
            "registered picture, or nothing"
        )
    return target


Target = Annotated[str, AfterValidator(checked)]
"""A param that names a target: a look, the SHA-256 of a registered picture, or empty for none."""


def is_picture(target: str) -> bool:
    """Whether a target is a picture's digest and not a look."""
    return _DIGEST.fullmatch(target) is not None


def wanted(target: str, source: Pixels, fetch: Callable[[str], Picture]) -> ColourProfile:
    """The profile that a proof of ``source`` (RGB uint8) is to have.

    A look is relative: its profile is the source's own after the look. A picture's is its own,
    at whatever size it has. Raises ``StageError`` when the picture cannot serve as one.
    """
    if not is_picture(target):
        lab = lab_pixels(reduced(source))
        return measure(rgb_pixels(adjusted_lab(lab, LOOKS[checked(target)][1])))
    picture = fetch(target)
    reason = unsuitable(picture)
    if reason is not None:
        raise StageError(f"The target picture {target[:12]} cannot serve as one: {reason}")
    return measure(picture.pixels)


def unsuitable(picture: Picture) -> str | None:
    """Why a picture has no colours and contrast to aim at, in words; None where it has."""
    width, height = picture.size
    if min(width, height) < LEAST_SIDE:
        return (
            f"it is {width} x {height} pixels; choose a photograph of at least {LEAST_SIDE} a side."
        )
    if picture.alpha is not None and int(picture.alpha.min()) < 255:
        return "parts of it are transparent; choose one that is opaque."
    dark, light = np.percentile(lab_pixels(reduced(picture.pixels))[..., 0], (5, 95))
    if light - dark < LEAST_RANGE:
        return "it is nearly of one lightness; choose a photograph with dark and light in it."
    return None
