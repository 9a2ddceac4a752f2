"""What a defect is: a way to spoil a clean picture, more or less, for one check to find."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject

Random = np.random.Generator


@dataclass(frozen=True)
class Clean:
    """A picture that nothing is wrong with, and an unrelated one from the same collection.

    ``name`` is the picture's own; everything drawn by chance is drawn from it, so that a trial
    can be made again. ``other`` is for defects that need a second picture.
    """

    name: str
    pixels: Pixels
    other: Pixels


def as_it_is(clean: Clean, random: Random) -> Subject:
    """The clean picture as a proof of itself."""
    picture = Picture(clean.pixels)
    return Subject(picture, picture)


@dataclass(frozen=True)
class Defect:
    """One way to spoil a picture, which the check named ``check`` has to find.

    ``strengths`` are in ``unit``, the faintest first; from ``visible``, one of them, a person
    sees the defect at 100 % without being told where to look, and recall is promised from there
    on. ``inject`` makes the spoilt proof of a strength. ``clean`` makes its sound counterpart:
    what the check is given in daily use when all is well (with a mask whose fill is right, or
    enlarged well). Both get a generator in the same state, so that they draw the same mask.
    Pixels of the clean picture are never written to. ``most`` is how many pictures of a half the
    curve is drawn from, where the check takes seconds; None for all. Sound proofs and the visible
    strength, which the promise is about, are always tried on all.
    """

    name: str
    title: str
    check: str
    unit: str
    strengths: tuple[float, ...]
    visible: float
    inject: Callable[[Clean, float, Random], Subject]
    clean: Callable[[Clean, Random], Subject] = as_it_is
    most: int | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that cannot be calibrated with."""
        if self.visible not in self.strengths:
            raise ValueError(f"{self.name}: visible is {self.visible}, none of its strengths.")

    @property
    def visible_strengths(self) -> tuple[float, ...]:
        """Those that a person sees."""
        return self.strengths[self.strengths.index(self.visible) :]

    def spoilt(self, clean: Clean, strength: float) -> Subject:
        """The proof with the defect."""
        return self.inject(clean, strength, self._random(clean))

    def sound(self, clean: Clean) -> Subject:
        """The same proof without it."""
        return self.clean(clean, self._random(clean))

    def _random(self, clean: Clean) -> Random:
        words = f"{self.name}/{clean.name}".encode()
        return np.random.default_rng(
            int.from_bytes(hashlib.sha256(words).digest()[:8], byteorder="big")
        )
