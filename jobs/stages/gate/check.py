"""What a check is: a declaration and one function from a subject to a score with evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from jobs.stages.contract import Context, Picture, Pixels, Plane, Region, StageError
from jobs.stages.gate.report import Finding

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Subject:
    """The proof under the gate, with what is known of how it came about.

    ``source`` is the picture the job began with, at its own size; ``mask`` is 255 where the
    proof's pixels were replaced, at the proof's size. ``allowed_text`` may be read on it.
    """

    proof: Picture
    source: Picture
    mask: Plane | None = None
    regions: tuple[Region, ...] = ()
    allowed_text: tuple[str, ...] = ()

    @cached_property
    def grey(self) -> Plane:
        """The proof's luma."""
        grey: Plane = cv2.cvtColor(self.proof.pixels, cv2.COLOR_RGB2GRAY)
        return grey

    @cached_property
    def ratio(self) -> tuple[float, float]:
        """How many proof pixels a source pixel became, across and down."""
        (width, height), (before, above) = self.proof.size, self.source.size
        ratio = width / before, height / above
        if abs(width - before * ratio[1]) > 2 * max(1.0, *ratio):
            raise StageError(
                f"The proof, {width} x {height}, is not the source, {before} x {above}, at another"
                " scale: they cannot be compared."
            )
        return ratio

    @cached_property
    def reduced(self) -> Pixels:
        """The proof at the source's size, when it was enlarged; else the proof as it is."""
        if self.ratio[0] <= 1:
            return self.proof.pixels
        reduced: Pixels = cv2.resize(
            self.proof.pixels, self.source.size, interpolation=cv2.INTER_AREA
        )
        return reduced

    @cached_property
    def reduced_mask(self) -> Plane | None:
        """The mask at the size of ``reduced``."""
        if self.mask is None or not self.mask.any():
            return None
        size = self.reduced.shape[1], self.reduced.shape[0]
        resized = cv2.resize(self.mask, size, interpolation=cv2.INTER_AREA)
        return np.where(resized >= 128, np.uint8(255), np.uint8(0))

    def box_of_reduced(self, box: Box) -> Box:
        """A box in ``reduced`` as the box in the proof that it stands for."""
        across, down = (max(1.0, side) for side in self.ratio)
        x, y, width, height = box
        return round(x * across), round(y * down), round(width * across), round(height * down)


@dataclass(frozen=True)
class Measured:
    """A check's raw answer; ``heat`` shows where, at any size with the proof's proportions.

    ``note`` tells people what was seen and let pass.
    """

    score: float
    findings: tuple[Finding, ...] = ()
    heat: Plane | None = None
    note: str = ""


@dataclass(frozen=True)
class Check:
    """One check: ``measure`` gets the subject, the threshold and the stage's context.

    The score is in ``unit`` and larger is worse; the gate itself compares it with the threshold,
    which ``measure`` only uses to decide what is worth showing. ``reference`` names the method.
    """

    name: str
    version: str
    title: str
    unit: str
    reference: str
    measure: Callable[[Subject, float, Context], Measured]
