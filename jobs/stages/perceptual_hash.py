"""A picture's perceptual hash: 64 bits that change little when the picture looks much the same."""

from __future__ import annotations

import cv2

from jobs.stages.contract import Pixels

BITS = 64


def phash(pixels: Pixels) -> str:
    """The hash of RGB uint8 pixels, height x width x 3, as 16 hexadecimal digits.

    The signs of the 8 x 8 lowest frequencies of a 32 x 32 grey picture, against their mean
    (C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010).
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    # opencv-contrib's own type hints leave this one out.
    hasher = cv2.img_hash.PHash_create()  # type: ignore[attr-defined]
    return bytes(hasher.compute(grey).ravel()).hex()


def distance(one: str, other: str) -> int:
    """How many of the 64 bits differ: 0 for the same look, about 32 for unrelated pictures.

    Raises ``ValueError`` for text that is not such a hash.
    """
    for given in (one, other):
        if len(given) * 4 != BITS:
            raise ValueError(f"'{given}' is not a perceptual hash of 16 hexadecimal digits.")
    return (int(one, 16) ^ int(other, 16)).bit_count()
