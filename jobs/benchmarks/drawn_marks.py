"""Draws marks as brands have them: emblems, wordmarks, thin outlines, badges, all with alpha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from jobs.benchmarks.lettering import load_font
from jobs.stages.contract import Picture

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
KINDS = ("emblem", "wordmark", "outline", "badge")
FINE = 4
"""Marks are drawn this many times larger and reduced, so that their edges are soft."""
_NAMES = (
    "Norvik", "ALTAMIRA", "Pelion & Co", "quarto", "HALDEN", "Blue Fern", "Osprey", "MIRAGE",
    "Studio Lind", "Kestrel", "VANTA", "Tern & Reed", "Arbor", "NOMA PHOTO", "Zephyr", "Copperline",
)  # fmt: skip
_INKS = (
    (255, 255, 255), (255, 255, 255), (255, 255, 255), (0, 0, 0), (20, 22, 30), (225, 38, 45),
    (24, 92, 200), (250, 200, 20), (20, 140, 90), (128, 128, 128),
)  # fmt: skip


@dataclass(frozen=True)
class DrawnMark:
    """A mark's picture, and what kind it is."""

    name: str
    kind: str
    picture: Picture


def draw_mark(rng: np.random.Generator, fonts: Sequence[str], kind: str = "") -> DrawnMark:
    """One mark of 60 to 200 pixels, cut to what can be seen of it."""
    kind = kind or KINDS[int(rng.integers(len(KINDS)))]
    maker = {"emblem": _emblem, "wordmark": _wordmark, "outline": _outline, "badge": _badge}[kind]
    large = maker(rng, fonts)
    large = large.crop(large.getbbox())
    size = (max(16, large.width // FINE), max(16, large.height // FINE))
    values = np.asarray(large.convert("RGBa").resize(size, Image.Resampling.BOX), np.float32)
    alpha = values[:, :, 3]
    # Pillow's RGBa keeps colours times alpha, so that what cannot be seen lends no colour.
    colour = values[:, :, :3] * 255 / np.maximum(alpha, 1)[:, :, None]
    picture = Picture(np.clip(np.round(colour), 0, 255).astype(np.uint8), alpha.astype(np.uint8))
    return DrawnMark(f"{_NAMES[int(rng.integers(len(_NAMES)))]} {kind}", kind, picture)


def _ink(rng: np.random.Generator) -> tuple[int, int, int]:
    return _INKS[int(rng.integers(len(_INKS)))]


def _other_ink(rng: np.random.Generator, ink: tuple[int, int, int]) -> tuple[int, int, int]:
    away = [one for one in _INKS if sum(abs(a - b) for a, b in zip(one, ink, strict=True)) > 200]
    return away[int(rng.integers(len(away)))]


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    canvas = Image.new("RGBA", (width * FINE, height * FINE), (0, 0, 0, 0))
    return canvas, ImageDraw.Draw(canvas)


def _corners(rng: np.random.Generator, size: float) -> list[tuple[float, float]]:
    """A polygon of 3 to 8 corners, or a star, about the middle of a square canvas."""
    count = int(rng.integers(3, 9))
    star = rng.random() < 0.4
    angles = np.linspace(0, 2 * np.pi, (2 if star else 1) * count, endpoint=False) - np.pi / 2
    reach = np.full(len(angles), 0.48 * size)
    if star:
        reach[1::2] *= float(rng.uniform(0.4, 0.75))
    return [
        (float(size / 2 + r * np.cos(a)), float(size / 2 + r * np.sin(a)))
        for a, r in zip(angles, reach, strict=True)
    ]


def _emblem(rng: np.random.Generator, fonts: Sequence[str]) -> Image.Image:
    side = int(rng.integers(64, 120))
    canvas, pen = _canvas(side, side)
    size, ink = side * FINE, _ink(rng)
    edge = size * 0.02
    if rng.random() < 0.4:
        pen.ellipse((edge, edge, size - edge, size - edge), fill=(*ink, 255))
    else:
        pen.polygon(_corners(rng, size), fill=(*ink, 255))
    inner = (0, 0, 0, 0) if rng.random() < 0.5 else (*_other_ink(rng, ink), 255)
    letters = _NAMES[int(rng.integers(len(_NAMES)))][: int(rng.integers(1, 3))].upper()
    _write(pen, letters, _font(fonts, rng, size * 0.42), (size / 2, size / 2), inner)
    if rng.random() < 0.4:
        ring = size * float(rng.uniform(0.04, 0.09))
        pen.ellipse(
            (edge + ring, edge + ring, size - edge - ring, size - edge - ring),
            outline=inner, width=max(FINE, int(ring / 2)),
        )  # fmt: skip
    return canvas


def _wordmark(rng: np.random.Generator, fonts: Sequence[str]) -> Image.Image:
    text = _NAMES[int(rng.integers(len(_NAMES)))]
    height = int(rng.integers(22, 44))
    canvas, pen = _canvas(height * (len(text) + 3), height * 2)
    middle = (canvas.width / 2, canvas.height / 2)
    _write(pen, text, _font(fonts, rng, height * FINE), middle, (*_ink(rng), 255))
    return canvas


def _outline(rng: np.random.Generator, fonts: Sequence[str]) -> Image.Image:
    side = int(rng.integers(72, 130))
    canvas, pen = _canvas(side, side)
    size, ink = side * FINE, (*_ink(rng), 255)
    line = int(FINE * rng.uniform(1.5, 3.5))
    edge = size * 0.03
    pen.ellipse((edge, edge, size - edge, size - edge), outline=ink, width=line)
    shape = _corners(rng, size * 0.8)
    shifted = [(x + size * 0.1, y + size * 0.1) for x, y in shape]
    pen.line([*shifted, shifted[0], shifted[1]], fill=ink, width=line, joint="curve")
    if rng.random() < 0.6:
        letter = _NAMES[int(rng.integers(len(_NAMES)))][0].upper()
        _write(pen, letter, _font(fonts, rng, size * 0.25), (size / 2, size / 2), ink)
    return canvas


def _badge(rng: np.random.Generator, fonts: Sequence[str]) -> Image.Image:
    text = _NAMES[int(rng.integers(len(_NAMES)))]
    height = int(rng.integers(34, 60))
    letter = height * 0.5
    width = int(letter * 0.75 * len(text) + height)
    canvas, pen = _canvas(width, height)
    ink = _ink(rng)
    box = (0, 0, canvas.width - 1, canvas.height - 1)
    pen.rounded_rectangle(box, radius=canvas.height * float(rng.uniform(0, 0.5)), fill=(*ink, 255))
    other = (*_other_ink(rng, ink), 255)
    middle = (canvas.width / 2, canvas.height / 2)
    _write(pen, text, _font(fonts, rng, letter * FINE), middle, other)
    return canvas


def _font(fonts: Sequence[str], rng: np.random.Generator, size: float) -> Font:
    return load_font(fonts[int(rng.integers(len(fonts)))], max(8, int(size)))


def _write(
    pen: ImageDraw.ImageDraw,
    text: str,
    font: Font,
    middle: tuple[float, float],
    ink: tuple[int, int, int, int],
) -> None:
    pen.text(middle, text, font=font, fill=ink, anchor="mm")


def spread(picture: Picture) -> NDArray[np.float32]:
    """A mark's colours times alpha and its alpha, h x w x 4, 0..1."""
    assert picture.alpha is not None
    alpha = picture.alpha.astype(np.float32)[:, :, None] / 255
    return np.concatenate([picture.pixels.astype(np.float32) / 255 * alpha, alpha], axis=2)
