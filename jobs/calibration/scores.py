"""What checks said about clean and spoilt pictures, kept line by line so that a run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from jobs.calibration.pictures import Half
from jobs.stages.contract import Frozen

CLEAN = "clean"
"""In place of a defect's name: the picture as it is."""
Key = tuple[str, str, str, str, float | None]


class CalibrationError(Exception):
    """A check broke on a picture; the text says which on which."""


class Score(Frozen):
    """One check's score on one picture."""

    defect: str = Field(description="what was done to the picture; clean for nothing")
    check: str
    version: str = Field(description="the check's")
    picture: str
    half: Half
    strength: float | None = Field(description="in the defect's unit; null for its sound proof")
    score: float
    milliseconds: float

    @property
    def key(self) -> Key:
        """What was measured: equal keys need no second measurement."""
        return self.defect, self.check, self.version, self.picture, self.strength


class ScoreFile:
    """The scores measured so far, one JSON object a line."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier run left; a last line that was cut off is dropped."""
        self.path = path
        self.known: dict[Key, Score] = {}
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                score = Score.model_validate_json(line)
            except ValidationError:
                if number == len(lines):
                    break
                raise CalibrationError(f"{path}, line {number}: is no score; remove it.") from None
            self.known[score.key] = score
        path.write_text("".join(f"{s.model_dump_json()}\n" for s in self.known.values()))

    def add(self, scores: Sequence[Score]) -> None:
        """Keep some more."""
        with self.path.open("a", encoding="utf-8") as file:
            for score in scores:
                file.write(score.model_dump_json() + "\n")
                self.known[score.key] = score
