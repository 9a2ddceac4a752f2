"""What of a photo a mark's edges can be seen in: its fine detail, and how loud that is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.marks.known_mark import Floats

FINE = 3.0
"""Pixels (sigma): structure wider than this tells nothing of where a mark's edges lie."""
AROUND = 9.0
"""Pixels (sigma): how far around a place its loudness and its ground's colour are taken."""
FLOOR = 0.012
"""Detail that is there in any photo (3 levels of 255): flat ground is not infinitely sure."""


@dataclass(frozen=True)
class Detail:
    """A photo's detail; all of it h x w (x 3), values against white at 1.

    ``fine`` is the photo less its blur, ``ground`` its local mean colour, ``weight`` one over
    the variance of the detail around each pixel, at most ``1 / FLOOR²``.
    """

    fine: Floats
    ground: Floats
    weight: Floats

    @property
    def layers(self) -> Floats:
        """h x w x 4: weighted detail in three channels, and its product with the ground.

        Matched with a mark's ``Shape.layers`` they sum to the weighted product of the photo's
        detail with what the mark adds over this ground.
        """
        weighted = self.fine * self.weight[:, :, None]
        return np.dstack([weighted, (weighted * self.ground).sum(axis=2)])

    def widened(self, margin: int) -> Detail:
        """With a margin about the photo in which nothing is seen and nothing weighs."""
        sides = (margin, margin, margin, margin)
        return Detail(
            cv2.copyMakeBorder(self.fine, *sides, cv2.BORDER_CONSTANT),
            cv2.copyMakeBorder(self.ground, *sides, cv2.BORDER_REPLICATE),
            cv2.copyMakeBorder(self.weight, *sides, cv2.BORDER_CONSTANT),
        )


def detail_of(values: Floats) -> Detail:
    """The detail of a photo, h x w x 3, 0..1."""
    fine = values - cv2.GaussianBlur(values, (0, 0), FINE)
    loud = cv2.GaussianBlur((fine * fine).mean(axis=2), (0, 0), AROUND)
    weight = 1 / (loud + FLOOR**2)
    # A line that is much louder than what is around it must not outvote the rest.
    limit = 2.5 * np.sqrt(loud + FLOOR**2)[:, :, None]
    return Detail(
        np.clip(fine, -limit, limit),
        cv2.GaussianBlur(values, (0, 0), AROUND),
        weight.astype(np.float32),
    )
