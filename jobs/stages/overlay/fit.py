"""Finds which pixels of a line are covered, by fitting layers to what the letter network saw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Lettering, Pixels, Plane
from jobs.stages.overlay.alike import alike, half_stroke
from jobs.stages.overlay.ground import Ground, ground_beneath
from jobs.stages.overlay.layers import Kind, Layer, Samples, measured
from jobs.stages.overlay.likelihood import Evidence, settle
from jobs.stages.overlay.shadow import Cast, find_shadow
from jobs.stages.regions import disk

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

LOOKS, STEPS = 3, 6
"""How often the ground is filled anew, and steps of expectation and maximisation each time."""
PERHAPS, AROUND = 0.3, 2
"""From which probability on, and with how many pixels around, something may be covered."""
SURELY, SURELY_NOT, COVERED = 0.7, 0.3, 0.5
ALIKE = 0.4
"""What is held likely of pixels that look just like the letters and were taken for ground."""
FEWEST_LETTERS, FEWEST, LEAST_SHARE = 6.0, 12.0, 0.05
"""Pixels that a layer must have: the letters, and any other, which needs this share of theirs."""
FEWEST_BESIDE = 15
CLEAREST = 0.8
"""What another layer than the letters may let through at most."""
OPAQUE, WIDE, MOSTLY = 0.9, 2.5, 0.5
"""Opacity, half of a stroke's width in pixels, and the share of what the network takes for letters
that has their colour, from which on letters are plain."""
NOISE = 3.0
"""Deviation of a layer's own pixels, in levels: mild compression."""
REACH = 0.12
"""How far from its letters an outline or a shadow may lie, as a share of the line's height."""


@dataclass(frozen=True)
class Overlay:
    """How a line's lettering lies over its ground.

    ``covered`` 0..1 is each pixel's probability; ``standing_out`` is by how many levels letters
    differ, or would, from the ground at each pixel; ``lettering`` is of the letters themselves,
    without their outline; ``by_colour`` is where only their colour told them; ``plain`` says that
    they are opaque and have no outline, and that most of what the network takes for them is of
    their very colour; ``cast`` is where their shadow lies or may lie, None without any.
    """

    covered: Floats
    standing_out: Floats
    lettering: Lettering
    by_colour: Places
    plain: bool = False
    cast: Cast | None = None


@dataclass(frozen=True)
class _Word:
    """How likely each pixel is painted, and is a letter's, h x w, 0..1: the network's word."""

    painted: Floats
    letters: Floats


@dataclass(frozen=True)
class _Found:
    """What one look found: the ground; the layers, and the letters' ink at each pixel, h x w x 3;
    how sure each pixel is each layer's, and how much of it it shows, h x w x layers; and how sure
    it is covered at all, h x w."""

    ground: Ground
    layers: tuple[Layer | None, ...]
    letters: Layer
    ink: Floats
    shares: Floats
    shown: Floats
    covered: Floats


def fit(
    pixels: Pixels, painted: Floats, letters: Floats, *, outline: Plane, zone: Plane, height: float
) -> Overlay | None:
    """Fit layers to a crop: the letters, their outline, their shadow, each of one colour.

    ``painted`` and ``letters`` are the network's probabilities, 0..1, ``outline`` is 255 where the
    detector saw the line, ``zone`` where it may reach, ``height`` the line's in pixels. A mixture
    of regressions by expectation and maximisation (Dempster et al., 1977), with the network's
    answers as prior. None where nothing is left to compare with, or no letters stand out.
    """
    inside = zone > 0
    word = _Word(painted, letters)
    found: _Found | None = None
    alike_ones = np.zeros_like(inside)
    for _ in range(LOOKS):
        if found is not None:
            missed = _missed(pixels, found, inside & (outline > 0))
            word, found = _held_likely(word, found, missed)
            alike_ones |= missed
        found = _look(pixels, word, found, inside, height)
        if found is None:
            return None
    assert found is not None
    cast = find_shadow(pixels, word.painted, _shapes(found.shown), height)
    return Overlay(
        found.covered,
        standing_out=_standing_out(found),
        lettering=_told(found.letters, cast if cast and cast.sure else None),
        plain=_plain(found, (letters > SURELY) & (painted > SURELY)),
        by_colour=alike_ones & (found.covered > COVERED),
        cast=cast,
    )


def _look(
    pixels: Pixels, word: _Word, before: _Found | None, inside: Places, height: float
) -> _Found | None:
    """Fill the ground beneath all that may be covered, and weigh ground against layers."""
    covered = word.painted if before is None else before.covered
    perhaps = (covered > PERHAPS) & inside
    maybe = (cv2.dilate(perhaps.astype(np.uint8), disk(AROUND)) > 0) & inside
    if np.count_nonzero(maybe) < FEWEST or maybe.all():
        return None
    ground = ground_beneath(pixels, np.where(maybe, 255, 0).astype(np.uint8))
    rows = _rows(inside)
    samples = Samples(
        pixels[maybe].astype(np.float32), ground.values[maybe], ground.deviation[maybe], rows[maybe]
    )
    evidence = Evidence(samples, maybe, word.painted[maybe], word.letters[maybe], NOISE)
    own = _beginning(evidence) if before is None else before.shares[maybe]
    layers: tuple[Layer | None, ...] = before.layers if before else ()
    gone = [each is None for each in layers] or [False] * own.shape[1]
    for _ in range(STEPS):
        layers = _layers(samples, own, gone)
        if layers[0] is None:
            return None
        settled = settle(evidence, layers, own, max(2, round(REACH * height) + 1))
        own = settled.own
    shares, shown = np.zeros((2, *maybe.shape, own.shape[1]), np.float32)
    shares[maybe] = own
    shown[maybe] = settled.shown
    covered = np.where(maybe, 1 - settled.alone, 0).astype(np.float32)
    assert layers[0] is not None
    ink = _everywhere(layers[0].ink, samples.rows, rows)
    return _Found(ground, layers, layers[0], ink, shares, shown, covered)


def _missed(pixels: Pixels, found: _Found, line: Places) -> Places:
    """What looks just like the letters inside the line, and was taken for ground."""
    return alike(
        pixels,
        found.ground.values,
        found.letters,
        ink=found.ink,
        known=found.covered > COVERED,
        line=line,
        noise=NOISE,
    )


def _held_likely(word: _Word, found: _Found, missed: Places) -> tuple[_Word, _Found]:
    """The same with what was missed held likely to be letters."""
    likelier = np.where(missed, np.float32(ALIKE), np.float32(0))
    shares = found.shares.copy()
    shares[:, :, 0] = np.maximum(shares[:, :, 0], likelier)
    return (
        _Word(np.maximum(word.painted, likelier), np.maximum(word.letters, likelier)),
        replace(found, shares=shares, covered=np.maximum(found.covered, likelier)),
    )


def _everywhere(ink: Floats, sampled: Floats, rows: Floats) -> Floats:
    """Ink that was measured at some rows, n x 3, in a straight line over all, h x w x 3."""
    first, last = int(sampled.argmin()), int(sampled.argmax())
    slope = (ink[last] - ink[first]) / max(1e-3, float(sampled[last] - sampled[first]))
    return np.asarray(ink[first] + (rows[:, :, None] - sampled[first]) * slope, np.float32)


def _rows(inside: Places) -> Floats:
    """How far down each pixel lies, in deviations from the line's middle."""
    down = np.nonzero(inside)[0]
    every = np.broadcast_to(np.arange(inside.shape[0])[:, None], inside.shape)
    return np.asarray((every - down.mean()) / max(1.0, float(down.std())), np.float32)


def _beginning(evidence: Evidence) -> Floats:
    """What the network takes for letters, and what it takes for painted and for no letter: half
    outline and half shadow, until their colours tell them apart. n x 1 or n x 3."""
    letters = (evidence.letters > SURELY) & (evidence.painted > SURELY)
    if np.count_nonzero(letters) < FEWEST:
        letters = evidence.painted >= np.quantile(evidence.painted, 0.8)
    beside = (evidence.painted > SURELY) & (evidence.letters < SURELY_NOT)
    if np.count_nonzero(beside) < FEWEST_BESIDE:
        return np.asarray(letters[:, None], np.float32)
    half = beside.astype(np.float32) / 2
    return np.stack([letters.astype(np.float32), half, half], axis=1)


def _layers(samples: Samples, own: Floats, gone: list[bool]) -> tuple[Layer | None, ...]:
    """Each layer as its pixels show it; None, from then on, for one that has too few."""
    found: list[Layer | None] = []
    needed = max(FEWEST, LEAST_SHARE * float(own[:, 0].sum()))
    for index, kind in enumerate(tuple(Kind)[: own.shape[1]]):
        enough = float(own[:, index].sum()) >= (needed if index else FEWEST_LETTERS)
        letters = found[0] if found else None
        layer = (
            measured(kind, samples, own[:, index], NOISE, letters)
            if enough and not gone[index]
            else None
        )
        clear = layer is not None and index > 0 and layer.through >= CLEAREST
        found.append(None if clear else layer)
    return tuple(found)


def _shapes(shown: Floats) -> list[Floats]:
    """What may cast a shadow: the letters, and those with their outline, h x w, 0..1."""
    letters, outlined = shown[:, :, 0], shown[:, :, :2].sum(axis=2)
    same = float((outlined - letters).sum()) < FEWEST
    return [letters] if same else [letters, np.minimum(1, outlined)]


def _standing_out(found: _Found) -> Floats:
    """How far letters are from the ground, root mean square of three colours, h x w."""
    ground = found.ground.values
    away = found.letters.through * ground + found.ink - ground
    return np.asarray(np.sqrt((away**2).mean(axis=2)), np.float32)


def _plain(found: _Found, taken_for_letters: Places) -> bool:
    """Whether the letters' layer leaves no doubt what is theirs."""
    outlined = len(found.layers) > 1 and found.layers[1] is not None
    own = found.shares[:, :, 0] > COVERED
    if (
        outlined
        or found.letters.through > 1 - OPAQUE
        or not (own.any() and taken_for_letters.any())
    ):
        return False
    return float(own[taken_for_letters].mean()) > MOSTLY and half_stroke(own) >= WIDE


def _told(letters: Layer, cast: Cast | None) -> Lettering:
    opacity = 1 - letters.through
    colours = (round(float(np.clip(each / opacity, 0, 255)), 1) for each in _one_ink(letters))
    red, green, blue = colours
    return Lettering(
        opacity=round(opacity, 4),
        colour=(red, green, blue),
        shadow=cast.shadow if cast else None,
    )


def _one_ink(letters: Layer) -> Floats:
    """The letters' ink, the middle one where they are shaded from top to bottom."""
    middle = letters.ink if letters.ink.ndim == 1 else np.median(letters.ink, axis=0)
    return np.asarray(middle, np.float32)
