"""A mark's detail at one scale and turn, and what it adds over a ground of any colour."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.marks.detail import FINE
from jobs.stages.marks.known_mark import Floats
from jobs.stages.marks.placement import Drawer, Placement

MARGIN = 6
"""Pixels about a mark in which its edges still show in the detail."""


@dataclass(frozen=True)
class Shape:
    """A mark's own detail: ``colour`` of its colours times alpha (h x w x 3), ``alpha`` (h x w).

    Laid at an opacity o over a ground G, it changes the photo's detail by
    ``o * (colour - G * alpha)``: compositing (Porter and Duff's *over*) less the blur of both.
    """

    colour: Floats
    alpha: Floats

    @property
    def layers(self) -> Floats:
        """h x w x 4: what ``Detail.layers`` is matched with."""
        return np.dstack([self.colour, -self.alpha])

    def energy(self, ground: Floats, weight: Floats) -> Floats:
        """The weighted square of what the mark adds, for grounds (... x 3) and weights (...)."""
        square = float((self.colour**2).sum())
        cross = (self.colour * self.alpha[:, :, None]).sum(axis=(0, 1))
        own = float((self.alpha**2).sum())
        added = square - 2 * (ground @ cross) + own * (ground**2).sum(axis=-1)
        return np.asarray(weight * np.maximum(added, 1e-9), np.float32)


def shape_of(drawer: Drawer, scale: float, turn: float) -> Shape:
    """The mark's detail in a window of odd sides about its centre."""
    flat = Placement(0.0, 0.0, scale, turn)
    box = flat.box(drawer.size, MARGIN)
    reach_x, reach_y = max(box.right - 1, -box.left), max(box.bottom - 1, -box.top)
    whole = type(box)(-reach_x, -reach_y, reach_x + 1, reach_y + 1)
    drawn = drawer.draw(flat, whole)
    return Shape(_fine(drawn.colour), _fine(drawn.alpha))


def _fine(values: Floats) -> Floats:
    blurred = cv2.GaussianBlur(values, (0, 0), FINE, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(values - blurred, np.float32)
