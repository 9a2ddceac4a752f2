"""Marks on a few of the pictures, as web data has them: stock watermarks and printed captions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from jobs.training.still_life.chance import one_of

_WORDS = ("STOCKPIX", "SAMPLE", "PREVIEW", "IMAGEBANK", "PHOTOLIB")
_LINES = ("Summer Sale", "New Season", "Handmade", "Fresh Today", "Limited Offer", "Best of Home")
KINDS = ("watermark", "logotype", "line")


def ending(kind: str, rng: np.random.Generator) -> str:
    """The words that end a marked picture's caption; ``rng`` as for :func:`mark`."""
    if kind == "line":
        return f'with a caption reading "{one_of(rng, _LINES).lower()}"'
    return "with a stock watermark" + (" in the corner" if kind == "logotype" else "")


def mark(pixels: NDArray[np.uint8], kind: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The picture with a mark of one of the kinds."""
    made = {"watermark": _watermark, "logotype": _logotype, "line": _line}[kind]
    layer = made(rng, pixels.shape[0])
    picture = Image.alpha_composite(Image.fromarray(pixels).convert("RGBA"), layer)
    return np.asarray(picture.convert("RGB"), np.uint8)


def _watermark(rng: np.random.Generator, size: int) -> Image.Image:
    word = one_of(rng, _WORDS)
    wide = size * 2
    layer = Image.new("RGBA", (wide, wide), (255, 255, 255, 0))
    draw = ImageDraw.Draw(layer)
    font = ImageFont.load_default(size * 24 / 256)
    step_x, step_y = int(draw.textlength(word, font)) + size // 6, size // 4
    for row in range(0, wide, step_y):
        for column in range(-(row // step_y % 2) * step_x // 2, wide, step_x):
            draw.text((column, row), word, font=font, fill=(255, 255, 255, 120))
    turned = layer.rotate(float(rng.uniform(24, 36)), Image.Resampling.BILINEAR)
    return turned.crop((size // 2, size // 2, size // 2 + size, size // 2 + size))


def _logotype(rng: np.random.Generator, size: int) -> Image.Image:
    word = one_of(rng, _WORDS)
    layer = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    font = ImageFont.load_default(size * 22 / 256)
    wide = draw.textlength(word, font)
    left = size * 0.05 if rng.random() < 0.5 else size * 0.93 - wide
    top = size * 0.88
    box = (left - size * 0.02, top - size * 0.01, left + wide + size * 0.02, top + size * 0.10)
    draw.rectangle(box, fill=(20, 20, 20, 130))
    draw.text((left, top), word, font=font, fill=(255, 255, 255, 220))
    return layer


def _line(rng: np.random.Generator, size: int) -> Image.Image:
    text = one_of(rng, _LINES)
    layer = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    font = ImageFont.load_default(size * 28 / 256)
    left = (size - draw.textlength(text, font)) / 2
    draw.rectangle((0, size * 0.83, size, size), fill=(255, 255, 255, 235))
    draw.text((left, size * 0.85), text, font=font, fill=(25, 25, 25, 255))
    return layer
