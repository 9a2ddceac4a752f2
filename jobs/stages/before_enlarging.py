"""The picture that an enlargement came from: what the stages after ``upscale`` stay true to."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Frame, Pixels, StageError

LEAST, MOST = 1.0, 4.0
"""How many times wider and higher an enlargement may be."""


def before_enlarging(frame: Frame, scale: float | None) -> Pixels:
    """The frame's picture scaled down by area to the size that it was enlarged from.

    ``upscale`` gives a picture that scaled down is what it was made from, so that this is it but
    for rounding. The size is the job's source's, or by ``scale``. Raises ``StageError`` where
    the picture is no enlargement of that.
    """
    width, height = frame.picture.size
    if scale is None:
        size = frame.source.size
        if size == (width, height):
            raise StageError(
                "scale: the picture is as large as the job's source, so nothing was enlarged."
                " Put upscale before this step, or say by how much it had been enlarged."
            )
    else:
        size = max(1, round(width / scale)), max(1, round(height / scale))
    # Both sides were rounded to whole pixels, by at most half of one.
    uneven = abs(width * size[1] - height * size[0]) > (size[0] + size[1]) / 2
    if uneven or not LEAST < max(width / size[0], height / size[1]) <= MOST + 0.5:
        raise StageError(
            f"scale: {width} x {height} is no enlargement of {size[0]} x {size[1]} by up to"
            f" {MOST:g} times. Say by how much the picture had been enlarged."
        )
    return np.asarray(cv2.resize(frame.picture.pixels, size, interpolation=cv2.INTER_AREA))
