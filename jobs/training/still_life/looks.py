"""Colours, materials and lights of the world, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

Rgb = tuple[float, float, float]

COLOURS: dict[str, Rgb] = {
    "red": (0.62, 0.018, 0.022),
    "orange": (0.86, 0.22, 0.012),
    "yellow": (0.88, 0.62, 0.02),
    "green": (0.035, 0.33, 0.055),
    "turquoise": (0.02, 0.50, 0.47),
    "blue": (0.018, 0.075, 0.56),
    "purple": (0.22, 0.035, 0.42),
    "pink": (0.86, 0.25, 0.42),
    "white": (0.86, 0.86, 0.84),
    "black": (0.014, 0.014, 0.016),
    "brown": (0.155, 0.058, 0.022),
}
"""Linear RGB of a body's surface."""


@dataclass(frozen=True)
class Material:
    """How a surface answers light; every share is 0..1."""

    diffuse: float = 1.0
    mirror: float = 0.0
    facing: float = 0.04
    softness: float = 0.1
    metal: bool = False
    clear: float = 0.0
    fuzz: float = 0.0
    grain: float = 0.0


MATERIALS: dict[str, Material] = {
    "ceramic": Material(mirror=0.35, facing=0.04, softness=0.5),
    "glazed": Material(mirror=1.0, facing=0.06, softness=0.06),
    "metal": Material(diffuse=0.32, mirror=1.0, facing=0.75, softness=0.16, metal=True),
    "glass": Material(mirror=1.0, facing=0.06, softness=0.04, clear=0.88),
    "wooden": Material(mirror=0.25, facing=0.04, softness=0.4, grain=1.0),
    "felt": Material(mirror=0.0, fuzz=0.7),
}


@dataclass(frozen=True)
class Light:
    """A key light at an angle (degrees aside and up), its tint, and the light all around."""

    aside: float
    up: float
    key: Rgb
    around: Rgb
    hardness: float
    pool: float = 0.0


LIGHTS: dict[str, Light] = {
    "daylight": Light(42, 50, (1.55, 1.53, 1.50), (0.50, 0.52, 0.55), 5),
    "evening": Light(58, 30, (1.90, 1.58, 1.18), (0.44, 0.42, 0.42), 10),
    "spotlight": Light(28, 56, (2.30, 2.25, 2.15), (0.20, 0.20, 0.21), 26, pool=1.0),
    "studio light": Light(20, 62, (1.20, 1.20, 1.20), (0.74, 0.74, 0.74), 4),
    "morning": Light(55, 38, (1.42, 1.50, 1.62), (0.46, 0.49, 0.54), 7),
}
