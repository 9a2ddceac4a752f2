"""The defect ``softness``: a picture that is out of focus as a whole."""

from __future__ import annotations

import cv2

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject


def inject(clean: Clean, deviation: float, random: Random) -> Subject:
    """The picture after a Gaussian blur of a deviation in pixels."""
    picture = Picture(cv2.GaussianBlur(clean.pixels, (0, 0), deviation))
    return Subject(picture, picture)


DEFECT = Defect(
    name="softness",
    title="Out of focus",
    check="blur",
    unit="pixels",
    strengths=(0.5, 0.7, 1, 1.3, 1.6, 2, 3),
    visible=1.3,
    inject=inject,
)
