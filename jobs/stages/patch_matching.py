"""Finds, for patches that reach into a hole, the most alike patches outside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.membrane import Floats
from jobs.stages.regions import disk

RADIUS = 3
MOST_SOURCES = 5000
_OFFSETS = np.mgrid[-RADIUS : RADIUS + 1, -RADIUS : RADIUS + 1].reshape(2, -1)


@dataclass(frozen=True)
class Level:
    """A picture at one size: ``values`` height x width x channels, ``hole`` 255 inside."""

    values: Floats
    hole: Plane

    @cached_property
    def clear(self) -> NDArray[np.bool_]:
        """True at the centres of patches that lie wholly outside the hole."""
        clear = cv2.dilate(self.hole, np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)) == 0
        clear[:RADIUS] = clear[-RADIUS:] = False
        clear[:, :RADIUS] = clear[:, -RADIUS:] = False
        return np.asarray(clear, np.bool_)

    @cached_property
    def sources(self) -> NDArray[np.int64]:
        """Those centres, row and column."""
        return np.asarray(np.argwhere(self.clear), np.int64)

    def is_source(self, centres: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these places, inside the picture or not, are such centres."""
        within = np.all((centres >= 0) & (centres < np.array(self.hole.shape)), axis=1)
        safe = np.where(within[:, None], centres, 0)
        return np.asarray(within & self.clear[safe[:, 0], safe[:, 1]], np.bool_)


def targets_of(hole: Plane) -> NDArray[np.int64]:
    """Centres of patches that reach into the hole."""
    near = cv2.dilate(hole, disk(RADIUS - 1)) > 0
    return np.asarray(np.argwhere(near), np.int64)


def patches(values: Floats, centres: NDArray[np.int64]) -> Floats:
    """One row of numbers for each centre; the picture is mirrored past its border."""
    margin, side = (RADIUS, RADIUS), 2 * RADIUS + 1
    padded: Floats = np.pad(values, (margin, margin, (0, 0)), mode="reflect")
    windows: Floats = np.lib.stride_tricks.sliding_window_view(  # type: ignore[call-overload]
        padded, (side, side), axis=(0, 1)
    )
    found = windows.transpose(0, 1, 3, 4, 2)[centres[:, 0], centres[:, 1]]
    return np.asarray(found.reshape(len(centres), -1), np.float32)


def some(sources: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """All sources, or a random part of many."""
    if len(sources) <= MOST_SOURCES:
        return sources
    return np.asarray(
        sources[np.sort(rng.choice(len(sources), MOST_SOURCES, replace=False))], np.int64
    )


def search(
    values: Floats,
    targets: NDArray[np.int64],
    sources: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The nearest source of each target."""
    sources = some(sources, rng)
    candidates = patches(values, sources)
    norms = (candidates**2).sum(axis=1)
    nearest = [
        np.argmin(norms - 2 * patches(values, part) @ candidates.T, axis=1)
        for part in np.array_split(targets, max(1, len(targets) // 1000))
    ]
    return np.asarray(sources[np.concatenate(nearest)], np.int64)


def refine(
    values: Floats,
    level: Level,
    targets: NDArray[np.int64],
    matches: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Try what the neighbours found and random places nearby; keep the nearest patch."""
    height, width = level.hole.shape
    place = np.full((height, width), -1, np.int64)
    place[targets[:, 0], targets[:, 1]] = np.arange(len(targets))
    wanted = patches(values, targets)
    found = _Matching(wanted, matches, _distance(patches(values, matches), wanted))
    for dy, dx in [(0, 1), (0, -1), (1, 0), (-1, 0)] * 2:
        step = np.array([dy, dx])
        beside = np.clip(targets + step, 0, (height - 1, width - 1))
        at = place[beside[:, 0], beside[:, 1]]
        trial = np.where((at >= 0)[:, None], found.best[at] - step, found.best)
        found = found.tried(values, level, trial)
    for reach in (32, 8, 3, 1):
        jump = rng.integers(-reach, reach + 1, found.best.shape)
        found = found.tried(values, level, found.best + jump)
    return found.best


@dataclass(frozen=True)
class _Matching:
    """What targets look for, and the nearest found so far with its distance."""

    wanted: Floats
    best: NDArray[np.int64]
    cost: Floats

    def tried(self, values: Floats, level: Level, trial: NDArray[np.int64]) -> _Matching:
        """The same with ``trial`` taken wherever it is nearer."""
        usable = level.is_source(trial)
        safe = np.where(usable[:, None], trial, self.best)
        price = _distance(patches(values, safe), self.wanted)
        nearer = usable & (price < self.cost)
        best = np.where(nearer[:, None], trial, self.best)
        return _Matching(self.wanted, best, np.where(nearer, price, self.cost))


def _distance(first: Floats, second: Floats) -> Floats:
    return np.asarray(((first - second) ** 2).sum(axis=1), np.float32)


def vote(
    values: Floats, level: Level, targets: NDArray[np.int64], matches: NDArray[np.int64]
) -> Floats:
    """Each hole pixel becomes the mean of what the patches over it say, nearer ones weighing more.

    Patches close to the hole's edge hold known pixels, so they weigh more as well.
    """
    height, width = level.hole.shape
    channels = values.shape[2]
    theirs = patches(values, matches)
    distance = ((theirs - patches(values, targets)) ** 2).mean(axis=1)
    spread = float(np.percentile(distance, 25)) + 1e-3
    depth = cv2.distanceTransform(level.hole, cv2.DIST_L2, 3)[targets[:, 0], targets[:, 1]]
    weight = np.exp(-distance / (2 * spread)) * 1.3 ** (-depth)
    rows = targets[:, :1] + _OFFSETS[0]
    columns = targets[:, 1:] + _OFFSETS[1]
    within = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    flat = np.where(within, rows * width + columns, 0).ravel()
    share = np.where(within, weight[:, None], 0).ravel()
    total = np.bincount(flat, share, height * width)
    theirs = theirs.reshape(len(targets), -1, channels)
    summed = np.stack(
        [
            np.bincount(flat, share * theirs[:, :, c].ravel(), height * width)
            for c in range(channels)
        ],
        axis=1,
    )
    mean = (summed / np.maximum(total, 1e-12)[:, None]).reshape(height, width, channels)
    settled = (level.hole > 0) & (total.reshape(height, width) > 1e-12)
    return np.where(settled[:, :, None], mean, values).astype(np.float32)
