"""Measures text removal on photos with drawn text, beside two plain ways of doing it.

Run ``python -m jobs.benchmarks.text_removal PHOTOS [COUNT [OUT]]``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.benchmarks.lettering import DrawnLine, Lettered, find_fonts, letter
from jobs.stages import dilate, find_text, inpaint
from jobs.stages.contract import Context, Frame, Picture, Pixels, Plane
from jobs.stages.regions import outline_mask
from jobs.stages.text_reader import Line, reader
from jobs.stages.weights import Weights

SECOND_LOOK = 1.5
"""The scale of the residual pass: one at which the mask's own detector never looked."""
OVERLAP = 0.15
POLYGON, EXACT, OURS = "OCR polygon + 3 px, Telea", "exact glyphs + 1 px, Telea", "remove-text"


@dataclass(frozen=True)
class Measure:
    """One way's result on one photo; PSNR in dB, seconds of the fill or of the whole chain."""

    psnr: float
    glyph_psnr: float
    coverage: float
    area: float
    residual: int
    outside_identical: bool
    seconds: float


@dataclass(frozen=True)
class Row:
    """One way's figures over all photos, as ``Measure`` has them, averaged."""

    name: str
    psnr: float
    glyph_psnr: float
    coverage: float
    area: float
    residual_share: float
    outside_identical: bool
    seconds: float


@dataclass(frozen=True)
class Report:
    """What one run of the bench found."""

    photos: int
    lines: int
    lines_found: int
    rows: tuple[Row, ...]

    @property
    def ours(self) -> Row:
        """The stages' own row."""
        return self.rows[-1]

    def render(self) -> str:
        """The table, for a terminal."""
        head = (
            f"{'':28}{'PSNR':>8}{'in glyphs':>11}{'covered':>9}{'area':>7}"
            f"{'residual':>10}{'outside':>10}{'s/photo':>9}"
        )
        body = [
            f"{row.name:28}{row.psnr:8.2f}{row.glyph_psnr:11.2f}{row.coverage:9.1%}"
            f"{row.area:7.2f}{row.residual_share:10.1%}"
            f"{'same' if row.outside_identical else 'CHANGED':>10}{row.seconds:9.2f}"
            for row in self.rows
        ]
        found = f"{self.photos} photos, {self.lines} drawn lines, {self.lines_found} found"
        return "\n".join([found, head, *body])


def run(photos: Path, count: int = 60, out: Path | None = None, *, seed: int = 2026) -> Report:
    """Letter ``count`` photos of a folder, clean them in three ways and measure each.

    ``out`` receives, for each photo, the lettered one beside the three results. Raises
    ``ValueError`` when the folder holds fewer photos than asked for.
    """
    context = Context(Weights())
    fonts = find_fonts()
    measured: dict[str, list[Measure]] = {POLYGON: [], EXACT: [], OURS: []}
    lines, found = 0, 0
    for index, path in enumerate(_choose(photos, count)):
        rng = np.random.default_rng((seed, index))
        photo = np.asarray(Image.open(path).convert("RGB"))
        lettered = letter(photo, rng, fonts, int(rng.integers(1, 4)))
        asked = reader(context.weights).read(photo, scales=(SECOND_LOOK,))
        frames = _clean(lettered, context)
        lines += len(lettered.lines)
        found += _lines_found(lettered.lines, frames[OURS].outlines)
        for name, cleaned in frames.items():
            again = reader(context.weights).read(cleaned.pixels, scales=(SECOND_LOOK,))
            measured[name].append(_measure(photo, lettered, cleaned, again, asked))
        if out is not None:
            shown = [lettered.pixels, *(cleaned.pixels for cleaned in frames.values())]
            _write(out / f"{index:03d}-{path.stem}.png", shown)
    rows = tuple(_row(name, results, lines) for name, results in measured.items())
    return Report(photos=count, lines=lines, lines_found=found, rows=rows)


@dataclass(frozen=True)
class _Cleaned:
    pixels: Pixels
    mask: Plane
    outlines: Plane
    seconds: float


def _choose(photos: Path, count: int) -> list[Path]:
    """Photos spread evenly over the folder, in a fixed order."""
    kinds = {".jpg", ".jpeg", ".png"}
    every = sorted(path for path in photos.iterdir() if path.suffix.lower() in kinds)
    if len(every) < count:
        raise ValueError(f"{photos} holds {len(every)} photos; {count} were asked for.")
    return [every[index * len(every) // count] for index in range(count)]


def _clean(lettered: Lettered, context: Context) -> dict[str, _Cleaned]:
    picture = Picture(lettered.pixels)
    began = time.perf_counter()
    located = find_text.run(Frame(picture, picture), find_text.ApplyMaskParams(), context).frame
    looked = time.perf_counter()
    shaped = dilate.run(located, dilate.AdjustDilationParams(), context).frame
    filled = inpaint.run(shaped, inpaint.InpaintParams(), context).frame
    ended = time.perf_counter()
    assert located.mask is not None and filled.mask is not None
    grown = cv2.dilate(located.mask, np.ones((7, 7), np.uint8))
    exact = cv2.dilate(lettered.mask, np.ones((3, 3), np.uint8))
    return {
        POLYGON: _telea(lettered.pixels, grown, located.mask, looked - began),
        EXACT: _telea(lettered.pixels, exact, located.mask, 0.0),
        OURS: _Cleaned(filled.picture.pixels, filled.mask, located.mask, ended - began),
    }


def _telea(pixels: Pixels, mask: Plane, outlines: Plane, before: float) -> _Cleaned:
    began = time.perf_counter()
    filled = np.asarray(cv2.inpaint(pixels, mask, 3, cv2.INPAINT_TELEA), np.uint8)
    return _Cleaned(filled, mask, outlines, before + time.perf_counter() - began)


def _measure(
    photo: Pixels,
    lettered: Lettered,
    cleaned: _Cleaned,
    again: Sequence[Line],
    native: Sequence[Line],
) -> Measure:
    glyphs, masked = lettered.mask > 0, cleaned.mask > 0
    outside = ~masked
    texts = [line for line in again if line.confidence >= find_text.MIN_CONFIDENCE]
    new = [line for line in texts if not _meets_any(line, native)]
    return Measure(
        psnr=psnr(photo, cleaned.pixels),
        glyph_psnr=psnr(photo[glyphs], cleaned.pixels[glyphs]),
        coverage=float((glyphs & masked).sum() / max(1, glyphs.sum())),
        area=float(masked.sum() / max(1, glyphs.sum())),
        residual=sum(
            any(_overlap(drawn.polygon, line.polygon) > OVERLAP for line in new)
            for drawn in lettered.lines
        ),
        outside_identical=bool((cleaned.pixels[outside] == lettered.pixels[outside]).all()),
        seconds=cleaned.seconds,
    )


def psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB over all values; 99 where there is no difference."""
    error = float(np.mean((first.astype(np.float64) - second.astype(np.float64)) ** 2))
    return 10 * float(np.log10(255**2 / error)) if error else 99.0


def _lines_found(drawn: Sequence[DrawnLine], outlines: Plane) -> int:
    height, width = outlines.shape
    places = [outline_mask([line.polygon.tolist()], width, height) > 0 for line in drawn]
    return sum(bool((outlines[place] > 0).mean() > 0.5) for place in places)


def _meets_any(line: Line, others: Sequence[Line]) -> bool:
    return any(_overlap(line.polygon, other.polygon) > OVERLAP for other in others)


def _overlap(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Shared area over the smaller one's, 0..1."""
    hulls = cv2.convexHull(first), cv2.convexHull(second)
    shared, _ = cv2.intersectConvexConvex(*hulls)
    return float(shared) / max(1e-6, min(cv2.contourArea(hull) for hull in hulls))


def _row(name: str, results: Sequence[Measure], lines: int) -> Row:
    def mean(pick: Callable[[Measure], float]) -> float:
        return float(np.mean([pick(result) for result in results]))

    return Row(
        name=name,
        psnr=mean(lambda result: result.psnr),
        glyph_psnr=mean(lambda result: result.glyph_psnr),
        coverage=mean(lambda result: result.coverage),
        area=mean(lambda result: result.area),
        residual_share=sum(result.residual for result in results) / max(1, lines),
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
