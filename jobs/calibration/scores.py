"""What each check says about clean and spoilt pictures, kept line by line so that a run goes on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import Field, ValidationError

from jobs.calibration.defect import Clean, Defect, as_it_is
from jobs.calibration.pictures import Half, Part, clean_pictures
from jobs.stages.contract import Context, Frozen
from jobs.stages.gate.check import Check, Subject

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


def measure(
    chosen: list[Part],
    defects: Sequence[Defect],
    checks: Mapping[str, Check],
    context: Context,
    file: ScoreFile,
    *,
    confused: int,
    told: Callable[[int, int], None],
) -> list[Score]:
    """Score every defect at every strength with its own check, and return all that was asked for.

    On the first ``confused`` pictures of the held-out half every check is asked about every
    defect at its visible strength, and about the picture as it is.
    """
    asked: list[Score] = []
    others = {part.name for part in [p for p in chosen if p.half is Half.HELD_OUT][:confused]}
    tried = dict.fromkeys(Half, 0)
    for index, (part, clean) in enumerate(clean_pictures(chosen)):
        told(index, len(chosen))
        wanted = [one for one in defects if one.most is None or tried[part.half] < one.most]
        tried[part.half] += 1
        trials = list(_trials(wanted, checks, all_checks=part.name in others))
        asked += _measured(part, clean, trials, context, file)
    told(len(chosen), len(chosen))
    return asked


Trial = tuple[Defect | None, Check, float | None]


def _trials(
    defects: Sequence[Defect], checks: Mapping[str, Check], *, all_checks: bool
) -> Iterator[Trial]:
    """Grouped by subject, so that each is made once."""
    if all_checks:
        yield from ((None, check, None) for check in checks.values())
    for defect in defects:
        own = checks[defect.check]
        yield defect, own, None
        for strength in defect.strengths:
            yield defect, own, strength
            if all_checks and strength == defect.visible:
                others = (check for check in checks.values() if check is not own)
                yield from ((defect, check, strength) for check in others)


def _measured(
    part: Part, clean: Clean, trials: Sequence[Trial], context: Context, file: ScoreFile
) -> list[Score]:
    found: list[Score] = []
    new: list[Score] = []
    made: tuple[tuple[str, float | None], Subject] | None = None
    for defect, check, strength in trials:
        name = CLEAN if defect is None else defect.name
        known = file.known.get((name, check.name, check.version, part.name, strength))
        if known is None:
            if made is None or made[0] != (name, strength):
                made = (name, strength), _subject(defect, clean, strength)
            value, seconds = _score(made[1], check, f"{part.name} ({name}, {strength})", context)
            known = Score(
                defect=name,
                check=check.name,
                version=check.version,
                picture=part.name,
                half=part.half,
                strength=strength,
                score=value,
                milliseconds=round(1000 * seconds, 2),
            )
            new.append(known)
        found.append(known)
    file.add(new)
    return found


def _subject(defect: Defect | None, clean: Clean, strength: float | None) -> Subject:
    if defect is None:
        return as_it_is(clean, np.random.default_rng(0))
    return defect.sound(clean) if strength is None else defect.spoilt(clean, strength)


def _score(subject: Subject, check: Check, what: str, context: Context) -> tuple[float, float]:
    """The score, and the seconds it took."""
    began = time.perf_counter()
    try:
        # No score is above infinity: evidence that nobody looks at is not made.
        measured = check.measure(subject, math.inf, context)
    except Exception as error:
        raise CalibrationError(f"The check {check.name} broke on {what}: {error}") from error
    if not math.isfinite(measured.score):
        raise CalibrationError(f"The check {check.name} gave {measured.score} on {what}.")
    return measured.score, time.perf_counter() - began
