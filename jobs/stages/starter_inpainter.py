"""The inpainting model that ships: a spectrum for thin holes, and a small network for wide."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages import structure_net
from jobs.stages.colour_names import lab_of
from jobs.stages.contract import Context, Pin, Pixels, Plane
from jobs.stages.exemplar import exemplar
from jobs.stages.holes import HEARD, thickness
from jobs.stages.membrane import Floats, membrane
from jobs.stages.patch_fill import THIN
from jobs.stages.pinning import library
from jobs.stages.spectral_fill import spectral_fill

NAME = "starter-inpainter"
SECONDS = {"spectrum": 160e-6, "network": 35e-6}
"""Of each way, for a pixel of the hole, on one core of a usual machine."""
SEAM = 6.0
"""How far in pixels the colours at the edge reach into a hole that a hint gave others to."""
NEAR = 0.6
"""How much of the surroundings the first pass sees on each side, beside the hole's longer side."""
GUIDANCE = 1.6
"""How far a hint's layout is followed beyond itself, away from the one without a hint.

Classifier-free guidance (Ho and Salimans, 2022): the network hedges between both.
"""
FULFILLED, OTHER = 10.0, 25.0
"""Distances of two layouts' mean colours (ΔE): up to the first they say the same."""
AFAR = 3.0
"""What is coarser than this, a Gaussian's deviation in pixels, is structure and not texture."""


def fill(pixels: Pixels, unknown: Plane, own: Plane, hint: str, context: Context) -> Floats:
    """A crop with its unknown pixels filled, float32 RGB 0..255; the others keep their values.

    ``own`` is the hole that is meant, ``unknown`` all that must not be trusted, both 255 inside.
    A thin hole is one pass that continues both its sides. A wide one, or one that a
    hint says something of, takes two: coarse structure from the surroundings and the hint, then
    texture out of the surroundings laid over it. Raises ``ValueError`` when nothing is known.
    """
    if not _laid_out(own, hint):
        return spectral_fill(pixels, unknown, context.checkpoint)
    structure = laid_out(pixels, unknown, own, "", context)
    heard = 0.0
    if hint.strip():
        asked = laid_out(pixels, unknown, own, hint, context)
        asked = np.clip(structure + GUIDANCE * (asked - structure), 0, 255)
        heard = departure(structure, asked, unknown)
        structure = (1 - heard) * structure + heard * asked
    context.checkpoint()
    return textured(pixels, unknown, structure, heard, context)


def method(own: Plane, hint: str) -> str:
    """How a hole is filled: ``network`` or ``spectrum``."""
    return "network" if _laid_out(own, hint) else "spectrum"


def _laid_out(own: Plane, hint: str) -> bool:
    """Whether a hole gets a layout: it is wide, or has room for a hint."""
    width = thickness(own)
    return width > THIN or bool(hint.strip() and width >= HEARD)


def laid_out(pixels: Pixels, unknown: Plane, own: Plane, hint: str, context: Context) -> Floats:
    """The first pass: coarse colours for the hole, seen from as near as in training."""
    left, top, width, height = cv2.boundingRect(own)
    margin = round(NEAR * max(width, height))
    rows = slice(max(0, top - margin), top + height + margin)
    columns = slice(max(0, left - margin), left + width + margin)
    whole = structure_net.stretched(pixels.astype(np.float32), unknown)
    place = rows, columns
    whole[place] = structure_net.lay_out(context.weights, pixels[place], unknown[place], hint)
    return whole


def departure(structure: Floats, asked: Floats, unknown: Plane) -> float:
    """How much of a hint is to be followed, 0..1: nothing where the surroundings fulfil it.

    By the distance in CIE Lab (ΔE, 1976) between the mean colours of both layouts.
    """
    inside = unknown > 0
    first, second = (lab_of(each[inside].mean(axis=0)) for each in (structure, asked))
    apart = float(np.linalg.norm(first - second))
    return float(np.clip((apart - FULFILLED) / (OTHER - FULFILLED), 0, 1))


def textured(
    pixels: Pixels, unknown: Plane, structure: Floats, heard: float, context: Context
) -> Floats:
    """The second pass: the patches around the hole that are most like the laid-out colours.

    The structure is shifted to meet the picture at the hole's edge: through the whole hole or, as
    far as a hint gave it colours of its own (``heard``, 0..1), near the edge only. Patches of such
    colours may not exist: what they are from afar is then replaced by the structure, and their
    detail stays.
    """
    values = pixels.astype(np.float32)
    shift = membrane(values - structure, unknown)
    if heard:
        depth = cv2.distanceTransform(unknown, cv2.DIST_L2, 5)
        shift *= (1 - heard * (1 - np.exp(-depth / SEAM)))[:, :, None]
    laid = np.where(unknown[:, :, None] > 0, structure + shift, values).astype(np.float32)
    rng = np.random.default_rng(context.seed)
    filled = exemplar(values, unknown, rng, context.checkpoint, laid)
    if heard:
        filled = filled + heard * cv2.GaussianBlur(laid - filled, (0, 0), AFAR)
    return np.where(unknown[:, :, None] > 0, np.clip(filled, 0, 255), values).astype(np.float32)


def pins(hint: str) -> tuple[Pin, ...]:
    """The network, what reads the hint, and the library they run on, without loading any."""
    return (*structure_net.pins(hint), library("torch"))
