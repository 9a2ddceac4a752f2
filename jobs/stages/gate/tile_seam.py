"""The check ``tile_seam``: straight steps at even distances, where a picture was put together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Plane
from jobs.stages.gate.check import Box, Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.places import boxes_above, worst_first
from jobs.stages.gate.report import Finding
from jobs.stages.gate.tile_steps import tile_steps

_LONE = np.array([[1, -3, 3, -1]], np.float32)
"""Twice a pixel's step less the mean of the steps beside it: slopes and soft edges cancel."""
_LOUDEST = 8
"""Twice the levels above which a step counts no further: texture must not drown a faint one."""
_STRETCH = 12
_AROUND = 33
"""Columns that say what is usual about a place."""
_QUIET = 0.15
"""Levels that a step averaged along a stretch has by rounding alone."""
_CLEAREST, _STRONGEST = 3.0, 10.0
"""Deviations above which a stretch, and a whole line, count no further."""
_UNLIKE = 1.4
"""Deviations that spacings of their own have to be better by than one for both directions: there
are far more such pairs, so that chance finds a better one."""
_LEAST_TILE = 48
_BLOCK = 8
_MARGIN = 12
_FEWEST = 2 * _LEAST_TILE

Floats = NDArray[np.float32]
Whole = NDArray[np.intp]
Found = tuple[float, list[tuple[Box, float]]]
"""A score, and boxes on the proof with their own, the threshold's ones at least."""


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: how far straight steps stand out, in deviations.

    Beside a source they are looked for in the difference (``tile_steps``), each by itself. In a
    picture alone only a grid tells them from what it shows: steps a pixel wide are averaged with
    their sign along stretches of each line and held against the lines beside it, so that texture
    cancels. Every even spacing from the upper left, and every division into equal parts, is tried;
    the n lines of one are added up over the root of n, and both directions over the root of two,
    for square tiles and for any others. What stands in a picture by itself is seldom even, and
    seldom so in both directions.
    """
    if min(*subject.grey.shape, *subject.source.size) < _FEWEST:
        return nothing_to_judge(f"a side is shorter than two tiles of {_LEAST_TILE} pixels")
    score, found = (
        _on_grid(subject) if subject.is_its_source else _beside_source(subject, threshold)
    )
    if score <= threshold:
        return Measured(score)
    note = "a straight step, as where two tiles meet"
    return Measured(
        score,
        tuple(
            Finding(box=box, score=round(worst, 2), note=note) for box, worst in worst_first(found)
        ),
    )


def _beside_source(subject: Subject, threshold: float) -> Found:
    steps = tile_steps(subject)
    score = float(steps.max())
    boxes = boxes_above(steps, threshold) if score > threshold else []
    return score, [(subject.box_of_reduced(box), worst) for box, worst in boxes]


def _on_grid(subject: Subject) -> Found:
    """The likeliest grid's score, and its lines as boxes with their direction's own."""
    across, down = (
        _without_blocks(line_strengths(grey))
        for grey in (subject.grey, cv2.transpose(subject.grey))
    )
    score, upright, level = likeliest_grid(across, down)
    width, height = subject.proof.size
    boxes: list[tuple[Box, float]] = [
        *(((max(0, x - 3), 0, 7, height), upright.score) for x in upright.places),
        *(((0, max(0, y - 3), width, 7), level.score) for y in level.places),
    ]
    return max(0.0, score), boxes


def _without_blocks(strengths: Floats) -> Floats:
    """What stands out beyond the grid of compression.

    Compression lifts every eighth line; tiles are larger, and lift a few of them alone.
    """
    left = strengths.copy()
    for phase in range(_BLOCK):
        left[phase::_BLOCK] -= max(0.0, float(np.median(strengths[phase::_BLOCK])))
    return np.clip(left, -2, _STRONGEST).astype(np.float32)


def line_strengths(grey: Plane) -> Floats:
    """How far each column's step to the next stands out, in deviations of all columns."""
    lone = np.clip(cv2.filter2D(grey, cv2.CV_16S, _LONE), -_LOUDEST, _LOUDEST)
    size = lone.shape[1], grey.shape[0] // _STRETCH
    stretches = cv2.resize(lone.astype(np.float32), size, interpolation=cv2.INTER_AREA) / 2
    size_of_step = np.abs(stretches[1:] + stretches[:-1]) / 2
    usual = 1.25 * cv2.blur(size_of_step, (_AROUND, 1)) + _QUIET
    line = np.minimum(size_of_step / usual, _CLEAREST).mean(axis=0)
    line[:_MARGIN] = line[-_MARGIN:] = 0
    middle = float(np.median(line))
    spread = 1.4826 * float(np.median(np.abs(line - middle))) + 1e-3
    strengths: Floats = np.clip((line - middle) / spread, -2, _STRONGEST)
    return strengths


@dataclass(frozen=True)
class Lines:
    """A grid's lines in one direction, and how far together they stand out, in deviations."""

    score: float
    places: tuple[int, ...]


def likeliest_grid(across: Floats, down: Floats) -> tuple[float, Lines, Lines]:
    """The score of the best grid, its upright lines, and its level ones."""
    upright, level = _of_spacings(across), _of_spacings(down)
    # Both begin with the same spacings in whole pixels.
    square = min(across.size, down.size) - _MARGIN - _LEAST_TILE
    alike = int(np.argmax(upright[:square] + level[:square]))
    best = alike, alike
    unlike = int(np.argmax(upright)), int(np.argmax(level))
    score = float(upright[alike] + level[alike]) / math.sqrt(2)
    other = float(upright[unlike[0]] + level[unlike[1]]) / math.sqrt(2) - _UNLIKE
    if other > score:
        score, best = other, unlike
    return score, _lines(across, upright, best[0]), _lines(down, level, best[1])


def _of_spacings(strengths: Floats) -> Floats:
    """Each spacing's score."""
    index, starts, root = _grids(strengths.size)
    return np.asarray(np.add.reduceat(strengths[index], starts) / root, np.float32)


def _lines(strengths: Floats, scores: Floats, number: int) -> Lines:
    index, starts, _ = _grids(strengths.size)
    end = starts[number + 1] if number + 1 < starts.size else index.size
    return Lines(float(scores[number]), tuple(int(one) for one in index[starts[number] : end]))


@lru_cache(maxsize=16)
def _grids(length: int) -> tuple[Whole, Whole, Floats]:
    """Lines of every grid in one row, where each grid begins in it, and the root of its size."""
    spacings = [float(side) for side in range(_LEAST_TILE, length - _MARGIN)]
    spacings += [length / parts for parts in range(2, length // _LEAST_TILE + 1)]
    lines = [np.rint(np.arange(side, length - _MARGIN, side)).astype(int) - 1 for side in spacings]
    counts = np.array([one.size for one in lines])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.concatenate(lines), starts, np.sqrt(counts).astype(np.float32)


CHECK = Check(
    name="tile_seam",
    version="4",
    title="Seams between tiles",
    unit="deviations",
    reference="steps of the difference to the source; without one third differences along lines,"
    " summed over even grids, as blocking grids of unknown origin are found (Fan and de Queiroz,"
    " 2003)",
    measure=measure,
)
