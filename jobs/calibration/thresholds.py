"""Thresholds from scores: few clean pictures above, nearly all visible defects below none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RECALL = 0.97
"""Share of a visible defect's scores that should lie above the threshold; with 0.95 promised, the
pictures that were not calibrated on have a margin."""
_DIGITS = 3

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Strictness:
    """A profile's way of choosing: the false positives it takes, and its place in the gap.

    ``share`` is a factor on the rate that was asked for; ``place`` says where between the clean
    scores (0) and the visible defects' (1) it stands where the two lie apart.
    """

    share: float
    place: float


STRICTNESS = {
    "lenient": Strictness(share=0.25, place=0.85),
    "standard": Strictness(share=1.0, place=0.6),
    "strict": Strictness(share=2.0, place=0.35),
}


@dataclass(frozen=True)
class Evidence:
    """A class's scores in the half that calibrates: of sound proofs and at the visible strength."""

    clean: Scores
    visible: Scores


def choose(classes: Sequence[Evidence], rate: float) -> dict[str, float]:
    """A threshold for each profile, the most lenient first.

    ``classes`` are the defects that one check has to find; the rate of false positives (0..1)
    holds for each of them. It comes first: where clean and spoilt scores overlap, the threshold
    is the clean scores' quantile, and recall is what it is. Where they lie apart, it stands in
    the gap, since a quantile alone would sit on the edge of the clean pictures.
    """
    ceiling = min(_quantile(one.visible, 1 - RECALL) for one in classes)
    found: dict[str, float] = {}
    for name, strictness in STRICTNESS.items():
        wanted = min(0.5, rate * strictness.share)
        floor = max(_upper_quantile(one.clean, wanted) for one in classes)
        gap = max(0.0, ceiling - floor)
        found[name] = floor + strictness.place * gap
    return _in_order(found)


def _upper_quantile(scores: Scores, share: float) -> float:
    """The score that at most ``share`` of the scores exceed."""
    ordered = np.sort(scores)
    allowed = int(share * ordered.size)
    return float(ordered[ordered.size - 1 - allowed])


def _quantile(scores: Scores, share: float) -> float:
    """The score that at most ``share`` of the scores do not exceed."""
    ordered = np.sort(scores)
    return float(ordered[min(ordered.size - 1, int(share * ordered.size))])


def _in_order(found: Mapping[str, float]) -> dict[str, float]:
    """Rounded to figures that people can read, each profile stricter than the one before."""
    ordered: dict[str, float] = {}
    before = None
    for name in sorted(found, key=lambda one: STRICTNESS[one].place):
        value = _rounded(found[name])
        if before is not None and value <= before:
            value = _rounded(before * 1.02 + 0.001)
        ordered[name] = before = value
    return {name: ordered[name] for name in found}


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
