"""How strongly a mark was laid over a photo, and how soft its edges are there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.marks.known_mark import Floats, Places
from jobs.stages.marks.placement import Drawn

LEAST, MOST = 0.02, 0.98
THIN_BLUR, SOLID_BLUR, SOLID = 1.2, 2.5, 6.0
"""Pixels (sigma) of the blur that the opacity is found under, for thin strokes and for marks that
are somewhere at least so many pixels from their edge: JPEG spreads colour over its neighbours."""
SOFTNESS = (0.0, 0.4, 0.6)
"""Pixels (sigma): how much softer than ours the mark may have been resampled or compressed."""
SETTLING, LEEWAY = 6, 1.2
"""Rounds of settling, and by what factor the opacity may leave where it began: where strokes hide
all of their ground, the ground that is guessed would lead it astray."""
EDGE = 0.04
"""Change of alpha or colour from one pixel to the next that counts as an edge of the mark."""


@dataclass(frozen=True)
class Blend:
    """The blend that leaves least of the mark's edges behind.

    ``drawn`` is the mark as soft as it lies there; ``remaining`` the mean gradient of the
    restored photo along the mark's edges over that beside them (1 is clean), ``cost`` what of
    the photo's gradients the mark leaves unexplained.
    """

    drawn: Drawn
    opacity: float
    remaining: float
    cost: float


def blend_of(pixels: Floats, drawn: Drawn) -> Blend:
    """Find opacity and softness for a window h x w x 3, 0..1.

    The opacity is found on the blurred photo with the blurred mark, where it matters little how
    the mark's edges were resampled; how soft they are, on the photo as it is.
    """
    inside = cv2.distanceTransform((drawn.alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    blur = SOLID_BLUR if float(inside.max()) >= SOLID else THIN_BLUR
    rough = softer(drawn, blur)
    blurred = cv2.GaussianBlur(pixels, (0, 0), blur)
    where = edges_of(rough, EDGE / 2)
    opacity = settled(blurred, rough, where, _least(blurred, rough, where))
    edges = edges_of(drawn, EDGE)
    softened = [softer(drawn, sigma) for sigma in SOFTNESS]
    costs = [float(np.abs(_unexplained(pixels, soft, edges, opacity)).mean()) for soft in softened]
    chosen = int(np.argmin(costs))
    beside = _beside(edges)
    seen = _gradients_as_seen(pixels, softened[chosen], opacity)
    usual = float(seen[beside].mean()) if beside.any() else 0.0
    remaining = float(seen[edges].mean()) / max(usual, 1 / 255)
    return Blend(softened[chosen], opacity, remaining, costs[chosen])


def restored(pixels: Floats, drawn: Drawn, opacity: float) -> Floats:
    """What was beneath: (photo - opacity * colour) / (1 - opacity * alpha); h x w x 3."""
    through = 1 - opacity * drawn.alpha[:, :, None]
    return np.asarray((pixels - opacity * drawn.colour) / np.maximum(through, 1 - MOST), np.float32)


def softer(drawn: Drawn, sigma: float) -> Drawn:
    """The mark with its edges blurred."""
    if sigma == 0:
        return drawn
    return Drawn(
        cv2.GaussianBlur(drawn.alpha, (0, 0), sigma), cv2.GaussianBlur(drawn.colour, (0, 0), sigma)
    )


def edges_of(drawn: Drawn, least: float) -> Places:
    """True on the pixels along the mark's edges, where it changes by so much; h x w."""
    layers = np.dstack([drawn.colour, drawn.alpha])
    return np.asarray(gradients(layers) > least)


def gradients(values: Floats) -> Floats:
    """Mean over the channels of the absolute forward differences in x and y; h x w."""
    across = np.abs(np.diff(values, axis=1, append=values[:, -1:]))
    down = np.abs(np.diff(values, axis=0, append=values[-1:]))
    return np.asarray((across + down).mean(axis=2), np.float32)


def settled(pixels: Floats, drawn: Drawn, edges: Places, opacity: float) -> float:
    """The opacity by least absolute deviations of the gradients, without a lean to either side.

    Along an edge the photo's gradient is that of its texture plus the opacity times the mark's
    over the ground there. The texture's is as often up as down, so the weighted median of the
    quotients is the opacity. The ground is what the opacity before leaves, blurred.
    """
    seen = _steps(pixels, edges)
    within = max(LEAST, opacity / LEEWAY), min(MOST, opacity * LEEWAY)
    for _ in range(SETTLING):
        added = _added_steps(pixels, drawn, edges, opacity)
        strong = np.abs(added) > 1e-3
        if not strong.any():
            break
        quotients = seen[strong] / added[strong]
        order = np.argsort(quotients)
        weights = np.cumsum(np.abs(added[strong][order]))
        middle = int(np.searchsorted(weights, weights[-1] / 2))
        opacity = float(np.clip(quotients[order][middle], *within))
    return opacity


def _unexplained(pixels: Floats, drawn: Drawn, edges: Places, opacity: float) -> Floats:
    added = _added_steps(pixels, drawn, edges, opacity)
    return np.asarray(_steps(pixels, edges) - opacity * added, np.float32)


def _steps(values: Floats, edges: Places) -> Floats:
    """Differences to the right and the lower neighbour on the pixels along edges, flat."""
    across, down = np.diff(values, axis=1)[edges[:, :-1]], np.diff(values, axis=0)[edges[:-1]]
    return np.asarray(np.concatenate([across, down]).ravel(), np.float32)


def _added_steps(pixels: Floats, drawn: Drawn, edges: Places, opacity: float) -> Floats:
    """What the mark at opacity 1 adds to ``_steps``, over what the given opacity leaves."""
    ground = cv2.GaussianBlur(restored(pixels, drawn, opacity), (0, 0), 1.5)
    alpha = drawn.alpha[:, :, None]
    sideways = np.diff(drawn.colour, axis=1) - ground[:, :-1] * np.diff(alpha, axis=1)
    downward = np.diff(drawn.colour, axis=0) - ground[:-1] * np.diff(alpha, axis=0)
    added = np.concatenate([sideways[edges[:, :-1]], downward[edges[:-1]]])
    return np.asarray(added.ravel(), np.float32)


def _gradients_as_seen(pixels: Floats, drawn: Drawn, opacity: float) -> Floats:
    """The restored photo's gradients, times what the mark lets through.

    Taking a mark off strengthens the texture beneath it; without this factor a fainter mark
    would always seem the likelier one.
    """
    through = 1 - opacity * drawn.alpha
    return np.asarray(gradients(restored(pixels, drawn, opacity)) * through, np.float32)


def _beside(edges: Places) -> Places:
    plane = edges.astype(np.uint8)
    near, wide = np.ones((3, 3), np.uint8), np.ones((9, 9), np.uint8)
    return np.asarray((cv2.dilate(plane, wide) > 0) & (cv2.dilate(plane, near) == 0))


def _least(pixels: Floats, drawn: Drawn, edges: Places) -> float:
    """The opacity with the least mean gradient along the edges: where to begin.

    Gradients of photographs are sparse, and a mark that is still there, or was taken off too
    strongly, adds its edges to them (the prior of Levin, Zomet and Weiss for parting layers).
    """

    def cost(opacity: float) -> float:
        return float(_gradients_as_seen(pixels, drawn, opacity)[edges].mean())

    every = np.linspace(LEAST, MOST, 25)
    costs = [cost(float(opacity)) for opacity in every]
    at = int(np.argmin(costs))
    low, high = float(every[max(0, at - 1)]), float(every[min(len(every) - 1, at + 1)])
    # Golden section within the bracket: the sum is convex enough about its least.
    golden = (5**0.5 - 1) / 2
    first, second = high - golden * (high - low), low + golden * (high - low)
    for _ in range(14):
        if cost(first) < cost(second):
            high, second = second, first
            first = high - golden * (high - low)
        else:
            low, first = first, second
            second = low + golden * (high - low)
    return (low + high) / 2
