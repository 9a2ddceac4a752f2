"""Counts the photos without text on which something is masked, and the drawn lines that are found.

Run ``python -m jobs.benchmarks.false_masks PHOTOS [COUNT]``.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from jobs.benchmarks.lettering import find_fonts, letter
from jobs.benchmarks.photos import choose
from jobs.benchmarks.text_removal import lines_found
from jobs.stages import dilate, find_text, look_again
from jobs.stages.contract import Context, Frame, Picture, Pixels, Region
from jobs.stages.dilation import AdjustDilationParams
from jobs.stages.weights import Weights

WITH_TEXT = frozenset(
    {
        # Of the Berkeley segmentation data set's training photos: signs, shop fronts, hulls,
        # banners, house numbers, numbers on swimmers and balloons, a helmet, a written page.
        "25098", "59078", "65019", "65074", "78019", "118020", "140075", "153077", "153093",
        "172032", "216066", "242078", "274007", "285036", "370036",
        # Of scikit-image's: badges and a launcher's flank.
        "astronaut", "rocket",
    }
)  # fmt: skip
"""Photos that show text, seen by eye; not in either figure."""


@dataclass(frozen=True)
class FalseMask:
    """A photo without text on which something was masked, and what was read there."""

    photo: str
    stage: str
    readings: tuple[str, ...]
    pixels: int


@dataclass(frozen=True)
class Report:
    """How many photos were masked for nothing, and how much drawn text was found on them."""

    photos: int
    masked: tuple[FalseMask, ...]
    drawn: int
    found: int
    seconds: float

    def lines(self) -> list[str]:
        """For a terminal."""
        share = len(self.masked) / max(1, self.photos)
        recall = self.found / max(1, self.drawn)
        return [
            f"{self.photos} photos without text: a mask on {len(self.masked)} ({share:.1%}); "
            f"{self.seconds:.2f} s a search",
            *(
                f"  {one.photo}: {one.pixels} pixels by {one.stage}, read as "
                f"{', '.join(map(repr, one.readings))}"
                for one in self.masked
            ),
            f"{self.drawn} lines drawn on them: {self.found} found ({recall:.1%})",
        ]


def run(photos: Path, count: int, *, seed: int = 2026) -> Report:
    """Look for text on ``count`` photos without any, then on the same ones with lines drawn.

    Raises ``ValueError`` when the folder holds fewer photos without text than asked for.
    """
    context, fonts = Context(Weights()), find_fonts()
    masked: list[FalseMask] = []
    drawn, found, seconds = 0, 0, 0.0
    for index, path in enumerate(choose(photos, count, without=WITH_TEXT)):
        photo = np.asarray(Image.open(path).convert("RGB"))
        began = time.perf_counter()
        masked += _masked_for_nothing(path.stem, photo, context)
        seconds += time.perf_counter() - began
        rng = np.random.default_rng((seed, index))
        lettered = letter(photo, rng, fonts, int(rng.integers(1, 4)))
        outlines = _found(lettered.pixels, context).mask
        assert outlines is not None
        drawn += len(lettered.lines)
        found += lines_found(lettered.lines, outlines)
    return Report(count, tuple(masked), drawn, found, seconds / max(1, count))


def _found(pixels: Pixels, context: Context) -> Frame:
    picture = Picture(pixels)
    return find_text.run(Frame(picture, picture), find_text.ApplyMaskParams(), context).frame


def _masked_for_nothing(name: str, photo: Pixels, context: Context) -> list[FalseMask]:
    """What apply_mask and adjust_dilation mask, and what look_again would mask besides."""
    frame = dilate.run(_found(photo, context), AdjustDilationParams(), context).frame
    assert frame.mask is not None
    if frame.mask.any():
        return [_false(name, "apply_mask", frame.regions, int(np.count_nonzero(frame.mask)))]
    again = look_again.run(frame, look_again.LookAgainParams(), context).frame
    assert again.mask is not None
    if again.mask.any():
        return [_false(name, "look_again", again.regions, int(np.count_nonzero(again.mask)))]
    return []


def _false(name: str, stage: str, regions: tuple[Region, ...], pixels: int) -> FalseMask:
    return FalseMask(name, stage, tuple(region.text for region in regions), pixels)


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    sys.stdout.write("\n".join(run(Path(sys.argv[1]), number).lines()) + "\n")
