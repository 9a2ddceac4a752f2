"""The darkest and the brightest that a picture may become at a place, by what lies around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def local_range(source: Floats, allowance: float) -> tuple[Floats, Floats]:
    """Lowest and highest values, in levels, for height x width or height x width x 3.

    Beside an edge the source is flat on either side, and anything beyond its own 3 x 3 range is
    a halo. A thin line is different: the source holds it diluted, so it may exceed that range by
    ``allowance`` times how far the pixel stands out from both its neighbours in a direction.
    """
    height, width = source.shape[:2]
    framed = cv2.copyMakeBorder(source, 1, 1, 1, 1, cv2.BORDER_REPLICATE)

    def moved(down: int, across: int) -> Floats:
        shifted: Floats = framed[1 + down : 1 + down + height, 1 + across : 1 + across + width]
        return shifted

    peak, pit = np.zeros_like(source), np.zeros_like(source)
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one, other = moved(down, across), moved(-down, -across)
        np.maximum(peak, source - np.maximum(one, other), out=peak)
        np.maximum(pit, np.minimum(one, other) - source, out=pit)
    around, share = np.ones((3, 3), np.uint8), np.float32(allowance)
    lowest = cv2.erode(source, around) - share * cv2.dilate(pit, around)
    highest = cv2.dilate(source, around) + share * cv2.dilate(peak, around)
    return lowest, highest
