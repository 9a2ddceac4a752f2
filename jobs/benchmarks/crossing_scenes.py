"""Scenes with a known answer: rendered edges, lines and planes for holes to cross."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels

Floats = NDArray[np.float32]

WIDTH, HEIGHT = 480, 320
FINE = 3
"""Scenes are drawn this many times larger and shrunk, so that their edges are a camera's."""


@dataclass(frozen=True)
class Scene:
    """A picture, and a place (x, y) on what a hole is to cross."""

    name: str
    pixels: Pixels
    place: tuple[int, int]


def render(name: str, rng: np.random.Generator) -> Scene:
    """Draw the scene ``name`` of ``SCENES`` with grain. Raises ``KeyError`` for another name."""
    canvas, place = SCENES[name](rng)
    small = cv2.resize(canvas, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.4, 0.9)))
    noisy = blurred + rng.normal(0, rng.uniform(1, 4), blurred.shape)
    return Scene(name, np.clip(np.round(noisy), 0, 255).astype(np.uint8), place)


Drawn = tuple[Floats, tuple[int, int]]


def _colour(rng: np.random.Generator, low: int = 30, high: int = 225) -> Floats:
    return rng.uniform(low, high, 3).astype(np.float32)


def _apart(rng: np.random.Generator, other: Floats) -> Floats:
    """A colour that can be told from ``other``."""
    while True:
        colour = _colour(rng)
        if np.abs(colour - other).mean() > 45:
            return colour


def _shaded(rng: np.random.Generator, colour: Floats) -> Floats:
    """A plane of one colour with light falling off across it."""
    y, x = np.mgrid[: HEIGHT * FINE, : WIDTH * FINE].astype(np.float32)
    slope = rng.normal(0, 25, 2)
    light = slope[0] * (x / (WIDTH * FINE) - 0.5) + slope[1] * (y / (HEIGHT * FINE) - 0.5)
    return np.asarray(np.clip(colour + light[:, :, None], 0, 255), np.float32)


def _rough(rng: np.random.Generator, deviation: float) -> Floats:
    """Soft mottling, as of grass or plaster seen from afar."""
    noise = rng.normal(0, 1, (HEIGHT * FINE, WIDTH * FINE)).astype(np.float32)
    mottled = cv2.GaussianBlur(noise, (0, 0), 1.2 * FINE)
    return np.asarray(deviation * mottled / mottled.std(), np.float32)[:, :, None]


def _middle(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.uniform(0.35, 0.65) * WIDTH), float(rng.uniform(0.35, 0.65) * HEIGHT)


def _horizon(rng: np.random.Generator) -> Drawn:
    sky = _colour(rng, 110, 230)
    canvas, ground = _shaded(rng, sky), _shaded(rng, _apart(rng, sky))
    ground = ground + _rough(rng, float(rng.uniform(2, 9)))
    x, y = _middle(rng)
    tilt = float(rng.uniform(-0.35, 0.35))
    rows, columns = np.mgrid[: HEIGHT * FINE, : WIDTH * FINE]
    below = rows / FINE > y + tilt * (columns / FINE - x)
    return np.where(below[:, :, None], ground, canvas), (round(x), round(y))


def _wires(rng: np.random.Generator) -> Drawn:
    sky = _colour(rng, 90, 230)
    canvas = np.ascontiguousarray(_shaded(rng, sky))
    colour = _apart(rng, sky).tolist()
    x, y = _middle(rng)
    angle = float(rng.uniform(0, np.pi))
    for shift in np.arange(int(rng.integers(1, 4))) * float(rng.uniform(9, 20)):
        _line(canvas, (x, y + shift), angle, colour, float(rng.uniform(1.5, 5)))
    return canvas, (round(x), round(y))


def _line(
    canvas: Floats, place: tuple[float, float], angle: float, colour: list[float], width: float
) -> None:
    way = np.array([np.cos(angle), np.sin(angle)]) * 2 * WIDTH
    ends = [tuple(np.round((np.array(place) + sign * way) * FINE).astype(int)) for sign in (1, -1)]
    cv2.line(canvas, ends[0], ends[1], colour, max(1, round(width * FINE)), cv2.LINE_AA)


def _round_object(rng: np.random.Generator) -> Drawn:
    ground = _colour(rng)
    canvas = np.ascontiguousarray(_shaded(rng, ground))
    x, y = _middle(rng)
    axes = rng.uniform(70, 130, 2)
    turn = float(rng.uniform(0, 180))
    around = float(rng.uniform(0, 2 * np.pi))
    shape = np.zeros(canvas.shape[:2], np.uint8)
    centre = round(x * FINE), round(y * FINE)
    size = round(axes[0] * FINE), round(axes[1] * FINE)
    cv2.ellipse(shape, centre, size, turn, 0, 360, 255, -1)
    body = _shaded(rng, _apart(rng, ground)) + _rough(rng, float(rng.uniform(0, 5)))
    rad = np.deg2rad(turn)
    on = np.array([axes[0] * np.cos(around), axes[1] * np.sin(around)])
    place = (
        x + on[0] * np.cos(rad) - on[1] * np.sin(rad),
        y + on[0] * np.sin(rad) + on[1] * np.cos(rad),
    )
    return np.where(shape[:, :, None] > 0, body, canvas), (round(place[0]), round(place[1]))


def _corner(rng: np.random.Generator) -> Drawn:
    ground = _colour(rng)
    canvas = np.ascontiguousarray(_shaded(rng, ground))
    x, y = _middle(rng)
    angle = float(rng.uniform(0, 2 * np.pi))
    opening = float(rng.uniform(np.pi / 3, 2 * np.pi / 3))
    reach = 3 * WIDTH
    corners = [(x, y)] + [
        (x + reach * np.cos(angle + turn), y + reach * np.sin(angle + turn))
        for turn in np.linspace(0, opening, 5)
    ]
    shape = np.zeros(canvas.shape[:2], np.uint8)
    cv2.fillPoly(shape, [np.round(np.array(corners) * FINE).astype(np.int32)], 255)
    body = _shaded(rng, _apart(rng, ground)) + _rough(rng, float(rng.uniform(0, 5)))
    return np.where(shape[:, :, None] > 0, body, canvas), (round(x), round(y))


def _three_walls(rng: np.random.Generator) -> Drawn:
    """A wall's edge standing on a floor: three planes meet."""
    left = _colour(rng)
    right = _apart(rng, left)
    floor = _apart(rng, np.asarray((left + right) / 2, np.float32))
    x, y = _middle(rng)
    rows, columns = np.mgrid[: HEIGHT * FINE, : WIDTH * FINE]
    lean = float(rng.uniform(-0.2, 0.2))
    edge = columns / FINE > x + lean * (rows / FINE - y)
    below = rows / FINE > y + float(rng.uniform(-0.2, 0.2)) * (columns / FINE - x)
    walls = np.where(edge[:, :, None], _shaded(rng, right), _shaded(rng, left))
    ground = _shaded(rng, floor) + _rough(rng, float(rng.uniform(0, 6)))
    return np.where(below[:, :, None], ground, walls), (round(x), round(y))


def _plane(rng: np.random.Generator, brick: bool) -> Drawn:
    """A tiled floor or a brick wall running away from the eye."""
    first = _colour(rng)
    second = _apart(rng, first)
    rows, columns = np.mgrid[: HEIGHT * FINE, : WIDTH * FINE].astype(np.float32) / FINE
    turn = float(rng.uniform(-0.5, 0.5))
    u, v = columns - WIDTH / 2, rows - HEIGHT / 2
    # The vanishing line lies well outside the picture, so that tiles stay larger than pixels.
    depth = 1 / (1 + float(rng.uniform(0.2, 0.6)) * (v * np.cos(turn) + u * np.sin(turn)) / HEIGHT)
    a, b = float(rng.uniform(24, 40)), float(rng.uniform(24, 40))
    spin = float(rng.uniform(-0.4, 0.4))
    across = (u * np.cos(spin) - v * np.sin(spin)) * depth / a
    along = (u * np.sin(spin) + v * np.cos(spin)) * depth / b
    if brick:
        row = np.floor(along * 2)
        shifted = across + 0.5 * np.mod(row, 2)
        joint = (np.mod(along * 2, 1) < 0.14) | (np.mod(shifted, 1) < 0.07)
        tone = np.mod(row * 37 + np.floor(shifted) * 17, 5)[:, :, None] * 5
        canvas = np.where(joint[:, :, None], second, first + tone - 10)
    else:
        dark = np.mod(np.floor(across) + np.floor(along), 2) > 0
        canvas = np.where(dark[:, :, None], first, second)
    x, y = _middle(rng)
    return np.asarray(canvas, np.float32), (round(x), round(y))


SCENES: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "horizon": _horizon,
    "wires": _wires,
    "round object": _round_object,
    "corner": _corner,
    "three walls": _three_walls,
    "tiles": lambda rng: _plane(rng, brick=False),
    "bricks": lambda rng: _plane(rng, brick=True),
}
