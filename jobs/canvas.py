"""The flat picture that a job begins with when there is nothing to begin with."""

from __future__ import annotations

import numpy as np

from jobs import artifacts
from jobs.models import Artifact
from jobs.stages.codec import MEDIA_TYPE, encode_picture
from jobs.stages.contract import Picture

MIDDLE_GREY = 128


def canvas_picture(width: int, height: int) -> Picture:
    """A middle-grey picture of the size given, in pixels."""
    return Picture(np.full((height, width, 3), MIDDLE_GREY, np.uint8))


def canvas(width: int, height: int) -> Artifact:
    """The same, kept among the artifacts: equal sizes give the same artifact."""
    return artifacts.put(encode_picture(canvas_picture(width, height)), MEDIA_TYPE, width, height)
