"""Measures enlarging: photos scaled down by area, enlarged in several ways, beside the original.

Run ``python -m jobs.benchmarks.upscaling PHOTOS [COUNT]``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from jobs.benchmarks.enlargement import Judged, judge
from jobs.benchmarks.photos import choose
from jobs.stages import enhance, remove_halos, upscale
from jobs.stages.contract import Context, Frame, Params, Picture, Pixels, Stage
from jobs.stages.weights import Weights

SCALE = 4
BICUBIC = "bicubic"
CHAIN = "the whole chain"
AS_IT_CAME = "realesr-animevideov3"


@dataclass(frozen=True)
class Report:
    """Each way's figures, averaged over the photos."""

    photos: int
    rows: dict[str, Judged]

    def lines(self) -> list[str]:
        """For a terminal."""
        head = (
            f"{'':34}{'PSNR':>8}{'over bicubic':>14}{'gradient':>10}{'overshoot':>11}"
            f"{'fidelity':>10}{'s/photo':>9}"
        )
        plain = self.rows[BICUBIC].psnr
        return [
            f"{self.photos} photos, scaled down {SCALE} times by area and enlarged again",
            head,
            *(
                f"{name:34}{row.psnr:8.2f}{row.psnr - plain:+14.2f}{row.gradient:10.3f}"
                f"{row.overshoot:11.2f}{row.fidelity:10.1f}{row.seconds:9.2f}"
                for name, row in self.rows.items()
            ),
        ]


def run(photos: Path, count: int, out: Path | None = None, *, seed: int = 0) -> Report:
    """Enlarge ``count`` photos in every way; ``out`` receives them side by side.

    Nothing is drawn by chance, so ``seed`` changes nothing. Raises ``ValueError`` when the folder
    holds too few photos.
    """
    context = Context(Weights())
    judged: dict[str, list[Judged]] = {}
    for path in choose(photos, count):
        original = _cut(np.asarray(Image.open(path).convert("RGB")))
        size = original.shape[1] // SCALE, original.shape[0] // SCALE
        small = np.asarray(cv2.resize(original, size, interpolation=cv2.INTER_AREA))
        ways = enlarged(small, context)
        for name, way in ways.items():
            found = judge(original, small, way.pixels, way.seconds)
            judged.setdefault(name, []).append(found)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            shown = [original, *(way.pixels for way in ways.values())]
            sheet = Image.fromarray(np.concatenate(shown, axis=1))
            sheet.save(out / f"{path.stem}.png", compress_level=1)
    return Report(count, {name: _mean(each) for name, each in judged.items()})


@dataclass(frozen=True)
class Made:
    """An enlargement, and the seconds that all its steps took."""

    pixels: Pixels
    seconds: float = 0.0


def enlarged(small: Pixels, context: Context) -> dict[str, Made]:
    """Plain ways, the compact net as it came, and the chain, whole and with a stage left out."""

    def after(made: Made, stage: Stage[Any], params: Params) -> Made:
        began = time.perf_counter()
        frame = Frame(Picture(made.pixels), Picture(small))
        pixels = stage.run(frame, params, context).frame.picture.pixels
        return Made(pixels, made.seconds + time.perf_counter() - began)

    def upscaled(**params: Any) -> Made:
        return after(Made(small), upscale.STAGE, upscale.UpscaleParams(scale=SCALE, **params))

    def cleaned(made: Made) -> Made:
        return after(made, remove_halos.STAGE, remove_halos.RemoveHalosParams())

    def enhanced(made: Made) -> Made:
        return after(made, enhance.STAGE, enhance.EnhanceParams())

    bicubic, first = Made(_resized(small, cv2.INTER_CUBIC)), upscaled()
    second = cleaned(first)
    return {
        BICUBIC: bicubic,
        "Lanczos": Made(_resized(small, cv2.INTER_LANCZOS4)),
        "bicubic and unsharp mask": Made(_unsharp(bicubic.pixels)),
        "raw compact net": upscaled(model=AS_IT_CAME, fidelity=0),
        "compact net, back-projected": upscaled(model=AS_IT_CAME),
        "upscale alone": first,
        "the chain on bicubic, no upscale": enhanced(cleaned(bicubic)),
        "the chain without remove_halos": enhanced(first),
        "the chain without enhance": second,
        CHAIN: enhanced(second),
    }


def _resized(small: Pixels, interpolation: int) -> Pixels:
    size = small.shape[1] * SCALE, small.shape[0] * SCALE
    return np.asarray(cv2.resize(small, size, interpolation=interpolation), np.uint8)


def _unsharp(large: Pixels) -> Pixels:
    """One and a half times what a blur of two pixels takes away added."""
    return np.asarray(cv2.addWeighted(large, 2.5, cv2.GaussianBlur(large, (0, 0), 2), -1.5, 0))


def _cut(photo: Pixels) -> Pixels:
    """The photo with sides that the scale divides."""
    height, width = (side // SCALE * SCALE for side in photo.shape[:2])
    return np.ascontiguousarray(photo[:height, :width])


def _mean(judged: Sequence[Judged]) -> Judged:
    return Judged(
        **{
            field.name: float(np.mean([getattr(each, field.name) for each in judged]))
            for field in fields(Judged)
        }
    )


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    place = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    sys.stdout.write("\n".join(run(Path(sys.argv[1]), number, place).lines()) + "\n")
