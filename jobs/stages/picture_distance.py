"""How far two pictures of the same size are apart, in numbers that a record can hold."""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field

from jobs.stages.contract import Frozen, Pixels
from jobs.stages.perceptual_hash import BITS, phash
from jobs.stages.perceptual_hash import distance as differing_bits


class Distance(Frozen):
    """Two pictures compared, pixel by pixel and by their look."""

    psnr: float | None = Field(description="in dB; null when the pictures are identical")
    max_difference: int = Field(ge=0, le=255, description="largest difference of one value")
    phash_bits: int = Field(ge=0, le=BITS, description="differing bits of the perceptual hash")

    @property
    def identical(self) -> bool:
        """True when no pixel differs."""
        return self.max_difference == 0


def distance(one: Pixels, other: Pixels) -> Distance:
    """Compare RGB uint8 pixels, height x width x 3; raises ``ValueError`` for different sizes.

    PSNR is 10 log10(255^2 / MSE) over all values.
    """
    if one.shape != other.shape:
        sizes = " and ".join(f"{a.shape[1]} x {a.shape[0]}" for a in (one, other))
        raise ValueError(f"Pictures of different sizes cannot be compared by pixels: {sizes}.")
    difference = np.abs(one.astype(np.int16) - other.astype(np.int16))
    mean_square = float(np.mean(np.square(difference, dtype=np.float64)))
    return Distance(
        psnr=round(10 * math.log10(255**2 / mean_square), 4) if mean_square else None,
        max_difference=int(difference.max(initial=0)),
        phash_bits=differing_bits(phash(one), phash(other)),
    )
