"""Tells a mark from what only looks like it: how much of its edges the photo really shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.marks.fit import Fit
from jobs.stages.marks.known_mark import Floats

PARTS = 16
"""Blocks that a mark's window is cut into, about square."""
APART, TOGETHER = 0.6, 0.9
"""Agreement up to which a place proves nothing, and from which on all: of 150 copies laid on photos
four had less than 0.9; of six other things that answered as strongly four had 0.79 and less."""
EVEN, SLOPE = 13.0, 6.0
"""Proof at which a mark is as likely as not, and how fast that changes: see docs/marks.md."""
EVEN_PREDICTED = 3.0
"""The same where siblings say that a mark lies: of 487 such places none without it had more than
1.7, and none with it less than 7."""
LEAST_PART = 0.015
"""Share of the mark's energy from which a block has a say."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for a mark at a place.

    ``strength`` is the matched filter's answer in deviations of the photo's detail;
    ``likeness`` the correlation over the mark's own edges, -1..1; ``agreement`` the share of
    the mark's energy in blocks whose own opacity is near the whole's, 0..1; ``opacity`` the
    whole's, by least squares.
    """

    strength: float
    likeness: float
    agreement: float
    opacity: float

    @property
    def rank(self) -> float:
        """All of it in one number, 0 and up: a strong answer, in the mark's own shape, all over."""
        return self._answer * (0.25 + self.agreement)

    @property
    def proof(self) -> float:
        """The rank as it proves the mark, 0 and up: next to nothing where parts of it disagree.

        Another mark that shares a ring or a frame with this one answers strongly, however little
        the rest is like it.
        """
        agreed = min(1.0, max(0.0, (self.agreement - APART) / (TOGETHER - APART)))
        return self._answer * 1.25 * agreed**3

    @property
    def _answer(self) -> float:
        """How strong the answer is and how like the mark, 0 and up."""
        return max(0.0, self.strength) * max(0.0, self.likeness)

    @property
    def confidence(self) -> float:
        """How sure a mark lies there, 0..1; a half where the proof is ``EVEN``."""
        return _sure(self.proof, EVEN)

    @property
    def beside_siblings(self) -> float:
        """The same where siblings say that one lies there; a half where the rank is
        ``EVEN_PREDICTED``."""
        return _sure(self.rank, EVEN_PREDICTED)

    def __str__(self) -> str:
        return (
            f"likeness {self.likeness:.2f}, strength {self.strength:.0f}, "
            f"{self.agreement:.0%} of it agrees"
        )


def _sure(rank: float, even: float) -> float:
    return float(1 / (1 + (even / max(rank, 1e-3)) ** SLOPE))


def evidence(fit: Fit) -> Evidence:
    """Measure what speaks for a fitted mark."""
    window, added = fit.window, fit.added
    weight = window.weight[:, :, None]
    product = (weight * added * window.fine).sum(axis=2)
    energy = (weight * added * added).sum(axis=2)
    loud = (weight * window.fine * window.fine).sum(axis=2)
    support = _support(energy)
    total = float(energy.sum())
    strength = float(product.sum()) / math.sqrt(max(total, 1e-9))
    beneath = float((loud * support).sum() * (energy * support).sum())
    likeness = float((product * support).sum()) / math.sqrt(max(beneath, 1e-9))
    opacities, shares = _parts(product, energy, total)
    near = np.abs(opacities - fit.opacity) < 0.5 * abs(fit.opacity)
    return Evidence(
        strength=strength,
        likeness=likeness,
        agreement=float(shares[near].sum() / shares.sum()),
        opacity=fit.opacity,
    )


def _support(energy: Floats) -> Floats:
    """1 where the mark's edges are, 0 elsewhere."""
    level = 0.05 * float(np.percentile(energy, 98))
    return (energy > level).astype(np.float32)


def _parts(product: Floats, energy: Floats, total: float) -> tuple[Floats, Floats]:
    """Each block's own opacity, and its share of the mark's energy."""
    height, width = energy.shape
    side = math.sqrt(height * width / PARTS)
    size = max(1, round(width / side)), max(1, round(height / side))
    # INTER_AREA gives means: of equal areas, so their quotients are those of the sums.
    own = cv2.resize(energy, size, interpolation=cv2.INTER_AREA).ravel()
    met = cv2.resize(product, size, interpolation=cv2.INTER_AREA).ravel()
    shares = own / own.sum()
    counts = shares > LEAST_PART
    return met[counts] / own[counts], shares[counts]
