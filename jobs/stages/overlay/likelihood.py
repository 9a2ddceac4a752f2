"""How well each pixel fits each layer, the ground, or a mixture of both at a soft edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.overlay.layers import Kind, Layer, Samples
from jobs.stages.regions import disk

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

TAILS = 8.0
"""Degrees of freedom of the ground's errors: an edge that was missed is no proof of a letter."""
FARTHEST = 36.0
"""Squared deviations from which on a pixel is no worse: it is of something else altogether."""
PRIOR, PRIOR_BESIDE = 2.0, 4.0
"""What the network's word counts for letters, and for outlines and shadows, which are easily
taken for some part of the ground."""
LEAST_SURE = 0.03
MIXED = 0.05
"""Prior of a pixel at a layer's soft edge that shows layer and ground at once."""
FAR = 0.02
"""Share of a layer that is assumed near every pixel."""
TOGETHER, SOFT = 3.0, 0.8
"""How much a pixel's neighbours count, and within what deviation in pixels they do."""
ROUNDS = 2


@dataclass(frozen=True)
class Evidence:
    """The pixels in question: ``places`` says where in the crop they lie, h x w; ``painted`` and
    ``letters`` are the network's answers for them, n; ``noise`` a layer's deviation, in levels."""

    samples: Samples
    places: Places
    painted: Floats
    letters: Floats
    noise: float

    def plane(self, values: Floats, elsewhere: float) -> Floats:
        """Values of the pixels in question as a plane, h x w."""
        whole = np.full(self.places.shape, elsewhere, np.float32)
        whole[self.places] = values
        return whole


@dataclass(frozen=True)
class Settled:
    """How sure each pixel is a layer's and that layer's alone, n x layers; how much of each layer
    it shows, soft edges too, n x layers, 0..1; and how sure it is ground alone, h x w."""

    own: Floats
    shown: Floats
    alone: Floats


def settle(evidence: Evidence, layers: Sequence[Layer | None], own: Floats, reach: int) -> Settled:
    """Weigh for each pixel what it may be: each layer, a mixture with the ground, the ground.

    ``own`` is what was known before, ``reach`` in pixels how far outlines and shadows may lie
    from letters.
    """
    there = [index for index, layer in enumerate(layers) if layer is not None]
    near = evidence.plane(np.minimum(1, own[:, there].sum(axis=1)), 0)
    near = np.maximum(cv2.dilate(near, disk(2))[evidence.places], FAR)
    letters = evidence.plane((own[:, 0] > 0.5).astype(np.float32), 0)
    around = cv2.dilate(letters, disk(reach))[evidence.places] if letters.any() else np.float32(1)
    prior = _Prior.of(evidence, len(there))
    whole, mixed, parts = [], [], []
    for index in there:
        layer = layers[index]
        assert layer is not None
        within = prior.letters if layer.kind is Kind.LETTERS else prior.beside * around
        weight = PRIOR if layer.kind is Kind.LETTERS else PRIOR_BESIDE
        whole.append(_covered(evidence, layer) + weight * np.log(within + 1e-4))
        share, fits = _mixed(evidence, layer)
        fits += weight * np.log(prior.painted * share) + np.log(MIXED * near / len(there))
        mixed.append(fits)
        parts.append(share)
    ground = _ground(evidence) + PRIOR * np.log(1 - prior.painted)
    odds = np.stack([*whole, *mixed, ground], axis=1)
    sure, alone = _with_neighbours(evidence, odds)
    shares, shown = np.zeros_like(own), np.zeros_like(own)
    shares[:, there] = sure[:, : len(there)]
    shown[:, there] = shares[:, there] + sure[:, len(there) : -1] * np.stack(parts, axis=1)
    return Settled(shares, shown, alone)


@dataclass(frozen=True)
class _Prior:
    """The network's word: how likely a pixel is painted, a letter's, and beside a letter."""

    painted: Floats
    letters: Floats
    beside: Floats

    @classmethod
    def of(cls, evidence: Evidence, layers: int) -> _Prior:
        painted = np.clip(evidence.painted, LEAST_SURE, 1 - LEAST_SURE)
        if layers == 1:
            return cls(painted, painted, painted)
        letters = np.clip(evidence.letters, 0.01, 0.99)
        others = np.clip(1 - letters, LEAST_SURE, 1 - LEAST_SURE)
        beside = np.asarray(painted * others / (layers - 1), np.float32)
        return cls(painted, painted * letters, beside)


def _covered(evidence: Evidence, layer: Layer) -> Floats:
    """Log likelihood of a pixel that the layer covers whole."""
    samples = evidence.samples
    variance = (layer.through * samples.deviation) ** 2 + evidence.noise**2
    away = ((samples.seen - layer.over(samples.ground)) ** 2).sum(axis=1)
    away = np.minimum(away / variance, FARTHEST)
    return np.asarray(-away / 2 - 1.5 * np.log(variance), np.float32)


def _ground(evidence: Evidence) -> Floats:
    """Log likelihood of bare ground, by Student's distribution of three dimensions, less the
    constant that the others lack too."""
    samples = evidence.samples
    variance = samples.deviation**2
    away = ((samples.seen - samples.ground) ** 2).sum(axis=1) / (TAILS * variance)
    tails = 0.2 - (TAILS + 3) / 2 * np.log1p(away)
    return np.asarray(tails - 1.5 * np.log(variance), np.float32)


def _mixed(evidence: Evidence, layer: Layer) -> tuple[Floats, Floats]:
    """Which share of the layer a pixel shows, and the log likelihood of it: any share is as
    likely, and what is off the way from ground to layer is error."""
    samples = evidence.samples
    way = layer.over(samples.ground) - samples.ground
    length = (way**2).sum(axis=1) + 1
    off = samples.seen - samples.ground
    share = np.clip((off * way).sum(axis=1) / length, 0, 1)
    through = (1 - share) + share * layer.through
    variance = (through * samples.deviation) ** 2 + evidence.noise**2
    away = np.minimum(((off - share[:, None] * way) ** 2).sum(axis=1) / variance, FARTHEST)
    fits = -away / 2 - np.log(variance) - np.log(2 * np.pi * length) / 2
    return np.clip(share, 0.05, 1).astype(np.float32), np.asarray(fits, np.float32)


def _with_neighbours(evidence: Evidence, odds: Floats) -> tuple[Floats, Floats]:
    """Probabilities of each column, with ground or layer likelier where their neighbours are."""
    sure = _probabilities(odds)
    alone = evidence.plane(sure[:, -1], 1)
    for _ in range(ROUNDS):
        pull = TOGETHER * (2 * cv2.GaussianBlur(alone, (0, 0), SOFT)[evidence.places] - 1)
        turned = odds - pull[:, None]
        turned[:, -1] += 2 * pull
        sure = _probabilities(turned)
        alone = evidence.plane(sure[:, -1], 1)
    return sure, alone


def _probabilities(odds: Floats) -> Floats:
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)
