"""Puts clean and spoilt pictures to the checks, several at a time if asked.

What is asked is settled before anything is measured, and answers are kept in one place, by the
process that asked: a run that was stopped goes on, with as many processes as it likes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import cv2
import numpy as np

from jobs.calibration.defect import Clean, Defect, as_it_is
from jobs.calibration.pictures import Half, Part, clean_picture, other_of
from jobs.calibration.scores import CLEAN, CalibrationError, Key, Score, ScoreFile
from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Subject
from jobs.stages.weights import Weights, WeightsSettings

_SLOW = 100.0
"""A check that may take more seconds than this for a million pixels searches or reads. About
defects that are not its own it is asked on few pictures, since it would take most of the time."""
_SLOW_SHARE = 4


@dataclass(frozen=True)
class Trial:
    """One check on one proof; without a defect the picture as it is, without a strength a sound
    proof."""

    defect: Defect | None
    check: Check
    strength: float | None

    def key(self, part: Part) -> Key:
        """Under which its score is kept."""
        name = CLEAN if self.defect is None else self.defect.name
        return name, self.check.name, self.check.version, part.name, self.strength


@dataclass(frozen=True)
class Job:
    """A picture, an unrelated one, and what is still to be measured on the first."""

    part: Part
    other: Part
    trials: tuple[Trial, ...]


def measure(
    chosen: list[Part],
    defects: Sequence[Defect],
    checks: Mapping[str, Check],
    context: Context,
    file: ScoreFile,
    *,
    confused: int,
    told: Callable[[int, int], None],
    processes: int = 1,
    kept: Collection[str] = (),
) -> list[Score]:
    """Score every defect at every strength with its own check, and return all that was asked for.

    Every check is asked about each held-out picture as it is, and on the first ``confused`` of
    them about every defect at its visible strength, a slow one on a quarter of those. Of defects
    that are ``kept`` more than that is known already.
    """
    asked = {part: trials_of(part, chosen, defects, checks, confused, kept=kept) for part in chosen}
    jobs = [
        Job(part, other_of(part, chosen), left)
        for part in chosen
        if (left := tuple(one for one in asked[part] if one.key(part) not in file.known))
    ]
    for done, new in enumerate(_answers(jobs, context, processes), 1):
        file.add(new)
        told(done, len(jobs))
    return [file.known[one.key(part)] for part, trials in asked.items() for one in trials]


def trials_of(
    part: Part,
    chosen: Sequence[Part],
    defects: Sequence[Defect],
    checks: Mapping[str, Check],
    confused: int,
    *,
    kept: Collection[str] = (),
) -> tuple[Trial, ...]:
    """Everything that is asked of one picture, grouped by proof so that each is made once."""
    place = [one for one in chosen if one.half is part.half].index(part)
    held_out = part.half is Half.HELD_OUT
    found = [Trial(None, check, None) for check in checks.values() if held_out]
    for defect in defects:
        own, known = checks[defect.check], defect.name in kept
        if not known:
            found.append(Trial(defect, own, None))
        for strength in defect.strengths:
            visible = strength == defect.visible
            shared = visible and held_out and place < confused
            if shared or (not known and (visible or defect.most is None or place < defect.most)):
                found.append(Trial(defect, own, strength))
            if visible and held_out:
                found += [
                    Trial(defect, check, strength)
                    for check in checks.values()
                    if check is not own and place < _confused(check, confused)
                ]
    return tuple(found)


def _confused(check: Check, pictures: int) -> int:
    return pictures if check.seconds <= _SLOW else pictures // _SLOW_SHARE


def _answers(jobs: Sequence[Job], context: Context, processes: int) -> Iterator[list[Score]]:
    if processes == 1:
        yield from (scores_of(job, context) for job in jobs)
        return
    # Not by fork: a copy of a process whose libraries run threads may wait for them forever.
    with ProcessPoolExecutor(
        processes, get_context("spawn"), _begin, (context.weights.settings,)
    ) as pool:
        yield from pool.map(_in_worker, jobs)


_workers: list[Context] = []
"""In a process of its own: the context with the models that it has loaded."""


def _begin(settings: WeightsSettings) -> None:
    cv2.setNumThreads(1)
    _workers.append(Context(weights=Weights(replace(settings, threads=1))))


def _in_worker(job: Job) -> list[Score]:
    return scores_of(job, _workers[0])


def scores_of(job: Job, context: Context) -> list[Score]:
    """What the checks say; raises CalibrationError when one breaks."""
    clean = clean_picture(job.part, job.other)
    found: list[Score] = []
    made: tuple[tuple[str, float | None], Subject] | None = None
    for trial in job.trials:
        name, check, version, picture, strength = trial.key(job.part)
        if made is None or made[0] != (name, strength):
            made = (name, strength), _subject(trial.defect, clean, strength)
        value, seconds = _score(made[1], trial.check, f"{picture} ({name}, {strength})", context)
        found.append(
            Score(
                defect=name,
                check=check,
                version=version,
                picture=picture,
                half=job.part.half,
                strength=strength,
                score=value,
                milliseconds=round(1000 * seconds, 2),
            )
        )
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
