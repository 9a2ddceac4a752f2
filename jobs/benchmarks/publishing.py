"""Counts what the recipe ``publish`` lets through and blocks, and whether rightly.

Photos get lines of text, a registered mark and the noise of compression; the recipe removes what it
can, and its gate decides. Whether a defect was really left is measured against the clean photo.
Run ``manage.py bench publish --photos FOLDER [--count N]``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs import recipes
from jobs.artifacts import digest_of
from jobs.benchmarks.drawn_marks import draw_mark
from jobs.benchmarks.false_masks import WITH_TEXT
from jobs.benchmarks.lettering import find_fonts, letter
from jobs.benchmarks.marked_photos import scatter
from jobs.benchmarks.photos import choose
from jobs.calibration.defects.compression import compressed
from jobs.local_run import failed_checks, run_once
from jobs.recipe_text import with_defaults
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Context, Frame, Picture, Pixels
from jobs.stages.find_marks import MARKS
from jobs.stages.marks.reference import MarkReference
from jobs.stages.weights import Weights

COUNT = 60
RECIPE = "publish"
QUALITY = 75
LEFT = 0.04
"""Share of the drawn pixels that may still look drawn: soft edges, which no one sees."""
_SHOWS = 24
"""Levels by which a drawn pixel differs from the photo so that it is seen."""


@dataclass(frozen=True)
class Spoilt:
    """A photo with a defect in each of three ways, and the clean one."""

    clean: Pixels
    pixels: Pixels
    mark: Picture


@dataclass(frozen=True)
class Case:
    """One photo's way through the recipe."""

    photo: str
    passed: bool
    left: float
    failed: str

    @property
    def words(self) -> str:
        """One line about it."""
        verdict = "passed" if self.passed else f"blocked by {self.failed}"
        return f"{self.photo}: {100 * self.left:.1f} % left, {verdict}"

    @property
    def sound(self) -> bool:
        """Whether nothing that shows was left."""
        return self.left <= LEFT


@dataclass(frozen=True)
class Report:
    """All of them."""

    cases: tuple[Case, ...]

    def lines(self) -> list[str]:
        """The four ways it can go, and every photo that went a wrong one."""
        counts = {
            "passed, and sound": [one for one in self.cases if one.passed and one.sound],
            "passed with a defect left": [x for x in self.cases if x.passed and not x.sound],
            "blocked with a defect left": [x for x in self.cases if not x.passed and not x.sound],
            "blocked, though none was left": [x for x in self.cases if not x.passed and x.sound],
        }
        table = [f"{words:32} {len(cases):4}" for words, cases in counts.items()]
        told = [f"  {one.words}" for one in self.cases if one.passed != one.sound]
        return [f"{len(self.cases)} photos through {RECIPE}", *table, "wrongly judged:", *told]


def run(
    photos: Path,
    count: int,
    told: Callable[[str], object] = lambda words: None,
    *,
    seed: int = 2026,
) -> Report:
    """Spoil ``count`` photos without text and send them through the recipe.

    Raises ``ValueError`` when the folder holds fewer.
    """
    fonts, weights = find_fonts(), Weights()
    cases = []
    for index, path in enumerate(choose(photos, count, without=WITH_TEXT)):
        photo = np.asarray(Image.open(path).convert("RGB"))
        rng = np.random.default_rng((seed, index))
        cases.append(_case(path.stem, spoil(photo, rng, fonts), weights))
        told(cases[-1].words)
    return Report(tuple(cases))


def spoil(photo: Pixels, rng: np.random.Generator, fonts: tuple[str, ...]) -> Spoilt:
    """One or two lines of text, a copy or two of one mark, and JPEG at quality 75."""
    drawn = letter(photo, rng, fonts, int(rng.integers(1, 3))).pixels.astype(np.float32)
    mark = draw_mark(rng, fonts)
    for copy in scatter(photo, [mark], rng, copies=int(rng.integers(1, 3)), scale=(0.6, 1.2)):
        drawn = drawn * (1 - copy.painted[:, :, None]) + 255 * copy.colour
    pixels = np.clip(np.rint(drawn), 0, 255).astype(np.uint8)
    return Spoilt(photo, compressed(pixels, QUALITY), mark.picture)


def left_over(spoilt: Spoilt, proof: Pixels) -> float:
    """Share of the drawn pixels that are still nearer to what was drawn than to the photo."""
    size = spoilt.clean.shape[1], spoilt.clean.shape[0]
    again = cv2.resize(proof, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    clean, drawn = spoilt.clean.astype(np.float32), spoilt.pixels.astype(np.float32)
    shows: NDArray[np.bool_] = np.abs(drawn - clean).max(axis=2) > _SHOWS
    if not shows.any():
        return 0.0
    to_clean = np.linalg.norm(again - clean, axis=2)[shows]
    to_drawn = np.linalg.norm(again - drawn, axis=2)[shows]
    return float(np.mean(to_drawn < to_clean))


def _case(name: str, spoilt: Spoilt, weights: Weights) -> Case:
    digest = digest_of(encode_picture(spoilt.mark))
    reference = MarkReference(name="House mark", sha256=digest)
    recipe = with_defaults(recipes.load(RECIPE), MARKS, (reference,))
    picture = Picture(spoilt.pixels)
    context = Context(weights, fetch=lambda asked: spoilt.mark)
    done = run_once(recipe, Frame(picture, picture), context, label=name)
    report = done.gate_report
    assert report is not None  # the recipe ends with a gate
    return Case(
        photo=name,
        passed=report.verdict == "pass",
        left=left_over(spoilt, done.frame.picture.pixels),
        failed=failed_checks(report),
    )
