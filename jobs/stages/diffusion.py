"""Edge-following fill: a surface that is stretched along the edges that run into a hole."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from jobs.stages.banded import FORWARD, Floats, Link
from jobs.stages.contract import Pixels, Plane
from jobs.stages.membrane import even
from jobs.stages.stencil import Grid

ROUNDS = 2
"""The second round knows the edges that the first continued; a third gains nothing."""
FINE = 0.6
"""Deviation in pixels of the blur before gradients are taken."""
AROUND = 3.0
"""Deviation in pixels of the window over which gradients are averaged."""
EDGE = 2.0
"""Gradient in levels a pixel from which on the surface may tear across an edge."""
LEAST = 0.02
"""What is left of the tie across a strong edge; without any the system would fall apart."""
DOUBT = 0.3
"""What a filled pixel's gradient counts beside a known one's."""


def diffuse(values: Floats, hole: Plane, checkpoint: Callable[[], None] = lambda: None) -> Floats:
    """Replace values inside ``hole`` by what settles there when edges hardly conduct across.

    Edge-enhancing anisotropic diffusion (Weickert, 1996; for filling: Galić et al., 2008). Its
    steady state is solved for directly, with the tensor of the membrane, and then of what came
    out. ``values`` is height x width x 3, 0..255. Raises ``ValueError`` when the hole leaves
    nothing to start from; ``checkpoint`` may raise between rounds.
    """
    grid = Grid(hole)
    filled = grid.settle(values, even(hole))
    for _ in range(ROUNDS):
        checkpoint()
        filled = grid.settle(values, _links(*_tensor(filled, hole)))
    return filled


def diffused(pixels: Pixels, hole: Plane) -> Pixels:
    """A crop of 8 bits with its hole filled so."""
    filled = diffuse(pixels.astype(np.float32), hole)
    return np.clip(np.round(filled), 0, 255).astype(np.uint8)


def _tensor(values: Floats, hole: Plane) -> tuple[Floats, Floats, Floats]:
    """The diffusion tensor's xx, xy and yy: 1 along an edge, down to ``LEAST`` across."""
    smooth = cv2.GaussianBlur(values, (0, 0), FINE)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    trust = np.where(hole > 0, DOUBT, 1).astype(np.float32)
    total = cv2.GaussianBlur(trust, (0, 0), AROUND)

    def averaged(product: Floats) -> Floats:
        return np.asarray(
            cv2.GaussianBlur(product.mean(axis=2) * trust, (0, 0), AROUND) / total, np.float32
        )

    xx, xy, yy = averaged(across * across), averaged(across * down), averaged(down * down)
    apart = np.sqrt((xx - yy) ** 2 + 4 * xy**2) + 1e-9
    tie = LEAST + (1 - LEAST) / (1 + apart / EDGE**2)
    half, lean = (1 + tie) / 2, (1 - tie) / (2 * apart)
    return half - lean * (xx - yy), -lean * 2 * xy, half + lean * (xx - yy)


def _links(xx: Floats, xy: Floats, yy: Floats) -> tuple[Link, ...]:
    """The tensor as ties to the eight neighbours, none of them negative.

    A diagonal takes the mixed part, and the axes lose as much (Weickert, 1998, section 3.4).
    """
    turn = np.abs(xy)
    planes = (xx - turn, yy - turn, np.maximum(xy, 0), np.maximum(-xy, 0))
    return tuple(
        Link(dy, dx, np.maximum((plane + _beside(plane, dy, dx)) / 2, LEAST / 20))
        for (dy, dx), plane in zip(FORWARD, planes, strict=True)
    )


def _beside(plane: Floats, dy: int, dx: int) -> Floats:
    """Each pixel's neighbour; the last row and column are their own."""
    padded = np.pad(plane, ((0, 1), (1, 1)), mode="edge")
    height, width = plane.shape
    return padded[dy : dy + height, 1 + dx : 1 + dx + width]
