"""Hints for training: what a person would say of a piece of a picture, measured off the piece."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.colour_names import NAMED, lab_of, name_of

SMOOTH = 2.5
"""Deviation of the fine detail, 0..255, under which a piece is called smooth."""
THINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "red": (("wall", "cloth", "paint", "sunset"), ("bricks", "flowers", "leaves")),
    "orange": (("sunset", "cloth", "wall"), ("autumn leaves", "flowers", "bricks")),
    "yellow": (("sand", "wall", "light"), ("flowers", "dry grass", "sand dunes")),
    "green": (("lawn", "wall", "meadow"), ("grass", "leaves", "trees", "foliage")),
    "turquoise": (("water", "lagoon", "sea"), ("waves", "sea")),
    "blue": (("sky", "clear sky", "water", "evening sky"), ("sea", "waves", "mountains")),
    "purple": (("evening sky", "cloth"), ("flowers", "lavender")),
    "pink": (("sunset", "wall", "cloth"), ("flowers", "blossom")),
    "brown": (("wood", "table", "earth"), ("soil", "bark", "wood", "ground")),
    "grey": (("cloudy sky", "wall", "concrete", "fog"), ("stone", "rocks", "gravel", "asphalt")),
    "white": (("paper", "snow", "clouds", "wall"), ("snow", "clouds", "foam")),
    "black": (("shadow", "night sky", "background"), ("night", "coal", "dark ground")),
}
"""For each colour what is smooth and what is rough in it."""
SHADES = ("dark ", "", "light ")
SHADE_LIMITS = (35.0, 68.0)
"""Lightness (CIE L*) under which a colour is called dark, and over which it is called light."""
UNSHADED = ("white", "black")
_SMOOTH_WORDS = ("smooth", "plain", "soft")
_ROUGH_WORDS = ("rough", "textured", "detailed")
_FORMS = (
    "{colour}", "{colour} {thing}", "{texture} {colour} {thing}", "extend the {colour} {thing}",
    "replace with {colour} {thing}", "{thing}, {colour}", "fill with {texture} {colour}",
    "{colour} {thing} gradient, soften edges", "{colour} object",
)  # fmt: skip


def phrases() -> list[str]:
    """Every hint that training may use, each once."""
    every = {
        form.format(colour=shade + colour, thing=thing, texture=texture)
        for colour, form in product(NAMED, _FORMS)
        for shade in (("",) if colour in UNSHADED else SHADES)
        for things, textures in zip(THINGS[colour], (_SMOOTH_WORDS, _ROUGH_WORDS), strict=True)
        for thing, texture in product(things, textures)
    }
    return sorted(every)


def describe(rng: np.random.Generator, pixels: NDArray[np.uint8], inside: NDArray[np.bool_]) -> str:
    """A hint that is true of the pixels inside, in one of many wordings."""
    typical = np.median(pixels[inside], axis=0).astype(np.float32)
    colour = name_of(typical)
    grey = pixels.astype(np.float32).mean(axis=2)
    rough = float((grey - cv2.GaussianBlur(grey, (0, 0), 1.5))[inside].std()) > SMOOTH
    form = _FORMS[int(rng.integers(len(_FORMS)))]
    things, textures = THINGS[colour][rough], (_SMOOTH_WORDS, _ROUGH_WORDS)[rough]
    return form.format(
        colour=_shade(typical, colour) + colour,
        thing=things[int(rng.integers(len(things)))],
        texture=textures[int(rng.integers(len(textures)))],
    )


def _shade(rgb: NDArray[np.float32], colour: str) -> str:
    """The word for how light a colour is, which black and white need none for."""
    if colour in UNSHADED:
        return ""
    return SHADES[int(np.searchsorted(SHADE_LIMITS, float(lab_of(rgb)[0])))]
