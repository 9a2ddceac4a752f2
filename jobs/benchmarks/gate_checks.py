"""Measures how many clean pictures each check passes, and how many of each defect it finds.

Run ``python -m jobs.benchmarks.gate_checks [FOLDER [COUNT]]``; without a folder, scikit-image's
photos are cut into parts. Reading text is left out: it needs no threshold tuned to pictures.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from jobs.benchmarks.photos import write_shipped
from jobs.stages.contract import Context, Picture, Pixels, Plane
from jobs.stages.gate.check import Subject
from jobs.stages.gate.profiles import SHIPPED, shipped
from jobs.stages.gate.registry import CHECKS
from jobs.stages.gate.stage import apply_check
from jobs.stages.weights import Weights

PROFILES = tuple(SHIPPED)
_CLEAN = "clean"
_PART = 320


@dataclass(frozen=True)
class Trial:
    """A proof for one check; ``defect`` names what was done to a clean photo."""

    check: str
    defect: str
    subject: Subject


@dataclass(frozen=True)
class Row:
    """How many of the proofs with a defect (or clean) a check failed, in per cent."""

    check: str
    defect: str
    proofs: int
    failed: dict[str, float]
    milliseconds: float


def trials(photo: Pixels, seed: int) -> list[Trial]:
    """A clean proof for every check, and its defects at strengths that show at full size."""
    random = np.random.default_rng(seed)
    mask = _mask(photo, random, lettering=seed % 2 == 0)
    disc = _mask(photo, random, lettering=False)
    grain = _noisy(photo, 8, random)
    large = cv2.resize(photo, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    smeared = cv2.inpaint(grain, disc, 3, cv2.INPAINT_TELEA)
    return [
        _trial("seam", _CLEAN, photo, mask=mask),
        _trial("seam", "patch 10 levels off", _offset(photo, mask, 10), mask=mask),
        _trial("seam", "patch 16 levels off", _offset(photo, mask, 16), mask=mask),
        _trial("noise_mismatch", _CLEAN, photo, mask=disc),
        _trial("noise_mismatch", "smooth fill in grain of 8", smeared, mask=disc),
        _trial("halo", _CLEAN, photo),
        _trial("halo", "unsharp mask 200 %", _sharpened(photo, 2, 1.5)),
        _trial("halo", "unsharp mask 300 %", _sharpened(photo, 3, 1.5)),
        _trial("overshoot", _CLEAN, large, source=photo),
        _trial("overshoot", "enlarged, sharpened 200 %", _sharpened(large, 2, 2), source=photo),
        _trial("noise", _CLEAN, photo),
        _trial("noise", "grain of 8", grain),
        _trial("blockiness", _CLEAN, photo),
        _trial("blockiness", "JPEG quality 30", _compressed(photo, 30)),
        _trial("blockiness", "JPEG quality 15", _compressed(photo, 15)),
    ]


def measure(photos: Sequence[Pixels]) -> list[Row]:
    """Put every photo's trials to their checks."""
    context = Context(Weights())
    failed: dict[tuple[str, str], list[tuple[bool, ...]]] = {}
    seconds: dict[tuple[str, str], float] = {}
    for seed, photo in enumerate(photos):
        for trial in trials(photo, seed):
            key = trial.check, trial.defect
            began = time.perf_counter()
            verdicts = [
                apply_check(CHECKS[trial.check], trial.subject, shipped(profile), context)[
                    0
                ].verdict
                for profile in PROFILES
            ]
            seconds[key] = seconds.get(key, 0.0) + (time.perf_counter() - began) / len(PROFILES)
            failed.setdefault(key, []).append(tuple(verdict == "fail" for verdict in verdicts))
    return [
        Row(
            check=check,
            defect=defect,
            proofs=len(answers),
            failed=dict(zip(PROFILES, 100 * np.mean(answers, axis=0), strict=True)),
            milliseconds=1000 * seconds[check, defect] / len(answers),
        )
        for (check, defect), answers in failed.items()
    ]


def lines(rows: Sequence[Row]) -> list[str]:
    """A table for people: of clean proofs few should fail, of the others nearly all."""
    heads = " ".join(f"{profile:>9}" for profile in PROFILES)
    table = [f"{'check':15} {'proofs':32} {'':4} {heads}        ms   (per cent that failed)"]
    for row in rows:
        shares = " ".join(f"{row.failed[profile]:9.1f}" for profile in PROFILES)
        table.append(
            f"{row.check:15} {row.defect:32} {row.proofs:4} {shares} {row.milliseconds:9.1f}"
        )
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


def _trial(
    check: str,
    defect: str,
    proof: Pixels,
    *,
    source: Pixels | None = None,
    mask: Plane | None = None,
) -> Trial:
    began_with = Picture(proof if source is None else source)
    return Trial(check, defect, Subject(Picture(proof), began_with, mask))


def _mask(photo: Pixels, random: np.random.Generator, *, lettering: bool) -> Plane:
    height, width = photo.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    x, y = int(width * random.uniform(0.3, 0.7)), int(height * random.uniform(0.3, 0.7))
    if lettering:
        cv2.putText(mask, "SAMPLE", (x // 4, y), cv2.FONT_HERSHEY_DUPLEX, 1.8, 255, 6)
    else:
        axes = int(random.integers(20, 45)), int(random.integers(20, 45))
        cv2.ellipse(mask, (x, y), axes, float(random.uniform(0, 90)), 0, 360, 255, -1)
    return mask


def _noisy(photo: Pixels, deviation: float, random: np.random.Generator) -> Pixels:
    noisy = photo + random.normal(0, deviation, photo.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def _offset(photo: Pixels, mask: Plane, levels: int) -> Pixels:
    moved = photo.astype(np.int16)
    moved[mask > 0] += levels
    return np.clip(moved, 0, 255).astype(np.uint8)


def _sharpened(photo: Pixels, amount: float, radius: float) -> Pixels:
    values = photo.astype(np.float32)
    sharp = values + amount * (values - cv2.GaussianBlur(values, (0, 0), radius))
    sharpened: Pixels = np.clip(sharp, 0, 255).astype(np.uint8)
    return sharpened


def _compressed(photo: Pixels, quality: int) -> Pixels:
    bgr = cv2.cvtColor(photo, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
    compressed: Pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return compressed


def main(arguments: Sequence[str], say: Callable[[str], object]) -> None:
    """Measure on a folder, or on the photos that are always there."""
    count = int(arguments[1]) if len(arguments) > 1 else 60
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as scratch:
        folder = Path(arguments[0]) if arguments else Path(scratch)
        if not arguments:
            write_shipped(folder)
        for line in lines(measure(read_photos(folder, count))):
            say(line)


if __name__ == "__main__":
    main(sys.argv[1:], lambda line: sys.stdout.write(line + "\n"))
