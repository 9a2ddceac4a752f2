"""What people call a colour: twelve names, each with a few colours that carry it."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]

NAMED: dict[str, tuple[Colour, ...]] = {
    "red": ((200, 30, 35), (140, 20, 25), (225, 70, 65)),
    "orange": ((240, 130, 20), (210, 100, 25), (245, 165, 80)),
    "yellow": ((245, 215, 30), (225, 200, 90), (250, 235, 140)),
    "green": ((50, 150, 50), (30, 80, 30), (120, 170, 90), (85, 105, 45)),
    "turquoise": ((40, 190, 190), (30, 120, 125), (130, 215, 205)),
    "blue": ((40, 90, 210), (25, 45, 120), (110, 165, 230), (75, 115, 165)),
    "purple": ((120, 50, 160), (75, 35, 100), (165, 120, 200)),
    "pink": ((240, 110, 170), (245, 175, 200), (205, 80, 135)),
    "brown": ((115, 70, 35), (70, 45, 25), (155, 115, 75)),
    "grey": ((128, 128, 128), (85, 85, 85), (170, 170, 170)),
    "white": ((250, 250, 250), (228, 228, 228)),
    "black": ((8, 8, 8), (35, 35, 35)),
}


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, ...], NDArray[np.float32]]:
    names = tuple(name for name, colours in NAMED.items() for _ in colours)
    colours = np.array([[each for group in NAMED.values() for each in group]], np.float32) / 255
    return names, np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2Lab)[0], np.float32)


def name_of(rgb: NDArray[np.float32]) -> str:
    """The name of a colour, given as three values 0..255: the nearest example's in CIE Lab."""
    names, table = _table()
    return names[int(np.argmin(((table - lab_of(rgb)) ** 2).sum(axis=1)))]


def lab_of(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """One colour, three values 0..255, in CIE Lab: lightness 0..100, a and b about 0."""
    pixel = np.asarray(rgb, np.float32).reshape(1, 1, 3) / 255
    return np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2Lab)[0, 0], np.float32)
