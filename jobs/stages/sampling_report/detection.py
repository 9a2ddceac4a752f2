"""Whether text or a watermark can be read on a picture: the gate's own check for residual text."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.stages.contract import Context, Picture, Pixels
from jobs.stages.gate.check import Subject
from jobs.stages.gate.profiles import DEFAULT, shipped
from jobs.stages.gate.residual_text import CHECK, confidence_of, readings

THRESHOLD = shipped(DEFAULT).thresholds[CHECK.name]
"""A reading surer than this fails a picture, as it fails a proof at the gate."""


@dataclass(frozen=True)
class Reading:
    """What was read on a picture: how sure the surest is (0..1), and all above the threshold."""

    confidence: float
    read: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether the gate would fail this picture for its text."""
        return self.confidence > THRESHOLD


def read(pixels: Pixels, context: Context) -> Reading:
    """Look at the picture as the gate looks at a proof, twice and with two pairs of networks."""
    picture = Picture(pixels)
    found = [
        (confidence_of(line, near=False), line.text)
        for lines, _, _ in readings(Subject(proof=picture, source=picture), context)
        for line in lines
    ]
    return Reading(
        confidence=max((confidence for confidence, _ in found), default=0.0),
        read=tuple(dict.fromkeys(text for confidence, text in found if confidence > THRESHOLD)),
    )
