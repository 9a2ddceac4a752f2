"""Small views with a known answer, and holes to cut into them."""

from __future__ import annotations

import cv2
import numpy as np

SKY, GROUND = (140, 170, 210), (70, 90, 40)


def disc(centre=(160, 120), radius=24, shape=(240, 320)) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    cv2.circle(mask, centre, radius, 255, -1)
    return mask


def grained(view: np.ndarray, deviation: float = 2.0) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, deviation, view.shape)
    return np.clip(view + noise, 0, 255).astype(np.uint8)


def sky() -> np.ndarray:
    rows = np.arange(240, dtype=np.float32)[:, None, None]
    shaded = np.broadcast_to(np.float32(SKY) - 30 + 0.25 * rows, (240, 320, 3))
    return np.ascontiguousarray(shaded, np.uint8)


def horizon() -> np.ndarray:
    view = sky()
    view[120:] = GROUND
    return grained(cv2.GaussianBlur(view, (0, 0), 0.6))


def wire(width: int = 2) -> np.ndarray:
    view = sky()
    cv2.line(view, (0, 60), (319, 180), (40, 40, 40), width, cv2.LINE_AA)
    return grained(view)


def block() -> np.ndarray:
    """A dark block whose corner stands at (160, 120)."""
    view = sky()
    view[120:, 160:] = (90, 80, 70)
    return grained(cv2.GaussianBlur(view, (0, 0), 0.6))


def tiles() -> np.ndarray:
    rows, columns = np.mgrid[:240, :320]
    dark = (rows // 16 + columns // 16) % 2
    return grained(np.where(dark[:, :, None] > 0, 90, 170).astype(np.uint8).repeat(3, axis=2))


def without(view: np.ndarray, mask: np.ndarray) -> np.ndarray:
    holed = view.copy()
    holed[mask > 0] = 255
    return holed


def error(first: np.ndarray, second: np.ndarray, mask: np.ndarray) -> float:
    """Root mean square difference in levels under the mask."""
    apart = first[mask > 0].astype(float) - second[mask > 0]
    return float(np.sqrt(np.mean(apart**2)))
