"""The defect ``jpeg``: a picture that was compressed too strongly, and then stored as it looks."""

from __future__ import annotations

import cv2

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject


def inject(clean: Clean, quality: float, random: Random) -> Subject:
    """The picture after JPEG at a quality from 1 to 100."""
    picture = Picture(compressed(clean.pixels, round(quality)))
    return Subject(picture, picture)


def compressed(pixels: Pixels, quality: int) -> Pixels:
    """RGB pixels, written as JPEG with OpenCV's tables and read again."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
    again: Pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return again


DEFECT = Defect(
    name="jpeg",
    title="Strong compression",
    check="blockiness",
    unit="JPEG quality",
    strengths=(70, 50, 40, 30, 20, 15, 10),
    visible=20,
    inject=inject,
)
