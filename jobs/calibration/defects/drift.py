"""The defect ``other_content``: a proof that shows something else than its candidate."""

from __future__ import annotations

import math

import cv2
import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.calibration.defects.compression import compressed
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject

_QUALITY = 85
_SOFT = 3.0


def other_content(clean: Clean, share: float, random: Random) -> Subject:
    """So many per cent of the area show another photograph, softly joined."""
    height, width = clean.pixels.shape[:2]
    side = math.sqrt(share / 100)
    across, down = max(1, round(side * width)), max(1, round(side * height))
    left, top = (round(random.random() * room) for room in (width - across, height - down))
    inside = np.zeros((height, width), np.float32)
    inside[top : top + down, left : left + across] = 1
    weight = cv2.GaussianBlur(inside, (0, 0), _SOFT)[:, :, None]
    other = cv2.resize(clean.other, (width, height), interpolation=cv2.INTER_AREA)
    mixed = clean.pixels * (1 - weight) + other * weight
    proof = Picture(np.clip(np.rint(mixed), 0, 255).astype(np.uint8))
    return Subject(proof, Picture(clean.pixels), candidate=Picture(clean.pixels))


def same_content(clean: Clean, random: Random) -> Subject:
    """A faithful proof: another contrast and colour, compressed again."""
    gain, shade = float(random.uniform(0.85, 1.1)), int(random.integers(-8, 9))
    curve = np.clip(np.arange(256) * gain + shade, 0, 255)
    proof = Picture(compressed(cv2.LUT(clean.pixels, curve.astype(np.uint8)), _QUALITY))
    return Subject(proof, Picture(clean.pixels), candidate=Picture(clean.pixels))


OTHER_CONTENT = Defect(
    name="other_content",
    title="Another composition than the candidate's",
    check="composition",
    unit="% of the area",
    strengths=(2, 5, 10, 20, 30, 50),
    visible=20,
    inject=other_content,
    clean=same_content,
)
