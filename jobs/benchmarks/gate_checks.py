"""Measures how many clean pictures each check passes, how many of each defect it finds, and how
long it takes for a million pixels.

Run ``python -m jobs.benchmarks.gate_checks [FOLDER [COUNT]]``; without a folder, scikit-image's
photos are cut into parts. Reading text and looking for marks are left out: both take seconds, and
have benches of their own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from jobs.benchmarks.photos import write_shipped
from jobs.calibration.defect import Clean
from jobs.calibration.defects.fills import drawn_mask
from jobs.calibration.defects.registry import DEFECTS
from jobs.stages.contract import Context, Picture, Pixels
from jobs.stages.gate.check import Subject
from jobs.stages.gate.profiles import SHIPPED, shipped
from jobs.stages.gate.registry import CHECKS
from jobs.stages.weights import Weights

CLEAN = "clean"
SLOW = frozenset({"residual_text", "registered_mark"})
"""Checks that read or search, and are measured elsewhere."""
_PART = 320
_LARGE = (1200, 834)
"""A million pixels."""
_REPEATS = 3


@dataclass(frozen=True)
class Trial:
    """A proof for one check; ``defect`` names what was done to a clean photo."""

    check: str
    defect: str
    subject: Subject


@dataclass(frozen=True)
class Row:
    """How many of the proofs with a defect (or clean) a check failed, in per cent a profile."""

    check: str
    defect: str
    proofs: int
    failed: dict[str, float]


def trials(photo: Pixels, name: str, other: Pixels) -> Iterator[Trial]:
    """For every defect its sound proof, and the spoilt ones at strengths that a person sees."""
    clean = Clean(name, photo, other)
    for defect in DEFECTS.values():
        if defect.check in SLOW:
            continue
        yield Trial(defect.check, f"{CLEAN}, {defect.name}", defect.sound(clean))
        for strength in defect.visible_strengths:
            words = f"{defect.name} {strength:g} {defect.unit}"
            yield Trial(defect.check, words, defect.spoilt(clean, strength))


def measure(photos: Sequence[Pixels]) -> list[Row]:
    """Put every photo's trials to their checks."""
    context = Context(Weights())
    scores: dict[tuple[str, str], list[float]] = {}
    for index, photo in enumerate(photos):
        for trial in trials(photo, str(index), photos[(index + 1) % len(photos)]):
            score = CHECKS[trial.check].measure(trial.subject, 1e6, context).score
            scores.setdefault((trial.check, trial.defect), []).append(score)
    return [
        Row(
            check=check,
            defect=defect,
            proofs=len(answers),
            failed={
                profile: 100
                * float(np.mean(np.array(answers) > shipped(profile).thresholds[check]))
                for profile in SHIPPED
            },
        )
        for (check, defect), answers in scores.items()
    ]


def milliseconds(photo: Pixels) -> dict[str, float]:
    """Each check's processor time for a million pixels enlarged from a quarter, with a mask."""
    context = Context(Weights())
    proof = cv2.resize(photo, _LARGE, interpolation=cv2.INTER_CUBIC)
    half = _LARGE[0] // 2, _LARGE[1] // 2
    source = cv2.resize(photo, half, interpolation=cv2.INTER_AREA)
    mask = drawn_mask(proof, np.random.default_rng(0))
    taken = {name: float("inf") for name in CHECKS if name not in SLOW}
    for _ in range(_REPEATS):
        subject = Subject(Picture(proof), Picture(source), mask)
        for name, least in taken.items():
            began = time.process_time()
            CHECKS[name].measure(subject, 1e6, context)
            taken[name] = min(least, 1000 * (time.process_time() - began))
    return taken


def lines(rows: Sequence[Row], taken: dict[str, float]) -> list[str]:
    """Tables for people: of clean proofs few should fail, of the others nearly all."""
    heads = " ".join(f"{profile:>9}" for profile in SHIPPED)
    table = [f"{'check':16} {'proofs':40} {'':4} {heads}   (per cent that failed)"]
    for row in rows:
        shares = " ".join(f"{row.failed[profile]:9.1f}" for profile in SHIPPED)
        table.append(f"{row.check:16} {row.defect:40} {row.proofs:4} {shares}")
    times = ", ".join(f"{name} {value:.1f}" for name, value in taken.items())
    table.append(f"{sum(taken.values()):.0f} ms of processor time for a million pixels: {times}")
    return table


def read_photos(folder: Path, count: int) -> list[Pixels]:
    """Up to ``count`` photos, evenly picked, in RGB; large ones are cut into parts."""
    parts: list[Pixels] = []
    for path in sorted(folder.iterdir()):
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if pixels is None:
            continue
        rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
        rows, columns = max(1, rgb.shape[0] // _PART), max(1, rgb.shape[1] // _PART)
        for strip in np.array_split(rgb, rows):
            parts += [np.ascontiguousarray(part) for part in np.array_split(strip, columns, axis=1)]
    step = max(1, len(parts) // count)
    return parts[::step][:count]


def main(arguments: Sequence[str], say: Callable[[str], object]) -> None:
    """Measure on a folder, or on the photos that are always there."""
    count = int(arguments[1]) if len(arguments) > 1 else 60
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as scratch:
        folder = Path(arguments[0]) if arguments else Path(scratch)
        if not arguments:
            write_shipped(folder)
        photos = read_photos(folder, count)
        for line in lines(measure(photos), milliseconds(photos[0])):
            say(line)


if __name__ == "__main__":
    main(sys.argv[1:], lambda line: sys.stdout.write(line + "\n"))
