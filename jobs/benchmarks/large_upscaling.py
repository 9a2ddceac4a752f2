"""Measures enlarging at size: whether a tile's border shows, the memory, the wait for a cancel.

Run ``python -m jobs.benchmarks.large_upscaling PHOTOS``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from jobs.benchmarks.photos import choose
from jobs.stages import enhance, remove_halos, upscale
from jobs.stages.contract import Context, Frame, Picture, Pixels
from jobs.stages.weights import Weights

SCALE = 4
TILED, WHOLE = (612, 408), (1936, 1292)
"""Sizes that become 4 and 40 million pixels."""
PHOTOS = 6
"""How many photos the source is put together from."""


@dataclass(frozen=True)
class Report:
    """``difference`` in levels between tiled and whole; peak memory in MB, before and during.

    ``cancel`` is the longest time between two looks whether the job was cancelled, in seconds.
    """

    difference: int
    pixels: int
    idle: int
    peak: int
    seconds: float
    cancel: float

    def lines(self) -> list[str]:
        """For a terminal."""
        return [
            f"{TILED[0] * TILED[1] * SCALE**2 / 1e6:.1f} million pixels in tiles against whole:"
            f" at most {self.difference} levels apart",
            f"{self.pixels / 1e6:.1f} million pixels out: peak {self.peak} MB, of which"
            f" {self.idle} MB before the first step, {self.seconds:.0f} s",
            f"cancelled there, it would have stopped within {self.cancel:.1f} s",
        ]


class Looks:
    """What a context asks whether to stop: never, and how long it went without asking."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()

    def __call__(self) -> None:
        """Say that nobody cancelled."""
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def run(photos: Path) -> Report:
    """Enlarge a small picture in tiles and whole, and a large one in a process of its own."""
    context = Context(Weights())
    source = patchwork(photos, TILED)
    tiled = chain(source, context, 128, 64)
    whole = chain(source, context, 1024, 512)
    difference = int(cv2.absdiff(tiled, whole).max())
    command = [sys.executable, "-m", "jobs.benchmarks.large_upscaling", str(photos), "--memory"]
    answer = subprocess.run(  # noqa: S603 - this very module
        command, capture_output=True, text=True, check=True
    )
    pixels, idle, peak, seconds, cancel = answer.stdout.split()
    return Report(
        difference, int(pixels), int(idle), int(peak), float(seconds), cancel=float(cancel)
    )


def chain(source: Pixels, context: Context, upscale_tile: int, enhance_tile: int) -> Pixels:
    """The three stages' result."""
    frame = Frame(Picture(source), Picture(source))
    upscaling = upscale.UpscaleParams(scale=SCALE, tile=upscale_tile)
    frame = upscale.run(frame, upscaling, context).frame
    frame = remove_halos.run(frame, remove_halos.RemoveHalosParams(), context).frame
    enhancing = enhance.EnhanceParams(tile=enhance_tile)
    return enhance.run(frame, enhancing, context).frame.picture.pixels


def patchwork(photos: Path, size: tuple[int, int]) -> Pixels:
    """Photos side by side and mirrored over until ``size`` is full: a picture of detail."""
    least = min(size[1] // 2, 300)
    parts = []
    for path in choose(photos, PHOTOS):
        photo = Image.open(path).convert("RGB")
        wide = max(1, round(photo.width * least / photo.height))
        parts.append(np.asarray(photo.resize((wide, least), Image.Resampling.LANCZOS)))
    row = np.concatenate(parts, axis=1)
    repeated = np.tile(row, (-(-size[1] // row.shape[0]), -(-size[0] // row.shape[1]), 1))
    return np.ascontiguousarray(repeated[: size[1], : size[0]])


def _memory(photos: Path) -> str:
    """Pixels, peak megabytes before and after, seconds, wait: for the process that asked."""
    weights = Weights()
    source = patchwork(photos, WHOLE)
    chain(source[:64, :64], Context(weights), 256, 128)
    idle, began, looks = _peak(), time.perf_counter(), Looks()
    pixels = chain(source, Context(weights, stop=looks), 256, 128)
    looks()
    spent = time.perf_counter() - began
    return f"{pixels.shape[0] * pixels.shape[1]} {idle} {_peak()} {spent:.1f} {looks.longest:.2f}"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    told = _memory(folder) if "--memory" in sys.argv else "\n".join(run(folder).lines())
    sys.stdout.write(told + "\n")
