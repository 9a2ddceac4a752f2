"""Measures enlarging: photos scaled down by area, enlarged in several ways, beside the original.

Run ``python -m jobs.benchmarks.upscaling PHOTOS [COUNT]``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
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
Way = Callable[[Pixels], Pixels]


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
    every = ways(Context(Weights()))
    judged: dict[str, list[Judged]] = {name: [] for name in every}
    for path in choose(photos, count):
        original = _cut(np.asarray(Image.open(path).convert("RGB")))
        size = original.shape[1] // SCALE, original.shape[0] // SCALE
        small = np.asarray(cv2.resize(original, size, interpolation=cv2.INTER_AREA))
        shown = [original]
        for name, way in every.items():
            began = time.perf_counter()
            enlarged = way(small)
            judged[name].append(judge(original, small, enlarged, time.perf_counter() - began))
            shown.append(enlarged)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            sheet = Image.fromarray(np.concatenate(shown, axis=1))
            sheet.save(out / f"{path.stem}.png", compress_level=1)
    return Report(count, {name: _mean(each) for name, each in judged.items()})


def ways(context: Context) -> dict[str, Way]:
    """Plain ways, the compact net as it came, and the chain, whole and with a stage left out."""

    def chained(*steps: tuple[Stage[Any], Params], begin: Way | None = None) -> Way:
        def enlarge(small: Pixels) -> Pixels:
            picture = Picture(small)
            frame = Frame(picture if begin is None else Picture(begin(small)), picture)
            for stage, params in steps:
                frame = stage.run(frame, params, context).frame
            return frame.picture.pixels

        return enlarge

    def upscaled(**params: Any) -> tuple[Stage[Any], Params]:
        return upscale.STAGE, upscale.UpscaleParams(scale=SCALE, **params)

    halos = remove_halos.STAGE, remove_halos.RemoveHalosParams()
    detail = enhance.STAGE, enhance.EnhanceParams()
    as_it_came = "realesr-animevideov3"
    return {
        BICUBIC: _resized(cv2.INTER_CUBIC),
        "Lanczos": _resized(cv2.INTER_LANCZOS4),
        "bicubic and unsharp mask": _unsharp,
        "raw compact net": chained(upscaled(model=as_it_came, fidelity=0)),
        "compact net, back-projected": chained(upscaled(model=as_it_came)),
        "upscale alone": chained(upscaled()),
        "the chain on bicubic, no upscale": chained(halos, detail, begin=_resized(cv2.INTER_CUBIC)),
        "the chain without remove_halos": chained(upscaled(), detail),
        "the chain without enhance": chained(upscaled(), halos),
        CHAIN: chained(upscaled(), halos, detail),
    }


def _resized(interpolation: int) -> Way:
    def enlarge(small: Pixels) -> Pixels:
        size = small.shape[1] * SCALE, small.shape[0] * SCALE
        return np.asarray(cv2.resize(small, size, interpolation=interpolation), np.uint8)

    return enlarge


def _unsharp(small: Pixels) -> Pixels:
    """Bicubic, and one and a half times what a blur of two pixels takes away added."""
    large = _resized(cv2.INTER_CUBIC)(small)
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
