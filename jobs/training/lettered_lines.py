"""Draws lines of lettering on grounds, with outlines as loose as a text detector's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks.lettering import Colour, Style, random_style, render
from jobs.stages.contract import Pixels, Plane
from jobs.training.grounds import ground, worn

HEIGHT, WIDTH = 96, 224
"""A crop as ``adjust_dilation`` cuts it: ground above and below, three times the line's height."""
LINE = 34.0
"""The line's height in a crop, in pixels."""
FAINT_SHARE, DRAWN_FROM_GROUND_SHARE, NEAR_SHARE = 0.5, 0.3, 0.12
"""How often letters are see-through, of a colour that the ground has, or of one close to it."""
ROUGH_SHARE = 0.65
"""How often the roughest of three grounds is taken: where letters are hard to tell."""
SHADED_SHARE, SOFT_SHADOW_SHARE, WIDE_OUTLINE_SHARE = 0.16, 0.15, 0.08
OVERLONG_SHARE, SHORT_SHARE = 0.25, 0.2
"""How often an outline runs on past its text, over ground that only looks like some, and how
often it ends before its text does."""
WORN_SHARE = 0.7
BENT_SHARE = 0.1
EMPTY_SHARE = 0.04
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&%$.,:!?-@/#eeaaoinrst"


@dataclass(frozen=True)
class LetteredLine:
    """One crop: its pixels, the outline's mask, and which pixels are painted and letters (0..1)."""

    pixels: Pixels
    outline: Plane
    painted: NDArray[np.float32]
    letters: NDArray[np.float32]


def lettered_line(
    rng: np.random.Generator, sources: Sequence[Pixels], fonts: Sequence[str]
) -> LetteredLine:
    """A line somewhere on a ground, HEIGHT x WIDTH, its outline moved as a detector's would be.

    Once in a while an outline holds no letters at all.
    """
    size = int(np.clip(rng.lognormal(np.log(24), 0.5), 9, 80))
    scale = float(np.clip(rng.normal(LINE, 5) / (1.15 * size), 0.4, 4.0))
    extent = round(WIDTH / scale), round(HEIGHT / scale)
    pixels = _ground(rng, sources, *extent)
    text = words(rng, min(int(rng.integers(3, 30)), max(2, int(extent[0] / (0.62 * size)))))
    left = int(rng.uniform(5, 0.2 * extent[0] + 6))
    at = left, int(extent[1] / 2 - 0.6 * size + rng.normal(0, 0.2 * size))
    style = _style(rng, fonts, size, pixels)
    drawn = None
    if rng.random() >= EMPTY_SHARE:
        drawn = render(text, style, extent, at)
        while drawn is None and len(text) > 3:
            text = text[: len(text) * 2 // 3]
            drawn = render(text, style, extent, at)
    if drawn is None:
        corners = np.array([(0, 0), (5 * size, 0), (5 * size, size), (0, size)], np.float32)
        return _fitted(rng, pixels, corners + np.array(at, np.float32), None, scale)
    colour, alpha, corners = drawn
    plain = _plain(text, style, extent, at)
    if rng.random() < BENT_SHARE:
        colour, alpha, plain = _bent(rng, size, colour, alpha, plain)
        corners = _around(alpha)
    mixed = pixels * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    painted = (alpha >= 0.03).astype(np.float32)
    given = _loosened(rng, corners, size)
    return _fitted(rng, np.round(mixed).astype(np.uint8), given, (painted, plain), scale)


def words(rng: np.random.Generator, length: int) -> str:
    """Random characters with a space now and then."""
    letters = [LETTERS[int(i)] for i in rng.integers(0, len(LETTERS), length)]
    for index in range(int(rng.integers(2, 8)), length - 1, int(rng.integers(3, 9))):
        letters[index] = " "
    return "".join(letters)


def _ground(rng: np.random.Generator, sources: Sequence[Pixels], width: int, height: int) -> Pixels:
    grounds = [ground(rng, sources, width, height)]
    if rng.random() < ROUGH_SHARE:
        grounds += [ground(rng, sources, width, height) for _ in range(2)]
    return max(grounds, key=_roughness)


def _roughness(pixels: Pixels) -> float:
    level = pixels.astype(np.float32).mean(axis=2)
    return float((level - cv2.GaussianBlur(level, (0, 0), 4)).std())


def _style(rng: np.random.Generator, fonts: Sequence[str], size: int, pixels: Pixels) -> Style:
    """A style of the bench's kind, more often one that is hard to see."""
    mean = pixels.reshape(-1, 3).mean(0)
    style = random_style(rng, fonts, size, mean)
    chance = rng.random()
    if chance < DRAWN_FROM_GROUND_SHARE:
        style = replace(style, colour=_from_ground(rng, pixels) or style.colour)
    elif chance < DRAWN_FROM_GROUND_SHARE + NEAR_SHARE:
        near = np.clip(mean + rng.normal(0, 45, 3), 0, 255).astype(int)
        style = replace(style, colour=(int(near[0]), int(near[1]), int(near[2])))
    if rng.random() < FAINT_SHARE:
        style = replace(style, opacity=float(rng.uniform(0.3, 0.75)))
    if rng.random() < SHADED_SHARE:
        bottom = rng.integers(0, 256, 3)
        style = replace(style, bottom_colour=(int(bottom[0]), int(bottom[1]), int(bottom[2])))
    if rng.random() < SOFT_SHADOW_SHARE:
        away = rng.uniform(-0.1, 0.1, 2) * size
        blur = float(rng.uniform(0.5, max(1.5, 0.08 * size)))
        shadow = round(float(away[0])), round(float(away[1])), blur, float(rng.uniform(0.3, 0.9))
        style = replace(style, shadow=shadow)
    if rng.random() < WIDE_OUTLINE_SHARE:
        style = replace(style, outline=max(1, round(size * float(rng.uniform(0.03, 0.12)))))
    return style


def _from_ground(rng: np.random.Generator, pixels: Pixels) -> Colour | None:
    """A colour that the ground itself has, away from its mean: letters hard to tell apart."""
    level = pixels.astype(np.float32).mean(axis=2)
    away = pixels[np.abs(level - level.mean()) > 55]
    if not len(away):
        return None
    red, green, blue = (int(value) for value in away[int(rng.integers(len(away)))])
    return red, green, blue


def _plain(text: str, style: Style, size: tuple[int, int], at: tuple[int, int]) -> Any:
    bare = render(text, replace(style, outline=0, shadow=None, opacity=1.0), size, at)
    return bare[1] if bare is not None else np.zeros(size[::-1], np.float32)


def _bent(rng: np.random.Generator, size: int, *planes: Any) -> list[Any]:
    """The planes with every column moved up or down along one arc."""
    height, width = planes[0].shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)
    arc = np.float32(rng.uniform(-0.6, 0.6) * size) * (across**2 - np.float32(0.4))
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height))
    moved = (rows + arc[None]).astype(np.float32)
    return [cv2.remap(plane, columns, moved, cv2.INTER_LINEAR) for plane in planes]


def _around(alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = np.nonzero(alpha >= 0.03)
    if not len(rows):
        rows, columns = np.array([0, alpha.shape[0] - 1]), np.array([0, alpha.shape[1] - 1])
    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def _loosened(
    rng: np.random.Generator, corners: NDArray[np.float32], size: int
) -> NDArray[np.float32]:
    """Corners as a detector would give them: moved out, sometimes in, never quite right."""
    out = corners - corners.mean(0)
    grow = size * np.array([rng.uniform(-0.1, 0.3), rng.uniform(-0.08, 0.3)])
    moved = corners + np.sign(out) * grow + rng.normal(0, 0.03 * size, (4, 2))
    length = max(1e-6, float(np.linalg.norm(corners[1] - corners[0])))
    along = (corners[1] - corners[0]) / length
    chance = rng.random()
    past = 0.0
    if chance < OVERLONG_SHARE:
        past = size * rng.uniform(0.5, 4)
    elif chance < OVERLONG_SHARE + SHORT_SHARE:
        past = -min(size * rng.uniform(0.2, 1.6), 0.4 * length)
    ends = ([1, 2], 1) if rng.random() < 0.5 else ([0, 3], -1)
    moved[ends[0]] += ends[1] * along * past
    return np.asarray(moved, np.float32)


def _fitted(
    rng: np.random.Generator,
    pixels: Pixels,
    corners: NDArray[np.float32],
    targets: tuple[NDArray[np.float32], NDArray[np.float32]] | None,
    scale: float,
) -> LetteredLine:
    """The crop at the size that the network sees, worn as pictures are."""
    outline = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(outline, [corners.round().astype(np.int32)], 255)
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    if rng.random() < WORN_SHARE:
        pixels = worn(rng, pixels)
    painted, letters = targets or (np.zeros(outline.shape, np.float32),) * 2
    size = WIDTH, HEIGHT
    return LetteredLine(
        pixels=np.asarray(cv2.resize(pixels, size, interpolation=method), np.uint8),
        outline=np.asarray(cv2.resize(outline, size, interpolation=cv2.INTER_LINEAR), np.uint8),
        painted=np.clip(cv2.resize(painted, size, interpolation=method), 0, 1),
        letters=np.clip(cv2.resize(letters, size, interpolation=method), 0, 1),
    )
