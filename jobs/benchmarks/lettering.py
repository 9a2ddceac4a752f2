"""Draws text over photos as people do, and keeps exactly which pixels it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from jobs.stages.contract import Pixels, Plane

Alpha = NDArray[np.float32]
"""One channel, 0..1."""
Colour = tuple[int, int, int]

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
SIZES = (0.03, 0.15)
"""Smallest and largest letters, as shares of the photo's height."""
_PHRASES = (
    "Summer Sale New Season Opening Night Fresh Coffee Every Day Limited Edition Photo by Anna",
    "Weber Visit our shop Live Music Festival Winter Collection 50% OFF today only Free entry",
    "Harbour View Mountain Trail Guided Tour 2026 Copyright Studio North All rights reserved",
    "SAMPLE Preview Breaking News Chapter One The Long Way Home 14:35 12/08/2024 www.example.org",
    "Book now Call 0800 555 019 Handmade Since 1987 Rooms from $49 Good morning Lisbon Spring",
)
_WORDS = tuple(word for phrase in _PHRASES for word in phrase.split())
_COLOURS: tuple[Colour, ...] = (
    (255, 255, 255), (255, 255, 255), (250, 245, 230), (0, 0, 0), (20, 20, 24), (255, 220, 0),
    (230, 30, 40), (30, 90, 220), (255, 120, 0), (20, 150, 70), (240, 90, 170), (0, 190, 210),
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How one line looks. ``shadow`` is (dx, dy, blur, opacity), ``outline`` its width in px."""

    font: str
    size: int
    colour: Colour
    opacity: float
    angle: float = 0.0
    outline: int = 0
    outline_colour: Colour = (0, 0, 0)
    shadow: tuple[int, int, float, float] | None = None
    bottom_colour: Colour | None = None


@dataclass(frozen=True)
class DrawnLine:
    """One drawn line: its text, style, the corners of its letters, and where it changed pixels."""

    text: str
    style: Style
    polygon: NDArray[np.float32]
    painted: Alpha


@dataclass(frozen=True)
class Lettered:
    """A photo with text on it; ``mask`` is 255 on every pixel that letters, outline or shadow
    cover by at least three percent."""

    pixels: Pixels
    mask: Plane
    lines: tuple[DrawnLine, ...]


def find_fonts(folders: Sequence[Path] = FONT_FOLDERS) -> tuple[str, ...]:
    """Every text font below the folders, Pillow's own beside them (the empty name).

    Packages leave links to files of other packages, which may be missing: those are passed over.
    """
    paths = sorted(
        str(path)
        for folder in folders
        if folder.is_dir()
        for suffix in ("*.ttf", "*.otf")
        for path in folder.rglob(suffix)
        if path.is_file()
        and not any(word in path.name for word in ("Math", "Emoji", "Symbol", "Icons"))
    )
    return ("", *paths)


@lru_cache(maxsize=512)
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font by path at a size in pixels; the empty name is Pillow's own."""
    return ImageFont.truetype(name, size) if name else ImageFont.load_default(size)


def letter(photo: Pixels, rng: np.random.Generator, fonts: Sequence[str], lines: int) -> Lettered:
    """Draw up to ``lines`` lines that do not touch each other on a copy of the photo."""
    pixels = photo.copy()
    taken = np.zeros(photo.shape[:2], bool)
    drawn: list[DrawnLine] = []
    for _ in range(lines * 8):
        if len(drawn) == lines:
            break
        line = _try_line(pixels, rng, fonts, taken)
        if line is None:
            continue
        covered = cv2.dilate((line.painted > 0).astype(np.uint8), np.ones((13, 13), np.uint8)) > 0
        taken |= covered
        drawn.append(line)
    mask = np.zeros(photo.shape[:2], np.uint8)
    for line in drawn:
        mask[line.painted >= 0.03] = 255
    return Lettered(pixels, mask, tuple(drawn))


def _try_line(
    pixels: Pixels, rng: np.random.Generator, fonts: Sequence[str], taken: NDArray[np.bool_]
) -> DrawnLine | None:
    """Draw one line in place, or None when it met another or left the picture."""
    height, width = pixels.shape[:2]
    size = round(height * float(np.exp(rng.uniform(*np.log(SIZES)))))
    text = _text(rng, max(1, int(width * 0.8 / (size * 3.4))))
    x, y = int(rng.uniform(0.02, 0.6) * width), int(rng.uniform(0.03, 0.9) * height)
    around = pixels[y : y + size, x : x + size * 6]
    if around.size == 0:
        return None
    style = random_style(rng, fonts, size, around.reshape(-1, 3).mean(0))
    layers = render(text, style, (width, height), (x, y))
    if layers is None:
        return None
    colour, alpha, corners = layers
    footprint = alpha > 0
    if (taken & footprint).any() or not footprint.any():
        return None
    blended = pixels * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    pixels[:] = np.round(blended).astype(np.uint8)
    return DrawnLine(text, style, corners, alpha)


def _text(rng: np.random.Generator, longest: int) -> str:
    count = int(rng.integers(1, min(5, longest) + 1))
    start = int(rng.integers(0, len(_WORDS) - count))
    text = " ".join(_WORDS[start : start + count])
    case = rng.random()
    if len(text) < 4:
        text = f"{text} {_WORDS[(start + count) % len(_WORDS)]}"
    return text.upper() if case < 0.25 else text


def random_style(
    rng: np.random.Generator, fonts: Sequence[str], size: int, ground: NDArray[np.float64]
) -> Style:
    """A style whose letters can be read on a ground of this mean colour."""
    weights = np.array([0.299, 0.587, 0.114])
    level = float(ground @ weights)
    away = [c for c in _COLOURS if abs(float(np.array(c) @ weights) - level) > 70]
    colour = away[int(rng.integers(len(away)))]
    light = float(np.array(colour) @ weights) > 128
    behind: Colour = (0, 0, 0) if light else (255, 255, 255)
    reach = max(1, round(size * float(rng.uniform(0.03, 0.1))))
    shadow = (reach, reach, float(rng.choice([0.0, 1.0, 2.0])), float(rng.uniform(0.4, 0.9)))
    return Style(
        font=fonts[int(rng.integers(len(fonts)))],
        size=size,
        colour=colour,
        opacity=float(rng.choice([1.0, rng.uniform(0.4, 1.0)])),
        angle=float(rng.normal(0, 6)) if rng.random() < 0.2 else 0.0,
        outline=max(1, round(size * 0.05)) if rng.random() < 0.22 else 0,
        outline_colour=behind,
        shadow=shadow if rng.random() < 0.3 else None,
        bottom_colour=_COLOURS[int(rng.integers(len(_COLOURS)))] if rng.random() < 0.08 else None,
    )


def render(
    text: str, style: Style, size: tuple[int, int], at: tuple[int, int]
) -> tuple[NDArray[np.float32], Alpha, NDArray[np.float32]] | None:
    """Colour, coverage and corners of a line on an empty canvas; None when it does not fit.

    Shadow, outline and letters are laid over each other (Porter and Duff's *over*), then the
    line's opacity applies to the whole.
    """
    width, height = size
    font = load_font(style.font, style.size)
    left, top, right, bottom = ImageDraw.Draw(Image.new("L", (1, 1))).textbbox(at, text, font=font)
    edge = style.outline + 4
    if right + edge >= width or bottom + edge >= height or left < edge or top < edge:
        return None
    centre = ((left + right) / 2, (top + bottom) / 2)
    turn = cv2.getRotationMatrix2D(centre, style.angle, 1.0)
    letters = _turned(_plane(text, font, size, at, 0), turn, size)
    colour = np.zeros((height, width, 3), np.float32)
    alpha = np.zeros((height, width), np.float32)
    outlined = _turned(_plane(text, font, size, at, style.outline), turn, size)
    if style.shadow is not None:
        colour, alpha = _over(colour, alpha, np.zeros(3, np.float32), _shadow(outlined, style))
    if style.outline:
        ink = np.array(style.outline_colour, np.float32)
        colour, alpha = _over(colour, alpha, ink, outlined)
    colour, alpha = _over(colour, alpha, _ink(style, top, bottom, height), letters)
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    corners = cv2.transform(box[None], turn)[0].astype(np.float32)
    if corners.min() < 0 or (corners >= (width, height)).any():
        return None
    alpha = np.where(alpha * style.opacity < 0.004, 0, alpha * style.opacity).astype(np.float32)
    return colour, alpha, corners


def _ink(style: Style, top: float, bottom: float, height: int) -> NDArray[np.float32]:
    first = np.array(style.colour, np.float32)
    last = np.array(style.bottom_colour or style.colour, np.float32)
    share = np.clip((np.arange(height) - top) / max(1.0, bottom - top), 0, 1)[:, None, None]
    return np.asarray(first * (1 - share) + last * share, np.float32)


def _shadow(shape: Alpha, style: Style) -> Alpha:
    assert style.shadow is not None
    dx, dy, blur, opacity = style.shadow
    move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    moved = cv2.warpAffine(shape, move, shape.shape[::-1])
    soft = cv2.GaussianBlur(moved, (0, 0), blur) if blur else moved
    return np.asarray(soft * opacity, np.float32)


def _plane(
    text: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    size: tuple[int, int],
    at: tuple[int, int],
    outline: int,
) -> Alpha:
    canvas = Image.new("L", size)
    ImageDraw.Draw(canvas).text(at, text, font=font, fill=255, stroke_width=outline)
    return (np.asarray(canvas) / 255).astype(np.float32)


def _turned(plane: Alpha, turn: NDArray[np.float64], size: tuple[int, int]) -> Alpha:
    return np.asarray(cv2.warpAffine(plane, turn, size, flags=cv2.INTER_LINEAR), np.float32)


def _over(
    colour: NDArray[np.float32], alpha: Alpha, ink: NDArray[np.float32], shape: Alpha
) -> tuple[NDArray[np.float32], Alpha]:
    total = shape + alpha * (1 - shape)
    share = (shape / np.maximum(total, 1e-6))[:, :, None]
    return np.asarray(ink * share + colour * (1 - share), np.float32), total
