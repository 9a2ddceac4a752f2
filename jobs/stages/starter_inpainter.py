"""The inpainting model that ships: two small networks of our own, for thin holes and for wide."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages import fill_net, structure_net
from jobs.stages.contract import Context, Pin, Pixels, Plane
from jobs.stages.exemplar import exemplar
from jobs.stages.membrane import Floats, membrane
from jobs.stages.pinning import library

NAME = "starter-inpainter"
THIN = 28.0
"""Holes up to this width in pixels are filled in one pass, from both their sides."""
HEARD = 10.0
"""From this width in pixels on there is room for what a hint asks for."""
SEAM = 6.0
"""How far in pixels the colours at the edge reach into a hole that a hint gave others to."""
GRAIN = 1.5
"""What is finer than this, a Gaussian's deviation in pixels, is texture and not structure."""


def fill(pixels: Pixels, unknown: Plane, own: Plane, hint: str, context: Context) -> Floats:
    """A crop with its unknown pixels filled, float32 RGB 0..255; the others keep their values.

    ``own`` is the hole that is meant, ``unknown`` all that must not be trusted, both 255 inside.
    A thin hole is one pass of the network that continues both sides. A wide one, or one that a
    hint says something of, takes two: coarse structure from the surroundings and the hint, then
    texture out of the surroundings laid over it. Raises ``ValueError`` when nothing is known.
    """
    width = thickness(own)
    if width <= THIN and not (hint.strip() and width >= HEARD):
        return fill_net.fill(context.weights, pixels, unknown)
    structure = structure_net.lay_out(context.weights, pixels, unknown, hint)
    context.checkpoint()
    return textured(pixels, unknown, structure, bool(hint.strip()), context)


def thickness(own: Plane) -> float:
    """A hole's largest width in pixels."""
    return 2 * float(cv2.distanceTransform(np.pad(own, 1), cv2.DIST_L2, 5).max())


def textured(
    pixels: Pixels, unknown: Plane, structure: Floats, hinted: bool, context: Context
) -> Floats:
    """The second pass: fine detail from like places around the hole, over the laid-out colours.

    What an exemplar fill finds gives the detail alone. The structure is shifted to meet the
    picture at the hole's edge, through the whole hole or, where a hint gave it colours of its
    own, near the edge only.
    """
    values = pixels.astype(np.float32)
    shift = membrane(values - structure, unknown)
    if hinted:
        depth = cv2.distanceTransform(unknown, cv2.DIST_L2, 5)
        shift *= np.exp(-depth / SEAM)[:, :, None]
    rng = np.random.default_rng(context.seed)
    texture = exemplar(values, unknown, rng)
    detail = texture - cv2.GaussianBlur(texture, (0, 0), GRAIN)
    filled = np.clip(structure + shift + detail, 0, 255)
    return np.where(unknown[:, :, None] > 0, filled, values).astype(np.float32)


def pins() -> tuple[Pin, ...]:
    """Both networks, what reads hints, and the library they run on, without loading any."""
    return (fill_net.pin(), *structure_net.pins(), library("torch"))
