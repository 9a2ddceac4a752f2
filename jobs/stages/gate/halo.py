"""The check ``halo``: a bright and a dark rim along both sides of strong edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.edges import Edges, profiles, strong_edges
from jobs.stages.gate.places import boxes_above, heat_map
from jobs.stages.gate.report import Finding

_REACH = 9
_NEAR = 5
_STEP = 30
_UNCLIPPED = 8
"""Where a ground lies at the end of the range, a rim beyond it cannot show."""
_FEW = 60
"""With fewer edges than this the picture has no edges to speak of."""

Floats = NDArray[np.float32]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: height of the rims in the typical profile across edges, in per cent of the edge.

    Along a line across each edge, the ground further off (6 to 9 pixels) says how bright either
    side is. The median of all these lines is free of texture; where it exceeds both grounds
    nearer to the edge, there is a halo. A clean edge only ever approaches its grounds. What the
    source's own edges have, as cameras sharpen, is taken off.
    """
    edges = strong_edges(subject.grey)
    lines, usable = relative_profiles(profiles(_floats(subject.grey), edges, _REACH))
    own = 0.0 if subject.is_its_source else typical_rim(subject.source_grey)
    score = max(0.0, _typical_rim(lines, usable) - own)
    if score <= threshold:
        return Measured(score)
    where = np.maximum(_places(edges, usable, lines, subject.grey.shape) - own, 0)
    findings = tuple(
        Finding(box=box, score=round(worst, 1), note="a rim on both sides of an edge")
        for box, worst in boxes_above(where, threshold)
    )
    return Measured(score, findings, heat_map(where, threshold))


def typical_rim(grey: Plane) -> float:
    """Height of the rims in the typical profile across a picture's edges, in per cent of them."""
    return _typical_rim(*relative_profiles(profiles(_floats(grey), strong_edges(grey), _REACH)))


def _typical_rim(lines: Floats, usable: NDArray[np.bool_]) -> float:
    if np.count_nonzero(usable) < _FEW:
        return 0.0
    return 100 * rim_height(np.median(lines[usable], axis=0))


def _floats(grey: Plane) -> Floats:
    return grey.astype(np.float32)


def relative_profiles(lines: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Profiles with the dark ground at 0 and the bright at 1, and which are of steps at all."""
    dark = lines[:, : _REACH - _NEAR].mean(axis=1, keepdims=True)
    bright = lines[:, _REACH + _NEAR + 1 :].mean(axis=1, keepdims=True)
    height = bright - dark
    usable = (height > _STEP) & (dark > _UNCLIPPED) & (bright < 255 - _UNCLIPPED)
    return (lines - dark) / np.maximum(height, 1), usable[:, 0]


def rim_height(line: Floats) -> float:
    """The mean of the rims on both sides of one relative profile, at least 0."""
    above = float(line[_REACH + 1 : _REACH + _NEAR + 1].max()) - 1
    below = -float(line[_REACH - _NEAR : _REACH].min())
    return max(0.0, (above + below) / 2)


def _places(
    edges: Edges, usable: NDArray[np.bool_], lines: Floats, shape: tuple[int, ...]
) -> Floats:
    """The rim at each single edge in per cent, smoothed over its neighbours."""
    rims, count = np.zeros(shape[:2], np.float32), np.zeros(shape[:2], np.float32)
    rows, columns = edges.y[usable].astype(int), edges.x[usable].astype(int)
    above = lines[usable, _REACH + 1 : _REACH + _NEAR + 1].max(axis=1) - 1
    below = -lines[usable, _REACH - _NEAR : _REACH].min(axis=1)
    rims[rows, columns] = 100 * np.clip((above + below) / 2, 0, 1)
    count[rows, columns] = 1
    mean = cv2.blur(rims, (15, 15)) / np.maximum(cv2.blur(count, (15, 15)), 1e-6)
    return np.where(count > 0, mean, 0).astype(np.float32)


CHECK = Check(
    name="halo",
    version="3",
    title="Halos",
    unit="% of the edge",
    reference="profiles across edges, as in perceived-ringing metrics (Marziliano et al., 2004)",
    measure=measure,
    evidence=("boxes", "heat map"),
)
