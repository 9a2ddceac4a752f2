"""Measures text removal on photos with drawn text: our three strategies beside two plain ways.

Run ``python -m jobs.benchmarks.text_removal PHOTOS [COUNT [OUT]]``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.benchmarks.lettering import DrawnLine, Lettered, find_fonts, letter
from jobs.benchmarks.photos import in_order
from jobs.benchmarks.removal_ways import EXACT, WAYS, Cleaned, clean
from jobs.calibration.defects.compression import compressed
from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.seam import seam_excess
from jobs.stages.regions import outline_mask, replaced
from jobs.stages.text_lines import Line
from jobs.stages.text_reader import reader
from jobs.stages.weights import Weights

SECOND_LOOK = 1.5
"""The scale of the residual pass: one at which the mask's own detector never looked."""
STILL_READ = 0.4
"""How surely a line must be read to count as left; stricter on a mask than its own maker is."""
OVERLAP = 0.15
WORD_CONFIDENCE, WORD_LENGTH = 0.85, 3
"""A line of so many letters that is read so surely is a word, and not a texture like one."""


@dataclass(frozen=True)
class Measure:
    """One way's result on one photo.

    PSNR in dB; ``ssim`` -1..1 over the whole photo; ``coverage`` the share of the painted pixels
    inside the mask and ``area`` the mask's size beside them; ``residual`` lines still read;
    ``seam`` in levels, the gate's measure averaged along the borders; ``seconds`` of the fill.
    """

    psnr: float
    glyph_psnr: float
    ssim: float
    coverage: float
    area: float
    residual: float
    seam: float
    outside_identical: bool
    seconds: float


@dataclass(frozen=True)
class Report:
    """What one run of the bench found: a row for each way, its figures averaged over photos.

    A row's ``residual`` is the share of all drawn lines; ``finding`` and ``shaping`` are the
    seconds a photo that detector and mask took for our three ways together. ``passed_over`` are
    photos with words of their own: to remove those is right, and would count as an error.
    ``farthest_below_model`` is on one photo, in dB: the most that hybrid was below model.
    """

    photos: int
    passed_over: int
    lines: int
    lines_found: int
    finding: float
    shaping: float
    farthest_below_model: float
    rows: dict[str, Measure]

    def render(self) -> str:
        """The table, for a terminal."""
        head = (
            f"{'':28}{'PSNR':>8}{'in glyphs':>11}{'SSIM':>8}{'covered':>9}{'area':>7}"
            f"{'residual':>10}{'seam':>7}{'outside':>10}{'s/fill':>8}"
        )
        body = [
            f"{name:28}{row.psnr:8.2f}{row.glyph_psnr:11.2f}{row.ssim:8.4f}{row.coverage:9.1%}"
            f"{row.area:7.2f}{row.residual:10.1%}{row.seam:7.2f}"
            f"{'same' if row.outside_identical else 'CHANGED':>10}{row.seconds:8.3f}"
            for name, row in self.rows.items()
        ]
        found = (
            f"{self.photos} photos ({self.passed_over} with words of their own passed over), "
            f"{self.lines} drawn lines, {self.lines_found} found"
        )
        took = f"finding {self.finding:.2f} s and shaping the mask {self.shaping:.2f} s a photo"
        patch, model, hybrid = (self.rows[name].seconds for name in ("patch", "model", "hybrid"))
        cost = (
            f"model / patch {model / patch:.1f} times, hybrid / model {hybrid / model:.0%}; "
            f"on no photo is hybrid more than {self.farthest_below_model:.2f} dB below model"
        )
        return "\n".join([f"{found}; {took}", head, *body, cost])


def run(
    photos: Path,
    count: int = 60,
    out: Path | None = None,
    *,
    seed: int = 2026,
    quality: int | None = None,
) -> Report:
    """Letter ``count`` wordless photos of a folder, clean them in every way and measure each.

    ``out`` receives, for each photo, the lettered one beside the results. With ``quality`` the
    lettered photos are JPEGs of that quality, and so are those they are compared with. Raises
    ``ValueError`` when the folder holds fewer photos than asked for.
    """
    context = Context(Weights())
    fonts = find_fonts()
    measured: dict[str, list[Measure]] = {way: [] for way in WAYS}
    lines, found, finding, shaping, passed_over = 0, 0, 0.0, 0.0, 0
    for path in in_order(photos, count):
        index = len(measured[EXACT])
        if index == count:
            break
        rng = np.random.default_rng((seed, index))
        photo = np.asarray(Image.open(path).convert("RGB"))
        native = reader(context.weights).read(photo, scales=(1.0, SECOND_LOOK))
        if any(_is_word(line) for line in native):
            passed_over += 1
            continue
        lettered = letter(photo, rng, fonts, int(rng.integers(1, 4)))
        if quality is not None:
            photo = compressed(photo, quality)
            lettered = replace(lettered, pixels=compressed(lettered.pixels, quality))
        cleaned = clean(lettered, context)
        lines += len(lettered.lines)
        found += lines_found(lettered.lines, cleaned.outlines)
        finding, shaping = finding + cleaned.finding, shaping + cleaned.shaping
        for name, way in cleaned.ways.items():
            again = reader(context.weights).read(way.pixels, scales=(SECOND_LOOK,))
            residual = residual_lines(lettered.lines, again, native)
            measured[name].append(_measure(photo, lettered, way, residual))
        if out is not None:
            shown = [lettered.pixels, *(way.pixels for way in cleaned.ways.values())]
            _write(out / f"{index:03d}-{path.stem}.png", shown)
    done = len(measured[EXACT])
    if done < count:
        raise ValueError(
            f"{photos} holds {done} photos without words of their own; {count} were asked for."
        )
    return Report(
        photos=count,
        passed_over=passed_over,
        lines=lines,
        lines_found=found,
        finding=finding / count,
        shaping=shaping / count,
        farthest_below_model=max(
            model.psnr - hybrid.psnr
            for model, hybrid in zip(measured["model"], measured["hybrid"], strict=True)
        ),
        rows={name: _row(results, lines) for name, results in measured.items()},
    )


def _is_word(line: Line) -> bool:
    """Whether a line is text beyond doubt."""
    return line.recognition >= WORD_CONFIDENCE and sum(map(str.isalnum, line.text)) >= WORD_LENGTH


def _measure(photo: Pixels, lettered: Lettered, cleaned: Cleaned, residual: int) -> Measure:
    glyphs, masked = lettered.mask > 0, cleaned.mask > 0
    outside = ~masked
    return Measure(
        psnr=psnr(photo, cleaned.pixels),
        glyph_psnr=psnr(photo[glyphs], cleaned.pixels[glyphs]),
        ssim=ssim(photo, cleaned.pixels),
        coverage=float((glyphs & masked).sum() / max(1, glyphs.sum())),
        area=float(masked.sum() / max(1, glyphs.sum())),
        residual=residual,
        seam=seam(cleaned.pixels, replaced(cleaned.mask)),
        outside_identical=bool((cleaned.pixels[outside] == lettered.pixels[outside]).all()),
        seconds=cleaned.seconds,
    )


def psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB over all values; 99 where there is no difference."""
    error = float(np.mean((first.astype(np.float64) - second.astype(np.float64)) ** 2))
    return 10 * float(np.log10(255**2 / error)) if error else 99.0


def ssim(first: Pixels, second: Pixels) -> float:
    """Structural similarity (Wang et al., 2004) over the three colours, -1..1."""
    from skimage.metrics import structural_similarity

    return float(structural_similarity(first, second, channel_axis=2, data_range=255))


def seam(pixels: Pixels, mask: Plane) -> float:
    """The step along the borders of what was replaced, over what is usual there, in levels."""
    border = (cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0) & (mask == 0)
    return float(seam_excess(pixels, mask)[border].mean()) if border.any() else 0.0


def lines_found(drawn: Sequence[DrawnLine], outlines: Plane) -> int:
    """Drawn lines of which more than half lies inside the outlines."""
    height, width = outlines.shape
    places = [outline_mask([line.polygon.tolist()], width, height) > 0 for line in drawn]
    return sum(bool((outlines[place] > 0).mean() > 0.5) for place in places)


def residual_lines(
    drawn: Sequence[DrawnLine], again: Sequence[Line], native: Sequence[Line]
) -> int:
    """Drawn lines where text is still read that the photo itself did not have."""
    texts = [line for line in again if line.confidence >= STILL_READ]
    new = [
        line
        for line in texts
        if all(overlap(line.polygon, old.polygon) <= OVERLAP for old in native)
    ]
    return sum(any(overlap(line.polygon, text.polygon) > OVERLAP for text in new) for line in drawn)


def overlap(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Shared area over the smaller one's, 0..1."""
    hulls = cv2.convexHull(first), cv2.convexHull(second)
    shared, _ = cv2.intersectConvexConvex(*hulls)
    return float(shared) / max(1e-6, min(cv2.contourArea(hull) for hull in hulls))


def _row(results: Sequence[Measure], lines: int) -> Measure:
    def mean(pick: Callable[[Measure], float]) -> float:
        return float(np.mean([pick(result) for result in results]))

    return Measure(
        psnr=mean(lambda result: result.psnr),
        glyph_psnr=mean(lambda result: result.glyph_psnr),
        ssim=mean(lambda result: result.ssim),
        coverage=mean(lambda result: result.coverage),
        area=mean(lambda result: result.area),
        residual=sum(result.residual for result in results) / max(1, lines),
        seam=mean(lambda result: result.seam),
        outside_identical=all(result.outside_identical for result in results),
        seconds=mean(lambda result: result.seconds),
    )


def _write(path: Path, pictures: Sequence[Pixels]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    axis = 0 if pictures[0].shape[1] > pictures[0].shape[0] else 1
    Image.fromarray(np.concatenate(pictures, axis=axis)).save(path, compress_level=1)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    place = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    sys.stdout.write(run(folder, number, place).render() + "\n")
