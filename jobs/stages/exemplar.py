"""Texture fill: a hole put together from patches of its surroundings, coarse to fine."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.membrane import Floats, membrane
from jobs.stages.regions import disk

RADIUS = 3
MOST_SOURCES = 5000
COARSE_THICKNESS = 5.0
OWN_SHARE = 0.6
_OFFSETS = np.mgrid[-RADIUS : RADIUS + 1, -RADIUS : RADIUS + 1].reshape(2, -1)


@dataclass(frozen=True)
class _Level:
    values: Floats
    hole: Plane


def exemplar(values: Floats, hole: Plane, rng: np.random.Generator) -> Floats:
    """Fill ``hole`` so that each patch in it resembles one outside (Wexler et al., 2007).

    ``values`` is height x width x 3, 0..255. Nearest patches are searched exactly at the
    coarsest level and carried to finer ones with random and neighbouring trials, as PatchMatch
    does (Barnes et al., 2009). Where no whole patch is left outside, the smooth fill stands.
    """
    levels = _pyramid(values, hole)
    coarsest = levels[-1]
    current = _peel(coarsest, _sources(coarsest.hole), rng)
    matches: NDArray[np.int64] | None = None
    targets: NDArray[np.int64] | None = None
    for depth in range(len(levels) - 1, -1, -1):
        level = levels[depth]
        sources = _sources(level.hole)
        if not len(sources):
            return membrane(values, hole)
        if depth < len(levels) - 1:
            size = level.hole.shape[1], level.hole.shape[0]
            larger = cv2.resize(current, size, interpolation=cv2.INTER_CUBIC)
            current = np.where(level.hole[:, :, None] > 0, larger, level.values)
        found = _targets(level.hole)
        if matches is None or targets is None:
            matches = _search(current, found, sources, rng)
            current = _settle(current, level, found, matches)
        else:
            matches = _carry(matches, targets, found, level, rng)
            for _ in range(2):
                matches = _refine(current, level, found, matches, rng)
                current = _settle(current, level, found, matches)
        targets = found
    return current


def _settle(
    values: Floats, level: _Level, targets: NDArray[np.int64], matches: NDArray[np.int64]
) -> Floats:
    """Each pixel mostly from its own match, a part from the vote.

    The vote makes seams meet but is softer than the ground, and what is soft finds soft patches
    the next time.
    """
    voted = _vote(values, level, targets, matches)
    own = values.copy()
    own[targets[:, 0], targets[:, 1]] = level.values[matches[:, 0], matches[:, 1]]
    mixed = (1 - OWN_SHARE) * voted + OWN_SHARE * own
    return np.where(level.hole[:, :, None] > 0, mixed, level.values).astype(np.float32)


def _pyramid(values: Floats, hole: Plane) -> list[_Level]:
    levels = [_Level(values, hole)]
    while True:
        last = levels[-1]
        thickness = float(cv2.distanceTransform(last.hole, cv2.DIST_L2, 3).max())
        if thickness <= COARSE_THICKNESS or min(last.hole.shape) < 8 * RADIUS:
            return levels
        size = max(1, last.hole.shape[1] // 2), max(1, last.hole.shape[0] // 2)
        known = (last.hole == 0).astype(np.float32)
        share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
        total = cv2.resize(last.values * known[:, :, None], size, interpolation=cv2.INTER_AREA)
        smaller = total / np.maximum(share, 1e-6)[:, :, None]
        levels.append(_Level(smaller, np.where(share < 0.5, 255, 0).astype(np.uint8)))


def _peel(level: _Level, sources: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """A first guess, ring by ring from the edge inwards.

    Each pixel takes the middle of the source that agrees best with what is known around it. A
    smooth guess would settle on smooth patches, and a texture would come out as a smear.
    """
    current, hole = membrane(level.values, level.hole), level.hole.copy()
    if not len(sources):
        return current
    sources = _some(sources, rng)
    candidates = _patches(current, sources)
    squares = (candidates**2).T.copy()
    while hole.any():
        ring = np.argwhere((hole > 0) & (cv2.erode(hole, disk(1)) == 0))
        if not len(ring):
            ring = np.argwhere(hole > 0)
        known = _patches((hole == 0).astype(np.float32)[:, :, None], ring)
        known = np.repeat(np.maximum(known, 0.02), level.values.shape[2], axis=1)
        cost = known @ squares - 2 * (known * _patches(current, ring)) @ candidates.T
        best = sources[np.argmin(cost, axis=1)]
        current[ring[:, 0], ring[:, 1]] = level.values[best[:, 0], best[:, 1]]
        hole[ring[:, 0], ring[:, 1]] = 0
    return current


def _some(sources: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """All sources, or a random part of many."""
    if len(sources) <= MOST_SOURCES:
        return sources
    return np.asarray(
        sources[np.sort(rng.choice(len(sources), MOST_SOURCES, replace=False))], np.int64
    )


def _sources(hole: Plane) -> NDArray[np.int64]:
    """Centres of patches that lie wholly outside the hole."""
    clear = cv2.dilate(hole, np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)) == 0
    clear[:RADIUS] = clear[-RADIUS:] = False
    clear[:, :RADIUS] = clear[:, -RADIUS:] = False
    return np.asarray(np.argwhere(clear), np.int64)


def _targets(hole: Plane) -> NDArray[np.int64]:
    """Centres of patches that reach into the hole."""
    near = cv2.dilate(hole, disk(RADIUS - 1)) > 0
    return np.asarray(np.argwhere(near), np.int64)


def _patches(values: Floats, centres: NDArray[np.int64]) -> Floats:
    """One row of numbers for each centre; the picture is mirrored past its border."""
    height, width = values.shape[:2]
    rows = np.abs(centres[:, :1] + _OFFSETS[0])
    columns = np.abs(centres[:, 1:] + _OFFSETS[1])
    rows = np.minimum(rows, 2 * (height - 1) - rows)
    columns = np.minimum(columns, 2 * (width - 1) - columns)
    return np.asarray(values[rows, columns].reshape(len(centres), -1), np.float32)


def _search(
    values: Floats,
    targets: NDArray[np.int64],
    sources: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The nearest source of each target."""
    sources = _some(sources, rng)
    candidates = _patches(values, sources)
    norms = (candidates**2).sum(axis=1)
    nearest = [
        np.argmin(norms - 2 * _patches(values, part) @ candidates.T, axis=1)
        for part in np.array_split(targets, max(1, len(targets) // 1000))
    ]
    return np.asarray(sources[np.concatenate(nearest)], np.int64)


def _carry(
    matches: NDArray[np.int64],
    coarse: NDArray[np.int64],
    fine: NDArray[np.int64],
    level: _Level,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Each fine target takes over the shift of the coarse target it lies in."""
    height, width = level.hole.shape
    shift = np.zeros((height // 2 + 2, width // 2 + 2, 2), np.int64)
    have = np.zeros(shift.shape[:2], bool)
    shift[coarse[:, 0], coarse[:, 1]] = matches - coarse
    have[coarse[:, 0], coarse[:, 1]] = True
    parent = np.minimum(fine // 2, np.array(shift.shape[:2]) - 1)
    moved: NDArray[np.int64] = fine + 2 * shift[parent[:, 0], parent[:, 1]]
    sources = _sources(level.hole)
    kept = np.logical_and(have[parent[:, 0], parent[:, 1]], _is_source(moved, level.hole))
    lost = np.nonzero(~kept)[0]
    moved[lost] = sources[rng.integers(len(sources), size=len(lost))]
    return moved


def _is_source(centres: NDArray[np.int64], hole: Plane) -> NDArray[np.bool_]:
    height, width = hole.shape
    clear: NDArray[np.bool_] = np.zeros((height, width), np.bool_)
    places = _sources(hole)
    clear[places[:, 0], places[:, 1]] = True
    within = np.all((centres >= 0) & (centres < np.array([height, width])), axis=1)
    safe = np.where(within[:, None], centres, 0)
    return np.asarray(within & clear[safe[:, 0], safe[:, 1]], np.bool_)


@dataclass(frozen=True)
class _Matching:
    """What targets look for, and the nearest found so far with its distance."""

    wanted: Floats
    best: NDArray[np.int64]
    cost: Floats

    def tried(self, values: Floats, level: _Level, trial: NDArray[np.int64]) -> _Matching:
        """The same with ``trial`` taken wherever it is nearer."""
        usable = _is_source(trial, level.hole)
        safe = np.where(usable[:, None], trial, self.best)
        price = _distance(_patches(values, safe), self.wanted)
        nearer = usable & (price < self.cost)
        best = np.where(nearer[:, None], trial, self.best)
        return _Matching(self.wanted, best, np.where(nearer, price, self.cost))


def _distance(first: Floats, second: Floats) -> Floats:
    return np.asarray(((first - second) ** 2).sum(axis=1), np.float32)


def _refine(
    values: Floats,
    level: _Level,
    targets: NDArray[np.int64],
    matches: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Try what the neighbours found and random places nearby; keep the nearest patch."""
    height, width = level.hole.shape
    place = np.full((height, width), -1, np.int64)
    place[targets[:, 0], targets[:, 1]] = np.arange(len(targets))
    wanted = _patches(values, targets)
    found = _Matching(wanted, matches, _distance(_patches(values, matches), wanted))
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


def _vote(
    values: Floats, level: _Level, targets: NDArray[np.int64], matches: NDArray[np.int64]
) -> Floats:
    """Each hole pixel becomes the mean of what the patches over it say, nearer ones weighing more.

    Patches close to the hole's edge hold known pixels, so they weigh more as well.
    """
    height, width = level.hole.shape
    channels = values.shape[2]
    theirs = _patches(values, matches)
    distance = ((theirs - _patches(values, targets)) ** 2).mean(axis=1)
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
