"""Small scenes with light, shadow and colours in them."""

import numpy as np

from jobs.stages.contract import Pixels


def landscape(width: int = 96, height: int = 80, seed: int = 3) -> Pixels:
    """A sky above a meadow, each from dark to light, with some grain."""
    rng = np.random.default_rng(seed)
    across = np.linspace(0, 1, width)[None, :, None]
    sky = np.array([90, 140, 200]) + across * np.array([120, 90, 40])
    meadow = np.array([20, 45, 15]) + across * np.array([90, 110, 50])
    scene = np.where(np.arange(height)[:, None, None] < height // 2, sky, meadow)
    grain = rng.normal(0, 6, (height, width, 1))
    pixels: Pixels = np.clip(np.rint(scene + grain), 0, 255).astype(np.uint8)
    return pixels


def faded(pixels: Pixels) -> Pixels:
    """The same scene with a blue cast, less contrast and less light."""
    cast = 0.7 * pixels.astype(np.float64) + np.array([14.0, 18.0, 34.0])
    return np.clip(np.rint(cast), 0, 255).astype(np.uint8)
