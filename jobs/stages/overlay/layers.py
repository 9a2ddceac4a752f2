"""The layers that lettering is made of, and how each is measured from the pixels that it covers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MOST_THROUGH = 0.85
"""Layers that let more through than this cannot be told from the ground's own shading."""
BLACKEST, WHITEST = -20.0, 275.0
"""How far beyond 0..255 an estimated ink may lie: rounding, and ground that was missed."""
FLATNESS = 100.0
"""Variance of the ground, in levels squared, below which what it does says little of how much
shows through: there the estimate leans to an opaque layer."""
UNSHADED, SHADED = 0.1, 0.3
"""The share of what letters' colours vary by that a slope from top to bottom must explain to be
believed at all, and to be believed whole: less may come from ground among them."""
SLOPES, ROUNDS, CLEANINGS = 3, 2, 4
TAILS = 3.0
"""Degrees of freedom of what the pixels given for a layer's are off by: some are the ground's, and
in a plain mean they make a colour that neither has."""
CLEARER = 0.05
"""A fit without them that lets more through than this is no cleaner, but explains anything."""


class Kind(StrEnum):
    """What a layer is."""

    LETTERS = "letters"
    OUTLINE = "outline"
    SHADOW = "shadow"


@dataclass(frozen=True)
class Samples:
    """Pixels that may be covered: their colours and the ground's, n x 3, the deviation that the
    ground may have from it, n, all in levels, and how high in the line each lies, n, in
    deviations."""

    seen: Floats
    ground: Floats
    deviation: Floats
    rows: Floats


@dataclass(frozen=True)
class Layer:
    """One colour over the ground: seen = through * ground + ink.

    ``through`` 0..1 is what shows through; ``ink``, 3 or n x 3 levels, is the layer's colour
    times its opacity.
    """

    kind: Kind
    through: float
    ink: Floats

    def over(self, ground: Floats) -> Floats:
        """What is seen where the layer lies on this ground, n x 3."""
        return np.asarray(self.through * ground + self.ink, np.float32)


def measured(
    kind: Kind, samples: Samples, weights: Floats, noise: float, letters: Layer | None
) -> Layer:
    """A layer from the pixels it covers, by weighted least squares.

    The ground that was filled in is the mean of what may lie there, so its errors do not bias
    the slope (Berkson, 1950). An outline lets through what its letters do; a shadow is black.
    ``noise`` is the deviation of a pixel of the layer itself, in levels.
    """
    plain = _weighed(kind, samples, weights, noise=noise, letters=letters)
    return plain if kind is not Kind.LETTERS else _cleaned(plain, samples, weights, noise)


def _cleaned(plain: Layer, samples: Samples, weights: Floats, noise: float) -> Layer:
    """The letters' layer without what is not theirs: least squares weighed anew by how far each
    pixel is off, as Student's distribution has it (Lange et al., 1989)."""
    clean = plain
    for _ in range(CLEANINGS):
        variance = (clean.through * samples.deviation) ** 2 + noise**2
        off = ((samples.seen - clean.over(samples.ground)) ** 2).sum(axis=1) / variance
        own = np.asarray(weights * (TAILS + 3) / (TAILS + off), np.float32)
        clean = _weighed(
            plain.kind,
            samples,
            own,
            noise=noise,
            letters=None,
            through=clean.through,
            rounds=1,
        )
    return clean if clean.through <= plain.through + CLEARER else plain


def _weighed(
    kind: Kind,
    samples: Samples,
    weights: Floats,
    *,
    noise: float,
    letters: Layer | None,
    through: float = 0.3,
    rounds: int = ROUNDS,
) -> Layer:
    """The layer by weighted least squares, from a first guess of what shows through on."""
    ink = np.zeros(3, np.float32)
    for _ in range(rounds):
        trust = weights / ((through * samples.deviation) ** 2 + noise**2)
        trust = np.asarray(trust * (weights.sum() / max(float(trust.sum()), 1e-9)), np.float32)
        match kind:
            case Kind.LETTERS:
                through, ink = _shaded(samples, trust)
            case Kind.OUTLINE:
                through = letters.through if letters else 0.0
                rest = samples.seen - through * samples.ground
                middle = [_weighted_median(rest[:, each], trust) for each in range(3)]
                ink = np.clip(np.asarray(middle, np.float32), 0, 255 * (1 - through))
            case Kind.SHADOW:
                through = _darkening(samples, trust)
    return Layer(kind, through, ink)


def _flat(seen: Floats, ground: Floats, trust: Floats) -> tuple[float, Floats]:
    """What shows through, and one ink for all pixels."""
    total = float(trust.sum())
    share = trust[:, None]
    mean_seen, mean_ground = (share * seen).sum(0) / total, (share * ground).sum(0) / total
    shared = float((share * (ground - mean_ground) * (seen - mean_seen)).sum())
    own = float((share * (ground - mean_ground) ** 2).sum())
    through = float(np.clip(shared / (own + FLATNESS * total), 0, MOST_THROUGH))
    ink = np.clip(mean_seen - through * mean_ground, BLACKEST, WHITEST * (1 - through))
    return through, np.asarray(ink, np.float32)


def _shaded(samples: Samples, trust: Floats) -> tuple[float, Floats]:
    """What shows through, and an ink that may change from the line's top to its bottom."""
    total, rows = float(trust.sum()), samples.rows
    through, ink = _flat(samples.seen, samples.ground, trust)
    away = rows - float((trust * rows).sum()) / total
    spread = float((trust * away**2).sum()) + 1e-6
    slope = np.zeros(3, np.float32)
    for _ in range(SLOPES):
        rest = samples.seen - through * samples.ground
        rest = rest - (trust[:, None] * rest).sum(0) / total
        slope = ((trust * away)[:, None] * rest).sum(0) / spread
        varies = float((trust[:, None] * rest**2).sum()) + 1e-6
        explained = float((slope**2).sum()) * spread / varies
        slope = slope * np.clip((explained - UNSHADED) / (SHADED - UNSHADED), 0, 1)
        level = np.asarray(samples.seen - slope * rows[:, None], np.float32)
        through, ink = _flat(level, samples.ground, trust)
    return through, np.asarray(ink + slope * rows[:, None], np.float32)


def _darkening(samples: Samples, trust: Floats) -> float:
    share = trust[:, None]
    shared = float((share * samples.seen * samples.ground).sum())
    return float(np.clip(shared / (float((share * samples.ground**2).sum()) + 1), 0, 0.95))


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
