"""The thorough fill of thin holes: edges that run on, and what the spectrum around them says."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.diffusion import diffuse
from jobs.stages.membrane import Floats

SHARE = 0.1
"""Of the spectrum's answer in the mean of both.

On 86 holes of lettering in photographs it takes 0.06 dB off the error of the edges alone, about
as much in thin holes as in wide ones. Three times as much takes off 0.12 dB, but makes single holes
worse by 0.9 dB.
"""


def spectral_fill(
    pixels: Pixels, hole: Plane, checkpoint: Callable[[], None] = lambda: None
) -> Floats:
    """The crop with its hole filled, float32 RGB 0..255; known pixels keep their values.

    ``pixels`` is height x width x 3 and ``hole`` 255 inside. A mean of the edge-following fill
    and of the spectrum's, which err in different ways: one knows no texture, the other no edge
    that ends. Raises ``ValueError`` when the hole leaves nothing known; ``checkpoint`` is called
    between the parts of the work and may raise.
    """
    values = pixels.astype(np.float32)
    along_edges = diffuse(values, hole, checkpoint)
    checkpoint()
    filled = along_edges + SHARE * (reconstructed(pixels, hole) - along_edges)
    return np.where(hole[:, :, None] > 0, filled, values).astype(np.float32)


def reconstructed(pixels: Pixels, hole: Plane) -> Floats:
    """The hole as a sparse sum of waves that fits what is known around each block of it.

    Frequency selective reconstruction (Genser, Seiler, Schilling and Kaup, 2018; OpenCV's
    ``xphoto``), which takes no value from inside the hole.
    """
    # OpenCV turns BGR to luma and chroma on the way.
    given = np.ascontiguousarray(pixels[:, :, ::-1])
    found = np.zeros_like(given)
    cv2.xphoto.inpaint(given, cv2.bitwise_not(hole), found, cv2.xphoto.INPAINT_FSR_FAST)
    return found[:, :, ::-1].astype(np.float32)
