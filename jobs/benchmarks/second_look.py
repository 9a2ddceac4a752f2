"""Measures what looking again is worth: lines left before and after it, seen by a third look.

Run ``python -m jobs.benchmarks.second_look PHOTOS [COUNT]``.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from jobs.benchmarks.lettering import Lettered, find_fonts, letter
from jobs.benchmarks.photos import choose
from jobs.benchmarks.text_removal import SECOND_LOOK, psnr, residual_lines
from jobs.stages import dilate, find_text, inpaint, look_again
from jobs.stages.contract import Context, Frame, Picture, Pixels
from jobs.stages.dilation import AdjustDilationParams
from jobs.stages.text_reader import reader
from jobs.stages.weights import Weights


@dataclass(frozen=True)
class Report:
    """Lines left and PSNR over the whole photo, before and after; ``seconds`` of the stage."""

    photos: int
    drawn: int
    left: tuple[int, int]
    psnr: tuple[float, float]
    touched: int
    remaining: int
    outside_identical: bool
    seconds: float

    def lines(self) -> list[str]:
        """For a terminal."""
        rows = zip(("before", "after"), self.left, self.psnr, strict=True)
        outside = "same" if self.outside_identical else "CHANGED"
        return [
            f"{self.photos} photos, {self.drawn} drawn lines; filled again on {self.touched} "
            f"photos, {self.seconds:.2f} s a photo, outside the mask {outside}",
            *(
                f"{name:7} {left:4} lines still read ({left / max(1, self.drawn):.1%}), "
                f"PSNR {ratio:.2f} dB"
                for name, left, ratio in rows
            ),
            f"reported as remaining by the stage itself: {self.remaining}",
        ]


def run(photos: Path, count: int, *, seed: int = 2026) -> Report:
    """Remove drawn text from ``count`` photos, look again, and let a third look judge.

    That is the first detector at one and a half times the size, where it looked neither to make
    the mask nor to check it. Raises ``ValueError`` when the folder holds too few photos.
    """
    context, fonts = Context(Weights()), find_fonts()
    drawn, touched, remaining, seconds = 0, 0, 0, 0.0
    left, ratios = np.zeros(2, int), np.zeros(2)
    same = True
    for index, path in enumerate(choose(photos, count)):
        rng = np.random.default_rng((seed, index))
        photo = np.asarray(Image.open(path).convert("RGB"))
        lettered = letter(photo, rng, fonts, int(rng.integers(1, 4)))
        before = _removed(lettered, context)
        began = time.perf_counter()
        after = look_again.run(before, look_again.LookAgainParams(), context)
        seconds += time.perf_counter() - began
        assert isinstance(after.details, look_again.LookAgainDetails)
        pictures = before.picture.pixels, after.frame.picture.pixels
        left += _left(photo, lettered, pictures, context)
        ratios += [psnr(photo, pixels) for pixels in pictures]
        drawn += len(lettered.lines)
        touched += bool(after.details.rounds)
        remaining += len(after.details.remaining)
        assert after.frame.mask is not None
        outside = after.frame.mask == 0
        same &= bool((pictures[1][outside] == lettered.pixels[outside]).all())
    return Report(
        photos=count,
        drawn=drawn,
        left=(int(left[0]), int(left[1])),
        psnr=(float(ratios[0]) / count, float(ratios[1]) / count),
        touched=touched,
        remaining=remaining,
        outside_identical=same,
        seconds=seconds / count,
    )


def _removed(lettered: Lettered, context: Context) -> Frame:
    picture = Picture(lettered.pixels)
    located = find_text.run(Frame(picture, picture), find_text.ApplyMaskParams(), context).frame
    shaped = dilate.run(located, AdjustDilationParams(), context).frame
    return inpaint.run(shaped, inpaint.InpaintParams(), context).frame


def _left(
    photo: Pixels, lettered: Lettered, pictures: tuple[Pixels, ...], context: Context
) -> list[int]:
    third = reader(context.weights)
    native = third.read(photo, scales=(SECOND_LOOK,))
    return [
        residual_lines(lettered.lines, third.read(pixels, scales=(SECOND_LOOK,)), native)
        for pixels in pictures
    ]


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    sys.stdout.write("\n".join(run(Path(sys.argv[1]), number).lines()) + "\n")
