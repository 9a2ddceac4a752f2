"""What a calibration found: thresholds, detection curves, and who finds whose defects."""

from __future__ import annotations

import math

from pydantic import Field

from jobs.calibration.pictures import Half
from jobs.stages.contract import Frozen

PROMISED_RECALL = 0.95
PROMISED_FALSE_POSITIVES = 0.05
_Z = 1.96


class Rate(Frozen):
    """So many of so many."""

    hits: int = Field(ge=0)
    of: int = Field(ge=0)

    @property
    def share(self) -> float:
        """0..1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share (E. B. Wilson, 1927)."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.share
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n)) / (1 + _Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


class Point(Frozen):
    """One strength of a defect, in one half of the pictures."""

    strength: float = Field(description="in the defect's unit")
    half: Half
    visible: bool = Field(description="whether a person sees it at 100 %")
    median: float = Field(description="of the check's scores")
    found: dict[str, Rate] = Field(description="by profile: spoilt proofs that the check failed")


class Example(Frozen):
    """A picture before and after, and what the check said; the pictures lie beside the report."""

    picture: str = Field(description="the part of the photo that was used")
    sound: str = Field(description="file name of the clean proof")
    spoilt: str = Field(description="file name of the proof with the defect, findings drawn on it")
    score: float


class DefectReport(Frozen):
    """One class of defects, and how well its check tells it."""

    name: str
    title: str
    check: str
    check_version: str
    unit: str = Field(description="of the strengths")
    score_unit: str
    visible: float = Field(description="the faintest strength that a person sees at 100 %")
    thresholds: dict[str, float] = Field(description="by profile")
    false_positives: dict[Half, dict[str, Rate]] = Field(
        description="by half and profile: sound proofs that the check failed"
    )
    points: tuple[Point, ...] = Field(description="the detection curve, the faintest first")
    milliseconds: float = Field(description="median time of the check on one picture")
    example: Example | None = None

    def recall(self, profile: str, half: Half = Half.HELD_OUT) -> Rate:
        """At the faintest strength that a person sees: the hardest that is promised."""
        return next(
            point.found[profile]
            for point in self.points
            if point.half is half and point.strength == self.visible
        )

    def holds(self, profile: str) -> bool:
        """Whether the promise was kept on pictures that set no threshold."""
        wrong = self.false_positives[Half.HELD_OUT][profile].share
        return self.recall(profile).share >= PROMISED_RECALL and wrong <= PROMISED_FALSE_POSITIVES


class Row(Frozen):
    """What every check says of one class at its visible strength; ``clean`` for sound pictures."""

    defect: str
    failed: dict[str, Rate] = Field(description="by check, with the profile ``standard``")
    blocked: Rate = Field(description="pictures that at least one check failed")


class CalibrationReport(Frozen):
    """A whole calibration; every number can be computed again from ``scores.jsonl``."""

    version: int = Field(ge=1, description="version of the profiles that it belongs to")
    photos: str = Field(description="where the clean pictures came from")
    pictures: dict[Half, int] = Field(description="clean pictures in each half")
    rate: float = Field(description="share of false positives that was asked for")
    chosen: bool = Field(
        default=True, description="whether the thresholds were chosen here, or only judged"
    )
    defects: tuple[DefectReport, ...]
    confusion: tuple[Row, ...]
