"""Settings: what the object stands on and in front of, with textures that repeat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

Rgb = tuple[float, float, float]
Tile = NDArray[np.float32]
_SIDE = 512


@dataclass(frozen=True)
class Setting:
    """A table and a wall: their two tones (linear RGB), textures, and how the table mirrors."""

    table: tuple[Rgb, Rgb]
    wall: tuple[Rgb, Rgb]
    table_texture: str = "plain"
    wall_texture: str = "plain"
    seamless: bool = False
    mirror: float = 0.0


SETTINGS: dict[str, Setting] = {
    "wooden table": Setting(
        ((0.42, 0.23, 0.10), (0.24, 0.11, 0.045)), ((0.70, 0.62, 0.50), (0.62, 0.53, 0.41)),
        "planks", "plaster", mirror=0.05,
    ),
    "marble": Setting(
        ((0.78, 0.77, 0.75), (0.36, 0.36, 0.38)), ((0.52, 0.53, 0.54), (0.45, 0.46, 0.48)),
        "veins", "plaster", mirror=0.16,
    ),
    "linen": Setting(
        ((0.66, 0.57, 0.44), (0.52, 0.44, 0.33)), ((0.60, 0.48, 0.40), (0.52, 0.41, 0.33)),
        "weave", "plaster",
    ),
    "concrete": Setting(
        ((0.34, 0.34, 0.33), (0.25, 0.25, 0.245)), ((0.30, 0.30, 0.295), (0.22, 0.22, 0.22)),
        "plaster", "plaster",
    ),
    "studio": Setting(
        ((0.80, 0.80, 0.79), (0.80, 0.80, 0.79)), ((0.80, 0.80, 0.79), (0.80, 0.80, 0.79)),
        seamless=True, mirror=0.04,
    ),
    "slate": Setting(
        ((0.060, 0.063, 0.070), (0.035, 0.037, 0.043)), ((0.085, 0.088, 0.10), (0.06, 0.062, 0.07)),
        "plaster", "plaster", mirror=0.14,
    ),
    "blue paper": Setting(
        ((0.42, 0.56, 0.72), (0.42, 0.56, 0.72)), ((0.42, 0.56, 0.72), (0.42, 0.56, 0.72)),
        seamless=True,
    ),
    "windowsill": Setting(
        ((0.74, 0.72, 0.68), (0.66, 0.64, 0.60)), ((0.10, 0.24, 0.05), (0.80, 0.82, 0.42)),
        "grain", "bokeh", mirror=0.05,
    ),
}  # fmt: skip


def colour_at(texture: str, tones: tuple[Rgb, Rgb], u: Tile, v: Tile) -> NDArray[np.float32]:
    """Linear RGB of a texture at places (N each, in scene units), N x 3."""
    if texture == "plain":
        share = np.zeros_like(u)
    else:
        places = np.stack([v, u]) * np.float32(_SIDE / 4.0)
        share = map_coordinates(tile(texture), places, order=1, mode="grid-wrap", prefilter=False)
    first, second = (np.array(tone, np.float32) for tone in tones)
    return np.asarray(first + (second - first) * share[:, None], np.float32)


@lru_cache(maxsize=16)
def tile(texture: str) -> Tile:
    """One repeat of a texture, 0..1; always the same."""
    rng = np.random.default_rng(sum(texture.encode()))
    made = {"planks": _planks, "veins": _veins, "weave": _weave, "plaster": _plaster,
            "grain": _grain, "bokeh": _bokeh, "speck": _speck}[texture](rng)  # fmt: skip
    return np.asarray(made, np.float32)


def _noise(rng: np.random.Generator, sigma_y: float, sigma_x: float) -> Tile:
    """Smooth noise that repeats, mean 0, deviation 1."""
    spectrum = np.fft.rfft2(rng.normal(0, 1, (_SIDE, _SIDE)))
    fy = np.fft.fftfreq(_SIDE)[:, None]
    fx = np.fft.rfftfreq(_SIDE)[None]
    spectrum *= np.exp(-2 * np.pi**2 * ((fy * sigma_y) ** 2 + (fx * sigma_x) ** 2))
    spectrum[0, 0] = 0
    made = np.fft.irfft2(spectrum, s=(_SIDE, _SIDE))
    return np.asarray(made / made.std(), np.float32)


def _planks(rng: np.random.Generator) -> Tile:
    grain = 0.16 * _noise(rng, 3, 60) + 0.10 * _noise(rng, 1.5, 30)
    rows = (np.arange(_SIDE) * 4) // _SIDE
    tone = rng.uniform(0.15, 0.7, 4)[rows]
    seam = np.exp(-(((np.arange(_SIDE) % (_SIDE // 4)) / 2.2) ** 2))
    return np.asarray(np.clip(tone[:, None] + grain + 0.8 * seam[:, None], 0, 1.3), np.float32)


def _veins(rng: np.random.Generator) -> Tile:
    bend = _noise(rng, 36, 36)
    thin = np.exp(-((bend / 0.10) ** 2)) * np.clip(0.5 + 0.5 * _noise(rng, 50, 50), 0, 1)
    return np.asarray(np.clip(0.75 * thin + 0.10 + 0.10 * _noise(rng, 24, 24), 0, 1), np.float32)


def _weave(rng: np.random.Generator) -> Tile:
    folds = 0.12 * _noise(rng, 40, 40)
    thread = 0.16 * _noise(rng, 1.2, 14) + 0.16 * _noise(rng, 14, 1.2)
    return np.clip(0.4 + thread + folds, 0, 1)


def _plaster(rng: np.random.Generator) -> Tile:
    return np.clip(0.5 + 0.24 * _noise(rng, 44, 44) + 0.12 * _noise(rng, 9, 9), 0, 1)


def _speck(rng: np.random.Generator) -> Tile:
    return np.clip(0.5 + 0.16 * _noise(rng, 3, 3) + 0.12 * _noise(rng, 8, 8), 0, 1)


def _grain(rng: np.random.Generator) -> Tile:
    return np.clip(0.4 + 0.25 * _noise(rng, 3, 50), 0, 1)


def _bokeh(rng: np.random.Generator) -> Tile:
    lit = np.clip(0.30 + 0.16 * _noise(rng, 40, 40), 0, 1)
    for _ in range(26):
        spot = np.zeros((_SIDE, _SIDE), np.float32)
        radius = int(rng.integers(16, 34))
        cv2.circle(spot, (_SIDE // 2, _SIDE // 2), radius, float(rng.uniform(0.15, 0.5)), -1)
        spot = np.roll(spot, tuple(rng.integers(0, _SIDE, 2)), axis=(0, 1))
        lit = lit + cv2.GaussianBlur(spot, (0, 0), 3)
    return np.asarray(np.clip(cv2.GaussianBlur(lit, (0, 0), 4), 0, 1), np.float32)
