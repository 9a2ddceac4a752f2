"""Measures how holes that cross strong edges are filled, beside the usual ways of filling them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity
from skimage.restoration import inpaint_biharmonic

from jobs.benchmarks.crossing_holes import LARGEST, SHAPES, SMALLEST, find_edge, hole
from jobs.benchmarks.crossing_scenes import SCENES, render
from jobs.benchmarks.text_removal import psnr
from jobs.stages import inpaint, remove_object
from jobs.stages.contract import Context, Frame, Picture, Pixels, Plane
from jobs.stages.gate.seam import seams
from jobs.stages.weights import Weights

AROUND = 5
"""SSIM is averaged over the hole and this many pixels around it."""
STRETCH = 15
"""Pixels of border whose gradients are averaged before they are compared."""
SHOWN = 144
"""The sheet shows this many pixels around a hole, at 100 %."""
ROWS = 10
MOST_TRIES = 8
"""Photos tried for each hole that is asked for."""
RADIUS = 5
"""Of Telea's and Navier-Stokes' neighbourhood, as the patch fill uses it."""
OURS, UNTOUCHED = "remove_object", "untouched"


@dataclass(frozen=True)
class Case:
    """A picture whose content under ``mask`` is known, and what kind of picture it is."""

    name: str
    pixels: Pixels
    mask: Plane


@dataclass(frozen=True)
class Measure:
    """One way's result on one hole.

    SSIM in and around the hole, PSNR in it in dB. ``border`` is how far the gradients along the
    hole's border are from the original's, in levels: too strong is a seam, too weak a blur.
    ``seam`` is the gate's seam measure, in levels: a step along the border, or detail that ends.
    """

    ssim: float
    psnr: float
    border: float
    seam: float
    seconds: float


@dataclass(frozen=True)
class Table:
    """What was measured on one kind of picture: a list of measures for each way."""

    title: str
    measured: dict[str, list[Measure]]

    def mean(self, way: str) -> Measure:
        """A way's figures averaged over the holes."""
        rows = [
            (one.ssim, one.psnr, one.border, one.seam, one.seconds) for one in self.measured[way]
        ]
        return Measure(*(float(value) for value in np.mean(rows, axis=0)))

    def lines(self) -> list[str]:
        """The table, for a terminal."""
        count = len(next(iter(self.measured.values())))
        head = f"{'':16}{'SSIM':>8}{'PSNR':>8}{'border':>9}{'seam':>7}{'s/hole':>9}"
        rows = []
        for way in self.measured:
            mean = self.mean(way)
            level = f"{mean.psnr:8.2f}" if way != UNTOUCHED else f"{'':8}"
            rows.append(
                f"{way:16}{mean.ssim:8.3f}{level}{mean.border:9.2f}{mean.seam:7.2f}"
                f"{mean.seconds:9.2f}"
            )
        return [f"{self.title}: {count} holes", head, *rows]


Way = Callable[[Pixels, Plane], Pixels]


def run(photos: Path, count: int = 60, out: Path | None = None, *, seed: int = 2026) -> list[Table]:
    """Fill ``count`` holes in rendered scenes and as many in a folder's photos in every way.

    ``out`` receives sheets at 100 %: the holed picture, each way's, and the original. Raises
    ``ValueError`` when the folder has too few photos with an edge that is long and strong.
    """
    return [
        _measure("Rendered scenes", scenes(count, seed), out),
        _measure("Photos", crossed_photos(photos, count, seed), out),
    ]


def scenes(count: int, seed: int) -> Iterator[Case]:
    """Rendered scenes in turn, each with a hole of the next shape."""
    names = list(SCENES)
    for index in range(count):
        rng = np.random.default_rng((seed, 1, index))
        scene = render(names[index % len(names)], rng)
        height, width = scene.pixels.shape[:2]
        across = float(rng.uniform(SMALLEST, LARGEST)) * height
        shape = SHAPES[index // len(names) % len(SHAPES)]
        yield Case(scene.name, scene.pixels, hole(shape, scene.place, across, (width, height), rng))


def crossed_photos(folder: Path, count: int, seed: int) -> Iterator[Case]:
    """Photos of a folder, shuffled by ``seed``, with a hole on a long strong edge.

    A small folder is gone through again, with other holes. Raises ``ValueError`` when no photo
    has such an edge.
    """
    kinds = {".jpg", ".jpeg", ".png"}
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in kinds)
    order = np.random.default_rng((seed, 2)).permutation(len(paths))
    made = 0
    for tried in range(count * MOST_TRIES):
        if made == count or not paths:
            break
        path = paths[order[tried % len(paths)]]
        rng = np.random.default_rng((seed, 3, tried))
        pixels = np.asarray(Image.open(path).convert("RGB"))
        height, width = pixels.shape[:2]
        across = float(rng.uniform(SMALLEST, LARGEST)) * min(height, width)
        place = find_edge(pixels, across, rng)
        if place is not None:
            mask = hole(SHAPES[made % len(SHAPES)], place, across, (width, height), rng)
            yield Case(path.stem, pixels, mask)
            made += 1
    if made < count:
        raise ValueError(
            f"Only {made} of {count} holes could be put on a long strong edge of the photos in "
            f"{folder}: give more photos, or ask for fewer holes."
        )


def ways(context: Context) -> dict[str, Way]:
    """Every way of filling that is compared; each takes a picture and a mask."""

    def stage_inpaint(strategy: inpaint.Strategy) -> Way:
        def fill(pixels: Pixels, mask: Plane) -> Pixels:
            frame = Frame(Picture(pixels), Picture(pixels), mask)
            params = inpaint.InpaintParams(strategy=strategy)
            return inpaint.run(frame, params, context).frame.picture.pixels

        return fill

    def ours(pixels: Pixels, mask: Plane) -> Pixels:
        frame = Frame(Picture(pixels), Picture(pixels), mask)
        # The holes are not objects: there is no edge to snap to.
        params = remove_object.RemoveObjectParams(snap=False)
        return remove_object.run(frame, params, context).frame.picture.pixels

    found: dict[str, Way] = {
        "Telea": lambda pixels, mask: _opencv(pixels, mask, cv2.INPAINT_TELEA),
        "Navier-Stokes": lambda pixels, mask: _opencv(pixels, mask, cv2.INPAINT_NS),
        "biharmonic": _biharmonic,
        "patch": stage_inpaint("patch"),
    }
    model = inpaint.InpaintParams(strategy="model")
    if inpaint.refusal(model, context.weights.settings) is None:
        found["model"] = stage_inpaint("model")
    found[OURS] = ours
    return found


def _opencv(pixels: Pixels, mask: Plane, kind: int) -> Pixels:
    return np.asarray(cv2.inpaint(pixels, mask, RADIUS, kind), np.uint8)


def _biharmonic(pixels: Pixels, mask: Plane) -> Pixels:
    filled = inpaint_biharmonic(pixels, mask > 0, channel_axis=2)
    return np.asarray(np.clip(np.round(filled * 255), 0, 255), np.uint8)


def _measure(title: str, cases: Iterator[Case], out: Path | None) -> Table:
    compared = ways(Context(Weights()))
    measured: dict[str, list[Measure]] = {way: [] for way in [*compared, UNTOUCHED]}
    strips = []
    for case in cases:
        holed = case.pixels.copy()
        holed[case.mask > 0] = 0
        shown = [np.where(case.mask[:, :, None] > 0, 255, case.pixels).astype(np.uint8)]
        for way, fill in compared.items():
            began = time.perf_counter()
            filled = fill(holed, case.mask)
            seconds = time.perf_counter() - began
            measured[way].append(measure(case, filled, seconds))
            shown.append(filled)
        measured[UNTOUCHED].append(measure(case, case.pixels, 0.0))
        strips.append(_strip([*shown, case.pixels], case.mask))
    if out is not None:
        _write(out, title, strips)
    return Table(f"{title} (columns: hole | {' | '.join(compared)} | original)", measured)


def measure(case: Case, filled: Pixels, seconds: float) -> Measure:
    """Compare one result with what was there."""
    _, similar = structural_similarity(
        case.pixels, filled, channel_axis=2, data_range=255, full=True
    )
    near = cv2.dilate(case.mask, np.ones((2 * AROUND + 1,) * 2, np.uint8)) > 0
    inside = case.mask > 0
    return Measure(
        ssim=float(similar[near].mean()),
        psnr=psnr(case.pixels[inside], filled[inside]),
        border=border_difference(case.pixels, filled, case.mask),
        seam=seams(filled, case.mask)[0],
        seconds=seconds,
    )


def border_difference(original: Pixels, filled: Pixels, mask: Plane) -> float:
    """Mean difference in levels between the gradients along a hole's border and the original's.

    The size of the Laplacian within 1.5 pixels of the border is averaged over stretches of
    ``STRETCH`` pixels in both pictures and compared stretch by stretch.
    """
    outside = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 5)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    band = (np.abs(outside - inside) <= 1.5).astype(np.float32)
    share = np.maximum(cv2.blur(band, (STRETCH, STRETCH)), 1e-6)

    def strength(pixels: Pixels) -> NDArray[np.float32]:
        grey = pixels.astype(np.float32).mean(axis=2)
        curved = np.abs(cv2.Laplacian(grey, cv2.CV_32F, ksize=3)) * band
        return np.asarray(cv2.blur(curved, (STRETCH, STRETCH)) / share, np.float32)

    apart = np.abs(strength(filled) - strength(original))
    return float(apart[band > 0].mean())


def _strip(pictures: list[Pixels], mask: Plane) -> Pixels:
    """The surroundings of the hole in each picture, side by side."""
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    side = min(SHOWN, height, width)
    top = int(np.clip(rows.mean() - side / 2, 0, height - side))
    left = int(np.clip(columns.mean() - side / 2, 0, width - side))
    window = slice(top, top + side), slice(left, left + side)
    return np.concatenate([picture[window] for picture in pictures], axis=1)


def _write(out: Path, title: str, strips: list[Pixels]) -> None:
    """Sheets of ``ROWS`` holes each; strips of small pictures are shorter and stand apart."""
    out.mkdir(parents=True, exist_ok=True)
    name = title.lower().replace(" ", "-")
    width = max(strip.shape[1] for strip in strips)
    padded = [np.pad(s, ((0, 2), (0, width - s.shape[1]), (0, 0))) for s in strips]
    for start in range(0, len(padded), ROWS):
        sheet = np.concatenate(padded[start : start + ROWS], axis=0)
        Image.fromarray(sheet).save(out / f"{name}-{start:03d}.png", compress_level=3)
