"""What a check is: a declaration and one function from a subject to a score with evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from jobs.stages.alignment import Aim
from jobs.stages.contract import Context, Picture, Pixels, Plane, Region, StageError
from jobs.stages.gate.report import Evidence, Finding
from jobs.stages.marks.known_mark import KnownMark

Box = tuple[int, int, int, int]
_MATCHED = 0.5, 99.5
"""Percentiles between which the source's tones are matched to the proof's."""


@dataclass(frozen=True)
class Subject:
    """The proof under the gate, with what is known of how it came about.

    ``source`` is the picture the job began with, at its own size; ``mask`` is 255 where the
    proof's pixels were replaced, at the proof's size. ``allowed_text`` may be read on it, and
    ``marks`` are registered and may not be seen. ``candidate`` is the picture that a person
    picked, where it is not the source. ``published`` holds the perceptual hashes
    (``perceptual_hash.phash``) of what has left the house already, ``target`` the colour and
    contrast that the proof is to have.
    """

    proof: Picture
    source: Picture
    mask: Plane | None = None
    regions: tuple[Region, ...] = ()
    allowed_text: tuple[str, ...] = ()
    marks: tuple[KnownMark, ...] = ()
    candidate: Picture | None = None
    published: tuple[str, ...] = ()
    target: Aim | None = None

    @property
    def is_its_source(self) -> bool:
        """Whether there is no other picture to hold the proof against."""
        return self.source.pixels is self.proof.pixels

    @cached_property
    def grey(self) -> Plane:
        """The proof's luma."""
        grey: Plane = cv2.cvtColor(self.proof.pixels, cv2.COLOR_RGB2GRAY)
        return grey

    @cached_property
    def source_grey(self) -> Plane:
        """The source's luma; with the proof's tones where the proof is to have others than it.

        Tones are matched by percentiles, all but the last half per cent at either end, where an
        edge that was overdone would hide itself.
        """
        grey: Plane = cv2.cvtColor(self.source.pixels, cv2.COLOR_RGB2GRAY)
        if self.target is None:
            return grey
        ranks = np.linspace(*_MATCHED, 100)
        before, after = (
            np.percentile(plane, ranks)
            for plane in (grey, cv2.cvtColor(self.reduced, cv2.COLOR_RGB2GRAY))
        )
        levels = np.arange(256, dtype=np.float64)
        table = np.interp(levels, before, after)
        table += np.minimum(levels - before[0], 0) + np.maximum(levels - before[-1], 0)
        toned: Plane = cv2.LUT(grey, np.clip(np.rint(table), 0, 255).astype(np.uint8))
        return toned

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

    ``note`` tells people what was seen and let pass. ``skipped`` says why there was nothing to
    judge (nothing was replaced, no mark is registered); such a check passes and is shown apart.
    """

    score: float
    findings: tuple[Finding, ...] = ()
    heat: Plane | None = None
    note: str = ""
    skipped: str = ""


def nothing_to_judge(reason: str) -> Measured:
    """The answer of a check that the subject gives nothing to look at."""
    return Measured(0.0, skipped=reason)


@dataclass(frozen=True)
class Check:
    """One check: ``measure`` gets the subject, the threshold and the stage's context.

    The score is in ``unit`` and larger is worse; the gate itself compares it with the threshold,
    which ``measure`` only uses to decide what is worth showing. ``reference`` is the method's
    source. ``evidence`` says what it shows when it fails. ``seconds`` is the most that it may
    take for a million pixels, on a busy machine; a check that takes longer blocks the proof.
    ``version`` rises with every change of its scores, and its threshold is then set anew.
    """

    name: str
    version: str
    title: str
    unit: str
    reference: str
    measure: Callable[[Subject, float, Context], Measured]
    evidence: tuple[Evidence, ...] = ("boxes",)
    seconds: float = 20.0

    def limit(self, subject: Subject) -> float:
        """The most seconds that it may take on this subject."""
        width, height = subject.proof.size
        return self.seconds * max(1.0, width * height / 1e6)
