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
_GROUND = 4
"""Pixels at either end of a profile that say how bright that side is."""
_BESIDE = 2
"""Pixels beside an edge in which a rim rises."""
_RIM = 0.3
"""What a rim rises by beyond anything on its ground, as a share of the edge."""
_STEP = 30
_UNCLIPPED = 8
"""Where a ground lies at the end of the range, a rim beyond it cannot show."""
_FEW = 60
"""With fewer edges than this the picture has no edges to speak of."""
_DOUBT = 50
"""Edges that are counted as clean besides: of a few, one or two have rims by chance."""
_HALF = 50.0

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: share of the strong edges with a rim on both sides, in per cent.

    Along a line across each edge, the ground further off (6 to 9 pixels) says how bright either
    side is. A rim rises next to the edge beyond everything that its ground holds: in texture
    the ground itself varies as much, and a clean edge only ever approaches it. Both sides count
    together, since sharpening makes them together. The share that the source's own edges have,
    as cameras sharpen, is taken off.
    """
    edges = strong_edges(subject.grey)
    rims, usable = rimmed(profiles(_floats(subject.grey), edges, _REACH))
    own = 0.0 if subject.is_its_source else share_of_rims(subject.source_grey)
    score = max(0.0, _share(rims, usable) - own)
    if score <= threshold:
        return Measured(score)
    where = _places(edges, usable, rims, subject.grey.shape)
    findings = tuple(
        Finding(box=box, score=round(worst, 1), note="a rim on both sides of an edge")
        for box, worst in boxes_above(where, own + threshold)
    )
    return Measured(score, findings, heat_map(where, _HALF))


def share_of_rims(grey: Plane) -> float:
    """Per cent of a picture's strong edges that have rims on both sides."""
    return _share(*rimmed(profiles(_floats(grey), strong_edges(grey), _REACH)))


def _share(rims: Flags, usable: Flags) -> float:
    edges = np.count_nonzero(usable)
    return 100 * np.count_nonzero(rims) / (edges + _DOUBT) if edges >= _FEW else 0.0


def _floats(grey: Plane) -> Floats:
    return grey.astype(np.float32)


def rimmed(lines: Floats) -> tuple[Flags, Flags]:
    """Which profiles, a row each, have a rim on both sides, and which are of steps at all."""
    # A row a place: what is reduced then lies side by side in memory.
    across = np.ascontiguousarray(lines.T)
    below, above = across[:_GROUND], across[-_GROUND:]
    dark, bright = below.mean(axis=0), above.mean(axis=0)
    height = bright - dark
    usable = (height > _STEP) & (dark > _UNCLIPPED) & (bright < 255 - _UNCLIPPED)
    peak = across[_REACH + 1 : _REACH + 1 + _BESIDE].max(axis=0)
    pit = across[_REACH - _BESIDE : _REACH].min(axis=0)
    rise = np.minimum(peak - above.max(axis=0), below.min(axis=0) - pit)
    return usable & (rise > _RIM * height), usable


def _places(edges: Edges, usable: Flags, rims: Flags, shape: tuple[int, ...]) -> Floats:
    """At each edge the share of edges around it that have rims, in per cent."""
    found, count = np.zeros(shape[:2], np.float32), np.zeros(shape[:2], np.float32)
    rows, columns = edges.y.astype(int), edges.x.astype(int)
    found[rows[rims], columns[rims]] = 100
    count[rows[usable], columns[usable]] = 1
    mean = cv2.blur(found, (15, 15)) / np.maximum(cv2.blur(count, (15, 15)), 1e-6)
    return np.where(count > 0, mean, 0).astype(np.float32)


CHECK = Check(
    name="halo",
    version="4",
    title="Halos",
    unit="% of the edges",
    reference="profiles across edges, as in perceived-ringing metrics (Marziliano et al., 2004)",
    measure=measure,
    evidence=("boxes", "heat map"),
)
