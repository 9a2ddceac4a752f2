"""Pictures with text for the tests: free photos, drawn over with a known mask."""

from __future__ import annotations

import numpy as np
import skimage.data

from jobs.benchmarks.lettering import Lettered, Style, render

WORDS = "Harbour View"


def photo() -> np.ndarray:
    """A piece of a photo without any text of its own."""
    return np.ascontiguousarray(skimage.data.chelsea()[:240, :360])


def lettered(text: str = WORDS, at: tuple[int, int] = (60, 90), **style) -> Lettered:
    """The photo with one line on it, in Pillow's own font."""
    chosen = Style(**{"font": "", "size": 34, "colour": (255, 255, 255), "opacity": 1.0} | style)
    pixels = photo()
    drawn = render(text, chosen, (pixels.shape[1], pixels.shape[0]), at)
    assert drawn is not None
    colour, alpha, _ = drawn
    blended = pixels * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    mask = np.where(alpha >= 0.03, 255, 0).astype(np.uint8)
    return Lettered(np.round(blended).astype(np.uint8), mask, ())
