"""Fill: a hole from what touches it, each side from its own regime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.holes import split
from jobs.stages.patch_fill import patch_fill
from jobs.stages.regimes import Regimes, regimes
from jobs.stages.regions import disk
from jobs.stages.removal.curves import Curve, lead
from jobs.stages.removal.division import divide
from jobs.stages.removal.ground import stretched
from jobs.stages.removal.matching import strongest
from jobs.stages.removal.sides import SideFill, fill_sides
from jobs.stages.removal.traces import follow
from jobs.stages.removal.transfer import transfer

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Method = Literal["sides", "transfer", "patches"]

RIM = 3
"""Known pixels around the hole that are filled as well, to judge the fill and to blend it."""
TOGETHER = 5
LIGHT = 0.8
HANDICAP: dict[Method, float] = {"sides": 1.0, "transfer": 1.3, "patches": 3.0}
"""What each way's error on the rim is multiplied by: a transfer was chosen for its likeness, and
patches come close to the rim by staying close to what is next to it."""
UNANSWERED = 2.0
"""What the sides' error is multiplied by where regimes change and no edge could be continued."""
ROOM = 3.0
"""A hole is given this many times its width of ground on every side to be filled from."""
LEAST_ROOM, MOST_ROOM = 40, 260


@dataclass(frozen=True)
class Filled:
    """A filled hole: the picture's new ``pixels`` and how they came about.

    ``found`` and ``curves`` are in the coordinates of the crop at ``corner`` (x, y). ``error``
    is the mean squared difference on the rim, in levels, of each way that was tried, and
    ``variance`` the rim's own. ``sides`` is empty unless the method is ``sides``, and ``shift``
    None unless it is ``transfer``.
    """

    pixels: Pixels
    corner: tuple[int, int]
    found: Regimes
    curves: tuple[Curve, ...]
    method: Method
    errors: dict[Method, float]
    variance: float
    sides: tuple[SideFill, ...]
    shift: tuple[int, int] | None


@dataclass(frozen=True)
class _Site:
    """A hole in its crop: ``hole`` is the solid outline grown by the rim, its known part."""

    values: Floats
    pixels: Pixels
    own: Plane
    hole: Plane
    hidden: Plane
    rim: Flags


def fill(
    pixels: Pixels,
    unknown: Plane,
    own: Plane,
    seed: int,
    checkpoint: Callable[[], None] = lambda: None,
) -> Filled:
    """Fill the part ``own`` of the mask ``unknown``; every other pixel keeps its bytes.

    ``pixels`` is the whole picture, ``unknown`` and ``own`` 255 inside, at its size. Two ways are
    tried and judged by how well they foretell the rim, which they do not see: sides filled from
    their own regimes between continued edges, and the whole content of a like place. Where
    neither does, patches fill. The cost follows the hole: only a crop around it is looked at.
    ``checkpoint`` is called between the parts of the work and may raise. Raises ``ValueError`` when
    the crop holds nothing known.
    """
    window = _room(own)
    site = _site(pixels[window], unknown[window], own[window])
    found = regimes(site.pixels, site.hidden, site.hole)
    curves = lead(strongest(follow(site.pixels, site.hidden, found)), site.hole)
    checkpoint()
    divided = divide(site.pixels, site.hidden, site.hole, curves)
    by_sides, sides = fill_sides(site.values, site.hole, divided, curves)
    checkpoint()
    moved = transfer(site.values, site.hidden, site.hole)
    checkpoint()
    made: dict[Method, Floats] = {"sides": by_sides, "patches": _patched(site, seed, checkpoint)}
    if moved is not None:
        made["transfer"] = moved.values
    errors = {way: _error(site, values) for way, values in made.items()}
    weight = dict(HANDICAP)
    if found.count > 1 and not curves:
        weight["sides"] *= UNANSWERED
    method = min(errors, key=lambda way: weight[way] * errors[way])
    variance = float(site.values[site.rim].var(axis=0).mean()) if site.rim.any() else 0.0
    blended = made[method] + _meeting(site.values - made[method], site)
    crop = np.clip(np.round(blended), 0, 255).astype(np.uint8)
    result = pixels.copy()
    result[window] = np.where(site.own[:, :, None] > 0, crop, site.pixels)
    return Filled(
        pixels=result,
        corner=(int(window[1].start), int(window[0].start)),
        found=found,
        curves=curves,
        method=method,
        errors=errors,
        variance=variance,
        sides=sides if method == "sides" else (),
        shift=moved.shift if moved is not None and method == "transfer" else None,
    )


def _room(own: Plane) -> tuple[slice, slice]:
    left, top, wide, high = cv2.boundingRect(own)
    part = own[top : top + high, left : left + wide]
    width = 2 * float(cv2.distanceTransform(np.pad(part, 1), cv2.DIST_L2, 5).max())
    room = int(np.clip(ROOM * width, LEAST_ROOM, MOST_ROOM))
    height, whole = own.shape
    return (
        slice(max(0, top - room), min(height, top + high + room)),
        slice(max(0, left - room), min(whole, left + wide + room)),
    )


def _site(crop: Pixels, unknown: Plane, own: Plane) -> _Site:
    """Islands within the outline say nothing of the ground, so the hole is taken as solid."""
    near = cv2.morphologyEx(np.pad(own, TOGETHER), cv2.MORPH_CLOSE, disk(TOGETHER))
    near = np.maximum(near[TOGETHER:-TOGETHER, TOGETHER:-TOGETHER], own)
    contours, _ = cv2.findContours(near, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    solid = np.asarray(cv2.drawContours(near, contours, -1, 255, cv2.FILLED), np.uint8)
    hole = np.asarray(cv2.dilate(solid, disk(RIM)), np.uint8)
    rim = (hole > 0) & (solid == 0) & (unknown == 0)
    hidden = np.maximum(unknown, hole)
    if hidden.all():
        raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
    return _Site(crop.astype(np.float32), crop, own, hole, hidden, rim)


def _error(site: _Site, made: Floats) -> float:
    """The mean squared difference on the rim, most of an even difference in light forgiven."""
    if not site.rim.any():
        return 0.0
    gap = (site.values - made)[site.rim]
    return float(((gap - LIGHT * gap.mean(axis=0)) ** 2).mean())


def _meeting(error: Floats, site: _Site) -> Floats:
    """What makes the fill meet its surroundings without a step: gradient-domain blending.

    The difference on the rim is stretched over the hole, so that the fill keeps its own
    gradients (Pérez et al., 2003).
    """
    correction = np.zeros_like(error)
    if not site.rim.any():
        return correction
    unknown = (site.hidden > 0) & ~site.rim
    left, top, wide, high = cv2.boundingRect(site.hole)
    tight = slice(top, top + high), slice(left, left + wide)
    rest = np.where(site.rim[:, :, None], error, 0)[tight]
    correction[tight] = stretched(rest.astype(np.float32), unknown[tight])
    return correction


def _patched(site: _Site, seed: int, checkpoint: Callable[[], None]) -> Floats:
    """The hole filled by patches, part by part."""
    result = site.values.copy()
    for hole in split(site.pixels, site.hole):
        filled = patch_fill(
            site.pixels[hole.place], site.hidden[hole.place], hole, seed, checkpoint
        )
        np.copyto(result[hole.place], filled, where=hole.own[:, :, None] > 0)
    return result
