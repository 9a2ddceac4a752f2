"""The check ``tile_seam``: straight steps at even distances, where a picture was put together."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Plane
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.places import MOST
from jobs.stages.gate.report import Finding

_LONE = np.array([[1, -3, 3, -1]], np.float32)
"""Twice a pixel's step less the mean of the steps beside it: slopes and soft edges cancel."""
_LOUDEST = 32
"""Twice the levels above which a step is an edge of the picture and counts no further."""
_STRETCH = 32
_AROUND = 65
"""Columns that say what is usual about a place."""
_QUIET = 0.15
"""Levels that a step averaged along a stretch has by rounding alone."""
_CLEAREST, _STRONGEST = 3.0, 10.0
"""Deviations above which a stretch, and a whole line, count no further."""
_LEAST_TILE = 48
_BLOCK = 8
_MARGIN = 12
_FEWEST = 2 * _LEAST_TILE

Floats = NDArray[np.float32]
Whole = NDArray[np.intp]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: how far the likeliest grid's lines stand out, in deviations, over both directions.

    Steps a pixel wide are averaged with their sign along stretches of each line and held against
    the lines beside it, so that texture cancels. Every even spacing from the upper left, and every
    division into equal parts, is tried as a grid; the n lines of one are added up over the root of
    n. What stands in a picture by itself is seldom even, and seldom so in both directions.
    """
    if min(subject.grey.shape) < _FEWEST:
        return nothing_to_judge(f"a side is shorter than two tiles of {_LEAST_TILE} pixels")
    source = _source_grey(subject)
    (across, columns), (down, rows) = (
        likeliest_grid(_beyond(line_strengths(grey), None if own is None else line_strengths(own)))
        for grey, own in (
            (subject.grey, source),
            (cv2.transpose(subject.grey), None if source is None else cv2.transpose(source)),
        )
    )
    score = max(0.0, (across + down) / 2)
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    upright = [((max(0, x - 3), 0, 7, height), across) for x in columns]
    level = [((0, max(0, y - 3), width, 7), down) for y in rows]
    boxes = sorted((*upright, *level), key=lambda one: -one[1])[:MOST]
    return Measured(
        score,
        tuple(
            Finding(box=box, score=round(value, 2), note="a straight step, as where two tiles meet")
            for box, value in boxes
        ),
    )


def _source_grey(subject: Subject) -> Plane | None:
    """The source's luma; None where the proof is its own source, or the source is too small."""
    if subject.source.pixels is subject.proof.pixels or min(subject.source.size) < _FEWEST:
        return None
    grey: Plane = cv2.cvtColor(subject.source.pixels, cv2.COLOR_RGB2GRAY)
    return grey


def _beyond(strengths: Floats, own: Floats | None) -> Floats:
    """What stands out beyond the source's own lines and beyond the grid of its compression.

    ``own`` are the source's strengths, at its own size. Compression lifts every eighth line;
    tiles are larger, and lift a few of them alone.
    """
    left = strengths.copy()
    if own is not None:
        ratio = max(1.0, len(strengths) / len(own))
        at = (np.arange(len(strengths)) + 0.5) * len(own) / len(strengths) - 0.5
        reach = 2 * round(ratio) + 1
        lifted = np.interp(at, np.arange(len(own)), np.clip(own, 0, None)).astype(np.float32)
        left -= cv2.dilate(lifted[None], np.ones((1, reach), np.uint8))[0]
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


def likeliest_grid(strengths: Floats) -> tuple[float, list[int]]:
    """The score of the best even spacing, and where its lines are."""
    index, starts, root = _grids(strengths.size)
    scores = np.add.reduceat(strengths[index], starts) / root
    best = int(np.argmax(scores))
    end = starts[best + 1] if best + 1 < starts.size else index.size
    return float(scores[best]), [int(one) for one in index[starts[best] : end]]


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
    version="2",
    title="Seams between tiles",
    unit="deviations",
    reference="third differences along lines, summed over even grids, as blocking grids of unknown"
    " origin are found (Fan and de Queiroz, 2003)",
    measure=measure,
)
