"""Texture fill: a hole put together from patches of its surroundings, coarse to fine."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.membrane import Floats, membrane
from jobs.stages.patch_matching import (
    RADIUS,
    Level,
    patches,
    refine,
    search,
    some,
    targets_of,
    vote,
)
from jobs.stages.regions import disk
from jobs.stages.stencil import shrink

COARSE_THICKNESS = 5.0
FEWEST_SOURCES = 200
"""A level with fewer whole patches outside the hole would know too little of the texture."""
OWN_SHARE = 0.6


def exemplar(
    values: Floats,
    hole: Plane,
    rng: np.random.Generator,
    checkpoint: Callable[[], None] = lambda: None,
    guess: Floats | None = None,
) -> Floats:
    """Fill ``hole`` so that each patch in it resembles one outside (Wexler et al., 2007).

    ``values`` is height x width x 3, 0..255. Nearest patches are searched exactly at the
    coarsest level and carried to finer ones with random and neighbouring trials, as PatchMatch
    does (Barnes et al., 2009). Where no whole patch is left outside, the smooth fill stands.
    ``checkpoint`` is called between parts of the work and may raise. ``guess``, of the picture's
    shape, says what the hole looks like from afar: the patches that are most like it are taken.
    """
    levels = _pyramid(values, hole)
    coarsest = levels[-1]
    current = _peel(coarsest, rng) if guess is None else _from_afar(guess, coarsest)
    matches: NDArray[np.int64] | None = None
    targets: NDArray[np.int64] | None = None
    for depth in range(len(levels) - 1, -1, -1):
        level = levels[depth]
        checkpoint()
        if not len(level.sources):
            return membrane(values, hole)
        if depth < len(levels) - 1:
            size = level.hole.shape[1], level.hole.shape[0]
            larger = cv2.resize(current, size, interpolation=cv2.INTER_CUBIC)
            current = np.where(level.hole[:, :, None] > 0, larger, level.values)
        found = targets_of(level.hole)
        if matches is None or targets is None:
            matches = search(current, found, level.sources, rng)
            current = _settle(current, level, found, matches)
        else:
            matches = _carry(matches, targets, found, level, rng)
            for _ in range(2):
                checkpoint()
                matches = refine(current, level, found, matches, rng)
                current = _settle(current, level, found, matches)
        targets = found
    return current


def _from_afar(guess: Floats, level: Level) -> Floats:
    """A guess at a level's own size, inside its hole."""
    size = level.hole.shape[1], level.hole.shape[0]
    small = cv2.resize(guess, size, interpolation=cv2.INTER_AREA)
    return np.where(level.hole[:, :, None] > 0, small, level.values).astype(np.float32)


def _settle(
    values: Floats, level: Level, targets: NDArray[np.int64], matches: NDArray[np.int64]
) -> Floats:
    """Each pixel mostly from its own match, a part from the vote.

    The vote makes seams meet but is softer than the ground, and what is soft finds soft patches
    the next time.
    """
    voted = vote(values, level, targets, matches)
    own = values.copy()
    own[targets[:, 0], targets[:, 1]] = level.values[matches[:, 0], matches[:, 1]]
    mixed = (1 - OWN_SHARE) * voted + OWN_SHARE * own
    return np.where(level.hole[:, :, None] > 0, mixed, level.values).astype(np.float32)


def _pyramid(values: Floats, hole: Plane) -> list[Level]:
    levels = [Level(values, hole)]
    while True:
        last = levels[-1]
        thickness = float(cv2.distanceTransform(last.hole, cv2.DIST_L2, 3).max())
        if thickness <= COARSE_THICKNESS or min(last.hole.shape) < 8 * RADIUS:
            return levels
        size = max(1, last.hole.shape[1] // 2), max(1, last.hole.shape[0] // 2)
        smaller = Level(*shrink(last.values, last.hole, size))
        if len(smaller.sources) < FEWEST_SOURCES:
            return levels
        levels.append(smaller)


def _peel(level: Level, rng: np.random.Generator) -> Floats:
    """A first guess, ring by ring from the edge inwards.

    Each pixel takes the middle of the source that agrees best with what is known around it. A
    smooth guess would settle on smooth patches, and a texture would come out as a smear.
    """
    current, hole = membrane(level.values, level.hole), level.hole.copy()
    if not len(level.sources):
        return current
    sources = some(level.sources, rng)
    candidates = patches(current, sources)
    squares = (candidates**2).T.copy()
    while hole.any():
        ring = np.argwhere((hole > 0) & (cv2.erode(hole, disk(1)) == 0))
        if not len(ring):
            ring = np.argwhere(hole > 0)
        known = patches((hole == 0).astype(np.float32)[:, :, None], ring)
        known = np.repeat(np.maximum(known, 0.02), level.values.shape[2], axis=1)
        cost = known @ squares - 2 * (known * patches(current, ring)) @ candidates.T
        best = sources[np.argmin(cost, axis=1)]
        current[ring[:, 0], ring[:, 1]] = level.values[best[:, 0], best[:, 1]]
        hole[ring[:, 0], ring[:, 1]] = 0
    return current


def _carry(
    matches: NDArray[np.int64],
    coarse: NDArray[np.int64],
    fine: NDArray[np.int64],
    level: Level,
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
    kept = np.logical_and(have[parent[:, 0], parent[:, 1]], level.is_source(moved))
    lost = np.nonzero(~kept)[0]
    moved[lost] = level.sources[rng.integers(len(level.sources), size=len(lost))]
    return moved
