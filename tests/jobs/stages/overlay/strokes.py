"""Strokes of one colour over rough ground, and what a letter network would say of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT, WIDTH = 70, 220
INK = (235.0, 60.0, 40.0)


@dataclass(frozen=True)
class Strokes:
    """The clean ground and the same with strokes, h x w x 3; where those are; the network's word,
    0..1; and where the line may reach."""

    clean: NDArray[np.uint8]
    pixels: NDArray[np.uint8]
    covered: NDArray[np.bool_]
    painted: NDArray[np.float32]
    zone: NDArray[np.uint8]


def strokes(opacity: float, width: int = 8, grain: float = 40.0) -> Strokes:
    """Upright strokes; the network is fairly sure of them, and half sure of a patch of ground."""
    rng = np.random.default_rng(7)
    rough = cv2.GaussianBlur(rng.normal(0, 1, (HEIGHT, WIDTH, 3)), (0, 0), 4)
    clean = np.clip(120 + grain * rough / rough.std(), 0, 255).astype(np.uint8)
    alpha = np.zeros((HEIGHT, WIDTH))
    for left in range(30, 190, 24):
        alpha[18:52, left : left + width] = opacity
    blended = clean * (1 - alpha[..., None]) + np.array(INK) * alpha[..., None]
    covered = alpha > 0
    painted = np.where(covered, 0.9, 0.05).astype(np.float32)
    painted[20:26, 40:52] = np.where(covered[20:26, 40:52], 0.9, 0.55)
    zone = np.zeros((HEIGHT, WIDTH), np.uint8)
    zone[10:60, 20:200] = 255
    return Strokes(clean, np.round(blended).astype(np.uint8), covered, painted, zone)
